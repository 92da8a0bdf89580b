"""Loads the demo's data, through the same workflow as everything else.

The tickets are opened and worked on in the order of time, each change with the clock set to its moment: so their
numbers, their history and what follows from the status come out as they would have on a site that ran for 90 days.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from django_support_tickets.choices import Source
from django_support_tickets.models import SupportTicket
from django_support_tickets.workflow import assign_ticket, change_status, edit_ticket, open_ticket

from .accounts import make_customers, make_staff
from .people import people
from .stories import Step, Story, opening_times, tell
from .writing import Writer

SEED = 20
TURKISH_SHARE = 0.65
# So many of the newest tickets have sent their mails; the older ones' would fill the mailbox.
WITH_MAIL = 10


def is_loaded() -> bool:
    return SupportTicket.objects.exists()


@transaction.atomic
def load(number: int, *, seed: int = SEED) -> None:
    """Create accounts and tickets, all or nothing; the same ones for a seed, but for the times, which end now.

    :param number: of tickets, spread over the last 90 days.
    """
    now = timezone.now()
    source = random.Random(seed)
    agents = make_staff()
    customers = people(source, max(2, number * 3 // 5), turkish=TURKISH_SHARE)
    users = make_customers(source, customers)
    pool = [*customers, *list(users) * 2]  # Who has an account writes more often.
    stories = [tell(source, at, source.choice(pool), agents, now) for at in opening_times(source, number, now)]
    loader = _Loader(source, users)
    quiet, with_mail = stories[:-WITH_MAIL], stories[-WITH_MAIL:]
    with override_settings(DEBUG=False):  # It would keep thousands of queries in memory.
        with override_settings(SUPPORT_TICKET_SEND_CONFIRMATION=False, SUPPORT_TICKET_STAFF_EMAILS=[]):
            loader.play(quiet, until=with_mail[0].opened_at - timedelta(microseconds=1))
        loader.play(with_mail, until=now)


class _Loader:
    """Carries the stories out, up to a time, in the order of time."""

    def __init__(self, source: random.Random, users: dict[Any, Any]) -> None:
        self.source = source
        self.writer = Writer(source)
        self.users = users
        self.waiting: list[tuple[Step, dict[str, Any]]] = []

    def play(self, stories: list[Story], *, until: datetime) -> None:
        """Open the stories' tickets and do what is to be done by then, to these and to those from before."""
        self.waiting += [entry for story in stories for entry in _entries(story)]
        self.waiting.sort(key=lambda entry: entry[0].at)
        due = [entry for entry in self.waiting if entry[0].at <= until]
        self.waiting = [entry for entry in self.waiting if entry[0].at > until]
        for step, ticket in due:
            with _clock_at(step.at):
                self._take(step, ticket)

    def _take(self, step: Step, ticket: dict[str, Any]) -> None:
        if step.kind == "open":
            ticket["row"], ticket["note"] = self._open(step)
        elif step.kind == "assign":
            assign_ticket(ticket=ticket["row"], assignee=step.value, actor=step.actor)
        elif step.kind == "status":
            change_status(ticket=ticket["row"], status=step.value, actor=step.actor)
        else:
            edit_ticket(ticket=ticket["row"], changes={"notes": ticket["note"]}, actor=step.actor)

    def _open(self, step: Step) -> tuple[SupportTicket, str]:
        person, user = step.value, self.users.get(step.value)
        letter = self.writer.letter(person, step.at)
        ticket = open_ticket(
            name=person.name,
            email=person.email,
            phone=person.phone,
            subject=letter.subject,
            message=letter.message,
            attachment=letter.attachment,
            language=person.language,
            user=user,
            actor=user,
            source=Source.API,
        )
        return ticket, self.writer.note(person, letter.subject)


def _entries(story: Story) -> Iterator[tuple[Step, dict[str, Any]]]:
    """Yield the story's steps, the opening first, each with what they share: the ticket, once it is there."""
    ticket: dict[str, Any] = {}
    yield Step(story.opened_at, None, "open", story.person), ticket
    for step in story.steps:
        yield step, ticket


@contextmanager
def _clock_at(moment: datetime) -> Iterator[None]:
    """Let Django's clock stand still. Times past are the one thing that no workflow function takes."""
    standing = moment.astimezone(UTC)

    def now() -> datetime:
        return standing

    with mock.patch.object(timezone, "now", now):
        yield
