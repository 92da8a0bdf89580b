"""What has to be done again and again."""

from django.utils import timezone

from ..models import Heartbeat
from ..notifications import outbox
from .opening import forget_keys
from .transaction import one_transaction

TICK = "support_tick"


def tick(limit: int) -> int:
    """Send the mails that are due, forget what has expired, and note that this ran.

    :param limit: mails to send at most.
    :returns: how many were sent.
    """
    sent = outbox.send_due(limit)
    _tidy_up()
    return sent


@one_transaction
def _tidy_up() -> None:
    forget_keys()
    Heartbeat.objects.update_or_create(name=TICK, defaults={"at": timezone.now()})
