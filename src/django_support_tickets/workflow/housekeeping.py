"""What has to be done again and again."""

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.db.models import QuerySet
from django.utils import timezone

from ..models import GuestLink, Heartbeat, Lease
from ..models.lease import LeaseQuerySet
from ..models.link import REMEMBERED_DAYS
from ..models.reconnecting import reconnecting
from ..notifications import outbox
from ..writer import reading_from_writer
from .opening import expired_keys
from .transaction import database, one_transaction

logger = logging.getLogger("django_support_tickets")

TICK = "support_tick"
BATCH = 1000


@reading_from_writer()
def tick(limit: int, should_stop: Callable[[], bool] = lambda: False) -> int:
    """Send the mails that are due, forget what has expired, and note that this ran; nothing if another run is at it.

    :param limit: mails to attempt at most.
    :param should_stop: asked before each mail and each further piece of work; the rest is left to the next run.
    :returns: how many were sent.
    """
    with _only_run() as still_mine:
        if still_mine is None:
            logger.info("Another run of %s is not done yet", TICK)
            return 0
        sent = outbox.send_due(limit, lambda: not should_stop() and still_mine())
        for chore in _chores():
            if should_stop():
                return sent
            reconnecting(chore, database())
    return sent


def _chores() -> list[Callable[[], object]]:
    return [
        lambda: forget(expired_keys()),
        lambda: forget(GuestLink.objects.using(database()).expired(REMEMBERED_DAYS)),
        lambda: forget(outbox.expired_link_mails()),
        _note_the_time,
    ]


@contextmanager
def _only_run() -> Iterator[Callable[[], bool] | None]:
    """Take the right to run, and give a function that keeps it and tells whether it holds; None if another has it.

    Of a run that was killed it is free again after ``SUPPORT_TICKET_DELIVERY_LEASE`` seconds.
    """
    holder, duration = secrets.token_hex(16), timedelta(seconds=settings.SUPPORT_TICKET_DELIVERY_LEASE)
    taken_at: datetime | None = None

    def keep() -> bool:
        nonlocal taken_at
        now = timezone.now()
        if taken_at is not None and taken_at <= now < taken_at + duration / 3:
            return True
        is_mine = reconnecting(lambda: _leases().acquire(TICK, holder, now, duration), _leases().db)
        taken_at = now if is_mine else None
        return is_mine

    if not keep():
        yield None
        return
    try:
        yield keep
    finally:
        # What is left of it otherwise ends by itself.
        with suppress(DatabaseError):
            reconnecting(lambda: _leases().release(TICK, holder, timezone.now()), _leases().db)


def _leases() -> LeaseQuerySet:
    return Lease.objects.using(database())


@one_transaction
def forget(rows: QuerySet[Any]) -> int:
    """Delete the oldest of the rows, a limited number in one transaction: the rest waits for the next run.

    :returns: how many were deleted.
    """
    last = rows.order_by("created_at").values_list("created_at", flat=True)[BATCH - 1 : BATCH].first()
    return (rows.filter(created_at__lte=last) if last else rows).delete()[0]


@one_transaction
def _note_the_time() -> None:
    Heartbeat.objects.using(database()).update_or_create(name=TICK, defaults={"at": timezone.now()})
