"""The API alone."""

from django.urls import include, path

urlpatterns = [path("api/support/", include("django_support_tickets.urls"))]
