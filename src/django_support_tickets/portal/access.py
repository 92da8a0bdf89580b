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

_LINKS = "support_portal_links"
MAX_LINKS = 20
# Of them, the first ones that the session was given stay; the rest make room for newer ones. So no number of links that
# somebody else sends a visitor through pushes out his own.
KEPT_LINKS = 10


def remember_link(request: HttpRequest, link: GuestLink) -> None:
    """Let the visitor's session open the link's ticket from now on.

    The session's key changes, so that one which somebody else planted opens nothing (session fixation).
    """
    known = [key for key in request.session.get(_LINKS, []) if key != str(link.pk)]
    if len(known) >= MAX_LINKS:
        usable = {str(pk) for pk in GuestLink.objects.usable().filter(pk__in=known).values_list("pk", flat=True)}
        known = [key for key in known if key in usable]
    room = MAX_LINKS - KEPT_LINKS - 1
    request.session[_LINKS] = [*known[:KEPT_LINKS], *known[KEPT_LINKS:][-room:], str(link.pk)]
    request.session.cycle_key()


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
