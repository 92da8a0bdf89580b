"""Who is told of what. Nobody is told of what he did himself, but for the confirmation that a request arrived."""

from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.db import router
from django.utils.translation import gettext

from ..choices import DeliveryKind, EventType, Party, Status
from ..models import Delivery, SupportTicket, TicketEvent
from ..normalization import is_machine, normalized_address


@dataclass(frozen=True, slots=True)
class Notice:
    """One mail to one recipient, in the language of its reader."""

    kind: DeliveryKind
    recipient: str
    language: str


def notices_for(event: TicketEvent, ticket: SupportTicket) -> list[Notice]:
    """Return the mails that an event asks for; a ticket that is marked as spam asks for none."""
    if ticket.is_spam:
        return []
    if event.type == EventType.CREATED:
        return _of_new_ticket(event, ticket)
    if event.type == EventType.RELEASED:
        return _not_queued_yet(_of_new_ticket(event, ticket), ticket)
    if event.type == EventType.REPLIED:
        if event.data["by"] == Party.REQUESTER:
            return _to_staff(DeliveryKind.STAFF_REPLY, _in_charge(ticket), event)
        return _to_requester(DeliveryKind.REPLY, ticket, event)
    if event.type == EventType.STATUS_CHANGED and event.data["new"] == Status.RESOLVED:
        return _to_requester(DeliveryKind.RESOLVED, ticket, event) if settings.SUPPORT_TICKET_SEND_RESOLVED else []
    return []


def _of_new_ticket(event: TicketEvent, ticket: SupportTicket) -> list[Notice]:
    is_read = not is_machine(ticket.email) and _mailbox(ticket.email) not in _own_addresses()
    confirmation = [Notice(DeliveryKind.CONFIRMATION, ticket.email, ticket.language)] if is_read else []
    # A follow-up is an answer as well: whoever is in charge of it has to hear of it.
    told = [*settings.SUPPORT_TICKET_STAFF_EMAILS, *(_in_charge(ticket) if ticket.follow_up_of_id else ())]
    return [
        *(confirmation if settings.SUPPORT_TICKET_SEND_CONFIRMATION else ()),
        *_to_staff(DeliveryKind.STAFF_NOTICE, told, event),
    ]


def _not_queued_yet(notices: list[Notice], ticket: SupportTicket) -> list[Notice]:
    """Leave out what was queued before somebody took the ticket for spam."""
    rows = Delivery.objects.using(router.db_for_write(Delivery)).filter(ticket=ticket)
    queued = set(rows.values_list("kind", "recipient"))
    return [notice for notice in notices if (notice.kind, notice.recipient) not in queued]


def _to_requester(kind: DeliveryKind, ticket: SupportTicket, event: TicketEvent) -> list[Notice]:
    """Return the mail to the requester, unless it is about what he did, as staff, in a ticket of his own."""
    is_own = event.actor_id is not None and event.actor_id == ticket.user_id
    if is_own or _mailbox(ticket.email) == _mailbox(account_email(event.actor)):
        return []
    return [Notice(kind, ticket.email, ticket.language)]


def _to_staff(kind: DeliveryKind, addresses: Iterable[str], event: TicketEvent) -> list[Notice]:
    language = settings.SUPPORT_TICKET_STAFF_LANGUAGE or settings.LANGUAGE_CODE
    readers: dict[str, str] = {}
    for address in addresses:
        readers.setdefault(_mailbox(address), address)
    readers.pop(_mailbox(account_email(event.actor)), None)
    return [Notice(kind, address, language) for address in readers.values()]


def _in_charge(ticket: SupportTicket) -> list[str]:
    """Return the assignee's address, or those of all staff where nobody who may read it is assigned."""
    assignee = ticket.assigned_to
    if assignee is not None and assignee.is_active and getattr(assignee, "is_staff", False):
        address = account_email(assignee)
        if address:
            return [address]
    return list(settings.SUPPORT_TICKET_STAFF_EMAILS)


def _own_addresses() -> set[str]:
    """Return the desk's own: a confirmation to one of them would open a ticket, and that send a confirmation."""
    own = settings.SUPPORT_TICKET_FROM_EMAIL or settings.DEFAULT_FROM_EMAIL, settings.SUPPORT_TICKET_REPLY_TO
    return {_mailbox(address) for address in own if address}


def _mailbox(address: str) -> str:
    """Return what makes two addresses one: without a name before it, whatever its spelling."""
    bare = parseaddr(address)[1] or address
    return normalized_address(bare) or bare.casefold()


def account_email(user: Any) -> str:
    """Return the address of a user, whatever its model calls it; "" without one."""
    return (getattr(user, user.get_email_field_name(), "") or "") if user is not None else ""


def estimated_response_time() -> str:
    """Return the promised response time in the active language: the site's text, or "within 24 hours"."""
    return str(settings.SUPPORT_TICKET_ESTIMATED_RESPONSE_TIME or "") or gettext("within 24 hours")
