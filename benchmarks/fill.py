"""Fills an empty database: accounts, tickets with three messages each, their history and their mails."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.utils import timezone

from django_support_tickets.models import (
    Delivery,
    SearchDocument,
    SupportTicket,
    TicketEvent,
    TicketMessage,
    TicketSequence,
)

from .illustration.models import IllustratedTicket
from .stories import AGENT, CUSTOMER, STAFF, Story, Storyteller
from .tables import Table, bulk_loading

CHUNK = 20_000
SAMPLE = 40


class Filling:
    """The tables, and how each story spreads over them."""

    def __init__(self) -> None:
        self.accounts = Table(get_user_model())
        self.sequences = Table(TicketSequence)
        self.tickets = Table(SupportTicket)
        self.messages = Table(TicketMessage)
        self.documents = Table(SearchDocument)
        self.events = Table(TicketEvent)
        self.deliveries = Table(Delivery)
        self.illustrated = Table(IllustratedTicket)
        self.by_story = {
            self.tickets: self.ticket_rows,
            self.messages: self.message_rows,
            self.documents: self.document_rows,
            self.events: self.event_rows,
            self.deliveries: self.delivery_rows,
            self.illustrated: self.illustrated_rows,
        }
        self.documents_written = 0

    def ticket_rows(self, story: Story) -> Iterator[list[Any]]:
        yield self.tickets.row(**story.ticket)

    def message_rows(self, story: Story) -> Iterator[list[Any]]:
        yield from (self.messages.row(**message) for message in story.messages)

    def document_rows(self, story: Story) -> Iterator[list[Any]]:
        """The one place that knows where the app keeps what its search looks through."""
        ticket = story.ticket["id"]
        texts = [(None, story.searched)]
        texts += [(message["id"], text) for message, text in zip(story.messages, story.messages_searched, strict=True)]
        for message, text in texts:
            self.documents_written += 1
            yield self.documents.row(id=self.documents_written, ticket_id=ticket, message_id=message, text=text)

    def event_rows(self, story: Story) -> Iterator[list[Any]]:
        ticket = story.ticket
        number, at = ticket["ticket_number"], ticket["created_at"]
        yield self.events.row(
            id=ticket["id"], ticket_id=ticket["id"], ticket_number=number, type="created", created_at=at
        )

    def delivery_rows(self, story: Story) -> Iterator[list[Any]]:
        """Yield the confirmation: sent, but for a few that failed or wait."""
        ticket, at = story.ticket, story.ticket["created_at"]
        failed = ticket["id"] % 400 == 0
        yield self.deliveries.row(
            id=ticket["id"],
            ticket_id=ticket["id"],
            kind="ticket_confirmation",
            recipient=ticket["email"],
            language=ticket["language"],
            attempts=8 if failed else 1,
            message_id=f"<{ticket['id']:032x}@shop.example>",
            state="failed" if failed else "sent",
            due_at=at,
            created_at=at,
            sent_at=None if failed else at,
        )

    def illustrated_rows(self, story: Story) -> Iterator[list[Any]]:
        known = self.illustrated.defaults
        values = {name: value for name, value in story.ticket.items() if name in known}
        yield self.illustrated.row(**values, attachment="")

    def write_accounts(self, customers: int, now: datetime) -> None:
        """Store staff, who may do anything, and customers; none has a password."""
        rows = [
            self.accounts.row(
                id=key,
                username=f"user{key}",
                email=f"user{key}@shop.example",
                password="!",
                is_staff=key in STAFF,
                is_superuser=key in STAFF,
                date_joined=now,
                first_name=f"Person {key}",
                last_name="",
            )
            for key in range(AGENT, CUSTOMER + customers)
        ]
        self.accounts.write(rows)

    def write(self, teller: Storyteller) -> None:
        """Store the stories, a chunk after the other."""
        last = teller.size.tickets
        for start in range(1, last + 1, CHUNK):
            stories = list(teller.stories(range(start, min(start + CHUNK, last + 1))))
            for table, rows_of in self.by_story.items():
                table.write(chain.from_iterable(map(rows_of, stories)))
        counters = teller.counters.items()
        self.sequences.write(self.sequences.row(year=year, last_value=value) for year, value in counters)


def is_filled(tickets: int) -> bool:
    """Tell whether the connected database was filled for this size before."""
    return SupportTicket.objects.filter(pk=tickets).exists()


def fill(tickets: int) -> None:
    """Fill the connected database, which is empty but for its tables."""
    filling, teller = Filling(), Storyteller(tickets, timezone.now())
    with bulk_loading([filling.accounts, filling.sequences, *filling.by_story]):
        filling.write_accounts(teller.size.customers, teller.now)
        filling.write(teller)
    check_sample(tickets)


def check_sample(tickets: int) -> None:
    """Let the app itself store some of the rows again: what its search looks through must not change by that."""
    keys = range(1, tickets + 1, max(1, tickets // SAMPLE))
    for ticket in SupportTicket.objects.filter(pk__in=keys):
        before = _searched(ticket)
        with transaction.atomic():
            ticket.save()
            for message in ticket.messages.all()[:3]:
                message.save()
            after = _searched(ticket)
            transaction.set_rollback(True)
        if before != after:
            raise AssertionError(f"{connection.alias}: the search texts of {ticket.pk} are not the app's own")


def _searched(ticket: SupportTicket) -> list[tuple[Any, str]]:
    documents = SearchDocument.objects.filter(ticket=ticket).order_by("message_id")
    return list(documents.values_list("message_id", "text"))
