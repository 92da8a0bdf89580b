"""One ticket after the other, with its messages: the values of their fields, the same in every run."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from django_support_tickets.choices import DEFAULT_SUBJECTS
from django_support_tickets.normalization import phone_digits

from . import words

YEARS = timedelta(days=730)
STAFF = range(2, 22)
AGENT = 2
CUSTOMER = 22
CUSTOMERS_TICKETS = 60
# Two conversations of the measured customer's, one short and one long; every other ticket has three messages.
SHORT, LONG = 11, 12
LENGTHS = {SHORT: 2, LONG: 200}
MESSAGES = 3
SUBJECTS = [value for value, _label in DEFAULT_SUBJECTS]
SUBJECT_WEIGHTS = (30, 18, 15, 12, 10, 10, 5)

Row = dict[str, Any]


@dataclass(slots=True)
class Story:
    """A ticket's row, those of its messages, and what a search is to find of each of them, folded."""

    ticket: Row
    searched: str
    messages: list[Row] = field(default_factory=list)
    messages_searched: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Size:
    """What follows from the number of tickets."""

    tickets: int

    @property
    def customers(self) -> int:
        return max(200, self.tickets // 10)

    @property
    def middle(self) -> int:
        """The ticket whose number and address are searched for: a guest's, whose address no other ticket has."""
        return self.tickets // 2 + 1

    def every(self, times: int, offset: int) -> range:
        """Return so many tickets, spread evenly."""
        step = self.tickets // times
        return range(offset % step + step // 2, self.tickets + 1, step)[:times]


class Storyteller:
    """Tells the tickets of a table of one size, oldest first."""

    def __init__(self, tickets: int, now: datetime) -> None:
        self.size = Size(tickets)
        self.rng = Random(tickets)
        self.began, self.step = now - YEARS, YEARS / tickets
        self.zone = ZoneInfo(settings.TIME_ZONE)
        self.now = now
        self.counters: dict[int, int] = {}
        self.message_id = 0
        self.rare = set(self.size.every(words.RARE_TICKETS, 3))
        self.turkish = set(self.size.every(words.TURKISH_TICKETS, 5))
        self.customers = {*self.size.every(CUSTOMERS_TICKETS - 2, 7), SHORT, LONG} - {self.size.middle}
        self.noted = self.rare | self.turkish | self.customers

    def stories(self, numbers: range) -> Iterator[Story]:
        """Tell the tickets with these keys."""
        for key in numbers:
            yield self._story(key)

    def _story(self, key: int) -> Story:
        rng = self.rng
        created = self.began + self.step * key
        status, assignee = self._state(key, rng)
        user, (name, local) = self._requester(key, rng), words.person(rng)
        email = f"{local}{user or key}@customer.example"
        subject = rng.choices(SUBJECTS, SUBJECT_WEIGHTS)[0]
        number, phone = self._number(created), f"+90 5{rng.randrange(10**9):09d}"
        in_reply = key % 7 < 3
        special = self._special(key)
        message = words.complaint(rng, *special) if not in_reply else words.complaint(rng)
        ticket: Row = {
            "id": key,
            "ticket_number": number,
            "user_id": user,
            "name": name,
            "email": email,
            "phone": phone,
            "subject": subject,
            "message": message.written,
            "status": status,
            "assigned_to_id": assignee,
            "language": "tr" if key % 3 else "en",
            "source": "api",
            "version": 3,
            "is_spam": key % 50 == 49 and key not in self.noted,
            "created_at": created,
        }
        searched = " ".join(words.folded(piece) for piece in (number, name, email, phone, subject))
        # The digits of the phone come last, so that it is found whatever its spacing.
        story = Story(ticket, f"{searched} {message.folded} {phone_digits(phone)}")
        self._converse(story, key, special if in_reply else ())
        self._settle(story)
        return story

    def _state(self, key: int, rng: Random) -> tuple[str, int | None]:
        if key in LENGTHS:
            return "in_progress", AGENT
        # What is new is open, what is old was closed.
        age = 1 - key / self.size.tickets
        closed = 0.2 if age < 0.05 else 0.9
        still_open = rng.choices(("pending", "in_progress", "resolved"), (3, 3, 4))[0]
        status = "closed" if rng.random() < closed else still_open
        return status, rng.choice(STAFF) if rng.random() < 0.85 else None

    def _requester(self, key: int, rng: Random) -> int | None:
        if key in self.customers:
            return CUSTOMER
        if key == self.size.middle:
            return None
        return rng.randrange(CUSTOMER + 1, CUSTOMER + self.size.customers) if rng.random() < 0.6 else None

    def _number(self, created: datetime) -> str:
        year = created.astimezone(self.zone).year
        self.counters[year] = self.counters.get(year, 0) + 1
        return f"{settings.SUPPORT_TICKET_NUMBER_PREFIX}-{year}-{self.counters[year]:06d}"

    def _special(self, key: int) -> tuple[str, ...]:
        found = [words.COMMON_PHRASES[key // 3 % 3]] if key % 3 == 0 else []
        if key in self.rare:
            found.append(f"{self.rng.choice((words.RARE, words.RARE.upper()))} model.")
        if key in self.turkish:
            found.append(self.rng.choice(words.SPELLINGS))
        return tuple(found)

    def _converse(self, story: Story, key: int, special: tuple[str, ...]) -> None:
        rng, at = self.rng, story.ticket["created_at"]
        for turn in range(LENGTHS.get(key, MESSAGES)):
            at = min(at + timedelta(minutes=rng.randint(5, 900)), self.now)
            from_staff = turn % 2 == 0
            said = (words.answer if from_staff else words.complaint)(rng, *(special if turn == 0 else ()))
            self.message_id += 1
            is_note = turn == 2 and key % 5 == 0
            story.messages.append(
                {
                    "id": self.message_id,
                    "ticket_id": key,
                    "kind": "note" if is_note else "reply",
                    "sender": "staff" if from_staff else "requester",
                    "text": said.written,
                    "source": "api",
                    "author_id": (story.ticket["assigned_to_id"] or AGENT) if from_staff else story.ticket["user_id"],
                    "created_at": at,
                }
            )
            story.messages_searched.append(said.folded)

    def _settle(self, story: Story) -> None:
        """Give the ticket what follows from its conversation and its status."""
        ticket, replies = story.ticket, [each for each in story.messages if each["kind"] == "reply"]
        last, status = story.messages[-1]["created_at"], ticket["status"]
        ticket["turn"] = "requester" if replies[-1]["sender"] == "staff" else "staff"
        ticket["first_response_at"] = story.messages[0]["created_at"]
        ticket["updated_at"] = last
        ticket["resolved_at"] = last if status in ("resolved", "closed") else None
        ticket["closed_at"] = last if status == "closed" else None
