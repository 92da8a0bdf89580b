"""The portal's addresses, and what a visitor does there."""

import re
from datetime import timedelta
from typing import Any

import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from django_support_tickets.models import GuestLink, SupportTicket
from django_support_tickets.notifications.links import token_for
from django_support_tickets.portal.stamps import new_stamp
from tests.factories import ticket_fields

NEW = "/support/"
THANKS = "/support/thanks/"
TICKETS = "/support/tickets/"
FIND = "/support/find/"


def address(name: str, ticket: SupportTicket, **kwargs: Any) -> str:
    return reverse(f"support_portal:{name}", kwargs={"number": ticket.ticket_number, **kwargs})


def stamp_of(seconds_ago: float) -> str:
    with time_machine.travel(timezone.now() - timedelta(seconds=seconds_ago), tick=False):
        return new_stamp()


def new_ticket(**fields: Any) -> dict[str, Any]:
    """Return what a person sends who took half a minute to fill in the form."""
    return {**ticket_fields(), "stamp": stamp_of(30), "website": "", **fields}


def hidden_value(page: str, name: str) -> str:
    match = re.search(rf'<input type="hidden" name="{name}" value="([^"]+)"', page)
    assert match, f"no hidden field {name}"
    return match[1]


def content(response: Any) -> bytes:
    """Return what was sent; reading it to the end closes the file."""
    return b"".join(response.streaming_content) if response.streaming else bytes(response.content)


def shape(queries: Any) -> list[str]:
    """Return the captured queries without their values and the names of savepoints."""
    return [re.sub(r"'[^']*'|[0-9]+", "?", query["sql"]) for query in queries]


def make_link(ticket: SupportTicket, **kwargs: Any) -> GuestLink:
    return GuestLink.objects.create(ticket=ticket, **{"email": ticket.email, **kwargs})


def guest(*tickets: SupportTicket) -> Client:
    """Return the browser of somebody who opened a link to each of these tickets."""
    client = Client()
    for ticket in tickets:
        response = client.get(reverse("support_portal:link", args=[token_for(make_link(ticket))]))
        assert response.status_code == 302
    return client
