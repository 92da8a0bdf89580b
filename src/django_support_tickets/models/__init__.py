"""The app's models. This facade is their one public path: a model is imported from here, never from its file."""

from .delivery import Delivery
from .event import TicketEvent
from .file_deletion import FileDeletion
from .file_sweep import FileSweep
from .heartbeat import Heartbeat
from .idempotency import IdempotencyKey
from .lease import Lease
from .link import GuestLink
from .message import TicketAttachment, TicketMessage
from .search import SearchDocument
from .sequence import TicketSequence
from .ticket import SupportTicket

__all__ = [
    "Delivery",
    "FileDeletion",
    "FileSweep",
    "GuestLink",
    "Heartbeat",
    "IdempotencyKey",
    "Lease",
    "SearchDocument",
    "SupportTicket",
    "TicketAttachment",
    "TicketEvent",
    "TicketMessage",
    "TicketSequence",
]
