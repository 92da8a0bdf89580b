"""When people write and work."""

import random
from datetime import datetime, timedelta

from django.utils import timezone

DAYS = 90
OPENING_HOUR, CLOSING_HOUR = 9, 19
RISING_HOUR = 8
# When customers write: a share for each hour of the day, and for each day of the week from Monday.
HOUR_WEIGHTS = (1, 0.5, 0.3, 0.2, 0.2, 0.4, 1, 2, 4, 7, 8, 8, 6, 7, 8, 8, 7, 6, 5, 6, 8, 9, 6, 3)
WEEKDAY_WEIGHTS = (1.0, 0.95, 0.9, 0.85, 0.9, 0.6, 0.5)


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


def in_office(source: random.Random, at: datetime) -> datetime:
    """Return the time, or one in the next morning that somebody works: nobody does at night and on Sundays."""
    local = timezone.localtime(at)
    if local.hour >= CLOSING_HOUR:
        local = (local + timedelta(days=1)).replace(hour=0)
    if local.weekday() == 6:
        local = (local + timedelta(days=1)).replace(hour=0)
    return max(_not_before(source, local, OPENING_HOUR), at)


def awake(source: random.Random, at: datetime) -> datetime:
    """Return the time, or one after the night that it falls into."""
    return max(_not_before(source, timezone.localtime(at), RISING_HOUR), at)


def _not_before(source: random.Random, local: datetime, hour: int) -> datetime:
    if local.hour >= hour:
        return local
    return local.replace(hour=hour, minute=source.randrange(60), second=source.randrange(60))
