"""Changing a ticket's status."""

from typing import Any

from ..choices import EventType, Status
from ..exceptions import InvalidStatus
from ..models import SupportTicket
from ..signals import ticket_status_changed
from .transaction import announce, lock_ticket, one_transaction, record, save_changes


def change_status(*, ticket: SupportTicket, status: Any, actor: Any) -> SupportTicket:
    """Set the status and what follows from it; a ticket that has it already stays as it is.

    :returns: the ticket as it is now stored.
    :raises InvalidStatus: if the status is unknown.
    :raises TicketNotFound: if the ticket was deleted in the meantime.
    """
    return _change(ticket, check_status(status), actor)


def check_status(status: Any) -> Status:
    """Return the status, whatever type of value was sent.

    :raises InvalidStatus: if it is none.
    """
    if not isinstance(status, str) or status not in Status.values:
        raise InvalidStatus
    return Status(status)


@one_transaction
def _change(ticket: SupportTicket, status: Status, actor: Any) -> SupportTicket:
    locked = lock_ticket(ticket)
    if locked.status != status:
        apply_status(locked, status, actor)
    return locked


def apply_status(locked: SupportTicket, status: Status, actor: Any) -> None:
    """Change the status of a locked ticket."""
    old = locked.status
    locked.status = status
    locked.agree_resolved_at()
    save_changes(locked, "status", "resolved_at")
    record(locked, EventType.STATUS_CHANGED, actor, old=str(old), new=str(status))
    announce(ticket_status_changed, locked, actor, old_status=str(old), new_status=str(status))
