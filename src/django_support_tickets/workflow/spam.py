"""Keeping spam out of the way, and taking back what was none."""

import re
from typing import Any

from django.conf import settings

from ..choices import EventType
from ..models import SupportTicket
from .transaction import lock_ticket, one_transaction, record, save_changes

_WEB_ADDRESS = re.compile(r"https?://|\bwww\.|\[url|<a\s", re.IGNORECASE)


def looks_like_spam(text: str) -> bool:
    """Tell whether a stranger's message has as many web addresses as ``SUPPORT_TICKET_SPAM_LINKS``."""
    limit = settings.SUPPORT_TICKET_SPAM_LINKS
    return limit is not None and len(_WEB_ADDRESS.findall(text)) >= limit


@one_transaction
def mark_as_spam(*, ticket: SupportTicket, actor: Any) -> SupportTicket:
    """Take a ticket out of every list, and let its links open it no longer.

    :returns: the ticket as it is now stored.
    :raises TicketNotFound: if the ticket was deleted in the meantime.
    """
    locked = lock_ticket(ticket)
    if not locked.is_spam:
        locked.is_spam = True
        save_changes(locked, "is_spam")
        record(locked, EventType.MARKED_AS_SPAM, actor)
    return locked


@one_transaction
def release_from_spam(*, ticket: SupportTicket, actor: Any) -> SupportTicket:
    """Take a ticket that is no spam into the lists, and send the mails that were kept back when it came.

    :returns: the ticket as it is now stored.
    :raises TicketNotFound: if the ticket was deleted in the meantime.
    """
    locked = lock_ticket(ticket)
    if locked.is_spam:
        locked.is_spam = False
        save_changes(locked, "is_spam")
        record(locked, EventType.RELEASED, actor)
    return locked
