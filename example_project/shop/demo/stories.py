"""What happens to each ticket between its opening and now: who says what, and when, and how it ends."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import User

from django_support_tickets.choices import Party, Status

from .courses import Course
from .hours import awake, in_office
from .people import Person
from .text import Line, Talk
from .writing import LANGUAGES, Letter, Writer


class Step(NamedTuple):
    """Something that is done to a ticket: by a member of staff, or, where ``agent`` is None, by its requester."""

    at: datetime
    agent: User | None
    kind: str
    arguments: Mapping[str, Any] = MappingProxyType({})


@dataclass
class Story:
    """One ticket's steps, and the ticket, once it is there. Mails are sent of the newest ones alone."""

    person: Person
    steps: list[Step]
    has_mails: bool = False
    ticket: Any = None


class Teller:
    """Tells one ticket's story, from step to step."""

    def __init__(self, writer: Writer, letter: Letter, opened_at: datetime, agents: list[User], course: Course) -> None:
        self.writer, self.source = writer, writer.source
        self.letter, self.at, self.course = letter, opened_at, course
        self.agents, self.agent = agents, self.source.choice(agents)
        language = LANGUAGES[letter.language]
        self.subject, self.phrases = language.subjects[letter.subject], language.phrases

    def steps(self, now: datetime) -> Iterator[Step]:
        """Yield what happened up to now, or up to the step with which the course breaks off."""
        for step in self._all_steps():
            if step.at >= now:
                return
            yield step
            if self.course.ends_with in (step.kind, step.arguments.get("status")):
                return

    def _all_steps(self) -> Iterator[Step]:
        yield Step(self.at, None, "open", {"subject": self.letter.subject, "said": self.letter.opening})
        if self.course.is_duplicate:
            yield self._answers(26, self.writer.next_of(self.phrases.duplicates))
            yield self._does("status", {"status": Status.CLOSED})
            return
        yield from self._beginning()
        talk = self.letter.talk
        if self.course.falls_silent and len(talk) > 1:
            yield from self._silence(talk[0])
            return
        yield from self._talk(talk)
        is_left_open = talk[-1].sender == Party.STAFF
        if self.course.asks_more and is_left_open:
            yield from self._talk(self.writer.next_of(self.subject.questions))
        if self.course.thanks and is_left_open:
            yield self._replies(4, self.writer.next_of(self.phrases.thanks))
        yield self._does("status", {"status": Status.RESOLVED}, after=1 if self.course.is_easy else 12)
        if self.course.comes_back and self.letter.comeback and is_left_open and not self.course.thanks:
            yield from self._comeback(self.letter.comeback)
        yield from self._end()

    def _beginning(self) -> Iterator[Step]:
        """Let somebody take the ticket; who waits for long asks for news."""
        opened_at = self.at
        taken = self._does("assign", {"assignee": self.agent}, after=1 if self.course.is_easy else 32)
        if self.course.reminds and taken.at - opened_at > timedelta(hours=30):
            reminded_at = awake(self.source, opened_at + (taken.at - opened_at) * 0.6)
            if reminded_at < taken.at:
                said = self.writer.words(
                    self.writer.next_of(self.phrases.reminders), self.letter, reminded_at, self.agent
                )
                yield Step(reminded_at, None, "reply", {"said": said})
        yield taken
        if self.course.is_put_in_progress:
            yield self._does("status", {"status": Status.IN_PROGRESS})
        if self.course.has_summary:
            note = self.writer.next_of(self.subject.notes)
            text = self.writer.words(note, self.letter, self.at, self.agent).text
            yield self._does("edit", {"changes": {"notes": text}})
        if self.course.has_note:
            yield self._notes(self.writer.next_of(self.subject.notes))
        if self.course.is_handed_over:
            yield from self._handover()

    def _handover(self) -> Iterator[Step]:
        colleague = self.source.choice([other for other in self.agents if other != self.agent])
        yield self._notes(self.writer.next_of(self.phrases.handovers), colleague=colleague.first_name)
        yield self._does("assign", {"assignee": colleague})
        self.agent = colleague

    def _talk(self, talk: Talk) -> Iterator[Step]:
        is_easy = self.course.is_easy
        for place, line in enumerate(talk):
            if line.sender == Party.REQUESTER:
                yield self._replies(3 if is_easy else 14, line)
            elif place == 0:
                yield self._answers(0.6 if is_easy else 7, line)
            else:
                yield self._answers(5 if is_easy else 24, line)

    def _silence(self, first: Line) -> Iterator[Step]:
        """Let the requester never say what he was asked for."""
        yield from self._talk((first,))
        self.at += timedelta(days=5)
        yield self._answers(8, self.writer.next_of(self.phrases.farewells))
        yield self._does("status", {"status": Status.CLOSED})

    def _comeback(self, talk: Talk) -> Iterator[Step]:
        if self.source.random() < 0.4:  # The button first, then why.
            yield self._acts("reopen", 20)
            yield self._replies(0.1, talk[0])
        else:
            yield self._replies(20, talk[0])
        yield from self._talk(talk[1:])
        yield self._does("status", {"status": Status.RESOLVED}, after=20)

    def _end(self) -> Iterator[Step]:
        if self.course.rating:
            yield self._acts("rate", 8, {"rating": self.course.rating, "comment": self._comment()})
        self.at += timedelta(days=self.course.days_until_closed)
        if self.course.closes:
            yield self._acts("close", 1)
        else:
            yield self._does("status", {"status": Status.CLOSED}, after=1)
        if self.course.follows_up:
            self.at += timedelta(days=settings.SUPPORT_TICKET_REOPEN_DAYS + 1)
            yield from self._talk(self.writer.next_of(self.subject.follow_ups))
            yield self._does("status", {"status": Status.RESOLVED}, after=3)
            self.at += timedelta(days=self.course.days_until_closed)
            yield self._does("status", {"status": Status.CLOSED}, after=1)

    def _comment(self) -> str:
        template = self.writer.next_of(self.phrases.comments[self.course.rating]) if self.source.random() < 0.6 else ""
        return self.writer.words(template, self.letter, self.at, self.agent).text

    def _answers(self, mean: float, line: Line | str) -> Step:
        """Let staff answer at work, so many hours later on average."""
        self.at = in_office(self.source, self._later(mean))
        said = self.writer.answer(line, self.letter, self.at, self.agent)
        return Step(self.at, self.agent, "answer", {"said": said})

    def _notes(self, template: str, **slots: str) -> Step:
        self.at = in_office(self.source, self._later(0.2))
        said = self.writer.words(template, self.letter, self.at, self.agent, **slots)
        return Step(self.at, self.agent, "note", {"said": said})

    def _does(self, kind: str, arguments: Mapping[str, Any], *, after: float = 0.2) -> Step:
        """Let staff do something else at work."""
        self.at = in_office(self.source, self._later(after))
        return Step(self.at, self.agent, kind, arguments)

    def _replies(self, mean: float, line: Line | str) -> Step:
        """Let the requester write when awake, so many hours later on average."""
        self.at = awake(self.source, self._later(mean))
        said = self.writer.words(line, self.letter, self.at, self.agent)
        return Step(self.at, None, "reply", {"said": said})

    def _acts(self, kind: str, mean: float, arguments: Mapping[str, Any] = MappingProxyType({})) -> Step:
        """Let the requester do something else when awake."""
        self.at = awake(self.source, self._later(mean))
        return Step(self.at, None, kind, arguments)

    def _later(self, mean: float) -> datetime:
        """Return a time so many hours later on average."""
        return self.at + timedelta(hours=self.source.expovariate(1 / mean), minutes=2)
