"""Deleting a ticket."""

from typing import Any

from ..choices import EventType
from ..models import SupportTicket
from ..signals import ticket_deleted
from .transaction import announce, lock_ticket, one_transaction, record


@one_transaction
def delete_ticket(*, ticket: SupportTicket, actor: Any) -> None:
    """Delete a ticket with its conversation, its files and its mails. Its history stays, without personal data.

    :raises TicketNotFound: if it was deleted in the meantime.
    """
    locked = lock_ticket(ticket)
    record(locked, EventType.DELETED, actor)
    pk = locked.pk
    locked.delete()
    locked.pk = pk
    announce(ticket_deleted, locked, actor)
