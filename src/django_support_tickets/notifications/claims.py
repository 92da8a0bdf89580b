"""Which sender has a mail.

A row is claimed by an UPDATE that only one sender can win, sent, and settled. Its number of attempts and the end of its
lease are the token of the claim: a sender whose lease ran out settles nothing any more.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import router
from django.utils import timezone

from ..choices import DeliveryState
from ..models import Delivery
from ..models.delivery import DeliveryQuerySet
from ..models.reconnecting import reconnecting


def rows() -> DeliveryQuerySet:
    """Return the outbox where it is written: a replica may not have heard of a row yet."""
    return Delivery.objects.using(router.db_for_write(Delivery))


def due_keys(limit: int) -> list[int]:
    """Return the keys of mails that may be sent now, oldest first."""
    keys = _sendable(timezone.now()).order_by("due_at", "id").values_list("pk", flat=True)[:limit]
    return reconnecting(lambda: [*keys], keys.db)


def _sendable(now: datetime) -> DeliveryQuerySet:
    return rows().due(now).next_to_reader().exclude(ticket__is_spam=True)


def claim(pk: int) -> Delivery | None:
    """Take a mail from all other senders for the time of the lease; None if that cannot be, or it is over with it."""
    now = timezone.now()
    due = _sendable(now).select_related("ticket", "reply__author").filter(pk=pk)
    delivery = reconnecting(due.first, due.db)
    if delivery is None:
        return None
    as_read = {name: getattr(delivery, name) for name in ("pk", "state", "attempts", "due_at")}
    died = delivery.state == DeliveryState.SENDING
    if died and delivery.maybe_sent:
        _give_up(as_read, DeliveryState.UNKNOWN, delivery.last_error)
        return None
    # A mail that may have gone out is tried once more, even if that is one attempt too many.
    if not (died or delivery.maybe_sent) and delivery.attempts >= settings.SUPPORT_TICKET_DELIVERY_MAX_ATTEMPTS:
        _give_up(as_read, DeliveryState.FAILED, delivery.last_error)
        return None
    delivery.state = DeliveryState.SENDING
    delivery.attempts += 1
    delivery.due_at = now + timedelta(seconds=settings.SUPPORT_TICKET_DELIVERY_LEASE)
    delivery.maybe_sent |= died
    values = {name: getattr(delivery, name) for name in ("state", "attempts", "due_at", "maybe_sent")}
    won = reconnecting(lambda: rows().filter(**as_read).update(**values), due.db)
    return delivery if won else None


def settle(delivery: Delivery, state: DeliveryState, **values: object) -> None:
    """Write the outcome, unless the lease ran out and another sender has claimed the row since."""
    claimed = rows().filter(pk=delivery.pk, state=DeliveryState.SENDING)
    claimed = claimed.filter(attempts=delivery.attempts, due_at=delivery.due_at)
    reconnecting(lambda: claimed.update(state=state, **values), claimed.db)


def _give_up(as_read: dict[str, object], state: DeliveryState, error: str) -> None:
    """Give a mail up that no sender has, unless one has claimed it since."""
    text = error or "Sending was interrupted on every attempt."
    values = {"state": state, "last_error": text, "due_at": timezone.now()}
    reconnecting(lambda: rows().filter(**as_read).update(**values), rows().db)
