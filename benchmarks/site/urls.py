"""The app as a site mounts it, whatever of it there is, and the yardsticks beside it."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/support/", include("django_support_tickets.urls")),
    path("limit/", include("benchmarks.limit.urls")),
    path("illustration/", include("benchmarks.illustration.urls")),
]
if find_spec("django_support_tickets.portal.urls"):
    urlpatterns.append(path("support/", include("django_support_tickets.portal.urls")))
