"""Numbers from several processes at once: none twice, none left out, no error."""

import os
from pathlib import Path

import pytest
from django.db import connection

from django_support_tickets.models import Delivery, SupportTicket, TicketEvent, TicketSequence
from django_support_tickets.models.sequence import current_year, number_prefix
from tests.concurrency.children import Outcome, run_clients, run_command

FULL = os.environ.get("FULL_CONCURRENCY") == "1"
SQLITE = connection.vendor == "sqlite"

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def expected_numbers(count: int) -> list[str]:
    prefix = number_prefix(current_year())
    return [f"{prefix}{number:06d}" for number in range(1, count + 1)]


def assert_complete(outcome: Outcome, count: int) -> None:
    assert outcome.errors == []
    assert sorted(outcome.results) == expected_numbers(count)


def test_processes_that_open_tickets_at_once_get_all_numbers_once() -> None:
    if SQLITE:
        clients, times = (8, 50) if FULL else (4, 20)
    else:
        clients, times = (32, 200) if FULL else (8, 25)
    # Empty, so that the clients also race for the year's first number.
    assert not TicketSequence.objects.exists()

    outcome = run_clients("open", clients, times)

    assert_complete(outcome, clients * times)
    assert sorted(SupportTicket.objects.values_list("ticket_number", flat=True)) == expected_numbers(clients * times)
    assert TicketSequence.objects.get().last_value == clients * times
    assert TicketEvent.objects.count() == Delivery.objects.filter(state="sent").count() == clients * times


@pytest.mark.skipif(not FULL, reason="FULL_CONCURRENCY=1 repeats the race that the test above begins with")
def test_the_race_for_the_first_number_has_no_loser() -> None:
    for _round in range(10):
        outcome = run_clients("open", 8, 1)
        assert_complete(outcome, 8)
        SupportTicket.objects.all().delete()
        TicketSequence.objects.all().delete()


@pytest.mark.skipif(not SQLITE, reason="about SQLite")
def test_sqlite_as_django_opens_it_by_default(tmp_path: Path) -> None:
    clients, times = (8, 50) if FULL else (4, 5)
    variables = {"TEST_DATABASE_NAME": tmp_path / "site.sqlite3", "CHILD_SQLITE_DEFAULTS": 1}
    run_command("migrate", "--verbosity=0", **variables)

    assert_complete(run_clients("open", clients, times, **variables), clients * times)


def test_one_key_makes_one_ticket() -> None:
    outcome = run_clients("open_once", 20 if FULL else 8, 2, "the-key")

    assert outcome.errors == []
    assert outcome.results == [[*expected_numbers(1), True]] * len(outcome.results)
    assert Delivery.objects.count() == SupportTicket.objects.count() == 1
