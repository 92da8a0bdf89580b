"""Links by mail: asking for them, and coming in by one."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language

from ... import workflow
from ...exceptions import TooManyRequests
from ...limits import check_client, check_link_request
from ...models import GuestLink, SupportTicket
from ...notifications.links import read_token
from ...notifications.tasks import hand_over_after, run_after
from ..access import accessible_tickets, ended_link, remember_link
from ..forms import RATINGS, FindForm, PortalForm
from .pages import ENDED_REFERRER, TEMPLATES, PortalPage, PortalView, gone

_ASKED_FOR = "support_portal_asked_for"
ALLOWED_RATINGS = frozenset(str(rating) for rating, _label in RATINGS)


class LinkRequestPage(PortalPage):
    """A page on which somebody has links mailed. Nothing in the answer, nor its time, tells what becomes of it."""

    def send_links(self, email: str, shown: str) -> HttpResponseBase:
        """Have the links sent once the answer is on its way, unless the address has got enough such mails.

        :param shown: the address as the answer may show it.
        """
        self.request.session[_ASKED_FOR] = shown
        response = self.go_to(f"{reverse('support_portal:find')}?sent=1")
        delivery = workflow.request_links(email=email, language=get_language() or settings.LANGUAGE_CODE)
        try:
            check_link_request(email)
        except TooManyRequests:
            run_after(response, partial(workflow.withdraw_links, delivery=delivery))
        else:
            hand_over_after(response, [delivery.pk])
        return response


class FindView(LinkRequestPage):
    """Mails someone the links to their tickets."""

    template_name = f"{TEMPLATES}find.html"
    is_private = False

    def get(self, request: HttpRequest) -> HttpResponseBase:
        sent_to = request.session.get(_ASKED_FOR) if "sent" in request.GET else None
        return self.page(form=FindForm(user=request.user), is_sent=sent_to is not None, sent_to=sent_to)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        try:
            check_client(request.META)
        except TooManyRequests as error:
            return self.slowed_down(error)
        form = FindForm(request.POST, user=request.user)
        if not form.is_valid():
            return self.page(form=form)
        email = form.cleaned_data["email"]
        return self.send_links(email, shown=email)

    def refilled(self) -> PortalForm:
        return FindForm.unchecked(self.request, user=self.request.user)


class RenewView(LinkRequestPage):
    """Mails a new link in place of one that has ended, to the address to which that one went.

    Who has the link learns neither the address nor what became of the ticket.
    """

    template_name = f"{TEMPLATES}link_ended.html"

    @cached_property
    def link(self) -> GuestLink:
        """The link, of a token, or of the visitor's session.

        :raises Http404: if we never gave it.
        """
        token, number = (self.request.POST.get(name, "") for name in ("token", "number"))
        link = read_token(token) if token else ended_link(self.request, number)
        if link is None:
            raise Http404
        return link

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return HttpResponseRedirect(reverse("support_portal:find"))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        email = self.link.email
        try:
            check_client(request.META)
        except TooManyRequests as error:
            return self.slowed_down(error)
        return self.send_links(email, shown="")

    def page_context(self, **context: Any) -> dict[str, Any]:
        asked = {name: self.request.POST.get(name, "") for name in ("token", "number")} if self.link else {}
        return {**super().page_context(**context), **asked, "referrer": ENDED_REFERRER}


class LinkView(PortalView):
    """Trades a link's token for the session, so that it leaves the address bar. It changes nothing else."""

    def get(self, request: HttpRequest, token: str) -> HttpResponseBase:
        link = read_token(token)
        if link is None:
            raise Http404
        if link.is_usable:
            remember_link(request, link)
        elif not accessible_tickets(request).filter(pk=link.ticket_id).exists():
            return gone(request, link, token=token)
        return HttpResponseRedirect(_destination(link.ticket, request.GET))


def _destination(ticket: SupportTicket, query: QueryDict) -> str:
    """Return where a link goes on to: one of the ticket's files, the ticket with a rating chosen, or the ticket."""
    number, file, rating = ticket.ticket_number, query.get("file", ""), query.get("rating", "")
    if file.isascii() and file.isdecimal():
        return reverse("support_portal:file", args=[number, file])
    chosen = f"?rating={rating}#support-rating" if rating in ALLOWED_RATINGS else ""
    return reverse("support_portal:ticket", args=[number]) + chosen
