"""The links by which guests open their tickets: asking for new ones, and taking them back."""

from typing import Any

from django.utils import timezone

from ..choices import EventType
from ..models import Delivery, GuestLink, SupportTicket
from ..notifications import outbox
from ..notifications.links import withhold_links
from .transaction import database, lock_ticket, one_transaction, record


@one_transaction
def request_links(*, email: str, language: str) -> Delivery:
    """Queue a mail with a link to each of an address's tickets. For an address without any, none will go out.

    Whether there are any is not looked up here, so that nobody learns it from the answer or the time that it takes.
    The mail is not handed over either: that is for the caller to do, once its answer is on its way.

    :param language: of the mail.
    :returns: the mail's row.
    """
    return outbox.queue_links(email, language)


@one_transaction
def withdraw_links(*, delivery: Delivery) -> None:
    """Take back a mail with links that was asked for, unless it is being sent or has gone.

    For an address that has got enough of them: it costs the same to ask for one more, and is undone behind the answer.
    """
    outbox.withdraw(delivery)


@one_transaction
def revoke_link(*, link: GuestLink, actor: Any) -> bool:
    """Let a link open its ticket no longer, and return whether it did so far.

    :raises TicketNotFound: if its ticket was deleted in the meantime.
    """
    return bool(_revoke(lock_ticket(SupportTicket(pk=link.ticket_id)), actor, pk=link.pk))


@one_transaction
def revoke_links(*, ticket: SupportTicket, actor: Any) -> int:
    """Let none of a ticket's links open it any longer, and return how many did so far, or would have.

    Mails that still wait go without one.

    :raises TicketNotFound: if the ticket was deleted in the meantime.
    """
    locked = lock_ticket(ticket)
    return _revoke(locked, actor, withhold_links(locked))


def _revoke(locked: SupportTicket, actor: Any, number: int = 0, **which: Any) -> int:
    links = GuestLink.objects.using(database()).filter(ticket=locked, revoked_at=None, **which)
    number += links.update(revoked_at=timezone.now())
    if number:
        record(locked, EventType.LINKS_REVOKED, actor, number=number)
    return number
