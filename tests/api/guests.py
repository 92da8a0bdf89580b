"""Requesters without an account, who come by the link of a mail."""

from rest_framework.test import APIClient

from django_support_tickets.models import GuestLink, SupportTicket
from django_support_tickets.notifications.links import token_for


def token_of(ticket: SupportTicket, email: str = "") -> str:
    """Return the token of a fresh link to a ticket."""
    return token_for(GuestLink.objects.create(ticket=ticket, email=email or ticket.email))


def guest(token: str | SupportTicket) -> APIClient:
    """Return a client that sends a link's token, or that of a fresh link to a ticket."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"TicketLink {token if isinstance(token, str) else token_of(token)}")
    return client
