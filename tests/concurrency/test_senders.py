"""Several senders at one outbox: each mail goes out once, whoever dies meanwhile."""

import signal
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from django_support_tickets.choices import DeliveryKind
from django_support_tickets.models import Delivery, Heartbeat, Lease, SupportTicket
from django_support_tickets.notifications.policy import Notice
from tests.concurrency.children import run_clients, run_command, start_command
from tests.factories import make_ticket, queue_mails
from tests.notifications.servers import FaultySMTP

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def ticket_with_mails(count: int) -> SupportTicket:
    ticket = make_ticket()
    notices = [Notice(DeliveryKind.CONFIRMATION, f"customer{n}@customer.example", "en") for n in range(count)]
    queue_mails(ticket, notices)
    return ticket


def recipients(smtp: Any) -> Counter[str]:
    return Counter(str(message["To"]) for message in smtp.messages)


def test_racing_senders_send_each_mail_once(smtp: Any) -> None:
    ticket_with_mails(20)

    outcome = run_clients("send", 8, 1, CHILD_SMTP_PORT=smtp.port)

    assert outcome.errors == []
    assert sorted(outcome.results) == sorted(Delivery.objects.values_list("pk", flat=True))
    assert set(recipients(smtp).values()) == {1}
    assert list(Delivery.objects.order_by().values_list("state", "attempts").distinct()) == [("sent", 1)]


def test_racing_ticks_send_each_mail_once(smtp: Any) -> None:
    ticket_with_mails(20)

    outcome = run_clients("tick", 6, 2, CHILD_SMTP_PORT=smtp.port)

    assert outcome.errors == []
    assert sum(outcome.results) == 20
    assert set(recipients(smtp).values()) == {1}
    assert Heartbeat.objects.count() == 1


def test_the_mail_of_a_killed_sender_is_taken_over(smtp: Any) -> None:
    ticket_with_mails(1)
    with FaultySMTP(faults={"DATA": "hang"}) as silent:
        sender = start_command("support_tick", CHILD_SMTP_PORT=silent.port)
        try:
            assert silent.hanging.wait(timeout=30)
            sender.send_signal(signal.SIGKILL)
        finally:
            sender.kill()
            sender.wait(timeout=30)
    row = Delivery.objects.get()
    assert (row.state, row.attempts) == ("sending", 1)

    call_command("support_tick")
    assert smtp.messages == [], "the lease has not run out yet"

    with time_machine.travel(timezone.now() + timedelta(seconds=301), tick=False):
        call_command("support_tick")
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("sent", 2)
    assert [message["Message-ID"] for message in smtp.messages] == [row.message_id]


def start_hanging_run(server: FaultySMTP, step: str) -> Any:
    """Start a run of the command whose first mail the server lets hang, and wait until it does."""
    server.faults = {step: "hang"}
    sender = start_command("support_tick", CHILD_SMTP_PORT=server.port)
    if not server.hanging.wait(timeout=60):
        sender.kill()
        pytest.fail("it did not come to its first mail")
    return sender


def states() -> list[tuple[str, int]]:
    return [*Delivery.objects.order_by("pk").values_list("state", "attempts")]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_told_to_end_finishes_its_mail(number: int) -> None:
    ticket_with_mails(3)
    with FaultySMTP() as server:
        sender = start_hanging_run(server, ".")
        sender.send_signal(number)
        server.faults = {}
        server.resume()
        assert sender.wait(timeout=60) == 0
        assert states() == [("sent", 1), ("pending", 0), ("pending", 0)]
        assert Lease.objects.get().holder == "", "the next run need not wait"
        assert not Heartbeat.objects.exists(), "it was not complete"
        run_command("support_tick", CHILD_SMTP_PORT=server.port)
        assert states() == [("sent", 1)] * 3
        assert len(server.messages) == 3


def test_runs_do_not_pile_up_behind_one_that_hangs() -> None:
    ticket_with_mails(3)
    with FaultySMTP() as server:
        sender = start_hanging_run(server, "RCPT")
        for _run in range(3):
            run_command("support_tick", CHILD_SMTP_PORT=server.port)
        assert states() == [("sending", 1), ("pending", 0), ("pending", 0)]
        assert server.steps.count("CONNECT") == 1
        server.faults = {}
        server.resume()
        assert sender.wait(timeout=60) == 0
        assert len(server.messages) == 3


@pytest.mark.parametrize(("step", "copies"), [("RCPT", 0), (".", 2)])
def test_senders_that_are_killed_leave_two_copies_at_most(step: str, copies: int) -> None:
    ticket_with_mails(1)
    row = Delivery.objects.get()
    with FaultySMTP() as server:
        for attempts in (1, 2):
            sender = start_hanging_run(server, step)
            sender.kill()
            sender.wait(timeout=30)
            server.release()
            assert states() == [("sending", attempts)]
            past = timezone.now() - timedelta(seconds=1)
            Delivery.objects.update(due_at=past)
            Lease.objects.update(until=past)
        server.faults = {}
        for _run in range(2):
            run_command("support_tick", CHILD_SMTP_PORT=server.port)
        assert states() == [("unknown", 2)]
        assert server.message_ids() == [row.message_id] * copies


def test_a_worker_on_the_sites_database_sends_the_mails(smtp: Any, tmp_path: Path) -> None:
    pytest.importorskip("django_tasks_db")
    variables = {
        "CHILD_SMTP_PORT": smtp.port,
        "CHILD_TASK_DATABASE": 1,
        "TEST_DATABASE": "sqlite",
        "TEST_DATABASE_NAME": tmp_path / "site.sqlite3",
    }
    run_command("migrate", "--verbosity=0", **variables)
    opened = run_clients("open", 1, 2, **variables)
    assert (len(opened.results), opened.errors, smtp.messages) == (2, [], [])

    worker = ("db_worker", "--batch", "--no-startup-delay", "--backend=mails", "--queue-name=support")
    run_command(*worker, **variables)

    assert recipients(smtp) == {"customer0.0@customer.example": 1, "customer0.1@customer.example": 1}
