"""The token of a link in the Authorization header: what it opens, and that everything else looks alike."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.test import APIClient

from django_support_tickets import workflow
from django_support_tickets.models import GuestLink, SupportTicket, TicketEvent, TicketMessage
from tests.api.guests import guest, token_of
from tests.api.routes import MY_TICKETS, TICKETS, mine, my_file
from tests.attachments import samples
from tests.factories import make_ticket, ticket_fields

pytestmark = pytest.mark.django_db

GONE = b'{"status":"error","message":"The ticket was not found."}'
READS = ("", "messages/", "attachment/", "attachments/1/")
CHANGES = {"messages/": {"text": "x"}, "close/": {}, "reopen/": {}, "rate/": {"rating": 5}}


def forged(token: str) -> list[str]:
    key, _, signature = token.partition(".")
    return [
        "",
        ".",
        "x",
        key,
        f"{key}.",
        f".{signature}",
        f"{key}.{signature[:-1]}",
        f"{key}.{signature}x",
        f"{key}.{signature.swapcase()}",
        f"{key}:{signature}",
        f"{key}.:{signature}",
        f"{key[::-1]}.{signature}",
        f"{'0' * 32}.{signature}",
        token[::-1],
        token + " " + token,
        "é" * 40,
        "a" * 4000,
        f"{{{key}}}.{'a' * 43}",
    ]


def answers(client: APIClient, number: str) -> list[Response]:
    found: list[Response] = [client.get(mine(number, path)) for path in READS]
    found += [client.post(mine(number, path), body, format="json") for path, body in CHANGES.items()]
    return found


def test_it_opens_its_ticket() -> None:
    ticket, other = make_ticket(), make_ticket()
    client = guest(ticket)
    assert client.get(mine(ticket)).json()["ticket_number"] == ticket.ticket_number
    listed = client.get(MY_TICKETS).json()["results"]
    assert [each["ticket_number"] for each in listed] == [ticket.ticket_number]
    assert client.get(mine(other)).status_code == 404


def test_the_scheme_is_read_in_any_letter_case() -> None:
    ticket = make_ticket()
    token = token_of(ticket)
    for header in (f"ticketlink {token}", f"TICKETLINK   {token} "):
        assert APIClient().get(mine(ticket), headers={"authorization": header}).status_code == 200
    for header in (token, f"Bearer {token}", f"TicketLink:{token}", "TicketLinks x"):
        assert APIClient().get(mine(ticket), headers={"authorization": header}).status_code == 401


def test_it_is_read_nowhere_else() -> None:
    """An address is logged, and goes to other sites as a referrer."""
    ticket = make_ticket()
    token = token_of(ticket)
    for query in ({"token": token}, {"authorization": f"TicketLink {token}"}):
        assert APIClient().get(mine(ticket), query).status_code == 401
    client = APIClient()
    client.cookies["token"] = token
    assert client.get(mine(ticket)).status_code == 401


# All that it does not open looks alike


def test_one_answer_for_all_that_is_not_there(customer: Any, settings: Any) -> None:
    """Someone else's, an unknown number; an expired, revoked, forged token; one of an address that has changed."""
    ticket = workflow.open_ticket(**ticket_fields(), attachments=[samples.upload(samples.pdf(), "a.pdf")])
    other = workflow.open_ticket(**ticket_fields(), attachments=[samples.upload(samples.pdf(), "a.pdf")])
    signed_in = APIClient()
    signed_in.force_login(customer)
    cases: list[tuple[APIClient, str]] = [
        (guest(other), ticket.ticket_number),
        (guest(other), "SUP-1999-000001"),
        (signed_in, ticket.ticket_number),
        (signed_in, "SUP-1999-000001"),
        *((guest(token), ticket.ticket_number) for token in forged(token_of(ticket))),
    ]
    revoked = token_of(ticket)
    workflow.revoke_links(ticket=ticket, actor=None)
    expired = token_of(ticket)
    GuestLink.objects.filter(revoked_at=None, ticket=ticket).update(created_at=timezone.now() - timedelta(days=31))
    cases += [(guest(token), ticket.ticket_number) for token in (revoked, expired, token_of(ticket, "old@x.example"))]
    TicketEvent.objects.all().delete()
    for client, number in cases:
        for response in answers(client, number):
            assert (response.status_code, response.content) == (404, GONE)
            assert response.headers["Cache-Control"] == "no-store"
    assert not TicketMessage.objects.exists()
    assert not TicketEvent.objects.exists()


