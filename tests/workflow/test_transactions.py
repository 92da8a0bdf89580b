"""The one pattern: what happens when the database gives way, and where the rows are."""

from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.db.utils import DatabaseError

from django_support_tickets import workflow
from django_support_tickets.models import SupportTicket
from django_support_tickets.notifications import outbox
from django_support_tickets.workflow import transaction as pattern
from tests.concurrency.children import run_clients
from tests.factories import make_ticket, ticket_fields

pytestmark = pytest.mark.django_db(transaction=True)


class Cause(Exception):
    sqlstate = ""


def gave_way(sqlstate: str = "", *args: Any) -> OperationalError:
    error, error.__cause__ = (OperationalError(*args), Cause())
    error.__cause__.sqlstate = sqlstate
    return error


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pattern.time, "sleep", lambda seconds: None)


@pytest.mark.parametrize(
    "error",
    [
        gave_way("40001", "could not serialize access"),
        gave_way("40P01", "deadlock detected"),
        gave_way("", 1213, "Deadlock found when trying to get lock"),
        gave_way("", 1205, "Lock wait timeout exceeded"),
        gave_way("", 1020, "Record has changed since last read"),
        gave_way("", "database is locked"),
    ],
    ids=lambda error: str(error.args[-1]),
)
def test_a_change_is_tried_again(error: OperationalError) -> None:
    tries = []

    @pattern.one_transaction
    def open_at_the_third_try() -> SupportTicket:
        tries.append("try")
        ticket = make_ticket()
        if len(tries) < 3:
            raise error
        return ticket

    assert open_at_the_third_try().ticket_number.endswith("-000001")
    assert SupportTicket.objects.count() == 1


@pytest.mark.parametrize("error", [gave_way("57014", "canceling statement"), DatabaseError("bad"), ValueError("x")])
def test_another_error_is_not_tried_again(error: Exception) -> None:
    tries = []

    @pattern.one_transaction
    def fail() -> None:
        tries.append("try")
        raise error

    with pytest.raises(type(error)):
        fail()
    assert len(tries) == 1


def test_it_gives_up_after_a_while() -> None:
    tries = []

    @pattern.one_transaction
    def fail() -> None:
        tries.append("try")
        raise gave_way("40P01", "deadlock detected")

    with pytest.raises(OperationalError):
        fail()
    assert len(tries) == pattern.MAX_TRIES


def test_inside_a_transaction_of_the_callers_it_runs_once() -> None:
    tries = []

    @pattern.one_transaction
    def fail() -> None:
        tries.append("try")
        raise gave_way("40P01", "deadlock detected")

    with pytest.raises(OperationalError), transaction.atomic():
        fail()
    assert len(tries) == 1


def test_opening_again_after_a_deadlock_makes_one_ticket(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the first try gave the ticket, its key and its file must not hinder the second."""
    from django_support_tickets.workflow import opening

    record, tries = opening.record, []

    def deadlock_once(*args: Any, **kwargs: Any) -> Any:
        tries.append("try")
        if len(tries) == 1:
            raise gave_way("40P01", "deadlock detected")
        return record(*args, **kwargs)

    monkeypatch.setattr(opening, "record", deadlock_once)
    opened = workflow.open_ticket_once(key="key", fingerprint="body", **ticket_fields())

    assert len(tries) == 2
    assert SupportTicket.objects.get().ticket_number == opened.ticket.ticket_number
    assert opened.ticket.ticket_number.endswith("-000001")
    assert opened.ticket.events.count() == opened.ticket.deliveries.filter(state="sent").count() == 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="one database suffices")
def test_reads_of_the_workflow_ask_no_replica(tmp_path: Any) -> None:
    """Tickets are in a database that is not the default one, and its replica has heard of nothing yet."""
    variables = {"CHILD_REPLICA": tmp_path / "replica.sqlite3"}
    outcome = run_clients("open_once", 1, 2, "key", **variables)
    assert outcome.errors == []
    ticket = SupportTicket.objects.get()
    assert outcome.results == [[ticket.ticket_number, True]] * 2
    assert run_clients("change", 1, 3, ticket.pk, **variables).errors == []
    ticket.refresh_from_db()
    assert ticket.version == 2
    assert set(ticket.deliveries.values_list("kind", "state")) == {
        ("ticket_confirmation", "sent"),
        ("ticket_resolved", "sent"),
    }
    outbox.restart(ticket.deliveries.get(kind="ticket_confirmation"))
    assert run_clients("tick", 1, 1, **variables) == ([1], [])
