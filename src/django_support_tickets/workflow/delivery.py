"""Sending mails again."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.utils import timezone

from ..choices import DeliveryState, EventType
from ..exceptions import DeliveryBusy, TicketNotFound
from ..models import Delivery, SupportTicket
from ..models.delivery import DeliveryQuerySet
from ..notifications import outbox
from .transaction import database, hand_over_on_commit, lock_ticket, one_transaction, record


@one_transaction
def resend_delivery(*, delivery: Delivery, actor: Any) -> Delivery:
    """Send a mail again, from its first attempt on.

    :raises DeliveryBusy: if it is being sent.
    :raises TicketNotFound: if its ticket was deleted in the meantime.
    """
    ticket = lock_ticket(SupportTicket(pk=delivery.ticket_id))
    row = _rows().select_for_update().get(pk=delivery.pk)
    if row.state == DeliveryState.SENDING and row.due_at > timezone.now():
        raise DeliveryBusy
    outbox.restart(row)
    record(ticket, EventType.DELIVERY_RESENT, actor, delivery=row.pk)
    hand_over_on_commit([row.pk])
    return row


def resend_failed(*, ticket: SupportTicket, actor: Any) -> int:
    """Send all mails of a ticket again that failed, and return how many there are.

    :raises TicketNotFound: if the ticket was deleted in the meantime.
    """
    keys = _resend(_rows().failed(), ticket.pk, actor)
    if keys:
        hand_over_on_commit(keys)
    return len(keys)


def resend_all(*, since: datetime | None = None, unknown: bool = False, actor: Any = None) -> int:
    """Let the sweep send all mails again that failed, of whichever ticket, and return how many there are.

    :param since: leave out those that failed before.
    :param unknown: take also those of which nobody knows whether they were sent.
    """
    rows = _rows().filter(state__in=[DeliveryState.FAILED, *([DeliveryState.UNKNOWN] if unknown else ())])
    if since is not None:
        rows = rows.filter(due_at__gte=since)
    number = 0
    for ticket_id in [*rows.order_by("ticket").values_list("ticket", flat=True).distinct()]:
        with suppress(TicketNotFound):
            number += len(_resend(rows, ticket_id, actor))
    return number


@one_transaction
def _resend(rows: DeliveryQuerySet, ticket_id: int | None, actor: Any) -> list[int]:
    """Restart those of the rows that belong to a ticket, or to none, and return their keys."""
    ticket = lock_ticket(SupportTicket(pk=ticket_id)) if ticket_id is not None else None
    found = [*rows.filter(ticket=ticket_id).select_for_update().order_by("pk")]
    for row in found:
        outbox.restart(row)
        if ticket is not None:
            record(ticket, EventType.DELIVERY_RESENT, actor, delivery=row.pk)
    return [row.pk for row in found]


def _rows() -> DeliveryQuerySet:
    return Delivery.objects.using(database())