def test_an_invalid_token_lists_nothing() -> None:
    for token in forged(token_of(make_ticket())):
        response = guest(token).get(MY_TICKETS)
        assert (response.status_code, response.content) == (404, GONE)


def test_the_same_number_of_queries_for_all_that_is_not_there(customer: Any) -> None:
    ticket, other = make_ticket(), make_ticket()
    token = token_of(ticket)
    signed_in = APIClient()
    signed_in.force_login(customer)

    def count(client: APIClient, number: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(mine(number)).status_code == 404
        return len(queries)

    by_link = {count(guest(token), other.ticket_number), count(guest(token), "SUP-1999-000001")}
    for bad in forged(token):
        by_link.add(count(guest(bad), ticket.ticket_number))
    workflow.revoke_links(ticket=ticket, actor=None)
    by_link.add(count(guest(token), ticket.ticket_number))
    assert by_link == {2}
    assert {count(signed_in, ticket.ticket_number), count(signed_in, "SUP-1999-000001")} == {3}


def test_a_limit_tells_nothing_about_other_tickets(settings: Any) -> None:
    settings.SUPPORT_TICKET_REPLY_RATE = "1/day"
    ticket, client = make_ticket(), guest(make_ticket())
    for _turn in range(3):
        for number in (ticket.ticket_number, "SUP-1999-000001"):
            assert client.post(mine(number, "messages/"), {"text": "x"}, format="json").content == GONE


def test_a_deleted_tickets_link_opens_nothing() -> None:
    ticket = make_ticket()
    client, number = guest(ticket), ticket.ticket_number
    workflow.delete_ticket(ticket=ticket, actor=None)
    assert client.get(mine(number)).content == GONE


# How long, and signed with which key


def test_it_expires(settings: Any) -> None:
    settings.SUPPORT_TICKET_LINK_DAYS = 2
    ticket = make_ticket()
    client = guest(ticket)
    with time_machine.travel(timezone.now() + timedelta(days=1, hours=23)):
        assert client.get(mine(ticket)).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=2, seconds=1)):
        assert client.get(mine(ticket)).status_code == 404


def test_one_link_is_revoked_and_another_stays(staff: Any) -> None:
    ticket = make_ticket()
    first, second = guest(ticket), guest(ticket)
    workflow.revoke_link(link=GuestLink.objects.order_by("created_at")[0], actor=staff)
    assert first.get(mine(ticket)).status_code == 404
    assert second.get(mine(ticket)).status_code == 200
    workflow.revoke_links(ticket=ticket, actor=staff)
    assert second.get(mine(ticket)).status_code == 404


def test_it_belongs_to_the_address_too() -> None:
    ticket = make_ticket()
    client = guest(ticket)
    SupportTicket.objects.update(email="new@customer.example")
    assert client.get(mine(ticket)).status_code == 404


def test_a_rotated_key_is_honoured_as_long_as_it_is_a_fallback(settings: Any) -> None:
    ticket = make_ticket()
    client = guest(ticket)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = (
        "another-key-that-is-long-enough-for-django",
        [settings.SECRET_KEY],
    )
    assert client.get(mine(ticket)).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert client.get(mine(ticket)).status_code == 404


# Who a guest is


@pytest.fixture
def both(customer: Any) -> Callable[[str], APIClient]:
    """A function that returns a client with a session, which enforces CSRF, and a token."""

    def client(token: str) -> APIClient:
        api = APIClient(enforce_csrf_checks=True)
        api.force_login(customer)
        api.credentials(HTTP_AUTHORIZATION=f"TicketLink {token}")
        return api

    return client


