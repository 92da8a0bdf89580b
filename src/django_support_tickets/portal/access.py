"""Who may open which ticket in the portal: the signed-in owner, and whoever came by a link that still holds."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import router
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, Resolver404

from ..models import GuestLink, SupportTicket
from ..models.ticket import SupportTicketQuerySet
from ..mounting import resolve_path

_LINKS, _USES = "support_portal_links", "support_portal_uses"
# Of the tickets that a session's links open, the first ones stay, the newest, and of the rest those that were used
# most: so no number of links that somebody else sends a visitor through pushes out the visitor's own.
MAX_LINKS = 20
FIRST_LINKS, USED_LINKS = 4, 6
# Of a ticket: what is sent from its page counts more than looking at it, to which another site can bring a browser.
SENT, MOST_VIEWS = 10, 3


def remember_link(request: HttpRequest, link: GuestLink) -> None:
    """Let the visitor's session open the link's ticket from now on.

    The session's key changes, so that one which somebody else planted opens nothing (session fixation).
    """
    keys = [key for key in request.session.get(_LINKS, []) if key != str(link.pk)] + [str(link.pk)]
    request.session[_LINKS] = keys if len(keys) <= MAX_LINKS else _worth_keeping(request, keys)
    request.session.cycle_key()


def _worth_keeping(request: HttpRequest, keys: list[str]) -> list[str]:
    """Return the session's links without those that have ended, and of each ticket the newest, if need be not all."""
    rows = GuestLink.objects.usable().filter(pk__in=keys).values_list("pk", "ticket__ticket_number")
    numbers = {str(key): number for key, number in rows}
    # In the order in which the tickets came.
    newest = {numbers[key]: key for key in keys if key in numbers}
    uses = {number: count for number, count in request.session.get(_USES, {}).items() if number in newest}
    request.session[_USES] = uses
    tickets = [*newest]
    others = tickets[FIRST_LINKS : FIRST_LINKS + USED_LINKS - MAX_LINKS]
    by_use = sorted(others, key=lambda number: uses.get(number, 0), reverse=True)
    left_out = by_use[USED_LINKS:] if len(tickets) > MAX_LINKS else []
    return [newest[number] for number in tickets if number not in left_out]


def note_use(request: HttpRequest, ticket: SupportTicket, *, is_sent: bool) -> None:
    """Remember that the visitor was on a ticket's page by a link, if that may decide which links the session keeps.

    :param is_sent: whether something was sent from there.
    """
    if len(request.session.get(_LINKS, [])) <= FIRST_LINKS or owns(request, ticket):
        return  # A page that is only looked at need not store anything.
    uses = request.session.get(_USES, {})
    before = uses.get(ticket.ticket_number, 0)
    now = (SENT if is_sent or before >= SENT else 0) + min(before % SENT + 1, MOST_VIEWS)
    if now != before:
        request.session[_USES] = {**uses, ticket.ticket_number: now}


def accessible_tickets(request: HttpRequest) -> SupportTicketQuerySet:
    """Return the tickets that the visitor may open.

    The session holds keys of links, not of tickets: a link that was revoked, has expired, or went to an address which
    is no longer the ticket's opens nothing from that moment on.
    """
    keys = request.session.get(_LINKS, [])
    allowed = Q(pk__in=GuestLink.objects.usable().filter(pk__in=keys).values("ticket"))
    if request.user.is_authenticated:
        allowed |= Q(user=request.user.pk)
    # A replica may not have heard yet that a link was revoked.
    tickets = SupportTicket.objects.using(router.db_for_write(SupportTicket)) if keys else SupportTicket.objects.all()
    return tickets.genuine().filter(allowed)


def find_ticket(request: HttpRequest, number: str) -> SupportTicket:
    """Return the ticket of this number.

    :raises Http404: if there is none, and just so if it is someone else's.
    """
    # PostgreSQL refuses to look for a NUL.
    found = None if "\0" in number else accessible_tickets(request).filter(ticket_number=number).first()
    if found is None:
        raise Http404
    return found


def ended_link(request: HttpRequest, number: str) -> GuestLink | None:
    """Return a link by which the visitor came to the ticket of this number, and which no longer opens it."""
    links = GuestLink.objects.select_related("ticket").filter(pk__in=request.session.get(_LINKS, []))
    found = None if "\0" in number else links.filter(ticket__ticket_number=number).order_by("-created_at").first()
    return found if found and not found.is_usable else None


def acting_account(request: HttpRequest, ticket: SupportTicket) -> Any:
    """Return the account as which the visitor acts: his own if the ticket is his, else None, for a guest."""
    return request.user if owns(request, ticket) else None


def owns(request: HttpRequest, ticket: SupportTicket) -> bool:
    """Tell whether the ticket belongs to the visitor's account."""
    return request.user.is_authenticated and ticket.user_id == request.user.pk


def has_login_page() -> bool:
    """Tell whether ``LOGIN_URL`` leads anywhere: not every site has accounts."""
    try:
        address = urlsplit(resolve_url(settings.LOGIN_URL))
        return bool(address.netloc) or bool(resolve_path(address.path))
    except (NoReverseMatch, Resolver404):
        return False
