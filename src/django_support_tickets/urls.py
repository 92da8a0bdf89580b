"""The API's URLs; a site mounts them with ``path("api/support/", include("django_support_tickets.urls"))``."""

from django.urls import include, path
from rest_framework.routers import DefaultRouter

from .views import AttachmentView, SupportTicketViewSet

router = DefaultRouter()
router.register("tickets", SupportTicketViewSet, basename="support-ticket")

urlpatterns = [
    path("tickets/<str:pk>/attachment/", AttachmentView.as_view(), name="support-ticket-attachment"),
    path("", include(router.urls)),
]
