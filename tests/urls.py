from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/support/", include("django_support_tickets.urls")),
    path("support/", include("django_support_tickets.portal.urls")),
]
