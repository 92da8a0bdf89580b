"""What all pages of the portal have in common."""

import math
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.backends.base import UpdateError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.functional import Promise, cached_property
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View
from django.views.generic.base import TemplateResponseMixin

from ...exceptions import TicketNotFound, TooManyRequests
from ...limits import check_client
from ...models import GuestLink, SupportTicket
from ...notifications.tasks import answering_first
from ...outages import page_answer, saying_outages
from ...writer import kept_to_writer
from ..access import ended_link, find_ticket, has_login_page, note_use
from ..bodies import Refusal
from ..csrf import check_form
from ..drafts import keep_draft
from ..forms import PortalForm

TEMPLATES = "django_support_tickets/portal/"
# A token may stand in the address bar there: the browser says no more than which site a form comes from.
ENDED_REFERRER = "strict-origin"
# For pages that may have been reached by a link: no other site, cache or search engine is to learn of them.
PRIVATE_HEADERS = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


class PortalView(View):
    """A view of the portal's. What it does not find, or the visitor may not see, is one and the same page."""

    is_private = True
    # Whether the form that came was looked at.
    is_checked = True

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """Answer first: no visitor waits for a mail server or a broker.

        LoginRequiredMiddleware lets the view be, for the portal itself knows who may come in. Its forms are checked by
        itself, too.
        """
        view: Any = csrf_exempt(kept_to_writer(check_form(super().as_view(**initkwargs))))
        return login_not_required(saying_outages(answering_first(view), page_answer))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.answer(super().dispatch, request, *args, **kwargs)

    def refuse(self, refusal: Refusal) -> HttpResponseBase:
        """Answer to a form that was not looked at."""
        self.is_checked = False
        return self.answer(self.refused, refusal.status, refusal.reason)

    def refused(self, status: int, reason: str | Promise) -> HttpResponseBase:
        return HttpResponse(str(reason), status=status, content_type="text/plain; charset=utf-8")

    def answer(self, respond: Callable[..., HttpResponseBase], *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = respond(*args, **kwargs)
        except (Http404, TicketNotFound):
            response = self.not_found()
        _save_session(self.request)
        if self.is_private:
            return made_private(response)
        patch_cache_control(response, private=True, no_cache=True)
        return response

    def not_found(self) -> HttpResponseBase:
        """Return the page for what is unknown, or somebody else's."""
        return gone(self.request)


class PortalPage(TemplateResponseMixin, PortalView):
    """A page of the portal's.

    Under the header "no-referrer" a browser sends forms with "Origin: null", which Django takes for an attack. The
    page's own <meta name="referrer"> has the last word; by then no token stands in the address bar any more.
    """

    def page_context(self, **context: Any) -> dict[str, Any]:
        """Return what every page's template is given, and what is added to it."""
        return {**layout(), "referrer": "same-origin" if self.is_private else "", **context}

    def page(self, status: int = 200, **context: Any) -> HttpResponseBase:
        return self.render_to_response(self.page_context(**context), status=status)

    def refused(self, status: int, reason: str | Promise) -> HttpResponseBase:
        """Return the page with the reason why nothing was done, and with what was typed, to be sent again."""
        return self.page(status=status, refusal=reason, form=self.refilled())

    def refilled(self) -> PortalForm | None:
        """Return the page's form with what was sent, which is looked at no further; None for a page without one."""
        return None

    def slowed_down(self, error: TooManyRequests) -> HttpResponseBase:
        """Return the page with the reason why nothing was done, and after which time it would be."""
        response = self.refused(429, told_to_wait(error.wait))
        response.headers["Retry-After"] = str(math.ceil(error.wait))
        return response

    def go_to(self, url: str) -> HttpResponseBase:
        """Send the visitor to another page: by a redirect, or by telling the script that sent the form."""
        if self.request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return JsonResponse({"location": url})
        return HttpResponseRedirect(url)


class TicketPage(PortalPage):
    """A page about the ticket whose number is in its address."""

    @cached_property
    def ticket(self) -> SupportTicket:
        """The ticket.

        :raises Http404: if there is none, or it is someone else's.
        """
        ticket = find_ticket(self.request, self.number)
        note_use(self.request, ticket, is_sent=self.request.method == "POST" and self.is_checked)
        return ticket

    @property
    def number(self) -> str:
        return str(self.kwargs["number"])

    def not_found(self) -> HttpResponseBase:
        """Give back what was typed about a ticket that no longer opens, and keep it for when it does again."""
        form = self.refilled() if self.request.method == "POST" else None
        texts = form.typed_texts() if form else []
        is_kept = bool(texts) and self.is_checked and self._keep({field.name: field.value() for field in texts})
        link = ended_link(self.request, self.number)
        return gone(self.request, link, number=self.number, texts=texts, is_kept=is_kept)

    def _keep(self, typed: dict[str, Any]) -> bool:
        try:
            check_client(self.request.META)
        except TooManyRequests:
            return False
        return keep_draft(self.request, self.number, typed)

    def page_context(self, **context: Any) -> dict[str, Any]:
        return super().page_context(ticket=self.ticket, **context)


def _save_session(request: HttpRequest) -> None:
    """Save a changed session while an outage can still be answered; Django's middleware does it too late for that."""
    if request.session.modified:
        with suppress(UpdateError):  # It has ended meanwhile, which the middleware answers.
            request.session.save()


def told_to_wait(seconds: float) -> str:
    """Say how long somebody has to wait: in minutes, and from two hours on in hours."""
    minutes = max(math.ceil(seconds / 60), 1)
    hours = math.ceil(minutes / 60)
    if hours > 2:
        text = ngettext(
            "Too many requests. Please try again in %(hours)d hour.",
            "Too many requests. Please try again in %(hours)d hours.",
            hours,
        )
        return text % {"hours": hours}
    text = ngettext(
        "Too many requests. Please try again in %(minutes)d minute.",
        "Too many requests. Please try again in %(minutes)d minutes.",
        minutes,
    )
    return text % {"minutes": minutes}


def layout() -> dict[str, Any]:
    """Return what the portal's base template needs."""
    return {"site_name": settings.SUPPORT_TICKET_SITE_NAME, "has_login_page": has_login_page()}


def gone(request: HttpRequest, link: GuestLink | None = None, **context: Any) -> HttpResponseBase:
    """Return the one page for unknown tickets, other people's and links that we never gave; or, for the visitor's own
    link that has ended, the one that offers a new one.

    :param link: the one that has ended.
    :param context: what identifies it, ``token`` or ``number``, and the ``texts`` that were typed.
    """
    name, referrer = ("link_ended.html", ENDED_REFERRER) if link else ("not_found.html", "")
    page = render(request, TEMPLATES + name, {**layout(), "referrer": referrer, **context}, status=404)
    return made_private(page)


def made_private(response: HttpResponseBase) -> HttpResponseBase:
    for header, value in PRIVATE_HEADERS.items():
        response.headers[header] = value
    return response
