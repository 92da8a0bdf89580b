"""The API's addresses, as the specification writes them."""

from typing import Any

from django_support_tickets.models import SupportTicket, TicketAttachment

TICKETS = "/api/support/tickets/"
MY_TICKETS = "/api/support/my-tickets/"
SEND_LINKS = f"{MY_TICKETS}send-links/"


def detail(ticket: SupportTicket | Any) -> str:
    return f"{TICKETS}{getattr(ticket, 'pk', ticket)}/"


def update_status(ticket: SupportTicket | Any) -> str:
    return f"{detail(ticket)}update_status/"


def assign(ticket: SupportTicket | Any) -> str:
    return f"{detail(ticket)}assign/"


def attachment(ticket: SupportTicket | Any) -> str:
    return f"{detail(ticket)}attachment/"


def mark_spam(ticket: SupportTicket | Any) -> str:
    return f"{detail(ticket)}mark_spam/"


def messages(ticket: SupportTicket | Any) -> str:
    return f"{detail(ticket)}messages/"


def history(ticket: SupportTicket | Any) -> str:
    return f"{detail(ticket)}history/"


def file(ticket: SupportTicket | Any, attachment: TicketAttachment | Any) -> str:
    return f"{detail(ticket)}attachments/{getattr(attachment, 'pk', attachment)}/"


def mine(ticket: SupportTicket | Any, path: str = "") -> str:
    """The requester's address of a ticket, by its number."""
    return f"{MY_TICKETS}{getattr(ticket, 'ticket_number', ticket)}/{path}"


def my_file(ticket: SupportTicket | Any, attachment: TicketAttachment | Any) -> str:
    return mine(ticket, f"attachments/{getattr(attachment, 'pk', attachment)}/")
