"""What staff do to many tickets at once. Each ticket is changed, and answered for, by itself."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from .. import workflow
from ..choices import Status
from ..exceptions import SupportTicketError
from ..models import SupportTicket
from .forms import AssignForm
from .part import AdminPart

# Returns the ticket as it is now stored, or whether something changed that the ticket does not tell.
Change = Callable[[SupportTicket], SupportTicket | bool]
NAMED_TICKETS = 10


class BulkActions(AdminPart):
    """The list's actions."""

    @admin.action(description=_("Mark the selected tickets as resolved"), permissions=["change"])
    def mark_as_resolved(self, request: HttpRequest, queryset: QuerySet[SupportTicket]) -> None:
        done = self._change_each(request, queryset, self._to(Status.RESOLVED, request))
        if done:
            text = ngettext(
                "%(count)s ticket was marked as resolved.", "%(count)s tickets were marked as resolved.", done
            )
            self.message_user(request, text % {"count": done}, messages.SUCCESS)

    @admin.action(description=_("Close the selected tickets"), permissions=["change"])
    def mark_as_closed(self, request: HttpRequest, queryset: QuerySet[SupportTicket]) -> None:
        done = self._change_each(request, queryset, self._to(Status.CLOSED, request))
        if done:
            text = ngettext("%(count)s ticket was closed.", "%(count)s tickets were closed.", done)
            self.message_user(request, text % {"count": done}, messages.SUCCESS)

    @admin.action(description=_("Reopen the selected tickets"), permissions=["change"])
    def reopen(self, request: HttpRequest, queryset: QuerySet[SupportTicket]) -> None:
        finished = (Status.RESOLVED, Status.CLOSED)

        def change(ticket: SupportTicket) -> SupportTicket:
            if ticket.status not in finished:
                return ticket
            return workflow.change_status(ticket=ticket, status=Status.PENDING, actor=request.user)

        done = self._change_each(request, queryset, change)
        if done:
            text = ngettext("%(count)s ticket was reopened.", "%(count)s tickets were reopened.", done)
            self.message_user(request, text % {"count": done}, messages.SUCCESS)

    @admin.action(description=_("Mark the selected tickets as spam"), permissions=["change"])
    def mark_as_spam(self, request: HttpRequest, queryset: QuerySet[SupportTicket]) -> None:
        done = self._change_each(
            request, queryset, lambda ticket: workflow.mark_as_spam(ticket=ticket, actor=request.user)
        )
        if done:
            text = ngettext("%(count)s ticket was marked as spam.", "%(count)s tickets were marked as spam.", done)
            self.message_user(request, text % {"count": done}, messages.SUCCESS)

    @admin.action(description=_("Release the selected tickets from spam"), permissions=["change"])
    def release_from_spam(self, request: HttpRequest, queryset: QuerySet[SupportTicket]) -> None:
        done = self._change_each(
            request, queryset, lambda ticket: workflow.release_from_spam(ticket=ticket, actor=request.user)
        )
        if done:
            text = ngettext(
                "%(count)s ticket was released from spam.", "%(count)s tickets were released from spam.", done
            )
            self.message_user(request, text % {"count": done}, messages.SUCCESS)

    @admin.action(description=_("Send failed mails of the selected tickets again"), permissions=["change"])
    def resend_failed(self, request: HttpRequest, queryset: QuerySet[SupportTicket]) -> None:
        mails = 0

        def change(ticket: SupportTicket) -> bool:
            nonlocal mails
            number = workflow.resend_failed(ticket=ticket, actor=request.user)
            mails += number
            return number > 0

        if self._change_each(request, queryset, change):
            text = ngettext("%(count)s mail is sent again.", "%(count)s mails are sent again.", mails)
            self.message_user(request, text % {"count": mails}, messages.SUCCESS)

    @admin.action(description=_("Take the selected tickets"), permissions=["change"])
    def take(self, request: HttpRequest, queryset: QuerySet[SupportTicket]) -> None:
        self._assign_each(request, queryset, request.user)

    @admin.action(description=_("Assign the selected tickets…"), permissions=["change"])
    def assign(self, request: HttpRequest, queryset: QuerySet[SupportTicket]) -> HttpResponse | None:
        form = AssignForm(request.POST if "apply" in request.POST else None)
        if form.is_valid():
            self._assign_each(request, queryset, form.cleaned_data["assignee"])
            return None
        request.current_app = self.admin_site.name  # As the admin's own actions do.
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Assign tickets"),
            "opts": self.opts,
            "media": self.media,
            "form": form,
            "count": queryset.count(),
            "selected": request.POST.getlist(helpers.ACTION_CHECKBOX_NAME),
            "select_across": request.POST.get("select_across", "0"),
            "action_checkbox_name": helpers.ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/django_support_tickets/supportticket/assign.html", context)

    def _to(self, status: Status, request: HttpRequest) -> Change:
        return lambda ticket: workflow.change_status(ticket=ticket, status=status, actor=request.user)

    def _assign_each(self, request: HttpRequest, queryset: QuerySet[SupportTicket], assignee: Any) -> None:
        done = self._change_each(
            request,
            queryset,
            lambda ticket: workflow.assign_ticket(ticket=ticket, assignee=assignee, actor=request.user),
        )
        if done:
            text = ngettext(
                "%(count)s ticket was assigned: %(assignee)s.", "%(count)s tickets were assigned: %(assignee)s.", done
            )
            values = {"count": done, "assignee": assignee or gettext("Nobody")}
            self.message_user(request, text % values, messages.SUCCESS)

    def _change_each(self, request: HttpRequest, queryset: QuerySet[SupportTicket], change: Change) -> int:
        """Change the tickets one by one, tell which stayed as they were or failed, and return how many changed."""
        done, unchanged = 0, []
        for ticket in queryset.order_by("pk"):
            try:
                if not self.has_change_permission(request, ticket):
                    raise SupportTicketError("permission_denied", _("You may not change this ticket."))
                after = change(ticket)
            except SupportTicketError as error:
                self.message_user(request, f"{ticket.ticket_number}: {error}", messages.ERROR)
                continue
            if after if isinstance(after, bool) else after.version != ticket.version:
                done += 1
            else:
                unchanged.append(ticket.ticket_number)
        if unchanged:
            numbers = ", ".join(unchanged[:NAMED_TICKETS]) + ("…" if len(unchanged) > NAMED_TICKETS else "")
            self.message_user(request, gettext("Nothing to change: %(numbers)s") % {"numbers": numbers}, messages.INFO)
        return done
