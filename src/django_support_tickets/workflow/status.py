"""Changing a ticket's status."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ..choices import EventType, Party, Status
from ..exceptions import InvalidStatus, NotAllowedNow
from ..models import SupportTicket
from ..signals import ticket_status_changed
from .transaction import announce, lock_ticket, one_transaction, record, save_changes

BY_REQUESTER = {"by": str(Party.REQUESTER)}


def change_status(*, ticket: SupportTicket, status: Any, actor: Any) -> SupportTicket:
    """Set the status and what follows from it; a ticket that has it already stays as it is.

    :returns: the ticket as it is now stored.
    :raises InvalidStatus: if the status is unknown.
    :raises TicketNotFound: if the ticket was deleted in the meantime.
    """
    return _change(ticket, check_status(status), actor)


def close_ticket(*, ticket: SupportTicket, actor: Any) -> SupportTicket:
    """Close a ticket on behalf of its requester.

    :param actor: the requester's account; None for a guest.
    :returns: the ticket as it is now stored.
    :raises NotAllowedNow: with the code ``already_closed``.
    :raises TicketNotFound: if the ticket was deleted in the meantime.
    """
    return _close(ticket, actor)


def reopen_ticket(*, ticket: SupportTicket, actor: Any) -> SupportTicket:
    """Take a ticket up again on behalf of its requester: it waits for staff, as when it was new.

    :param actor: the requester's account; None for a guest.
    :returns: the ticket as it is now stored.
    :raises NotAllowedNow: with the code ``not_finished`` or ``closed_for_too_long``.
    :raises TicketNotFound: if the ticket was deleted in the meantime.
    """
    return _reopen(ticket, actor)


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


@one_transaction
def _close(ticket: SupportTicket, actor: Any) -> SupportTicket:
    locked = lock_ticket(ticket)
    if not locked.can_be_closed:
        raise NotAllowedNow("already_closed", _("The ticket is closed already."))
    apply_status(locked, Status.CLOSED, actor, **BY_REQUESTER)
    return locked


@one_transaction
def _reopen(ticket: SupportTicket, actor: Any) -> SupportTicket:
    locked = lock_ticket(ticket)
    if not locked.can_be_reopened:
        if locked.status != Status.CLOSED:
            raise NotAllowedNow("not_finished", _("The ticket is still being worked on."))
        raise NotAllowedNow("closed_for_too_long", _("The ticket was closed too long ago. Please write a new one."))
    locked.turn = Party.STAFF
    save_changes(locked, "turn")
    apply_status(locked, Status.PENDING, actor, **BY_REQUESTER)
    return locked


def apply_status(locked: SupportTicket, status: Status, actor: Any, **data: Any) -> None:
    """Change the status of a locked ticket.

    :param data: what else the history keeps of it.
    """
    old = locked.status
    locked.status = status
    changed = locked.agree_with_status()
    save_changes(locked, "status", *changed)
    record(locked, EventType.STATUS_CHANGED, actor, old=str(old), new=str(status), **data)
    announce(ticket_status_changed, locked, actor, old_status=str(old), new_status=str(status))
