"""The API's addresses, as the specification writes them."""

from typing import Any

from django_support_tickets.models import SupportTicket

TICKETS = "/api/support/tickets/"


def detail(ticket: SupportTicket | Any) -> str:
    return f"{TICKETS}{getattr(ticket, 'pk', ticket)}/"


def update_status(ticket: SupportTicket | Any) -> str:
    return f"{detail(ticket)}update_status/"


def assign(ticket: SupportTicket | Any) -> str:
    return f"{detail(ticket)}assign/"


def attachment(ticket: SupportTicket | Any) -> str:
    return f"{detail(ticket)}attachment/"
