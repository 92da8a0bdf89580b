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
from django_support_tickets.notifications import claims, outbox
from django_support_tickets.notifications.outcomes import Failure, Outcome
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


BEFORE_DATA = ["CONNECT", "EHLO", "MAIL", "RCPT"]


@pytest.fixture
def server(settings: Any, mail_timeout: float) -> Iterator[FaultySMTP]:
    with FaultySMTP() as server:
        use_smtp(settings, server.host, server.port, timeout=mail_timeout)
        yield server


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "."])
@pytest.mark.parametrize("reply", ["550 Go away\x00\xff", "552 Mailbox full", "500 What?", "554 No"])
def test_a_refusal_for_good(server: FaultySMTP, step: str, reply: str, clock: time_machine.Traveller) -> None:
    server.faults = {step: reply}
    _ticket, row = open_ticket()
    assert outcome(row) == ("failed", 1, timedelta())
    assert reply[:3] in row.last_error
    server.faults = {}
    clock.shift(timedelta(days=2))
    assert workflow.tick(limit=10) == 0
    assert server.messages == []


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "."])
@pytest.mark.parametrize("reply", ["450 Greylisted", "421 Too many", "451 Later", "452 Full"])
def test_a_refusal_for_now(server: FaultySMTP, step: str, reply: str, clock: time_machine.Traveller) -> None:
    server.faults = {step: reply}
    _ticket, row = open_ticket()
    assert outcome(row) == ("pending", 1, timedelta(seconds=60))
    assert not row.maybe_sent
    server.faults = {}
    clock.shift(60)
    assert workflow.tick(limit=10) == 1
    assert server.message_ids() == [row.message_id]


@pytest.mark.parametrize("step", ["CONNECT", "EHLO"])
def test_a_greeting_that_is_a_refusal_says_nothing_about_the_mail(server: FaultySMTP, step: str) -> None:
    server.faults = {step: "554 Not now", "HELO": "554 Not now"}
    _ticket, row = open_ticket()
    assert outcome(row) == ("pending", 1, timedelta(seconds=60))


@pytest.mark.parametrize("step", BEFORE_DATA)
@pytest.mark.parametrize("fault", ["drop", "hang"])
def test_what_breaks_off_before_the_text_was_not_sent(
    server: FaultySMTP, step: str, fault: str, clock: time_machine.Traveller
) -> None:
    server.faults = {step: fault}
    _ticket, row = open_ticket()
    assert outcome(row) == ("pending", 1, timedelta(seconds=60))
    assert (row.maybe_sent, bool(row.last_error)) == (False, True)
    server.release()
    for attempts in (2, 3, 4):
        clock.shift(timedelta(hours=1))
        workflow.tick(limit=10)
        assert outcome(row)[:2] == ("pending", attempts)
    server.release()
    server.faults = {}
    clock.shift(timedelta(hours=1))
    assert workflow.tick(limit=10) == 1
    assert server.message_ids() == [row.message_id]


@pytest.mark.parametrize("step", ["DATA", "."])
@pytest.mark.parametrize("fault", ["drop", "hang"])
class TestWhatBreaksOffFromTheTextOn:
    """It may have been taken. At the final dot, here it was."""

    def test_it_is_sent_once_more_late(
        self, server: FaultySMTP, step: str, fault: str, clock: time_machine.Traveller
    ) -> None:
        server.faults = {step: fault}
        _ticket, row = open_ticket()
        assert outcome(row) == ("pending", 1, timedelta(seconds=300))
        assert row.maybe_sent
        server.release()
        server.faults = {}
        clock.shift(299)
        assert workflow.tick(limit=10) == 0
        clock.shift(1)
        assert workflow.tick(limit=10) == 1
        assert outcome(row)[:2] == ("sent", 2)
        assert server.message_ids() == [row.message_id] * (2 if step == "." else 1)

    def test_it_is_shown_when_that_has_no_end_either(
        self, server: FaultySMTP, step: str, fault: str, clock: time_machine.Traveller
    ) -> None:
        server.faults = {step: fault}
        _ticket, row = open_ticket()
        server.release()
        clock.shift(300)
        assert workflow.tick(limit=10) == 0
        assert outcome(row) == ("unknown", 2, timedelta())
        assert row.last_error
        assert [*Delivery.objects.unknown()] == [row]
        server.release()
        server.faults = {}
        for _day in range(3):
            clock.shift(timedelta(days=1))
            assert workflow.tick(limit=10) == 0
        assert server.message_ids() == [row.message_id] * (2 if step == "." else 0)

    def test_a_certain_failure_after_it_adds_no_copy(
        self, server: FaultySMTP, step: str, fault: str, clock: time_machine.Traveller, settings: Any
    ) -> None:
        settings.SUPPORT_TICKET_DELIVERY_MAX_ATTEMPTS = 3
        server.faults = {step: fault}
        _ticket, row = open_ticket()
        server.refuse()
        for state in ("pending", "unknown"):
            clock.shift(300)
            assert workflow.tick(limit=10) == 0
            assert outcome(row)[0] == state


