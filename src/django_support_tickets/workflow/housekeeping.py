"""What has to be done again and again."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from ..models import GuestLink, Heartbeat
from ..notifications import outbox
from ..writer import reading_from_writer
from .opening import expired_keys
from .transaction import database, one_transaction

TICK = "support_tick"
BATCH = 1000


@reading_from_writer()
def tick(limit: int) -> int:
    """Send the mails that are due, forget what has expired, and note that this ran.

    :param limit: mails to send at most.
    :returns: how many were sent.
    """
    sent = outbox.send_due(limit)
    forget(expired_keys())
    forget(GuestLink.objects.using(database()).expired())
    forget(outbox.expired_link_mails())
    _note_the_time()
    return sent


@one_transaction
def forget(rows: QuerySet[Any]) -> int:
    """Delete the oldest of the rows, a limited number in one transaction: the rest waits for the next run.

    :returns: how many were deleted.
    """
    last = rows.order_by("created_at").values_list("created_at", flat=True)[BATCH - 1 : BATCH].first()
    return (rows.filter(created_at__lte=last) if last else rows).delete()[0]


@one_transaction
def _note_the_time() -> None:
    Heartbeat.objects.update_or_create(name=TICK, defaults={"at": timezone.now()})
