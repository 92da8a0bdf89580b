"""Opening a ticket."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from ... import workflow
from ...attachments.fingerprints import fingerprint
from ...choices import Source
from ...exceptions import IdempotencyConflict, TooManyRequests
from ...limits import Attempt, check_client, check_recipient
from ...models import SupportTicket
from ...notifications.policy import estimated_response_time
from ..access import owns
from ..forms import NewTicketForm, PortalForm
from ..stamps import read_stamp
from .pages import TEMPLATES, PortalPage

_OPENED = "support_portal_opened"


class NewTicketView(PortalPage):
    """The form, and what becomes of it. Spam is answered exactly like what is none."""

    template_name = f"{TEMPLATES}new.html"
    form_class: type[NewTicketForm] = NewTicketForm
    is_private = False

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self.page(form=self.form_class(user=request.user))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        key = self._key()
        # Corrections are free as well, as long as no files come with them.
        attempt = Attempt(key, bool(key) and (not request.FILES or workflow.is_repeated(key)))
        try:
            check_client(request.META, attempt)
            form = self.form_class(request.POST, request.FILES, user=request.user)
            if form.is_valid():
                check_recipient(form.cleaned_data["email"], attempt)
                return self.open(form, key)
        except TooManyRequests as error:
            return self.slowed_down(error)
        return self.page(form=form)

    def _key(self) -> str:
        """Return what names this rendering of the form, and whose it is; "" if it has no valid stamp."""
        key = read_stamp(self.request.POST.get("stamp")).key
        return f"{self.request.user.pk or ''}:portal:{key}" if key else ""

    def refilled(self) -> PortalForm:
        return self.form_class.unchecked(self.request, user=self.request.user)

    def open(self, form: NewTicketForm, key: str) -> HttpResponseBase:
        """Open the ticket, once, and thank for it."""
        try:
            ticket = self._open(form, key)
        except IdempotencyConflict:
            form.refuse_stamp(
                _("This form was sent before, with another content. Send it again to open another ticket.")
            )
            return self.page(form=form)
        return self.go_to(thank(self.request, ticket))

    def _open(self, form: NewTicketForm, key: str) -> SupportTicket:
        user = self.request.user
        about: dict[str, Any] = {"user": user, "actor": user, "source": Source.PORTAL, "is_spam": form.is_spam}
        fields = form.ticket_fields()
        if not key:
            return workflow.open_ticket(**fields, **about)
        texts = {name: value for name, value in fields.items() if name != "attachments"}
        once = {
            "key": key,
            "fingerprint": fingerprint(texts, fields.get("attachments", ())),
        }
        return workflow.open_ticket_once(**once, **fields, **about).ticket


class ThanksView(PortalPage):
    """What the visitor of this session opened last, as often as he looks."""

    template_name = f"{TEMPLATES}thanks.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        opened = request.session.get(_OPENED)
        if not opened:
            return HttpResponseRedirect(reverse("support_portal:new"))
        return self.page(
            opened=opened,
            estimated_response_time=estimated_response_time(),
            is_confirmed=settings.SUPPORT_TICKET_SEND_CONFIRMATION,
        )


def thank(request: HttpRequest, ticket: SupportTicket) -> str:
    """Remember a new ticket in the visitor's session, and return the address of the page that thanks for it."""
    request.session[_OPENED] = {
        "number": ticket.ticket_number,
        "email": ticket.readable_email,
        "is_follow_up": ticket.follow_up_of_id is not None,
        "can_be_opened": owns(request, ticket),
    }
    return reverse("support_portal:thanks")