def test_an_answer_after_the_text_that_is_none(server: FaultySMTP) -> None:
    server.faults = {".": "x"}
    _ticket, row = open_ticket()
    assert outcome(row) == ("pending", 1, timedelta(seconds=300))
    assert row.maybe_sent


def test_a_server_that_breaks_off_after_it_took_the_mail(server: FaultySMTP) -> None:
    server.faults = {"QUIT": "drop"}
    _ticket, row = open_ticket()
    assert outcome(row)[:2] == ("sent", 1)


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


def test_a_mail_whose_senders_die_is_sent_once_more_and_then_unknown(
    clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue_mails(make_ticket(), [Notice(DeliveryKind.CONFIRMATION, "to@a.example", "en")])
    row = Delivery.objects.get()

    def die(message: EmailMultiAlternatives) -> None:
        raise _Death

    monkeypatch.setattr(EmailMultiAlternatives, "send", die)
    for attempts in (1, 2):
        with pytest.raises(_Death):
            workflow.tick(limit=10)
        assert outcome(row) == ("sending", attempts, timedelta(seconds=300))
        clock.shift(300)
    workflow.tick(limit=10)

    assert outcome(row) == ("unknown", 2, timedelta())
    assert row.last_error


def test_a_sender_that_dies_at_the_last_attempt_leaves_one_more(
    clock: time_machine.Traveller, settings: Any, smtp: Any
) -> None:
    settings.SUPPORT_TICKET_DELIVERY_MAX_ATTEMPTS = 1
    queue_mails(make_ticket(), [Notice(DeliveryKind.CONFIRMATION, "to@a.example", "en")])
    row = Delivery.objects.get()
    assert claims.claim(row.pk)
    clock.shift(300)
    assert workflow.tick(limit=10) == 1
    assert (*outcome(row)[:2], row.maybe_sent) == ("sent", 2, True)


def test_a_mail_that_used_up_its_attempts_under_other_settings_is_given_up(settings: Any, smtp: Any) -> None:
    queue_mails(make_ticket(), [Notice(DeliveryKind.CONFIRMATION, "to@a.example", "en")])
    Delivery.objects.update(attempts=5)
    settings.SUPPORT_TICKET_DELIVERY_MAX_ATTEMPTS = 5
    assert workflow.tick(limit=10) == 0
    row = Delivery.objects.get()
    assert outcome(row)[:2] == ("failed", 5)
    assert row.last_error


def test_a_sender_whose_lease_ran_out_settles_nothing(smtp: Any, clock: time_machine.Traveller) -> None:
    """The slow one fails, after the mail was sent again from its first attempt on by another."""
    ticket = make_ticket()
    queue_mails(ticket, [Notice(DeliveryKind.CONFIRMATION, "to@a.example", "en")])
    row = Delivery.objects.get()
    slow = claims.claim(row.pk)
    assert slow is not None
    clock.shift(301)
    workflow.resend_delivery(delivery=row, actor=None)
    assert outcome(row)[:2] == ("sent", 1)
    outbox._record_failure(slow, RuntimeError("too late"), Failure(Outcome.NOT_SENT))
    assert outcome(row)[:2] == ("sent", 1)

    # The same while the other is still at it, with as many attempts.
    Delivery.objects.update(state="pending", attempts=0, due_at=timezone.now())
    other = claims.claim(row.pk)
    assert other is not None
    assert other.attempts == slow.attempts
    outbox._record_failure(slow, RuntimeError("too late"), Failure(Outcome.NOT_SENT))
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
