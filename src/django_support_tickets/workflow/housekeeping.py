"""Recurring work: sending what is due, deleting what has expired, and files that no row names."""

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

from ..attachments.deletion import delete_due_files
from ..attachments.sweeping import sweep
from ..models import FileSweep, GuestLink, Heartbeat, Lease
from ..models.lease import LeaseQuerySet
from ..models.link import REMEMBERED_DAYS
from ..models.reconnecting import reconnecting
from ..notifications import outbox
from ..writer import reading_from_writer
from .idempotency import expired_keys
from .transaction import database, one_transaction

logger = logging.getLogger("django_support_tickets")

TICK = "support_tick"
FILES = "support_files"
BATCH = 1000
SWEEP_INTERVAL = timedelta(days=1)


@reading_from_writer()
def tick(limit: int, should_stop: Callable[[], bool] = lambda: False) -> int:
    """Send the mails that are due, forget what has expired, and note that this ran; nothing if another run is at it.

    Then delete the files that are to go: a storage that hangs keeps no mail waiting.

    :param limit: mails to attempt at most.
    :param should_stop: asked before each mail and each further piece of work; the rest is left to the next run.
    :returns: how many were sent.
    """
    with _only_run(TICK) as still_mine:
        if still_mine is None:
            logger.info("Another run of %s is not done yet", TICK)
            return 0
        sent = outbox.send_due(limit, lambda: not should_stop() and still_mine())
        for chore in _chores():
            if should_stop():
                return sent
            reconnecting(chore, database())
    _delete_files(should_stop)
    return sent


def _delete_files(should_stop: Callable[[], bool]) -> None:
    with _only_run(FILES) as still_mine:
        if still_mine is None:
            return

        def may_go_on() -> bool:
            return not should_stop() and still_mine()

        reconnecting(lambda: delete_due_files(database(), may_go_on=may_go_on), database())
        if may_go_on():
            reconnecting(lambda: _sweep_files(may_go_on), database())


def _sweep_files(may_go_on: Callable[[], bool]) -> None:
    """Sweep the storage, once a day. Noted beforehand: whatever becomes of it, the next run does not begin it again."""
    now = timezone.now()
    rows = FileSweep.objects.using(database())
    row, is_first = rows.get_or_create(storage=settings.SUPPORT_TICKET_STORAGE, defaults={"begun_at": now})
    if not is_first and timedelta() <= now - row.begun_at < SWEEP_INTERVAL:
        return
    row.begun_at = now
    row.save(update_fields=["begun_at"])
    try:
        row.position = sweep(database(), row.position, may_go_on)
    except DatabaseError:
        raise
    except Exception as error:  # noqa: BLE001  Every storage has errors of its own.
        logger.warning("The files could not be swept: %s: %s", type(error).__name__, error)
        return
    row.save(update_fields=["position"])


def _chores() -> list[Callable[[], object]]:
    return [
        lambda: forget(expired_keys()),
        lambda: forget(GuestLink.objects.using(database()).expired(REMEMBERED_DAYS)),
        lambda: forget(outbox.expired_link_mails()),
        _note_the_time,
    ]


@contextmanager
def _only_run(work: str) -> Iterator[Callable[[], bool] | None]:
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
        is_mine = reconnecting(lambda: _leases().acquire(work, holder, now, duration), _leases().db)
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
            reconnecting(lambda: _leases().release(work, holder, timezone.now()), _leases().db)


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
