"""Asking for links to one's tickets: the same answer, whoever asks, for whatever address."""

import re
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.response import Response
from rest_framework.test import APIClient, APIRequestFactory

from django_support_tickets.models import Delivery, GuestLink
from django_support_tickets.requester_views import RequesterTicketViewSet
from tests.api.guests import guest
from tests.api.routes import SEND_LINKS, mine
from tests.factories import make_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _link_url(settings: Any) -> None:
    settings.SUPPORT_TICKET_LINK_URL = "https://shop.example/t/{token}"


def ask(email: Any, client: APIClient | None = None, **headers: str) -> Response:
    return (client or APIClient()).post(SEND_LINKS, {"email": email}, format="json", headers=headers)


def test_a_mail_with_links_that_open_the_tickets() -> None:
    first, second, other = make_ticket(), make_ticket(), make_ticket(email="other@customer.example")
    assert ask("AYSE@customer.example").status_code == 202
    (message,) = mail.outbox
    assert message.to == ["ayse@customer.example"]
    tokens = re.findall(r"https://shop.example/t/(\S+)", str(message.body))
    opened = [guest(token).get("/api/support/my-tickets/").json()["results"][0]["ticket_number"] for token in tokens]
    assert sorted(opened) == sorted([first.ticket_number, second.ticket_number])
    assert other.ticket_number not in str(message.body)


def test_the_answer_is_the_same_for_a_known_and_an_unknown_address(customer: Any) -> None:
    make_ticket()
    make_ticket(email="spam@customer.example", is_spam=True)
    signed_in = APIClient()
    signed_in.force_login(customer)

    def answer(email: str, client: APIClient | None = None) -> tuple[int, bytes, list[str], list[str]]:
        with CaptureQueriesContext(connection) as queries:
            response = (client or APIClient()).post(SEND_LINKS, {"email": email}, format="json")
            before_the_mail = [query["sql"].split()[0] for query in queries]
            headers = sorted(f"{name}: {value}" for name, value in response.headers.items())
        return response.status_code, response.content, headers, before_the_mail[:3]

    answers = [answer(email) for email in ("ayse@customer.example", "nobody@customer.example", "spam@customer.example")]
    assert answers == answers[:1] * 3
    code, content, headers, _queries = answers[0]
    assert (code, "Cache-Control: no-store" in headers) == (202, True)
    assert b'"status":"success"' in content
    assert answer("ayse@customer.example", signed_in)[:2] == (code, content)
    assert [message.to for message in mail.outbox] == [["ayse@customer.example"]] * 2


@pytest.mark.django_db(transaction=True)
def test_the_mail_waits_until_the_answer_is_on_its_way() -> None:
    """Its time would tell whether there was anything to send."""
    make_ticket()
    request = APIRequestFactory().post(SEND_LINKS, {"email": "ayse@customer.example"}, format="json")
    response = RequesterTicketViewSet.as_view({"post": "send_links"}, permission_classes=[])(request)
    assert response.status_code == 202
    assert (Delivery.objects.get().state, mail.outbox) == ("pending", [])
    response.close()
    assert (Delivery.objects.get().state, len(mail.outbox)) == ("sent", 1)


@pytest.mark.parametrize("body_format", ["json", "multipart", "form"])
def test_each_format_is_taken(api: APIClient, body_format: str) -> None:
    body = {"email": "ayse@customer.example"}
    if body_format == "form":
        response = api.post(SEND_LINKS, urlencode(body), content_type="application/x-www-form-urlencoded")
    else:
        response = api.post(SEND_LINKS, body, format=body_format)
    assert response.status_code == 202


def test_the_mail_is_in_the_language_of_the_request() -> None:
    make_ticket(language="en")
    ask("ayse@customer.example", **{"accept-language": "tr"})
    assert Delivery.objects.get().language == "tr"


@pytest.mark.parametrize(
    "email",
    ["", "x", None, 1, True, [], {}, "a@b", "a\0@b.example", '"a\r\nBcc: x"@b.example', "a" * 250 + "@b.example"],
)
def test_an_address_is_an_address(email: Any) -> None:
    response = ask(email)
    assert (response.status_code, list(response.json())) == (400, ["email"])
    assert not Delivery.objects.exists()


def test_the_error_is_in_the_language_of_the_request() -> None:
    assert ask("x", **{"accept-language": "tr"}).json() == {"email": ["Geçerli bir e-posta adresi girin."]}


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_only_a_post_asks(api: APIClient, method: str, customer: Any) -> None:
    api.force_login(customer)
    assert getattr(api, method)(SEND_LINKS).status_code in (404, 405)
    assert not Delivery.objects.exists()


@pytest.fixture
def clock() -> Any:
    with time_machine.travel("2026-03-04T10:15:00Z", tick=False) as traveller:
        yield traveller


@pytest.mark.usefixtures("clock")
def test_an_address_is_limited_without_a_word(settings: Any) -> None:
    """Or one could see whether its owner had just asked."""
    settings.SUPPORT_TICKET_LINK_REQUEST_RATE = "1/hour"
    make_ticket()
    answers = [ask("ayse@customer.example", APIClient(REMOTE_ADDR=f"192.0.2.{number}")) for number in range(3)]
    assert {(answer.status_code, answer.content) for answer in answers} == {(202, answers[0].content)}
    assert ask("ayse+tag@customer.example").status_code == 202
    assert len(mail.outbox) == Delivery.objects.count() == 1
    assert GuestLink.objects.count() == 1


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("headers", [{}, {"idempotency-key": "k1"}])
def test_a_client_is_limited(settings: Any, headers: dict[str, str]) -> None:
    """Each request counts, also one that would be a repetition elsewhere."""
    settings.SUPPORT_TICKET_CLIENT_RATE = "2/hour"
    assert [ask("x", **headers).status_code, ask("a@b.example", **headers).status_code] == [400, 202]
    response = ask("c@b.example", **headers)
    assert (response.status_code, list(response.json())) == (429, ["detail"])
    assert response.headers["Retry-After"] == "2700"
    assert ask("c@b.example", APIClient(REMOTE_ADDR="192.0.2.7")).status_code == 202


def test_a_session_needs_its_csrf_token(customer: Any) -> None:
    client = APIClient(enforce_csrf_checks=True)
    assert ask("a@b.example", client).status_code == 202
    client.force_login(customer)
    assert ask("a@b.example", client).status_code == 403


def test_a_ticket_of_that_number_would_be_found_nowhere(customer: Any, api: APIClient) -> None:
    api.force_login(customer)
    assert api.get(mine("send-links")).status_code in (404, 405)
