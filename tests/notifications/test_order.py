"""The mails of one ticket to one reader leave in order; others do not wait for them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from django_support_tickets import workflow
from django_support_tickets.choices import DeliveryKind
from django_support_tickets.models import Delivery, SupportTicket
from django_support_tickets.notifications import outbox
from django_support_tickets.notifications.policy import Notice
from tests.conftest import use_smtp
from tests.factories import make_ticket, queue_mails
from tests.notifications.servers import FaultySMTP

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def server(settings: Any, mail_timeout: float) -> Iterator[FaultySMTP]:
    with FaultySMTP() as server:
        use_smtp(settings, server.host, server.port, timeout=mail_timeout)
        yield server


def queue(ticket: SupportTicket, *recipients: str) -> list[int]:
    keys = queue_mails(ticket, [Notice(DeliveryKind.RESOLVED, recipient, "en") for recipient in recipients])
    return sorted(keys)


def sent(server: FaultySMTP) -> list[int]:
    keys = dict(Delivery.objects.values_list("message_id", "pk"))
    return [keys[message_id] for message_id in server.message_ids()]


def test_a_later_one_waits_for_an_earlier_one(server: FaultySMTP, clock: time_machine.Traveller) -> None:
    first, second, third = queue(make_ticket(), *["to@a.example"] * 3)
    server.faults = {"RCPT": "450 Later"}
    assert not outbox.send(first)
    server.faults = {}
    assert not outbox.send(second)
    assert workflow.tick(limit=10) == 0
    assert Delivery.objects.get(pk=second).attempts == 0
    clock.shift(60)
    assert not outbox.send(third)
    assert workflow.tick(limit=10) == 3
    assert sent(server) == [first, second, third]


def test_one_run_sends_all_that_follow_up_to_its_limit(server: FaultySMTP) -> None:
    keys = queue(make_ticket(), *["to@a.example"] * 5)
    assert workflow.tick(limit=3) == 3
    assert sent(server) == keys[:3]
    assert workflow.tick(limit=3) == 2
    assert sent(server) == keys


def test_others_do_not_wait(server: FaultySMTP) -> None:
    ticket, other = make_ticket(), make_ticket()
    waiting, another_reader = queue(ticket, "to@a.example", "desk@a.example")
    Delivery.objects.filter(pk=waiting).update(due_at=timezone.now() + timedelta(hours=1))
    (another_ticket,) = queue(other, "to@a.example")
    links = [workflow.request_links(email=ticket.email, language="en").pk for _mail in range(2)]
    assert workflow.tick(limit=10) == 2
    assert sent(server) == [another_reader, another_ticket]
    assert not Delivery.objects.filter(pk__in=links).exists(), "they had nothing to say, and went"


@pytest.mark.parametrize("state", ["failed", "unknown", "sent"])
def test_what_is_over_blocks_nothing(server: FaultySMTP, state: str) -> None:
    first, second = queue(make_ticket(), *["to@a.example"] * 2)
    Delivery.objects.filter(pk=first).update(state=state, sent_at=timezone.now())
    assert outbox.send(second)


def test_one_that_is_refused_for_good_blocks_nothing(server: FaultySMTP) -> None:
    first, second = queue(make_ticket(), *["to@a.example"] * 2)
    server.faults = {"RCPT": "550 No"}
    assert workflow.tick(limit=1) == 0
    server.faults = {}
    assert workflow.tick(limit=1) == 1
    assert (Delivery.objects.get(pk=first).state, sent(server)) == ("failed", [second])


def test_one_that_is_being_sent_is_waited_for(server: FaultySMTP, clock: time_machine.Traveller) -> None:
    first, second = queue(make_ticket(), *["to@a.example"] * 2)
    Delivery.objects.filter(pk=first).update(state="sending", attempts=1, due_at=timezone.now() + timedelta(minutes=5))
    assert not outbox.send(second)
    clock.shift(301)
    assert workflow.tick(limit=10) == 2
    assert sent(server) == [first, second]
