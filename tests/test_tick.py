"""``manage.py support_tick``, the one command that cron runs."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from django_support_tickets import workflow
from django_support_tickets.models import Delivery, GuestLink, Heartbeat, IdempotencyKey, Lease, SupportTicket
from django_support_tickets.models.link import REMEMBERED_DAYS
from django_support_tickets.notifications import outbox
from django_support_tickets.workflow import housekeeping
from tests.conftest import use_smtp
from tests.factories import make_ticket, ticket_fields
from tests.notifications.servers import closed_port

pytestmark = pytest.mark.django_db  # No commit happens in these tests: what is queued waits for the command.


def open_tickets(count: int) -> None:
    for number in range(count):
        workflow.open_ticket(**ticket_fields(email=f"customer{number}@customer.example"))


def tick(**options: Any) -> str:
    output = StringIO()
    call_command("support_tick", stdout=output, **options)
    return output.getvalue()


def states() -> list[str]:
    return list(Delivery.objects.values_list("state", flat=True))


def test_it_sends_what_is_due() -> None:
    open_tickets(3)
    assert tick() == "Mails sent: 3\n"
    assert states() == ["sent"] * 3
    assert len(mail.outbox) == 3


def test_it_is_silent_when_there_is_nothing_to_say() -> None:
    assert tick() == ""
    assert tick(verbosity=2) == "Mails sent: 0\n"


def test_it_sends_at_most_its_limit_oldest_first() -> None:
    open_tickets(3)
    Delivery.objects.filter(recipient="customer2@customer.example").update(due_at=timezone.now() - timedelta(hours=1))
    assert tick(limit=2) == "Mails sent: 2\n"
    assert [message.to for message in mail.outbox] == [["customer2@customer.example"], ["customer0@customer.example"]]
    assert states() == ["sent", "pending", "sent"]


@pytest.mark.parametrize("limit", ["-1", "many"])
def test_a_limit_is_a_number(limit: str) -> None:
    with pytest.raises(CommandError):
        call_command("support_tick", f"--limit={limit}")


def test_what_is_not_due_waits() -> None:
    open_tickets(1)
    Delivery.objects.update(due_at=timezone.now() + timedelta(minutes=1))
    assert tick() == ""
    assert states() == ["pending"]


def test_one_mail_that_fails_does_not_keep_the_others() -> None:
    open_tickets(3)
    Delivery.objects.filter(recipient__startswith="customer1").update(recipient="customer1\r\nBcc: all@x.example")
    assert tick() == "Mails sent: 2\n"
    assert states() == ["sent", "pending", "sent"]


def test_it_notes_that_it_ran() -> None:
    tick()
    first = Heartbeat.objects.get().at
    assert timezone.now() - first < timedelta(minutes=1)
    later = timezone.now() + timedelta(minutes=5)
    with time_machine.travel(later, tick=False):
        tick()
    assert Heartbeat.objects.get().at == later


def test_it_forgets_old_keys() -> None:
    workflow.open_ticket_once(key="key", fingerprint="body", **ticket_fields())
    with time_machine.travel(timezone.now() + timedelta(hours=23)):
        tick()
    assert IdempotencyKey.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        tick()
    assert not IdempotencyKey.objects.exists()


@pytest.mark.parametrize("state", ["sent", "failed"])
def test_what_is_finished_stays_so(state: str) -> None:
    open_tickets(1)
    Delivery.objects.update(state=state, sent_at=timezone.now())
    assert tick() == ""
    assert not outbox.send(Delivery.objects.get().pk)
    assert states() == [state]


def test_it_forgets_what_has_expired_a_batch_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "BATCH", 2)
    ticket = make_ticket()
    links = [GuestLink.objects.create(ticket=ticket, email=ticket.email) for _number in range(5)]
    for age, link in enumerate(links):
        created_at = timezone.now() - timedelta(days=REMEMBERED_DAYS + 28 + age)
        GuestLink.objects.filter(pk=link.pk).update(created_at=created_at)
    left = []
    for _run in range(3):
        tick()
        left.append(GuestLink.objects.count())
    assert left == [3, 2, 2]
    assert set(GuestLink.objects.all()) == {*links[:2]}


def mail_in_the_outbox() -> Delivery:
    open_tickets(1)
    return Delivery.objects.get()


class TestOneAtATime:
    def lease(self) -> Lease:
        return Lease.objects.get(name=housekeeping.TICK)

    def hold(self, until: timedelta) -> None:
        Lease.objects.create(name=housekeeping.TICK, holder="another", until=timezone.now() + until)

    def test_while_one_runs_the_others_return_at_once(self) -> None:
        mail_in_the_outbox()
        self.hold(timedelta(seconds=200))
        assert tick() == ""
        assert states() == ["pending"]
        assert not Heartbeat.objects.exists(), "nothing was done"
        assert self.lease().holder == "another"

    def test_the_one_that_died_is_waited_for_until_its_lease_ends(self) -> None:
        mail_in_the_outbox()
        self.hold(timedelta(seconds=300))
        with time_machine.travel(timezone.now() + timedelta(seconds=299), tick=False):
            assert tick() == ""
        with time_machine.travel(timezone.now() + timedelta(seconds=301), tick=False):
            assert tick() == "Mails sent: 1\n"

    def test_it_is_free_afterwards(self) -> None:
        for _run in range(2):
            mail_in_the_outbox()
            assert tick() == "Mails sent: 1\n"
            assert self.lease().holder == ""
            Delivery.objects.all().delete()

    def test_it_is_free_after_an_error(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*args: Any) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(outbox, "send_due", fail)
        with pytest.raises(ZeroDivisionError):
            tick()
        assert self.lease().holder == ""

    def test_a_clock_that_ran_ahead_does_not_keep_it(self) -> None:
        mail_in_the_outbox()
        self.hold(timedelta(days=400))
        assert tick() == "Mails sent: 1\n"

    def test_a_long_run_keeps_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        open_tickets(5)
        with time_machine.travel(timezone.now(), tick=False) as clock:
            attempt = outbox.attempt

            def take_long(pk: int) -> Any:
                clock.shift(200)
                assert not Lease.objects.acquire(housekeeping.TICK, "another", timezone.now(), timedelta(seconds=300))
                return attempt(pk)

            monkeypatch.setattr(outbox, "attempt", take_long)
            assert tick() == "Mails sent: 5\n"

    def test_a_run_that_lost_it_stops(self, monkeypatch: pytest.MonkeyPatch) -> None:
        open_tickets(3)
        with time_machine.travel(timezone.now(), tick=False) as clock:
            attempt = outbox.attempt

            def take_too_long(pk: int) -> Any:
                clock.shift(301)
                assert Lease.objects.acquire(housekeeping.TICK, "another", timezone.now(), timedelta(seconds=300))
                return attempt(pk)

            monkeypatch.setattr(outbox, "attempt", take_too_long)
            assert tick() == "Mails sent: 1\n"
            assert self.lease().holder == "another"


@pytest.mark.parametrize("state", ["pending", "sending"])
@pytest.mark.parametrize("ahead", [timedelta(days=1, seconds=5), timedelta(days=3650)])
def test_a_clock_that_ran_ahead_delays_no_mail(state: str, ahead: timedelta) -> None:
    mail_in_the_outbox()
    Delivery.objects.update(state=state, attempts=1, due_at=timezone.now() + ahead)
    assert [*Delivery.objects.overdue(timezone.now())] == [Delivery.objects.get()]
    assert tick() == "Mails sent: 1\n"


def test_a_clock_that_ran_ahead_delays_no_mail_beyond_the_longest_wait() -> None:
    mail_in_the_outbox()
    Delivery.objects.update(due_at=timezone.now() + timedelta(hours=23))
    assert tick() == ""
    with time_machine.travel(timezone.now() + timedelta(hours=23, seconds=1)):
        assert tick() == "Mails sent: 1\n"


def test_what_a_sweep_would_have_sent_is_overdue() -> None:
    mail_in_the_outbox()
    assert not Delivery.objects.overdue(timezone.now()).exists()
    later = timezone.now() + timedelta(minutes=16)
    assert Delivery.objects.overdue(later).exists()
    SupportTicket.objects.update(is_spam=True)
    assert not Delivery.objects.overdue(later).exists()


def test_it_does_its_other_work_when_the_mail_server_is_dead(settings: Any) -> None:
    use_smtp(settings, "127.0.0.1", closed_port())
    workflow.open_ticket_once(key="key", fingerprint="body", **ticket_fields())
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        assert tick() == ""
        assert not IdempotencyKey.objects.exists()
        assert Heartbeat.objects.get().at == timezone.now()


def test_it_stops_when_it_is_told_to() -> None:
    open_tickets(3)
    answers = iter([False, True, True])
    assert workflow.tick(10, lambda: next(answers)) == 1
    assert states() == ["sent", "pending", "pending"]
    assert Lease.objects.get().holder == ""
    assert not Heartbeat.objects.exists(), "it was not complete"
