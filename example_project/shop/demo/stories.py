"""What happens to each ticket between its opening and now: who takes it, when, and how it ends."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.utils import timezone

from django_support_tickets.choices import Status

from .people import Person

DAYS = 90
OPENING_HOUR, CLOSING_HOUR = 9, 19
# When customers write: a share for each hour of the day, and for each day of the week from Monday.
HOUR_WEIGHTS = (1, 0.5, 0.3, 0.2, 0.2, 0.4, 1, 2, 4, 7, 8, 8, 6, 7, 8, 8, 7, 6, 5, 6, 8, 9, 6, 3)
WEEKDAY_WEIGHTS = (1.0, 0.95, 0.9, 0.85, 0.9, 0.6, 0.5)


class Step(NamedTuple):
    """Something that staff do to a ticket: assign it, set its status, or note something."""

    at: datetime
    actor: Any
    kind: str
    value: Any = None


@dataclass
class Story:
    opened_at: datetime
    person: Person
    steps: list[Step] = field(default_factory=list)


def opening_times(source: random.Random, number: int, now: datetime) -> list[datetime]:
    """Return when tickets were opened, oldest first: at hours when people write, and more of them lately."""
    found: list[datetime] = []
    while len(found) < number:
        day = timezone.localtime(now) - timedelta(days=DAYS * source.random() ** 1.25)
        hour = source.choices(range(24), HOUR_WEIGHTS)[0]
        at = day.replace(hour=hour, minute=source.randrange(60), second=source.randrange(60))
        if now - timedelta(days=DAYS) < at < now and source.random() < WEEKDAY_WEIGHTS[at.weekday()]:
            found.append(at)
    return sorted(found)


def tell(source: random.Random, opened_at: datetime, person: Person, agents: list[Any], now: datetime) -> Story:
    """Return a ticket's story up to now."""
    return Story(opened_at, person, [step for step in _work(source, opened_at, agents) if step.at < now])


def _work(source: random.Random, opened_at: datetime, agents: list[Any]) -> Iterator[Step]:
    agent = source.choice(agents)
    # Some are easy, and done while others wait.
    is_easy = source.random() < 0.45
    at = _in_office(source, opened_at + _hours(source, 1 if is_easy else 26))
    if source.random() < 0.06:  # Nothing to do: a duplicate, or solved in the meantime.
        yield Step(at, agent, "status", Status.CLOSED)
        return
    yield Step(at, agent, "assign", agent)
    at = _in_office(source, at + _hours(source, 0.5 if is_easy else 6))
    yield Step(at, agent, "status", Status.IN_PROGRESS)
    if source.random() < 0.4:
        at += timedelta(minutes=source.randint(3, 40))
        yield Step(at, agent, "note")
    if source.random() < 0.08:
        at = _in_office(source, at + _hours(source, 5))
        colleague = source.choice([other for other in agents if other != agent])
        yield Step(at, agent, "assign", colleague)
        agent = colleague
    at = _in_office(source, at + _hours(source, 3 if is_easy else source.choice((30, 30, 40, 90))))
    yield Step(at, agent, "status", Status.RESOLVED)
    if source.random() < 0.05:  # Not quite.
        at = _in_office(source, at + _hours(source, 20))
        yield Step(at, agent, "status", Status.IN_PROGRESS)
        at = _in_office(source, at + _hours(source, 30))
        yield Step(at, agent, "status", Status.RESOLVED)
    at = _in_office(source, at + timedelta(days=5) + _hours(source, 48))
    yield Step(at, agent, "status", Status.CLOSED)


def _hours(source: random.Random, mean: float) -> timedelta:
    return timedelta(hours=source.expovariate(1 / mean), minutes=2)


def _in_office(source: random.Random, at: datetime) -> datetime:
    """Return the time, or one in the next morning that somebody works: nobody does at night and on Sundays."""
    local = timezone.localtime(at)
    if local.hour >= CLOSING_HOUR:
        local = (local + timedelta(days=1)).replace(hour=0)
    if local.weekday() == 6:
        local = (local + timedelta(days=1)).replace(hour=0)
    if local.hour < OPENING_HOUR:
        local = local.replace(hour=OPENING_HOUR, minute=source.randrange(60), second=source.randrange(60))
    return max(local, at)
