"""A sender whose connection to the database is lost: the mail that went out is noted on a fresh one."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import OperationalError, connection, transaction

from django_support_tickets import workflow
from django_support_tickets.choices import DeliveryKind
from django_support_tickets.models import Delivery, reconnecting
from django_support_tickets.notifications import outbox, rendering
from django_support_tickets.notifications.policy import Notice
from tests.factories import make_ticket, queue_mails

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


def kill() -> None:
    """Let the database end this test's connection, as a failover or an administrator does."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_backend_pid()")
            end = "SELECT pg_terminate_backend(%s)"
        else:
            cursor.execute("SELECT CONNECTION_ID()")
            end = "KILL %s"
        number = cursor.fetchone()[0]
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(end, [number])
    finally:
        other.close()


@pytest.fixture
def mails() -> list[Delivery]:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no connection that could be lost")
    queue_mails(make_ticket(), [Notice(DeliveryKind.CONFIRMATION, f"{n}@a.example", "en") for n in range(4)])
    return [*Delivery.objects.order_by("pk")]


def after(function: Callable[..., Any], *, times: int = 1) -> Callable[..., Any]:
    """Return a function that loses the connection once the given one is done, so many times."""
    left = [times]

    def run(*args: Any) -> Any:
        result = function(*args)
        if left[0]:
            left[0] -= 1
            kill()
        return result

    return run


def assert_each_went_out_once(smtp: Any, mails: list[Delivery]) -> None:
    assert [message["Message-ID"] for message in smtp.messages] == [mail.message_id for mail in mails]
    assert [*Delivery.objects.order_by("pk").values_list("state", "attempts")] == [("sent", 1)] * len(mails)


@pytest.mark.parametrize("times", [1, 4])
def test_while_a_mail_is_sent(smtp: Any, mails: list[Delivery], monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    monkeypatch.setattr(EmailMultiAlternatives, "send", after(EmailMultiAlternatives.send, times=times))
    assert workflow.tick(limit=10) == 4
    assert_each_went_out_once(smtp, mails)


def test_while_a_mail_is_made(smtp: Any, mails: list[Delivery], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "header_text", after(rendering.header_text))
    assert workflow.tick(limit=10) == 4
    assert_each_went_out_once(smtp, mails)


def test_between_two_mails(smtp: Any, mails: list[Delivery], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "attempt", after(outbox.attempt, times=4))
    assert workflow.tick(limit=10) == 4
    assert_each_went_out_once(smtp, mails)


class Away:
    """A statement to which the database does not answer, so many times."""

    def __init__(self, times: int) -> None:
        self.times, self.tries = times, 0

    def __call__(self) -> int:
        self.tries += 1
        if self.tries <= self.times:
            raise OperationalError("gone")
        return Delivery.objects.count()


@pytest.mark.parametrize(("times", "tries"), [(0, 1), (1, 2), (2, 3)])
def test_a_statement_is_repeated(monkeypatch: pytest.MonkeyPatch, times: int, tries: int) -> None:
    monkeypatch.setattr(reconnecting, "WAITS", (0, 0))
    statement = Away(times)
    assert reconnecting.reconnecting(statement, "default") == 0
    assert statement.tries == tries


def test_a_database_that_stays_away_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconnecting, "WAITS", (0, 0))
    statement = Away(3)
    with pytest.raises(OperationalError):
        reconnecting.reconnecting(statement, "default")
    assert statement.tries == 3


def test_inside_a_transaction_there_is_no_second_try() -> None:
    statement = Away(1)
    with transaction.atomic(), pytest.raises(OperationalError):
        reconnecting.reconnecting(statement, "default")
    assert statement.tries == 1
