"""The API's URLs; a site mounts them with ``path("api/support/", include("django_support_tickets.urls"))``."""

from django.urls import include, path
from rest_framework.routers import DefaultRouter

from .answering import RootView
from .health_view import HealthView
from .requester_views import RequesterAttachmentView, RequesterFileView, RequesterTicketViewSet
from .views import AttachmentView, FileView, SupportTicketViewSet

router = DefaultRouter()
router.APIRootView = RootView
router.register("tickets", SupportTicketViewSet, basename="support-ticket")
router.register("my-tickets", RequesterTicketViewSet, basename="my-support-ticket")

urlpatterns = [
    path("health/", HealthView.as_view(), name="support-health"),
    path("tickets/<str:pk>/attachment/", AttachmentView.as_view(), name="support-ticket-attachment"),
    path("tickets/<str:pk>/attachments/<str:file>/", FileView.as_view(), name="support-ticket-file"),
    path(
        "my-tickets/<str:ticket_number>/attachment/",
        RequesterAttachmentView.as_view(),
        name="my-support-ticket-attachment",
    ),
    path(
        "my-tickets/<str:ticket_number>/attachments/<str:file>/",
        RequesterFileView.as_view(),
        name="my-support-ticket-file",
    ),
    path("", include(router.urls)),
]
