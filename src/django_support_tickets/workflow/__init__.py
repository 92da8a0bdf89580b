"""The only writer: every change to a ticket, and to what hangs on it, is one of these functions."""

from .assignment import assign_ticket, assignable_users, find_assignee
from .deleting import delete_ticket
from .delivery import resend_delivery
from .editing import edit_ticket
from .housekeeping import tick
from .opening import open_ticket, open_ticket_once
from .status import change_status

__all__ = [
    "assign_ticket",
    "assignable_users",
    "change_status",
    "delete_ticket",
    "edit_ticket",
    "find_assignee",
    "open_ticket",
    "open_ticket_once",
    "resend_delivery",
    "tick",
]
