"""Closing, reopening and rating a ticket: each is a page that asks first, and a POST."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ... import workflow
from ...exceptions import NotAllowedNow, TooManyRequests
from ...limits import check_change
from ..access import acting_account
from ..drafts import forget_draft
from ..forms import PortalForm, RatingForm
from .pages import TEMPLATES, TicketPage
from .reading import rating_asked_for


class ChangePage(TicketPage):
    """A page that asks before it changes the ticket."""

    done: ClassVar[str | Promise]

    def is_allowed(self) -> bool:
        """Tell whether the ticket, as it was read, allows it."""
        raise NotImplementedError

    def get(self, request: HttpRequest, number: str) -> HttpResponseBase:
        return self.page(form=self.form()) if self.is_allowed() else self.go_to(self.ticket_url)

    def form(self) -> PortalForm | None:
        """Return the page's form as it is first shown, if the page asks for more than a yes."""
        return None

    def change(self, function: Callable[..., Any], **values: Any) -> HttpResponseBase:
        """Call a function of the workflow's, and go back to the ticket, or say why it cannot be done."""
        try:
            check_change(self.ticket)
            function(ticket=self.ticket, actor=acting_account(self.request, self.ticket), **values)
        except NotAllowedNow as error:
            return self.page(status=409, refusal=str(error), is_final=True, form=self.refilled())
        except TooManyRequests as error:
            return self.slowed_down(error)
        messages.success(self.request, str(self.done), fail_silently=True)
        return self.go_to(self.ticket_url)

    @property
    def ticket_url(self) -> str:
        return reverse("support_portal:ticket", args=[self.ticket.ticket_number])


class CloseView(ChangePage):
    template_name = f"{TEMPLATES}close.html"
    done = _("Ticket closed")

    def is_allowed(self) -> bool:
        return self.ticket.can_be_closed

    def post(self, request: HttpRequest, number: str) -> HttpResponseBase:
        return self.change(workflow.close_ticket)


class ReopenView(ChangePage):
    template_name = f"{TEMPLATES}reopen.html"
    done = _("Ticket reopened")

    def is_allowed(self) -> bool:
        return self.ticket.can_be_reopened

    def post(self, request: HttpRequest, number: str) -> HttpResponseBase:
        return self.change(workflow.reopen_ticket)


class RateView(ChangePage):
    """The form to rate with. A link's ``?rating=`` chooses, but only sending the form stores."""

    template_name = f"{TEMPLATES}rate.html"
    done = _("Thank you for your rating")

    def is_allowed(self) -> bool:
        return self.ticket.can_be_rated

    def form(self) -> PortalForm:
        return RatingForm(initial=rating_asked_for(self.request, self.ticket))

    def refilled(self) -> PortalForm:
        return RatingForm.unchecked(self.request)

    def post(self, request: HttpRequest, number: str) -> HttpResponseBase:
        form = RatingForm(request.POST)
        if not form.is_valid():
            return self.page(form=form)
        response = self.change(workflow.rate_ticket, **form.cleaned_data)
        if response.status_code < 400:
            forget_draft(request, number)
        return response
