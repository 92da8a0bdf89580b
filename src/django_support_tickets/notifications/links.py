"""Links by which a requester opens a ticket without an account: what is in them, and what they open.

A link's token is the key of its row and a signature (HMAC-SHA256) over that key, the ticket and the address. It is
handed out by mail alone.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ObjectDoesNotExist
from django.core.signing import BadSignature, Signer
from django.db import router
from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from ..choices import DeliveryKind
from ..models import Delivery, GuestLink, SupportTicket
from ..models.delivery import UNFINISHED, DeliveryQuerySet
from ..models.link import GuestLinkQuerySet

PLACEHOLDER = "{token}"
# The mails that carry links.
TO_REQUESTER = frozenset({DeliveryKind.CONFIRMATION, DeliveryKind.REPLY, DeliveryKind.RESOLVED, DeliveryKind.LINKS})
# What the Sites framework calls a site until somebody tells it the name. It is nobody's (RFC 2606, section 3).
UNNAMED_SITE = "example.com"
_SALT = "django_support_tickets.links"
_NOBODYS = GuestLink(id=uuid.UUID(int=0), ticket_id=0, email="")


def ticket_links(tickets: Iterable[SupportTicket], delivery: Delivery) -> dict[Any, str]:
    """Return the addresses at which the reader of a mail opens tickets: made once, repeated in a second attempt.

    One that was revoked meanwhile is not made again.

    :returns: the addresses by the tickets' keys; none where nothing takes links, or the site's address is unknown.
    """
    if not _address_of("token"):
        return {}
    tickets = [*tickets]
    links = _links_of(delivery, tickets)
    if len(links) < len(tickets):
        # Those that expired, or went to another address, make way for new ones.
        own = _rows().filter(delivery=delivery, ticket__in=tickets, revoked_at=None)
        if own.exclude(pk__in=[link.pk for link in links]).update(delivery=None):
            links = _links_of(delivery, tickets)
    return {link.ticket_id: _address_of(token_for(link)) for link in links}


def _links_of(delivery: Delivery, tickets: list[SupportTicket]) -> list[GuestLink]:
    """Return a mail's usable links to tickets, and make those that it never had."""
    rows = [GuestLink(delivery=delivery, ticket=ticket, email=ticket.email) for ticket in tickets]
    _rows().bulk_create(rows, ignore_conflicts=True)
    return [*_rows().usable().filter(delivery=delivery, ticket__in=tickets)]


def mails_to_link(ticket: SupportTicket) -> DeliveryQuerySet:
    """Return the mails to a ticket's requester which wait, or are being sent, and have no link to it yet."""
    mails = Delivery.objects.using(router.db_for_write(Delivery)).filter(state__in=UNFINISHED)
    about_it = Q(ticket=ticket) | Q(ticket=None)
    return mails.filter(about_it, recipient=ticket.email, kind__in=TO_REQUESTER).exclude(links__ticket=ticket)


def withhold_links(ticket: SupportTicket) -> int:
    """Let the mails that wait carry no link to a ticket, by giving each one that is revoked; return how many."""
    now = timezone.now()
    rows = [
        GuestLink(delivery=mail, ticket=ticket, email=ticket.email, revoked_at=now) for mail in mails_to_link(ticket)
    ]
    _rows().bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def with_query(address: str, name: str, value: int) -> str:
    """Return a link's address with one more parameter; that of a page of the site's own may have some already."""
    return f"{address}{'&' if '?' in address else '?'}{name}={value}"


def token_for(link: GuestLink) -> str:
    """Return the token that opens the link's ticket. It belongs into a mail to the link's address, nowhere else."""
    return f"{link.pk.hex}.{Signer(salt=_SALT).signature(_signed(link))}"


def find_link(token: str) -> GuestLink | None:
    """Return the usable link of a token, with its ticket, or None; it takes the same time for whatever token."""
    link = read_token(token)
    return link if link and link.is_usable else None


def read_token(token: str) -> GuestLink | None:
    """Return the link of a token that we gave, with its ticket, or None; the link may have ended.

    Tokens that were signed with one of ``SECRET_KEY_FALLBACKS`` are as good.
    """
    key, _, signature = token.partition(".")
    try:
        pk = uuid.UUID(hex=key)
    except ValueError:
        pk = _NOBODYS.pk
    if pk.hex != key:  # Python takes other spellings of a UUID as well.
        pk = _NOBODYS.pk
    link = _rows().select_related("ticket").filter(pk=pk).first()
    try:
        Signer(salt=_SALT).unsign(f"{_signed(link or _NOBODYS)}:{signature}")
    except (BadSignature, UnicodeEncodeError):  # A lone surrogate cannot even be compared.
        return None
    return link


def base_url() -> str:
    """Return the site's address without a slash at its end: the setting's, else the current Site's, else "".

    Never that of a request: whoever sends it chooses its Host header.
    """
    if settings.SUPPORT_TICKET_BASE_URL:
        return str(settings.SUPPORT_TICKET_BASE_URL).rstrip("/")
    if not apps.is_installed("django.contrib.sites"):
        return ""
    from django.contrib.sites.models import Site

    try:
        domain = Site.objects.get_current().domain
    except (ImproperlyConfigured, ObjectDoesNotExist):
        return ""
    return "" if domain == UNNAMED_SITE else f"https://{domain}"


def absolute_url(name: str, *args: object) -> str:
    """Return the complete address of a page, or "" where the site's address is unknown or it has no such page."""
    base = base_url()
    try:
        return f"{base}{reverse(name, args=args)}" if base else ""
    except NoReverseMatch:
        return ""


def _rows() -> GuestLinkQuerySet:
    """Return the links where they are written: a replica may not have heard of one, or of its end, yet."""
    return GuestLink.objects.using(router.db_for_write(GuestLink))


def _signed(link: GuestLink) -> str:
    return f"{link.pk.hex}:{link.ticket_id}:{link.email}"


def _address_of(token: str) -> str:
    if settings.SUPPORT_TICKET_LINK_URL:
        return str(settings.SUPPORT_TICKET_LINK_URL).replace(PLACEHOLDER, token)
    return absolute_url("support_portal:link", token)
