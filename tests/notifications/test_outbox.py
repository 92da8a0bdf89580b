"""What becomes of a mail when servers, templates and senders fail."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from django_support_tickets import workflow
from django_support_tickets.choices import DeliveryKind
from django_support_tickets.exceptions import DeliveryBusy, TicketNotFound
from django_support_tickets.models import Delivery, SupportTicket, TicketEvent
from django_support_tickets.notifications import outbox
from django_support_tickets.notifications.policy import Notice
from tests.conftest import use_smtp
from tests.factories import make_ticket, make_user, queue_mails, ticket_fields
from tests.notifications.servers import FaultySMTP, closed_port

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


def open_ticket() -> tuple[SupportTicket, Delivery]:
    ticket = workflow.open_ticket(**ticket_fields(), language="en")
    return ticket, ticket.deliveries.get()


def outcome(row: Delivery) -> tuple[str, int, timedelta]:
    """Return the row's state and attempts, and how long it waits."""
    row.refresh_from_db()
    return row.state, row.attempts, row.due_at - timezone.now()


def test_a_server_that_is_down(settings: Any, caplog: Any) -> None:
    use_smtp(settings, "127.0.0.1", closed_port())
    ticket, row = open_ticket()
    assert SupportTicket.objects.get() == ticket
    assert outcome(row) == ("pending", 1, timedelta(seconds=60))
    assert row.last_error.startswith("ConnectionRefusedError: ")
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert ticket.ticket_number in caplog.text


@pytest.mark.parametrize("reply", ["550 No such user", "451 Try again later"])
def test_a_server_that_refuses_the_mail(smtp: Any, reply: str) -> None:
    smtp.refuse_with = reply
    _ticket, row = open_ticket()
    assert outcome(row) == ("pending", 1, timedelta(seconds=60))
    assert row.last_error.startswith("SMTPDataError: ")
    assert reply[:3] in row.last_error


@pytest.mark.parametrize("command", ["MAIL", "RCPT"])
def test_a_server_that_refuses_a_command(settings: Any, command: str) -> None:
    with FaultySMTP(faults={command: "550 Go away\x00\xff"}) as server:
        use_smtp(settings, server.host, server.port)
        _ticket, row = open_ticket()
    assert outcome(row) == ("pending", 1, timedelta(seconds=60))
    assert "550" in row.last_error


@pytest.mark.parametrize("command", ["EHLO", "MAIL", "DATA", "."])
def test_a_server_that_breaks_the_connection(settings: Any, command: str) -> None:
    with FaultySMTP(faults={command: "drop"}) as server:
        use_smtp(settings, server.host, server.port)
        _ticket, row = open_ticket()
    assert outcome(row) == ("pending", 1, timedelta(seconds=60))
    assert row.last_error