def test_with_a_token_the_session_does_not_count(both: Callable[[str], APIClient], customer: Any) -> None:
    """Its ticket and no other is there, no CSRF token is asked for, and a guest did it."""
    guests, own = make_ticket(), make_ticket(user=customer)
    client = both(token_of(guests))
    assert [each["ticket_number"] for each in client.get(MY_TICKETS).json()["results"]] == [guests.ticket_number]
    assert client.get(mine(own)).status_code == 404
    assert client.post(mine(guests, "messages/"), {"text": "x"}, format="json").status_code == 201
    assert client.post(mine(guests, "close/")).status_code == 200
    assert TicketMessage.objects.get().author is None
    assert set(TicketEvent.objects.values_list("actor", flat=True)) == {None}


def test_with_an_invalid_token_neither(both: Callable[[str], APIClient], customer: Any) -> None:
    own = make_ticket(user=customer)
    assert both("x").get(mine(own)).status_code == 404
    assert both("x").get(MY_TICKETS).status_code == 404


def test_a_session_needs_its_csrf_token(customer: Any) -> None:
    ticket = make_ticket(user=customer)
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(customer)
    assert client.get(mine(ticket)).status_code == 200
    for path, body in CHANGES.items():
        assert client.post(mine(ticket, path), body, format="json").status_code == 403
    assert not TicketEvent.objects.exists()


def test_it_comes_before_whatever_the_sites_api_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    from rest_framework.authentication import TokenAuthentication

    from django_support_tickets.requester_views import RequesterTicketViewSet

    monkeypatch.setattr(RequesterTicketViewSet, "authentication_classes", [TokenAuthentication])
    ticket = make_ticket()
    assert guest(ticket).get(mine(ticket)).status_code == 200
    assert APIClient().get(mine(ticket)).status_code == 401


def test_on_the_public_door_it_is_nobodys(django_capture_on_commit_callbacks: Any) -> None:
    response = guest(make_ticket()).post(TICKETS, ticket_fields(), format="json")
    assert response.status_code == 201
    assert SupportTicket.objects.get(ticket_number=response.json()["data"]["ticket_number"]).user is None


def test_no_answer_holds_a_token(settings: Any, django_capture_on_commit_callbacks: Any) -> None:
    """It comes by mail alone: also that of a follow-up, and of the links that somebody asked for."""
    settings.SUPPORT_TICKET_LINK_URL = "https://shop.example/t/{token}"
    ticket = make_ticket(status="closed")
    SupportTicket.objects.update(closed_at=timezone.now() - timedelta(days=99), status="closed")
    client = guest(ticket)
    with django_capture_on_commit_callbacks(execute=True):
        followed_up = client.post(mine(ticket, "messages/"), {"text": "Broken again."}, format="json")
        responses = [*answers(client, ticket.ticket_number), followed_up, client.get(MY_TICKETS)]
        responses.append(client.post(f"{MY_TICKETS}send-links/", {"email": ticket.email}, format="json"))
        responses += [client.options(MY_TICKETS), client.options(mine(ticket))]
    assert followed_up.status_code == 201
    follow_up = SupportTicket.objects.get(ticket_number=followed_up.json()["data"]["ticket_number"])
    assert follow_up.links.exists()
    keys = [link.pk.hex for link in GuestLink.objects.all()]
    for response in responses:
        text = response.getvalue().decode() if response.streaming else response.text
        assert not [key for key in keys if key in text.replace("-", "")]
    assert client.get(mine(follow_up)).status_code == 404


def test_the_language_of_the_answers() -> None:
    client, turkish = guest(make_ticket()), {"accept-language": "tr"}
    assert client.get(mine("x"), headers=turkish).json()["message"] == "Talep bulunamadı."
    assert client.get(my_file("x", 1), headers=turkish).json()["message"] == "Talep bulunamadı."
