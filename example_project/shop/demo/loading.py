"""Loads the demo's data, through the same workflow as everything else.

Everything is done in the order of time, with the clock set to its moment: so the tickets' numbers, their history and
what follows from the status come out as they would have on a site that ran for 90 days.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from functools import partial
from typing import Any
from unittest import mock

from django.contrib.auth.models import User
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from django_support_tickets.choices import Source
from django_support_tickets.models import SupportTicket, TicketEvent
from django_support_tickets.notifications import policy
from django_support_tickets.workflow import (
    add_note,
    assign_ticket,
    change_status,
    close_ticket,
    edit_ticket,
    mark_as_spam,
    open_ticket,
    rate_ticket,
    reopen_ticket,
    reply_as_requester,
    reply_as_staff,
)

from .accounts import make_customers, make_staff
from .hours import opening_times
from .narrator import Narrator
from .people import Person, people
from .stories import Step, Story
from .writing import Writer, draw

SEED = 20
TURKISH_SHARE = 0.65
# So many of the newest tickets have sent their mails; the older ones' would fill the mailbox.
WITH_MAIL = 10
CHANGES: dict[str, Callable[..., Any]] = {
    "answer": partial(reply_as_staff, source=Source.ADMIN),
    "note": partial(add_note, source=Source.ADMIN),
    "assign": assign_ticket,
    "status": change_status,
    "edit": edit_ticket,
    "rate": rate_ticket,
    "close": close_ticket,
    "reopen": reopen_ticket,
    "mark": mark_as_spam,
}


def is_loaded() -> bool:
    return SupportTicket.objects.exists()


@transaction.atomic
def load(number: int, *, seed: int = SEED) -> None:
    """Create accounts and tickets, all or nothing; the same ones for a seed, but for the times, which end now.

    :param number: of tickets, spread over the last 90 days, besides the visitor's own, follow-ups and spam.
    """
    now = timezone.now()
    source = random.Random(seed)
    agents = make_staff()
    customers = people(source, max(2, number * 3 // 5), turkish=TURKISH_SHARE)
    users = make_customers(source, customers)
    pool = [*customers, *list(users) * 2]  # Who has an account writes more often.
    narrator = Narrator(Writer(source), agents, now)
    stories = [narrator.ordinary(at, source.choice(pool)) for at in opening_times(source, number, now)]
    for story in stories[-WITH_MAIL:]:
        story.has_mails = True
    stories += [*narrator.visitors(next(iter(users))), *narrator.spam(number // 80 + 1)]
    with override_settings(DEBUG=False):  # It would keep thousands of queries in memory.
        _Loader(source, users).play(stories)


class _Loader:
    """Carries the stories out, in the order of time."""

    def __init__(self, source: random.Random, users: dict[Person, User]) -> None:
        self.source = source
        self.users = users

    def play(self, stories: list[Story]) -> None:
        entries = [(step, story) for story in stories for step in story.steps]
        for step, story in sorted(entries, key=lambda entry: entry[0].at):
            with _clock_at(step.at), nullcontext() if story.has_mails else _no_mails():
                self._take(step, story)

    def _take(self, step: Step, story: Story) -> None:
        arguments: dict[str, Any] = {**step.arguments, "actor": step.agent or self.users.get(story.person)}
        if "said" in arguments:
            said = arguments.pop("said")
            arguments |= {"text": said.text, "attachments": draw(self.source, said.papers, step.at)}
        if step.kind == "open":
            story.ticket = self._open(story.person, **arguments)
        elif step.kind == "reply":  # It may have opened a follow-up.
            story.ticket = reply_as_requester(ticket=story.ticket, **arguments, source=Source.PORTAL).ticket
        else:
            CHANGES[step.kind](ticket=story.ticket, **arguments)

    def _open(
        self, person: Person, *, text: str, attachments: list[Any], actor: User | None, **fields: Any
    ) -> SupportTicket:
        source = self.source.choice((Source.API, Source.PORTAL))
        # The API's form has a field for a single file, and came first.
        first = attachments.pop(0) if attachments and source == Source.API else None
        return open_ticket(
            name=person.name,
            email=person.email,
            phone=person.phone,
            language=person.language,
            message=text,
            attachment=first,
            attachments=attachments,
            user=actor,
            actor=actor,
            source=source,
            **fields,
        )


@contextmanager
def _clock_at(moment: datetime) -> Iterator[None]:
    """Let Django's clock stand still. Times past are the one thing that no workflow function takes."""
    standing = moment.astimezone(UTC)

    def now() -> datetime:
        return standing

    with mock.patch.object(timezone, "now", now):
        yield


@contextmanager
def _no_mails() -> Iterator[None]:
    """Let nobody be told of anything."""

    def no_notices(event: TicketEvent, ticket: SupportTicket) -> list[policy.Notice]:
        return []

    with mock.patch.object(policy, "notices_for", no_notices):
        yield
