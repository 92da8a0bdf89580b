"""Assigning a ticket to a member of staff."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from ..choices import EventType
from ..exceptions import AssigneeNotFound
from ..models import SupportTicket
from ..signals import ticket_assigned
from .transaction import announce, lock_ticket, one_transaction, record, save_changes


def assign_ticket(*, ticket: SupportTicket, assignee: Any, actor: Any) -> SupportTicket:
    """Assign the ticket to a user, or to nobody; one that is assigned so already stays as it is.

    :param assignee: an active member of staff, or None.
    :returns: the ticket as it is now stored.
    :raises AssigneeNotFound: if the user is not active staff.
    :raises TicketNotFound: if the ticket was deleted in the meantime.
    """
    return _assign(ticket, check_assignee(assignee), actor)


def find_assignee(key: Any) -> Any:
    """Return the active member of staff with this primary key, whatever type of value a client sent for it.

    :raises AssigneeNotFound: if there is none.
    """
    if isinstance(key, bool) or not isinstance(key, int | str):
        raise AssigneeNotFound
    try:
        user = get_user_model()._default_manager.get(pk=key)
    except (get_user_model().DoesNotExist, ValueError, ValidationError, OverflowError):
        raise AssigneeNotFound from None
    return check_assignee(user)


def assignable_users() -> QuerySet[Any]:
    """Return the users to whom tickets may be assigned, by their login names."""
    users = get_user_model()
    return users._default_manager.filter(is_active=True, is_staff=True).order_by(users.USERNAME_FIELD)


def check_assignee(user: Any) -> Any:
    """Return the user if tickets may be assigned to it, or None for nobody.

    :raises AssigneeNotFound: if the user is not active staff.
    """
    if user is not None and not is_assignable(user):
        raise AssigneeNotFound
    return user


def is_assignable(user: Any) -> bool:
    """Tell whether tickets may be assigned to this user, if it is one."""
    return user is not None and user.is_active and getattr(user, "is_staff", False)


@one_transaction
def _assign(ticket: SupportTicket, assignee: Any, actor: Any) -> SupportTicket:
    locked = lock_ticket(ticket)
    if locked.assigned_to_id != (assignee.pk if assignee else None):
        apply_assignee(locked, assignee, actor)
    return locked


def apply_assignee(locked: SupportTicket, assignee: Any, actor: Any) -> None:
    """Change the assignee of a locked ticket."""
    old = locked.assigned_to_id
    locked.assigned_to = assignee
    save_changes(locked, "assigned_to")
    new = assignee.pk if assignee else None
    record(locked, EventType.ASSIGNED, actor, old=_as_json(old), new=_as_json(new))
    announce(ticket_assigned, locked, actor, old_assignee_id=old, assignee=assignee)


def _as_json(key: Any) -> int | str | None:
    return key if key is None or isinstance(key, int) else str(key)
