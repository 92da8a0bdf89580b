"""Limits, told in a page that keeps what was typed."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client

from django_support_tickets.models import Delivery, SupportTicket, TicketMessage
from tests.attachments import samples
from tests.factories import make_ticket
from tests.portal.pages import FIND, NEW, address, hidden_value, new_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(_no_limits: None) -> Iterator[time_machine.Traveller]:
    """Stand still at a quarter past, so that no window ends during a test."""
    with time_machine.travel("2026-03-04T10:15:00Z", tick=False) as traveller:
        yield traveller


def refused(response: Any) -> str:
    """Return the page of a refused request."""
    assert (response.status_code, response.headers["Retry-After"]) == (429, "2700")
    page: str = response.text
    assert "Too many requests. Please try again in 45 minutes." in page
    assert 'class="support-summary" role="alert" tabindex="-1" autofocus' in page
    return page


def test_one_client(client: Client, settings: Any) -> None:
    settings.SUPPORT_TICKET_CLIENT_RATE = "1/hour"
    assert client.post(NEW, new_ticket()).status_code == 302
    file = samples.upload(samples.pdf(), "a.pdf")
    sent = new_ticket(name="Zeynep <b>", message="Kept although refused", attachments=[file])
    page = refused(client.post(NEW, sent))
    assert 'value="Zeynep &lt;b&gt;"' in page
    assert "Kept although refused" in page
    assert "Please choose your files again" in page
    assert hidden_value(page, "stamp") == sent["stamp"]
    assert SupportTicket.objects.count() == 1


def test_one_recipient(client: Client, settings: Any) -> None:
    settings.SUPPORT_TICKET_EMAIL_RATE = "1/hour"
    assert client.post(NEW, new_ticket()).status_code == 302
    page = refused(client.post(NEW, new_ticket(email="AYSE+tag@customer.example", message="Kept although refused")))
    assert "Kept although refused" in page
    assert client.post(NEW, new_ticket(email="other@customer.example")).status_code == 302


def test_corrections_and_repetitions_of_one_form_count_once(client: Client, settings: Any) -> None:
    settings.SUPPORT_TICKET_CLIENT_RATE = settings.SUPPORT_TICKET_EMAIL_RATE = "1/hour"
    sent = new_ticket()
    assert client.post(NEW, {**sent, "name": "R2D2"}).status_code == 200
    assert client.post(NEW, sent).status_code == 302
    assert client.post(NEW, sent).status_code == 302
    refused(client.post(NEW, new_ticket()))


def test_a_form_that_was_limited_can_be_sent_later(
    client: Client, settings: Any, clock: time_machine.Traveller
) -> None:
    settings.SUPPORT_TICKET_CLIENT_RATE = "1/hour"
    client.post(NEW, new_ticket())
    sent = new_ticket()
    refused(client.post(NEW, sent))
    clock.shift(2700)
    assert client.post(NEW, sent).status_code == 302
    assert not SupportTicket.objects.filter(is_spam=True).exists()


@pytest.mark.parametrize(
    ("rate", "second", "english", "turkish"),
    [
        ("1/hour", 1, "in 60 minutes.", "60 dakika sonra"),
        ("1/hour", 3599, "in 1 minute.", "1 dakika sonra"),
        ("1/minute", 3599, "in 1 minute.", "1 dakika sonra"),
        ("1/hour", 3600 - 61, "in 2 minutes.", "2 dakika sonra"),
        ("1/day", 0, "in 24 hours.", "24 saat sonra"),
        ("1/day", 22 * 3600, "in 120 minutes.", "120 dakika sonra"),
        ("1/day", 22 * 3600 - 1, "in 3 hours.", "3 saat sonra"),
    ],
)
def test_it_is_told_how_long_to_wait(
    client: Client, settings: Any, clock: time_machine.Traveller, rate: str, second: int, english: str, turkish: str
) -> None:
    settings.SUPPORT_TICKET_CLIENT_RATE = rate
    clock.move_to(f"2026-03-04T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z")
    client.post(NEW, new_ticket())
    response = client.post(NEW, new_ticket())
    assert f"Please try again {english}" in response.text
    assert 0 < int(response.headers["Retry-After"]) <= 86400
    assert turkish in client.post(NEW, new_ticket(), headers={"accept-language": "tr"}).text


def test_replies_to_one_ticket(signed_in: Client, ticket: SupportTicket, settings: Any) -> None:
    settings.SUPPORT_TICKET_REPLY_RATE = "1/hour"
    url = address("ticket", ticket)
    assert signed_in.post(url, {"text": "One"}).status_code == 302
    page = refused(signed_in.post(url, {"text": "Kept although refused"}))
    assert "Kept although refused" in page
    assert TicketMessage.objects.count() == 1


def test_asking_for_links(client: Client, settings: Any) -> None:
    settings.SUPPORT_TICKET_CLIENT_RATE = "1/hour"
    assert client.post(FIND, {"email": "a@customer.example"}).status_code == 302
    assert 'value="a@customer.example"' in refused(client.post(FIND, {"email": "a@customer.example"}))


def test_too_many_mails_with_links_are_not_told(client: Client, settings: Any) -> None:
    settings.SUPPORT_TICKET_LINK_REQUEST_RATE = "1/hour"
    make_ticket()
    first, second = (client.post(FIND, {"email": "ayse@customer.example"}) for _time in range(2))
    assert (first.status_code, first.headers["Location"]) == (second.status_code, second.headers["Location"])
    assert first.status_code == 302
    assert len(mail.outbox) == Delivery.objects.count() == 1
