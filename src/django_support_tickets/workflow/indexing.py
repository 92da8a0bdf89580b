"""Letting the search find what was stored without ``save()``, as imports in bulk are."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from ..models import SearchDocument, SupportTicket, TicketMessage
from ..writer import reading_from_writer
from .transaction import database, one_transaction

BATCH = 500


@reading_from_writer()
def index_tickets(*, anew: bool = False) -> int:
    """Store what can be found of the tickets and messages of which nothing can, in batches.

    :param anew: of all of them, for instance after texts were changed by ``update()``.
    :returns: how many tickets and messages there were.
    """
    tickets = SupportTicket.objects.using(database())
    messages = TicketMessage.objects.using(database()).select_related("ticket")
    if not anew:
        documents = SearchDocument.objects.using(database())
        tickets = tickets.filter(~Exists(documents.filter(ticket=OuterRef("pk"), message=None)))
        messages = messages.filter(~Exists(documents.filter(message=OuterRef("pk"))))
    return _each_batch(tickets) + _each_batch(messages)


def _each_batch(rows: QuerySet[Any]) -> int:
    count, last = 0, 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        _index(batch)
        count, last = count + len(batch), batch[-1].pk
    return count


@one_transaction
def _index(batch: Iterable[SupportTicket | TicketMessage]) -> None:
    for row in batch:
        row.keep_found(database(), is_new=False)
