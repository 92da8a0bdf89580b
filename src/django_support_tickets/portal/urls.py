"""The portal's URLs; a site mounts them with ``path("support/", include("django_support_tickets.portal.urls"))``."""

from django.urls import path

from .views.changing import CloseView, RateView, ReopenView
from .views.files import AttachmentView, FileView
from .views.linking import FindView, LinkView, RenewView
from .views.opening import NewTicketView, ThanksView
from .views.reading import TicketListView, TicketView

app_name = "support_portal"

urlpatterns = [
    path("", NewTicketView.as_view(), name="new"),
    path("thanks/", ThanksView.as_view(), name="thanks"),
    path("find/", FindView.as_view(), name="find"),
    path("link/", RenewView.as_view(), name="renew"),
    path("link/<str:token>/", LinkView.as_view(), name="link"),
    path("tickets/", TicketListView.as_view(), name="tickets"),
    # An imported number may hold a slash, so that the shortest address comes last.
    path("tickets/<path:number>/close/", CloseView.as_view(), name="close"),
    path("tickets/<path:number>/reopen/", ReopenView.as_view(), name="reopen"),
    path("tickets/<path:number>/rate/", RateView.as_view(), name="rate"),
    path("tickets/<path:number>/attachment/", AttachmentView.as_view(), name="attachment"),
    path("tickets/<path:number>/attachments/<int:file>/", FileView.as_view(), name="file"),
    path("tickets/<path:number>/", TicketView.as_view(), name="ticket"),
]
