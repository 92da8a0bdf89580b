"""Spam is taken like any other ticket, kept out of the way, and released or deleted by staff."""

import json
from typing import Any

import pytest
from django.core import mail
from rest_framework.test import APIClient

from django_support_tickets.models import Delivery, SupportTicket, TicketEvent
from tests.api.guests import guest
from tests.api.routes import MY_TICKETS, TICKETS, assign, detail, mark_spam, messages, mine, update_status
from tests.factories import make_ticket, ticket_fields

pytestmark = pytest.mark.django_db

LINKS = " ".join(["https://spam.example"] * 6)


def listed(client: APIClient, **query: Any) -> list[str]:
    return [ticket["ticket_number"] for ticket in client.get(TICKETS, query).json()["results"]]


def test_a_strangers_links_are_spam_and_answer_like_a_success(
    api: APIClient, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.SUPPORT_TICKET_STAFF_EMAILS = ["desk@shop.example"]
    plain = api.post(TICKETS, ticket_fields(), format="json").json()
    with django_capture_on_commit_callbacks(execute=True):
        response = api.post(TICKETS, ticket_fields(message=LINKS), format="json")
    assert response.status_code == 201
    assert response.json().keys() == plain.keys()
    assert response.json()["data"].keys() == plain["data"].keys()
    ticket = SupportTicket.objects.get(ticket_number=response.json()["data"]["ticket_number"])
    assert ticket.is_spam
    assert not Delivery.objects.filter(ticket=ticket).exists()
    assert mail.outbox == []


def test_repeated_with_its_key_it_is_the_same(api: APIClient) -> None:
    key = {"idempotency-key": "k1"}
    answers = {
        api.post(TICKETS, ticket_fields(message=LINKS), format="json", headers=key).content for _turn in range(2)
    }
    assert len(answers) == 1
    assert SupportTicket.objects.get().is_spam


def test_a_few_links_are_fine(api: APIClient, settings: Any) -> None:
    api.post(TICKETS, ticket_fields(message=" ".join(LINKS.split()[1:])), format="json")
    settings.SUPPORT_TICKET_SPAM_LINKS = None
    api.post(TICKETS, ticket_fields(message=LINKS), format="json")
    assert not SupportTicket.objects.filter(is_spam=True).exists()


def test_whoever_is_signed_in_is_no_stranger(api: APIClient, customer: Any) -> None:
    api.force_login(customer)
    api.post(TICKETS, ticket_fields(message=LINKS), format="json")
    assert not SupportTicket.objects.get().is_spam


def test_no_field_of_the_clients_says_so(api: APIClient) -> None:
    api.post(TICKETS, ticket_fields(message=LINKS, is_spam=False), format="json")
    api.post(TICKETS, ticket_fields(is_spam=True), format="json")
    assert [ticket.is_spam for ticket in SupportTicket.objects.order_by("pk")] == [True, False]


def test_staff_work_on_it_by_its_address(staff_api: APIClient) -> None:
    ticket = make_ticket(is_spam=True)
    assert listed(staff_api) == []
    assert staff_api.get(detail(ticket)).json()["is_spam"] is True
    assert staff_api.patch(detail(ticket), {"notes": "x"}, format="json").status_code == 200
    assert staff_api.patch(update_status(ticket), {"status": "closed"}, format="json").status_code == 200
    assert staff_api.patch(assign(ticket), {"assigned_to": None}, format="json").status_code == 200
    assert staff_api.get(messages(ticket)).status_code == 200
    assert staff_api.delete(detail(ticket)).status_code == 204


def test_a_ticket_that_is_asked_for_by_its_key_is_not_filtered(staff_api: APIClient) -> None:
    ticket = make_ticket()
    assert staff_api.get(detail(ticket), {"is_spam": "true", "status": "closed"}).status_code == 200


@pytest.mark.parametrize(("body_format", "yes", "no"), [("json", True, False), ("multipart", "true", "false")])
def test_staff_mark_and_release(
    staff_api: APIClient, staff: Any, body_format: str, yes: Any, no: Any, django_capture_on_commit_callbacks: Any
) -> None:
    ticket = make_ticket()
    response = staff_api.patch(mark_spam(ticket), {"is_spam": yes}, format=body_format)
    assert (response.status_code, response.json()["status"]) == (200, "success")
    assert response.json()["data"] == staff_api.get(detail(ticket)).json()
    assert response.json()["data"]["is_spam"] is True
    assert listed(staff_api) == []
    with django_capture_on_commit_callbacks(execute=True):
        response = staff_api.patch(mark_spam(ticket), {"is_spam": no}, format=body_format)
    assert (response.status_code, response.json()["data"]["is_spam"]) == (200, False)
    assert listed(staff_api) == [ticket.ticket_number]
    assert [message.to for message in mail.outbox] == [[ticket.email]]
    events = TicketEvent.objects.filter(ticket=ticket).order_by("pk")
    assert [(event.type, event.actor) for event in events] == [("marked_as_spam", staff), ("released", staff)]


def test_a_form_may_say_true_and_false(staff_api: APIClient) -> None:
    ticket = make_ticket()
    for sent, is_spam in (("true", True), ("false", False)):
        form = {"data": f"is_spam={sent}", "content_type": "application/x-www-form-urlencoded"}
        assert staff_api.patch(mark_spam(ticket), **form).json()["data"]["is_spam"] is is_spam


def test_the_same_mark_again_is_no_event(staff_api: APIClient) -> None:
    ticket = make_ticket()
    assert staff_api.patch(mark_spam(ticket), {"is_spam": False}, format="json").status_code == 200
    assert not TicketEvent.objects.exists()


@pytest.mark.parametrize("nonsense", [None, 1, 0, "", "yes", "True", [], [True], {}, "\ud800", 1.5], ids=repr)
def test_anything_else_is_refused(staff_api: APIClient, nonsense: Any) -> None:
    ticket = make_ticket()
    body = json.dumps({"is_spam": nonsense})
    response = staff_api.patch(mark_spam(ticket), body, content_type="application/json")
    assert (response.status_code, response.json()) == (400, {"is_spam": ["Send true or false."]})
    assert not TicketEvent.objects.exists()


@pytest.mark.parametrize("body", ["[]", "null", "true", "{}", '{"spam": true}'])
def test_the_mark_must_be_sent(staff_api: APIClient, body: str) -> None:
    response = staff_api.patch(mark_spam(make_ticket()), body, content_type="application/json")
    assert (response.status_code, list(response.json())) == (400, ["is_spam"])


def test_to_its_requester_it_does_not_exist(api: APIClient, customer: Any) -> None:
    ticket = make_ticket(user=customer)
    link = guest(ticket)
    assert link.get(mine(ticket)).status_code == 200
    SupportTicket.objects.update(is_spam=True)
    api.force_login(customer)
    assert api.get(MY_TICKETS).json()["results"] == []
    for client in (api, link):
        assert client.get(mine(ticket)).status_code == 404
        assert client.post(mine(ticket, "messages/"), {"text": "x"}, format="json").status_code == 404
