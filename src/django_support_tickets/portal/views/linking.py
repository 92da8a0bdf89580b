"""Links by mail: asking for them, and coming in by one."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language

from ... import workflow
from ...exceptions import TooManyRequests
from ...limits import check_client, check_link_request
from ...models import SupportTicket
from ...notifications.links import find_link
from ...notifications.tasks import hand_over_after
from ..access import remember_link
from ..forms import RATINGS, FindForm, PortalForm
from .pages import TEMPLATES, PortalPage, PortalView

_ASKED_FOR = "support_portal_asked_for"
ALLOWED_RATINGS = frozenset(str(rating) for rating, _label in RATINGS)


class FindView(PortalPage):
    """Mails someone the links to his tickets. Nothing in the answer, nor its time, tells whether there are any."""

    template_name = f"{TEMPLATES}find.html"
    is_private = False

    def get(self, request: HttpRequest) -> HttpResponseBase:
        sent_to = request.session.get(_ASKED_FOR, "") if "sent" in request.GET else ""
        return self.page(form=FindForm(user=request.user), sent_to=sent_to)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        try:
            check_client(request.META)
        except TooManyRequests as error:
            return self.slowed_down(error)
        form = FindForm(request.POST, user=request.user)
        if not form.is_valid():
            return self.page(form=form)
        return self.send(form.cleaned_data["email"])

    def refilled(self) -> PortalForm:
        return FindForm.unchecked(self.request, user=self.request.user)

    def send(self, email: str) -> HttpResponseBase:
        """Have the links sent once the answer is on its way, unless the address has got enough such mails."""
        self.request.session[_ASKED_FOR] = email
        response = self.go_to(f"{reverse('support_portal:find')}?sent=1")
        try:
            check_link_request(email)
        except TooManyRequests:
            return response
        delivery = workflow.request_links(email=email, language=get_language() or settings.LANGUAGE_CODE)
        hand_over_after(response, [delivery.pk])
        return response


class LinkView(PortalView):
    """Trades a link's token for the session, so that it leaves the address bar. It changes nothing else."""

    def get(self, request: HttpRequest, token: str) -> HttpResponseBase:
        link = find_link(token)
        if link is None:
            raise Http404
        remember_link(request, link)
        return HttpResponseRedirect(_destination(link.ticket, request.GET))


def _destination(ticket: SupportTicket, query: QueryDict) -> str:
    """Return where a link goes on to: one of the ticket's files, the ticket with a rating chosen, or the ticket."""
    number, file, rating = ticket.ticket_number, query.get("file", ""), query.get("rating", "")
    if file.isascii() and file.isdecimal():
        return reverse("support_portal:file", args=[number, file])
    chosen = f"?rating={rating}#support-rating" if rating in ALLOWED_RATINGS else ""
    return reverse("support_portal:ticket", args=[number]) + chosen
