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
from django_support_tickets.models import Delivery, GuestLink, Heartbeat, IdempotencyKey
from django_support_tickets.notifications import outbox
from django_support_tickets.workflow import housekeeping
from tests.factories import make_ticket, ticket_fields

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
        GuestLink.objects.filter(pk=link.pk).update(created_at=timezone.now() - timedelta(days=28 + age))
    left = []
    for _run in range(3):
        tick()
        left.append(GuestLink.objects.count())
    assert left == [3, 2, 2]
    assert set(GuestLink.objects.all()) == {*links[:2]}
