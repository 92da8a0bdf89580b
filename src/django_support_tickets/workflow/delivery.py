"""Sending a mail again."""

from typing import Any

from django.utils import timezone

from ..choices import DeliveryState, EventType
from ..exceptions import DeliveryBusy
from ..models import Delivery, SupportTicket
from ..notifications import outbox
from .transaction import hand_over_on_commit, lock_ticket, one_transaction, record


@one_transaction
def resend_delivery(*, delivery: Delivery, actor: Any) -> Delivery:
    """Send a mail again, from its first attempt on.

    :raises DeliveryBusy: if a sender is at it.
    :raises TicketNotFound: if its ticket was deleted in the meantime.
    """
    ticket = lock_ticket(SupportTicket(pk=delivery.ticket_id))
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if row.state == DeliveryState.SENDING and row.due_at > timezone.now():
        raise DeliveryBusy
    outbox.restart(row)
    record(ticket, EventType.DELIVERY_RESENT, actor, delivery=row.pk)
    hand_over_on_commit([row.pk])
    return row