def test_a_silent_server_holds_the_request_for_the_timeout_only(settings: Any) -> None:
    with FaultySMTP(faults={"EHLO": "hang"}) as server:
        use_smtp(settings, server.host, server.port, timeout=0.2)
        _ticket, row = open_ticket()
    assert outcome(row) == ("pending", 1, timedelta(seconds=60))
    assert "timed out" in row.last_error


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b", "a\r\nb", "é" * 5000])
def test_any_error_can_be_stored(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    def fail(message: EmailMultiAlternatives) -> None:
        raise RuntimeError(text)

    monkeypatch.setattr(EmailMultiAlternatives, "send", fail)
    _ticket, row = open_ticket()
    assert outcome(row)[:2] == ("pending", 1)
    assert row.last_error.startswith(f"RuntimeError: {text[0]}")
    assert len(row.last_error) <= 1000


def test_the_wait_doubles_until_it_counts_as_failed(settings: Any, smtp: Any, clock: time_machine.Traveller) -> None:
    settings.SUPPORT_TICKET_DELIVERY_MAX_ATTEMPTS = 5
    settings.SUPPORT_TICKET_DELIVERY_BACKOFF = 10
    smtp.refuse_with = "451 Try again later"
    _ticket, row = open_ticket()
    for attempts, seconds in ((1, 10), (2, 20), (3, 40), (4, 80)):
        assert outcome(row) == ("pending", attempts, timedelta(seconds=seconds))
        clock.shift(seconds - 1)
        assert not outbox.send(row.pk)
        assert outcome(row)[1] == attempts, "too early"
        clock.shift(1)
        assert workflow.tick(limit=10) == 0
    assert outcome(row)[:2] == ("failed", 5)
    assert "451" in row.last_error

    smtp.refuse_with = ""
    clock.shift(timedelta(days=30))
    assert workflow.tick(limit=10) == 0
    assert outcome(row)[:2] == ("failed", 5)
    assert list(Delivery.objects.failed()) == [row]


@pytest.mark.parametrize(("attempts", "wait"), [(1, 60), (2, 120), (11, 61440), (12, 86400), (32767, 86400)])
def test_the_wait_is_a_day_at_most(attempts: int, wait: int) -> None:
    assert outbox.backoff(attempts) == timedelta(seconds=wait)


def test_a_huge_wait_is_a_day(settings: Any) -> None:
    settings.SUPPORT_TICKET_DELIVERY_BACKOFF = 10**12
    assert outbox.backoff(30) == timedelta(days=1)


def test_a_mail_that_failed_goes_out_later_unchanged(smtp: Any, clock: time_machine.Traveller) -> None:
    smtp.refuse_with = "451 Try again later"
    _ticket, row = open_ticket()
    smtp.refuse_with = ""
    clock.shift(60)
    assert workflow.tick(limit=10) == 1
    assert outcome(row)[:2] == ("sent", 2)
    assert (row.last_error, row.sent_at) == ("", timezone.now())
    assert [message["Message-ID"] for message in smtp.messages] == [row.message_id]


class _Death(BaseException):
    """The end of the process, as far as the outbox can tell."""


def test_a_mail_whose_senders_all_die_ends_as_failed(
    settings: Any, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SUPPORT_TICKET_DELIVERY_MAX_ATTEMPTS = 3
    queue_mails(make_ticket(), [Notice(DeliveryKind.CONFIRMATION, "to@a.example", "en")])
    row = Delivery.objects.get()

    def die(message: EmailMultiAlternatives) -> None:
        raise _Death

    monkeypatch.setattr(EmailMultiAlternatives, "send", die)
    for attempts in (1, 2, 3):
        with pytest.raises(_Death):
            workflow.tick(limit=10)
        assert outcome(row) == ("sending", attempts, timedelta(seconds=300))
        clock.shift(300)
    workflow.tick(limit=10)

    assert outcome(row)[0] == "failed"
    assert row.last_error


def test_a_sender_whose_lease_ran_out_settles_nothing(smtp: Any, clock: time_machine.Traveller) -> None:
    """The slow one fails, after the mail was sent again from its first attempt on by another."""
    ticket = make_ticket()
    queue_mails(ticket, [Notice(DeliveryKind.CONFIRMATION, "to@a.example", "en")])
    row = Delivery.objects.get()
    slow = outbox._claim(row.pk)
    assert slow is not None
    clock.shift(301)
    workflow.resend_delivery(delivery=row, actor=None)
    assert outcome(row)[:2] == ("sent", 1)
    outbox._record_failure(slow, RuntimeError("too late"))
    assert outcome(row)[:2] == ("sent", 1)

    # The same while the other is still at it, with as many attempts.
    Delivery.objects.update(state="pending", attempts=0, due_at=timezone.now())
    other = outbox._claim(row.pk)
    assert other is not None
    assert other.attempts == slow.attempts
    outbox._record_failure(slow, RuntimeError("too late"))
    assert outcome(row)[0] == "sending"


class TestResending:
    def test_a_failed_mail(self, smtp: Any) -> None:
        actor = make_user(is_staff=True)
        smtp.refuse_with = "550 No"
        ticket, row = open_ticket()
        Delivery.objects.update(state="failed", attempts=8)
        smtp.refuse_with = ""

        workflow.resend_delivery(delivery=row, actor=actor)

        message_id = row.message_id
        assert outcome(row)[:2] == ("sent", 1)
        assert [message["Message-ID"] for message in smtp.messages] == [message_id] == [row.message_id]
        event = TicketEvent.objects.get(type="delivery_resent")
        assert (event.ticket, event.actor, event.data) == (ticket, actor, {"delivery": row.pk})

    def test_a_sent_mail_gets_a_new_message_id(self, smtp: Any) -> None:
        _ticket, row = open_ticket()
        first = row.message_id
        workflow.resend_delivery(delivery=row, actor=None)
        row.refresh_from_db()
        assert [message["Message-ID"] for message in smtp.messages] == [first, row.message_id]
        assert first != row.message_id

    def test_a_mail_that_is_being_sent(self, clock: time_machine.Traveller, smtp: Any) -> None:
        _ticket, row = open_ticket()
        Delivery.objects.update(state="sending", due_at=timezone.now() + timedelta(seconds=1))
        with pytest.raises(DeliveryBusy) as caught:
            workflow.resend_delivery(delivery=row, actor=None)
        assert caught.value.code == "delivery_busy"
        assert not TicketEvent.objects.filter(type="delivery_resent").exists()
        clock.shift(2)
        workflow.resend_delivery(delivery=row, actor=None)
        assert outcome(row)[0] == "sent"

    def test_a_mail_of_a_deleted_ticket(self) -> None:
        open_ticket()
        row = Delivery.objects.get()
        SupportTicket.objects.all().delete()
        with pytest.raises(TicketNotFound):
            workflow.resend_delivery(delivery=row, actor=None)


def test_a_mail_of_a_deleted_ticket_is_not_sent(smtp: Any) -> None:
    ticket, row = open_ticket()
    workflow.delete_ticket(ticket=ticket, actor=None)
    assert not outbox.send(row.pk)
    assert len(smtp.messages) == 1


def test_a_ticket_deleted_while_its_mail_is_sent(smtp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    queue_mails(make_ticket(), [Notice(DeliveryKind.CONFIRMATION, "to@a.example", "en")])
    send = EmailMultiAlternatives.send

    def delete_meanwhile(message: EmailMultiAlternatives) -> int:
        SupportTicket.objects.all().delete()
        return send(message)

    monkeypatch.setattr(EmailMultiAlternatives, "send", delete_meanwhile)
    assert workflow.tick(limit=10) == 1
    assert not Delivery.objects.exists()


def test_keys_are_found_again_where_the_database_returns_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """As MySQL does."""
    create = Delivery.objects.bulk_create

    def create_without_keys(rows: Any) -> list[Delivery]:
        created = create(rows)
        return [Delivery(message_id=row.message_id) for row in created]

    monkeypatch.setattr(Delivery.objects, "bulk_create", create_without_keys)
    keys = queue_mails(make_ticket(), [Notice(DeliveryKind.CONFIRMATION, f"{n}@a.example", "en") for n in range(3)])
    assert sorted(keys) == sorted(Delivery.objects.values_list("pk", flat=True))
    assert len(keys) == 3


def test_a_row_reads_as_its_mail_and_recipient() -> None:
    _ticket, row = open_ticket()
    assert str(row) == "Confirmation to the requester → ayse@customer.example"


class TestSpam:
    """The mails of a ticket that is marked as spam wait."""

    @pytest.fixture
    def row(self, smtp: Any) -> Delivery:
        """A mail that could not be sent before its ticket was taken for spam."""
        smtp.refuse_with = "451 Try again later"
        ticket, row = open_ticket()
        workflow.mark_as_spam(ticket=ticket, actor=None)
        smtp.refuse_with = ""
        return row

    def test_they_do_not_go_out(self, row: Delivery, smtp: Any, clock: time_machine.Traveller) -> None:
        clock.shift(60)
        assert workflow.tick(limit=10) == 0
        assert not outbox.send(row.pk)
        assert outcome(row)[:2] == ("pending", 1)
        assert smtp.messages == []

    def test_they_do_not_keep_others_waiting(self, row: Delivery, smtp: Any, clock: time_machine.Traveller) -> None:
        clock.shift(60)
        queue_mails(make_ticket(), [Notice(DeliveryKind.CONFIRMATION, "to@a.example", "en")])
        assert workflow.tick(limit=1) == 1
        assert [message["To"] for message in smtp.messages] == ["to@a.example"]

    def test_they_go_out_once_it_is_released(self, row: Delivery, smtp: Any, clock: time_machine.Traveller) -> None:
        clock.shift(60)
        outbox.send(row.pk)
        workflow.release_from_spam(ticket=row.ticket, actor=None)
        assert workflow.tick(limit=10) == 1
        assert outcome(row)[:2] == ("sent", 2)
        assert [message["Message-ID"] for message in smtp.messages] == [row.message_id]

    def test_they_are_not_sent_again_by_hand(self, row: Delivery, smtp: Any) -> None:
        workflow.resend_delivery(delivery=row, actor=None)
        assert outcome(row)[:2] == ("pending", 0)
        assert smtp.messages == []
