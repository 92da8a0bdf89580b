"""The addresses that the buttons of the list and of a ticket's page post to."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from .. import workflow
from ..exceptions import SupportTicketError
from ..models import Delivery, GuestLink, SupportTicket
from ..notifications.tasks import answering_first
from .part import URL_NAME, AdminPart


class Buttons(AdminPart):
    """Changes by one click: each a POST, with its CSRF token, to which whoever may change the ticket is entitled."""

    def get_urls(self) -> list[URLPattern]:
        """Add the buttons' own. All of them answer first: no member of staff waits for a mail server or a broker."""
        routes: tuple[tuple[str, str, Callable[..., HttpResponse]], ...] = (
            ("status/<str:status>/", "quick_status", self.quick_status_view),
            ("mails/<int:delivery_id>/resend/", "resend", self.resend_view),
            ("links/<uuid:link_id>/revoke/", "revoke_link", self.revoke_link_view),
            ("links/revoke/", "revoke_links", self.revoke_links_view),
            ("spam/", "mark_as_spam", self.mark_as_spam_view),
            ("spam/release/", "release_from_spam", self.release_from_spam_view),
        )
        view = self.admin_site.admin_view
        own = [path(f"<path:object_id>/{route}", view(each), name=f"{URL_NAME}_{name}") for route, name, each in routes]
        urls = [*own, *super().get_urls()]
        for pattern in urls:
            pattern.callback = answering_first(pattern.callback)
        return urls

    def quick_status_view(self, request: HttpRequest, object_id: str, status: str) -> HttpResponse:
        """Change the status by one click in the list, and return to the same filtered page."""

        def change(ticket: SupportTicket) -> str:
            changed = workflow.change_status(ticket=ticket, status=status, actor=request.user)
            values = {"number": changed.ticket_number, "status": changed.get_status_display()}
            return gettext("%(number)s: %(status)s") % values

        filters = request.GET.get("_changelist_filters", "")
        return self._one_click(request, object_id, change, f"{self._url('changelist')}?{filters}")

    def resend_view(self, request: HttpRequest, object_id: str, delivery_id: int) -> HttpResponse:
        """Send one of the ticket's mails again."""

        def change(ticket: SupportTicket) -> str:
            delivery = Delivery.objects.select_related("ticket").filter(ticket=ticket, pk=delivery_id).first()
            if delivery is None:
                raise SupportTicketError("delivery_not_found", _("The mail was not found."))
            workflow.resend_delivery(delivery=delivery, actor=request.user)
            return gettext("The mail to %(recipient)s is sent again.") % {"recipient": delivery.recipient}

        return self._one_click(request, object_id, change)

    def revoke_link_view(self, request: HttpRequest, object_id: str, link_id: Any) -> HttpResponse:
        """Let one of the ticket's links open it no longer."""

        def change(ticket: SupportTicket) -> str:
            link = GuestLink.objects.filter(ticket=ticket, pk=link_id).first()
            if link is None:
                raise SupportTicketError("link_not_found", _("The link was not found."))
            workflow.revoke_link(link=link, actor=request.user)
            return gettext("The link in the mail to %(recipient)s is revoked.") % {"recipient": link.email}

        return self._one_click(request, object_id, change)

    def revoke_links_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Let none of the ticket's links open it any longer."""

        def change(ticket: SupportTicket) -> str:
            done = workflow.revoke_links(ticket=ticket, actor=request.user)
            text = ngettext("%(count)s link was revoked.", "%(count)s links were revoked.", done)
            return text % {"count": done}

        return self._one_click(request, object_id, change)

    def mark_as_spam_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take the ticket out of every list."""

        def change(ticket: SupportTicket) -> str:
            marked = workflow.mark_as_spam(ticket=ticket, actor=request.user)
            return gettext("%(number)s: marked as spam") % {"number": marked.ticket_number}

        return self._one_click(request, object_id, change)

    def release_from_spam_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Take the ticket into the lists."""

        def change(ticket: SupportTicket) -> str:
            released = workflow.release_from_spam(ticket=ticket, actor=request.user)
            return gettext("%(number)s: released from spam") % {"number": released.ticket_number}

        return self._one_click(request, object_id, change)

    def _one_click(
        self, request: HttpRequest, object_id: str, change: Callable[[SupportTicket], str], then: str = ""
    ) -> HttpResponse:
        """Make a change and say what came of it.

        :param then: where to go afterwards; empty means the ticket's page.
        """
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        ticket = self.get_object(request, object_id)
        if not self.has_change_permission(request, ticket):
            raise PermissionDenied
        if ticket is None:
            self.message_user(request, gettext("The ticket was not found."), messages.ERROR)
            return HttpResponseRedirect(self._url("changelist"))
        try:
            self.message_user(request, change(ticket), messages.SUCCESS)
        except SupportTicketError as error:
            self.message_user(request, str(error), messages.ERROR)
        return HttpResponseRedirect(then or self._url("change", ticket.pk))
