"""The one pattern that every change follows: lock, check, write, record, and tell others after the commit."""

import logging
import random
import time
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import OperationalError, connections, router, transaction
from django.db.models import F, Model
from django.dispatch import Signal

from ..choices import EventType
from ..exceptions import TicketNotFound
from ..models import SupportTicket, TicketEvent, TicketMessage
from ..models.inserting import insert_all
from ..notifications import outbox, policy, tasks
from ..writer import reading_from_writer

P = ParamSpec("P")
R = TypeVar("R")

logger = logging.getLogger("django_support_tickets")

MAX_TRIES = 8
# PostgreSQL: serialization failure, deadlock. MariaDB and MySQL: changed row, lock wait timeout, deadlock.
_SQLSTATES = frozenset({"40001", "40P01"})
_MYSQL_ERRORS = frozenset({1020, 1205, 1213})


def one_transaction(change: Callable[P, R]) -> Callable[P, R]:
    """Run a change in a transaction, and again when the database gave way to a concurrent one.

    Inside a transaction of the caller's it runs once: a deadlock has undone the caller's part as well. What it reads,
    it reads where it writes.
    """

    @wraps(change)
    @reading_from_writer()
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        using = database()
        tries = 1 if connections[using].in_atomic_block else MAX_TRIES
        for turn in range(1, tries + 1):
            try:
                with transaction.atomic(using=using):
                    return change(*args, **kwargs)
            except OperationalError as error:
                if turn == tries or not _gave_way(error):
                    raise
                logger.info("%s gave way to a concurrent change, try %s", change.__name__, turn)
                time.sleep(random.uniform(0, 0.02 * 2**turn))  # noqa: S311  Not a secret.
        raise AssertionError("unreachable")

    return run


def database() -> str:
    """Return the alias of the database that tickets are written to."""
    return router.db_for_write(SupportTicket)


def _gave_way(error: OperationalError) -> bool:
    cause = error.__cause__
    state = getattr(cause, "sqlstate", None) or getattr(cause, "pgcode", None)
    return state in _SQLSTATES or error.args[:1] in {(code,) for code in _MYSQL_ERRORS} or "locked" in str(error)


def lock_ticket(ticket: SupportTicket) -> SupportTicket:
    """Return the ticket as it is now stored, locked until the transaction ends.

    :raises TicketNotFound: if it was deleted in the meantime.
    """
    rows = SupportTicket.objects.using(database()).filter(pk=ticket.pk)
    if not connections[rows.db].features.has_select_for_update:
        # SQLite locks by writing, and a transaction that reads first may not be allowed to write later.
        rows.update(version=F("version"))
    try:
        return rows.select_for_update().get()
    except SupportTicket.DoesNotExist:
        raise TicketNotFound from None


def save_changes(ticket: SupportTicket, *fields: str) -> None:
    """Write the named fields of a locked ticket, and count its version up."""
    ticket.version += 1
    ticket.save(update_fields=[*fields, "version", "updated_at"])


def record(
    ticket: SupportTicket,
    event_type: EventType,
    actor: Any,
    *,
    rows: Sequence[Model] = (),
    message: TicketMessage | None = None,
    **data: Any,
) -> None:
    """Add an event to the history, and queue the mails that it asks for.

    :param actor: the user who did it; None or an anonymous user for someone without an account.
    :param rows: what the event is about, if that is new: inserted before it.
    :param message: what was said, for the mails that carry it.
    :param data: names of fields, statuses and keys; nothing that a person wrote.
    """
    event = TicketEvent(
        ticket=ticket, ticket_number=ticket.ticket_number, type=event_type, actor=account(actor), data=data
    )
    mails = outbox.mails(ticket, policy.notices_for(event, ticket), message)
    insert_all([*rows, event, *mails], database())
    if mails:
        hand_over_on_commit([mail.pk for mail in mails])


def hand_over_on_commit(deliveries: list[int]) -> None:
    # No partial: Django 5.2 fails to log the failure of a function that has no name.
    def hand_over() -> None:
        tasks.hand_over(deliveries)

    transaction.on_commit(hand_over, using=database(), robust=True)


def announce(signal: Signal, ticket: SupportTicket, actor: Any, **arguments: Any) -> None:
    """Send a signal after the commit; a receiver that fails is logged and hinders nothing."""

    def send() -> None:
        signal.send_robust(sender=SupportTicket, ticket=ticket, actor=account(actor), **arguments)

    transaction.on_commit(send, using=database(), robust=True)


def account(actor: Any) -> Any:
    """Return the user, or None for nobody and for an anonymous user."""
    return actor if actor is not None and actor.is_authenticated else None
