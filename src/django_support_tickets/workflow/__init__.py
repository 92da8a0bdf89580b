"""The only writer: every change to a ticket, and to what hangs on it, is one of these functions."""

from .assignment import assign_ticket, assignable_users, find_assignee
from .deleting import delete_ticket
from .delivery import resend_all, resend_delivery, resend_failed
from .editing import edit_ticket
from .housekeeping import tick
from .idempotency import is_repeated
from .indexing import index_tickets
from .linking import request_links, revoke_link, revoke_links, withdraw_links
from .messaging import Once, add_note, reply_as_requester, reply_as_staff
from .opening import open_ticket, open_ticket_once
from .rating import rate_ticket
from .spam import looks_like_spam, mark_as_spam, release_from_spam
from .status import change_status, close_ticket, reopen_ticket

__all__ = [
    "Once",
    "add_note",
    "assign_ticket",
    "assignable_users",
    "change_status",
    "close_ticket",
    "delete_ticket",
    "edit_ticket",
    "find_assignee",
    "index_tickets",
    "is_repeated",
    "looks_like_spam",
    "mark_as_spam",
    "open_ticket",
    "open_ticket_once",
    "rate_ticket",
    "release_from_spam",
    "reopen_ticket",
    "reply_as_requester",
    "reply_as_staff",
    "request_links",
    "resend_all",
    "resend_delivery",
    "resend_failed",
    "revoke_link",
    "revoke_links",
    "tick",
    "withdraw_links",
]
