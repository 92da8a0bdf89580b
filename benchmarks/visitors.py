"""Who calls the site: a stranger, an agent and a customer, each with a session in the database that is in use."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote

from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from django_support_tickets.models import SupportTicket
from django_support_tickets.pagination import KeysetPagination

from .databases import Database
from .stories import AGENT, CUSTOMER, Size


def signed_in(key: int) -> Client:
    client = Client()
    client.force_login(get_user_model()._default_manager.get(pk=key))
    return client


@dataclass
class Stage:
    """A filled database, its visitors, and what is known of its tickets."""

    size: int
    database: Database

    def enter(self) -> None:
        """Let requests in this process work on this database."""
        self.database.enter()

    @cached_property
    def stranger(self) -> Client:
        return Client()

    @cached_property
    def agent(self) -> Client:
        return signed_in(AGENT)

    @cached_property
    def customer(self) -> Client:
        return signed_in(CUSTOMER)

    @cached_property
    def middle(self) -> SupportTicket:
        """A ticket in the middle of the table, whose number and address are searched for."""
        return SupportTicket.objects.get(pk=Size(self.size).middle)

    def ticket_url(self, key: int, route: str, name: str) -> str:
        """Return the address of a ticket's page, whose argument is the ticket's number or its key."""
        ticket = SupportTicket.objects.only("pk", "ticket_number").get(pk=key)
        return reverse(route, kwargs={name: ticket.ticket_number if "number" in name else ticket.pk})

    def cursor_url(self, route: str, depth: float) -> str:
        """Return the address of the page behind so much of the table: 0 is its beginning, 1 its end."""
        paginator = KeysetPagination()
        paginator.base_url, paginator.order = reverse(route), ["-created_at", "-pk"]
        link: Any = paginator._link(self._ticket_at(depth), backward=False)
        return str(link)

    def first_page_url(self, route: str, depth: float) -> str:
        """Return the address of the same tickets as the first page of what was created before that place."""
        return f"{reverse(route)}?created_before={quote(self._ticket_at(depth).created_at.isoformat())}"

    def _ticket_at(self, depth: float) -> SupportTicket:
        return SupportTicket.objects.get(pk=max(60, round(self.size * (1 - depth))))

    def ticket_before(self, page_size: int, page: int) -> int:
        """Return the key of the ticket behind which this page begins where the newest come first, or the last page."""
        keys = SupportTicket.objects.genuine().values_list("pk", flat=True)
        skipped = min(page_size * (page - 1), keys.count() - page_size)
        return keys[skipped - 1]
