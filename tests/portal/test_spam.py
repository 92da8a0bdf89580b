"""What keeps machines out: the empty field, the stamp, the number of links, and a captcha."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django import forms
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.signing import TimestampSigner
from django.test import Client
from django.utils import timezone

from django_support_tickets.models import Delivery, SupportTicket
from tests.portal.pages import FIND, NEW, THANKS, hidden_value, new_ticket, stamp_of

pytestmark = pytest.mark.django_db

LINKS = "See " + " ".join(f"https://spam.example/{number}" for number in range(6))
CAUGHT: list[dict[str, Any]] = [
    {"website": "https://spam.example"},
    {"stamp": ""},
    {"stamp": "forged:1:2"},
    {"stamp": "\0"},
    {"stamp": TimestampSigner(salt="another").sign("key")},
    {"message": LINKS},
    {"message": LINKS.replace("https://", "www.")},
]


def one_ticket() -> SupportTicket:
    return SupportTicket.objects.get()


def outcome(client: Client, **fields: Any) -> tuple[Any, ...]:
    """Return all that a sender learns, without what differs each time."""
    SupportTicket.objects.all().delete()
    response = client.post(NEW, new_ticket(**fields))
    thanks = client.get(THANKS)
    number = one_ticket().ticket_number
    assert number in thanks.text
    headers = {name: value for name, value in response.headers.items() if name != "Set-Cookie"}
    return response.status_code, headers, response.content, thanks.text.replace(number, "NUMBER")


@pytest.mark.parametrize("fields", CAUGHT)
def test_spam_is_answered_like_what_is_none(fields: dict[str, Any], django_capture_on_commit_callbacks: Any) -> None:
    genuine = outcome(Client())
    assert not one_ticket().is_spam
    with django_capture_on_commit_callbacks(execute=True):
        spam = outcome(Client(), **fields)
    assert one_ticket().is_spam
    assert spam == genuine
    assert not mail.outbox
    assert not Delivery.objects.filter(ticket=one_ticket()).exists()


def test_a_missing_stamp_is_spam(client: Client) -> None:
    sent = new_ticket()
    del sent["stamp"]
    client.post(NEW, sent)
    assert one_ticket().is_spam


@pytest.mark.parametrize(
    ("minimum", "seconds", "is_spam"), [(3, 1, True), (3, 5, False), (0, 0, False), (60, 50, True)]
)
def test_the_least_time_to_fill_in_a_form(
    client: Client, settings: Any, minimum: int, seconds: int, is_spam: bool
) -> None:
    settings.SUPPORT_TICKET_MIN_FILL_SECONDS = minimum
    client.post(NEW, new_ticket(stamp=stamp_of(seconds)))
    assert one_ticket().is_spam == is_spam


def test_a_machine_that_posts_the_page_at_once(client: Client) -> None:
    client.post(NEW, new_ticket(stamp=hidden_value(client.get(NEW).text, "stamp")))
    assert one_ticket().is_spam


def test_correcting_an_error_quickly_is_no_spam(client: Client) -> None:
    page = client.post(NEW, new_ticket(name="R2D2")).text
    client.post(NEW, new_ticket(stamp=hidden_value(page, "stamp")))
    assert not one_ticket().is_spam


@pytest.mark.parametrize("expired", [24 * 3600 + 5, 10 * 24 * 3600])
def test_an_old_form_is_shown_again_with_a_stamp_of_now(client: Client, expired: int) -> None:
    sent = new_ticket(stamp=stamp_of(expired), message="Typed yesterday, sent today.")
    page = client.post(NEW, sent).text
    assert "The form was open for too long. Please send it again." in page
    assert "Typed yesterday, sent today." in page
    assert not SupportTicket.objects.exists()
    fresh = hidden_value(page, "stamp")
    assert fresh != sent["stamp"]
    # At once: the time was taken before.
    client.post(NEW, {**sent, "stamp": fresh})
    assert not one_ticket().is_spam


def test_another_text_after_the_back_button_is_no_spam(client: Client) -> None:
    sent = new_ticket()
    client.post(NEW, sent)
    for number in range(2):
        other = {**sent, "message": f"And now for something different, {number}."}
        page = client.post(NEW, other).text
        assert "This form was sent before, with another content." in page
        sent = {**other, "stamp": hidden_value(page, "stamp")}
        client.post(NEW, sent)
    assert [ticket.is_spam for ticket in SupportTicket.objects.all()] == [False] * 3


def test_asking_again_gives_a_machine_no_time(client: Client) -> None:
    """It posts the page at once, and what it is asked to send again at once as well."""
    sent = new_ticket(stamp=stamp_of(0))
    client.post(NEW, sent)
    page = client.post(NEW, {**sent, "message": "Another text from the same form."}).text
    client.post(NEW, {**sent, "message": "Another text from the same form.", "stamp": hidden_value(page, "stamp")})
    assert [ticket.is_spam for ticket in SupportTicket.objects.all()] == [True] * 2


@pytest.mark.parametrize("forged", ["", "x~", "x~:1:2", "~"])
def test_the_time_that_was_taken_cannot_be_claimed(client: Client, forged: str) -> None:
    client.post(NEW, new_ticket(stamp=forged))
    assert one_ticket().is_spam


def test_a_renewed_form_is_open_for_a_day_too(client: Client) -> None:
    page = client.post(NEW, new_ticket(stamp=stamp_of(25 * 3600))).text
    fresh = hidden_value(page, "stamp")
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        page = client.post(NEW, new_ticket(stamp=fresh)).text
        assert "The form was open for too long. Please send it again." in page
        client.post(NEW, new_ticket(stamp=hidden_value(page, "stamp")))
    assert not one_ticket().is_spam


def test_a_form_of_almost_a_day_is_fine(client: Client) -> None:
    client.post(NEW, new_ticket(stamp=stamp_of(24 * 3600 - 60)))
    assert not one_ticket().is_spam


def test_a_stamp_outlives_a_change_of_the_secret_key(client: Client, settings: Any) -> None:
    sent = new_ticket()
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-secret-key-for-tests" * 2
    client.post(NEW, sent)
    assert not one_ticket().is_spam


@pytest.mark.parametrize("fields", [{"website": "x"}, {"stamp": stamp_of(0)}, {"message": LINKS}])
def test_an_account_is_no_machine(signed_in: Client, fields: dict[str, Any]) -> None:
    assert signed_in.post(NEW, new_ticket(**fields)).status_code == 302
    assert not one_ticket().is_spam


@pytest.mark.parametrize("stamp", ["", "forged"])
def test_an_account_without_a_stamp_is_asked_to_send_again(signed_in: Client, stamp: str) -> None:
    page = signed_in.post(NEW, new_ticket(stamp=stamp)).text
    assert "Please send it again." in page
    signed_in.post(NEW, new_ticket(stamp=hidden_value(page, "stamp")))
    assert not one_ticket().is_spam


def test_the_limit_of_links_is_a_setting(client: Client, settings: Any) -> None:
    settings.SUPPORT_TICKET_SPAM_LINKS = None
    client.post(NEW, new_ticket(message=LINKS))
    assert not one_ticket().is_spam


def test_no_person_finds_the_empty_field(client: Client) -> None:
    page = client.get(NEW).text
    assert 'class="support-field support-field--website"' in page
    assert 'name="website" autocomplete="off" tabindex="-1"' in page


# A captcha of the site's


class SumField(forms.CharField):
    """A question that the tests can answer."""

    def __init__(self) -> None:
        super().__init__(label="What is two and two?")

    def validate(self, value: Any) -> None:
        if value != "4":
            raise ValidationError("You failed the test.", code="captcha")


@pytest.fixture
def captcha(settings: Any) -> None:
    settings.SUPPORT_TICKET_CAPTCHA_FIELD = "tests.portal.test_spam.SumField"


@pytest.mark.usefixtures("captcha")
def test_a_captcha_that_was_failed_is_told(client: Client) -> None:
    assert "What is two and two?" in client.get(NEW).text
    assert "You failed the test." in client.post(NEW, new_ticket(captcha="5")).text
    assert not SupportTicket.objects.exists()
    assert client.post(NEW, new_ticket(captcha="4")).status_code == 302
    assert not one_ticket().is_spam


@pytest.mark.usefixtures("captcha")
def test_a_captcha_guards_the_mails_with_links(client: Client) -> None:
    assert "You failed the test." in client.post(FIND, {"email": "a@customer.example", "captcha": "5"}).text
    assert not Delivery.objects.exists()
    assert client.post(FIND, {"email": "a@customer.example", "captcha": "4"}).status_code == 302


@pytest.mark.usefixtures("captcha")
def test_an_account_needs_no_captcha(signed_in: Client) -> None:
    for page in (NEW, FIND):
        assert "What is two and two?" not in signed_in.get(page).text
    assert signed_in.post(NEW, new_ticket()).status_code == 302
