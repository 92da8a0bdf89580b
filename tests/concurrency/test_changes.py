"""Changes of one ticket by several at once: each is seen by the next, and none is lost."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from django_support_tickets.models import SupportTicket, TicketEvent
from django_support_tickets.workflow import transaction as pattern
from tests.concurrency.children import run_clients
from tests.factories import make_ticket, make_user

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def test_no_change_is_lost() -> None:
    for number in range(3):
        make_user(email=f"agent{number}@shop.example", is_staff=True)
    ticket = make_ticket()

    outcome = run_clients("change", 20 if connection.vendor != "sqlite" else 6, 10, ticket.pk)

    assert outcome.errors == []
    ticket.refresh_from_db()
    events = list(TicketEvent.objects.order_by("id"))
    assert ticket.version == 1 + len(events) > 10
    last = {"status_changed": "pending", "assigned": None}
    for event in events:
        assert event.data["old"] == last[event.type]
        assert event.data["new"] != event.data["old"]
        last[event.type] = event.data["new"]
    assignee = ticket.assigned_to_id
    assert last == {
        "status_changed": ticket.status,
        "assigned": assignee if assignee is None or isinstance(assignee, int) else str(assignee),
    }


def test_no_reply_is_lost_and_one_of_them_reopens() -> None:
    ticket = make_ticket(status="resolved")
    clients = 12 if connection.vendor != "sqlite" else 5

    outcome = run_clients("reply", clients, 5, ticket.pk)

    assert outcome.errors == []
    assert outcome.results == [ticket.ticket_number] * clients * 5
    texts = list(ticket.messages.values_list("text", flat=True))
    assert len(texts) == len({*texts}) == clients * 5
    assert ticket.attachments.count() == clients * 5
    assert ticket.events.filter(type="status_changed").count() == 1
    ticket.refresh_from_db()
    assert (ticket.status, ticket.turn) == ("pending", "staff")


def test_late_replies_at_once_open_one_follow_up() -> None:
    ticket = make_ticket(status="closed")
    long_ago = timezone.now() - timedelta(days=99)
    SupportTicket.objects.filter(pk=ticket.pk).update(closed_at=long_ago, updated_at=long_ago)
    outcome = run_clients("reply", 6, 2, ticket.pk)
    assert outcome.errors == []
    follow_up = SupportTicket.objects.get(follow_up_of=ticket)
    assert (ticket.messages.count(), follow_up.messages.count()) == (0, 11)


def in_threads(*functions: Callable[[], Any]) -> list[BaseException]:
    """Run the functions at once, each with a connection of its own, and return what they raise."""
    raised: list[BaseException] = []

    def run(function: Callable[[], Any]) -> None:
        try:
            function()
        except BaseException as error:  # noqa: BLE001  Handed to the test.
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(function,)) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return raised


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time, and so no deadlocks")
def test_a_deadlock_is_tried_again() -> None:
    first, second = make_ticket(), make_ticket()
    both_hold_one = threading.Barrier(2)
    tries: list[str] = []

    @pattern.one_transaction
    def touch(one: SupportTicket, other: SupportTicket) -> None:
        tries.append("try")
        pattern.save_changes(pattern.lock_ticket(one), "status")
        if len(tries) <= 2:
            both_hold_one.wait(timeout=10)
        pattern.save_changes(pattern.lock_ticket(other), "status")

    raised = in_threads(lambda: touch(first, second), lambda: touch(second, first))

    assert raised == []
    assert len(tries) > 2, "there was no deadlock"
    assert list(SupportTicket.objects.values_list("version", flat=True)) == [3, 3]
