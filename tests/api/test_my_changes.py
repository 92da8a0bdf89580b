"""What requesters do with their own tickets: reply, close, reopen, rate."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.test import APIClient

from django_support_tickets import workflow
from django_support_tickets.conf import SupportTicketsConf
from django_support_tickets.models import SupportTicket, TicketAttachment, TicketEvent, TicketMessage
from tests.api.guests import guest
from tests.api.routes import mine, my_file
from tests.attachments import samples
from tests.factories import make_ticket

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"


@pytest.fixture(params=["signed in", "by link"])
def requester(request: pytest.FixtureRequest, customer: Any) -> tuple[APIClient, SupportTicket, Any]:
    """A client, a ticket of its own, and the account that its changes are recorded for."""
    if request.param == "by link":
        ticket = make_ticket()
        return guest(ticket), ticket, None
    client = APIClient()
    client.force_login(customer)
    return client, make_ticket(user=customer), customer


def send(client: APIClient, url: str, body: dict[str, Any], body_format: str) -> Response:
    if body_format == "form":
        return client.post(url, urlencode(body), content_type=FORM)
    return client.post(url, body, format=body_format)


def in_status(ticket: SupportTicket, status: str) -> None:
    workflow.change_status(ticket=ticket, status=status, actor=None)


# Replying


@pytest.mark.parametrize("body_format", ["json", "multipart", "form"])
def test_a_reply(
    requester: tuple[APIClient, SupportTicket, Any],
    body_format: str,
    settings: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.SUPPORT_TICKET_STAFF_EMAILS = ["desk@shop.example"]
    client, ticket, account = requester
    workflow.reply_as_staff(ticket=ticket, text="Which one?", actor=None)
    with django_capture_on_commit_callbacks(execute=True):
        response = send(client, mine(ticket, "messages/"), {"text": " The blue one.\r\n😀 "}, body_format)
    assert response.status_code == 201
    message = TicketMessage.objects.latest("pk")
    assert response.json() == {
        "status": "success",
        "message": "Your reply was sent",
        "data": {
            "ticket_number": ticket.ticket_number,
            "message": {
                "id": message.pk,
                "sender": "requester",
                "author_name": "Ayşe Yılmaz",
                "text": "The blue one.\n😀",
                "attachments": [],
                "created_at": timezone.localtime(message.created_at).isoformat(),
            },
        },
    }
    assert (message.kind, message.source, message.author) == ("reply", "api", account)
    ticket.refresh_from_db()
    assert ticket.turn == "staff"
    assert [sent.to for sent in mail.outbox] == [["desk@shop.example"]]
    assert client.get(mine(ticket, "messages/")).json()["results"][-1] == response.json()["data"]["message"]


def test_its_files(
    requester: tuple[APIClient, SupportTicket, Any], stored_files: Callable[[], list[Path]], settings: Any
) -> None:
    settings.SUPPORT_TICKET_MAX_ATTACHMENTS = 2
    client, ticket, _account = requester

    def reply(*names: str) -> Response:
        uploads = [samples.upload(samples.pdf(), name) for name in names]
        return client.post(mine(ticket, "messages/"), {"text": "x", "attachments": uploads}, format="multipart")

    for names in (("a.pdf", "b.pdf", "c.pdf"), ("a.pdf", "b.png")):
        response = reply(*names)
        assert (response.status_code, list(response.json())) == (400, ["attachments"])
    assert stored_files() == []
    found = reply("a.pdf", "b.pdf").json()["data"]["message"]["attachments"]
    rows = TicketAttachment.objects.order_by("pk")
    assert [(each["name"], each["url"]) for each in found] == [
        (row.attachment_filename, f"http://testserver{my_file(ticket, row)}") for row in rows
    ]
    assert len(stored_files()) == 2


def test_a_reply_to_a_resolved_ticket_reopens_it(requester: tuple[APIClient, SupportTicket, Any]) -> None:
    client, ticket, _account = requester
    in_status(ticket, "resolved")
    assert client.post(mine(ticket, "messages/"), {"text": "Not yet."}, format="json").status_code == 201
    assert client.get(mine(ticket)).json()["status"] == "pending"


def test_a_reply_that_comes_too_late_opens_a_follow_up(requester: tuple[APIClient, SupportTicket, Any]) -> None:
    client, ticket, account = requester
    in_status(ticket, "closed")
    SupportTicket.objects.update(closed_at=timezone.now() - timedelta(days=15))
    upload = samples.upload(samples.pdf(), "a.pdf")
    body = {"text": "Broken again.", "attachments": [upload]}
    response = client.post(mine(ticket, "messages/"), body, format="multipart")
    assert response.status_code == 201
    follow_up = SupportTicket.objects.exclude(pk=ticket.pk).get()
    assert response.json() == {
        "status": "success",
        "message": "The ticket was closed too long ago: your reply opened a new one.",
        "data": {"ticket_number": follow_up.ticket_number, "message": None},
    }
    assert (follow_up.message, follow_up.follow_up_of, follow_up.user) == ("Broken again.", ticket, account)
    assert [row.attachment_filename for row in follow_up.attachments.of_opening()] == ["a.pdf"]
    assert not TicketMessage.objects.exists()
    # An account's own it is at once; a guest gets its link by mail.
    assert client.get(mine(follow_up)).status_code == (200 if account else 404)
    assert guest(follow_up).get(mine(follow_up)).json()["follow_up_of"] == ticket.ticket_number


@pytest.mark.parametrize("text", ["", " ", "\r\n\t", None, 1, True, [], ["x"], {}, "a\0b", "\ud800", 1e300], ids=repr)
def test_a_text_is_a_text(text: Any) -> None:
    ticket = make_ticket()
    body = json.dumps({"text": text})
    response = guest(ticket).post(mine(ticket, "messages/"), body, content_type="application/json")
    assert (response.status_code, list(response.json())) == (400, ["text"])
    assert not TicketMessage.objects.exists()


def test_a_text_has_as_many_characters_as_the_setting_says(settings: Any) -> None:
    settings.SUPPORT_TICKET_REPLY_MAX_LENGTH = 5
    ticket = make_ticket()
    client = guest(ticket)
    response = client.post(
        mine(ticket, "messages/"), {"text": "123456"}, format="json", headers={"accept-language": "tr"}
    )
    assert response.json() == {"text": ["Mesaj en fazla 5 karakter olabilir."]}
    assert client.post(mine(ticket, "messages/"), {"text": "1\r\n345"}, format="json").status_code == 201


def test_it_is_never_a_note(staff: Any) -> None:
    ticket = make_ticket()
    forged = {"text": "x", "kind": "note", "sender": "staff", "author": str(staff.pk), "source": "admin"}
    guest(ticket).post(mine(ticket, "messages/"), forged, format="json")
    message = TicketMessage.objects.get()
    assert (message.kind, message.sender, message.author, message.source) == ("reply", "requester", None, "api")


# Limits


@pytest.fixture
def clock() -> Any:
    with time_machine.travel("2026-03-04T10:15:00Z", tick=False) as traveller:
        yield traveller


@pytest.mark.usefixtures("clock")
def test_replies_are_limited_for_each_ticket(settings: Any) -> None:
    """A refused one counts too, for its files were looked at."""
    settings.SUPPORT_TICKET_REPLY_RATE = "2/hour"
    ticket, other = make_ticket(), make_ticket()
    client = guest(ticket)

    def reply(text: str) -> Response:
        return client.post(mine(ticket, "messages/"), {"text": text}, format="json")

    assert [reply("x").status_code, reply("").status_code] == [201, 400]
    refused = reply("y")
    assert (refused.status_code, list(refused.json())) == (429, ["detail"])
    assert refused.headers["Retry-After"] == "2700"
    assert guest(ticket).post(mine(ticket, "messages/"), {"text": "z"}, format="json").status_code == 429
    assert client.get(mine(ticket, "messages/")).status_code == 200
    assert guest(other).post(mine(other, "messages/"), {"text": "x"}, format="json").status_code == 201
    assert TicketMessage.objects.filter(ticket=ticket).count() == 1


@pytest.mark.usefixtures("clock")
def test_the_default_allows_30_an_hour(settings: Any) -> None:
    settings.SUPPORT_TICKET_REPLY_RATE = SupportTicketsConf.REPLY_RATE
    ticket = make_ticket()
    client = guest(ticket)
    codes = [client.post(mine(ticket, "messages/"), {}, format="json").status_code for _turn in range(31)]
    assert codes == [400] * 30 + [429]


# Closing and reopening


@pytest.mark.parametrize("body_format", ["json", "multipart", "form"])
def test_closing(requester: tuple[APIClient, SupportTicket, Any], body_format: str) -> None:
    client, ticket, account = requester
    response = send(client, mine(ticket, "close/"), {}, body_format)
    assert response.status_code == 200
    shown = client.get(mine(ticket)).json()
    assert response.json() == {"status": "success", "message": "Ticket closed", "data": shown}
    assert shown["status"] == "closed"
    assert TicketEvent.objects.get().actor == account
    again = send(client, mine(ticket, "close/"), {}, body_format)
    assert (again.status_code, again.json()) == (
        409,
        {"status": "error", "message": "The ticket is closed already."},
    )


@pytest.mark.parametrize("body_format", ["json", "multipart", "form"])
@pytest.mark.parametrize("status", ["resolved", "closed"])
def test_reopening(requester: tuple[APIClient, SupportTicket, Any], body_format: str, status: str) -> None:
    client, ticket, account = requester
    in_status(ticket, status)
    response = send(client, mine(ticket, "reopen/"), {}, body_format)
    assert response.status_code == 200
    shown = client.get(mine(ticket)).json()
    assert response.json() == {"status": "success", "message": "Ticket reopened", "data": shown}
    assert (shown["status"], shown["turn"], shown["resolved_at"]) == ("pending", "staff", None)
    assert TicketEvent.objects.latest("pk").actor == account


def test_what_cannot_be_reopened(requester: tuple[APIClient, SupportTicket, Any]) -> None:
    client, ticket, _account = requester
    for status in ("pending", "in_progress"):
        in_status(ticket, status)
        response = client.post(mine(ticket, "reopen/"))
        assert response.status_code == 409
        assert response.json() == {"status": "error", "message": "The ticket is still being worked on."}
    in_status(ticket, "closed")
    SupportTicket.objects.update(closed_at=timezone.now() - timedelta(days=15))
    response = client.post(mine(ticket, "reopen/"))
    assert response.status_code == 409
    assert response.json()["message"] == "The ticket was closed too long ago. Please write a new one."
    assert SupportTicket.objects.get().status == "closed"


# Rating


@pytest.mark.parametrize("body_format", ["json", "multipart", "form"])
def test_rating(requester: tuple[APIClient, SupportTicket, Any], body_format: str) -> None:
    client, ticket, account = requester
    in_status(ticket, "resolved")
    response = send(client, mine(ticket, "rate/"), {"rating": 4, "comment": " Quick.\r\nThanks "}, body_format)
    assert response.status_code == 200
    shown = client.get(mine(ticket)).json()
    assert response.json() == {"status": "success", "message": "Thank you for your rating", "data": shown}
    assert (shown["rating"], shown["rating_comment"], shown["can_rate"]) == (4, "Quick.\nThanks", True)
    assert TicketEvent.objects.latest("pk").actor == account
    again = send(client, mine(ticket, "rate/"), {"rating": 5}, body_format)
    assert (again.json()["data"]["rating"], again.json()["data"]["rating_comment"]) == (5, "")


def test_what_cannot_be_rated(requester: tuple[APIClient, SupportTicket, Any]) -> None:
    client, ticket, _account = requester
    response = client.post(mine(ticket, "rate/"), {"rating": 1}, format="json")
    assert response.status_code == 409
    assert response.json() == {"status": "error", "message": "Only a resolved ticket can be rated."}
    in_status(ticket, "resolved")
    assert client.post(mine(ticket, "rate/"), {"rating": 1}, format="json").status_code == 200
    in_status(ticket, "closed")
    assert client.post(mine(ticket, "rate/"), {"rating": 5}, format="json").status_code == 409
    assert SupportTicket.objects.get().rating == 1


@pytest.mark.parametrize(
    "rating", [0, 6, -1, 1.5, "", "x", None, True, [], [1], {}, 10**30, "9" * 5000, "\ud800", "\0"], ids=repr
)
def test_a_rating_is_from_1_to_5(rating: Any) -> None:
    ticket = make_ticket()
    in_status(ticket, "resolved")
    body = json.dumps({"rating": rating})
    response = guest(ticket).post(mine(ticket, "rate/"), body, content_type="application/json")
    assert (response.status_code, list(response.json())) == (400, ["rating"])
    assert len(response.content) < 300
    assert SupportTicket.objects.get().rating is None


@pytest.mark.parametrize(
    "comment", [None, 1, True, [], {}, "a\0b", "\ud800", "x" * 2001], ids=lambda each: repr(each)[:9]
)
def test_a_comment_is_a_text_of_up_to_2000_characters(comment: Any) -> None:
    ticket = make_ticket()
    in_status(ticket, "resolved")
    client = guest(ticket)
    body = json.dumps({"rating": 5, "comment": comment})
    response = client.post(mine(ticket, "rate/"), body, content_type="application/json")
    assert (response.status_code, list(response.json())) == (400, ["comment"])
    for fine in ("", " ", "x\r\n" * 999 + "xx"):
        assert client.post(mine(ticket, "rate/"), {"rating": 5, "comment": fine}, format="json").status_code == 200


# All of them


@pytest.mark.django_db(transaction=True)
def test_atomic_requests_do_not_wrap_the_workflows_transactions() -> None:
    """Inside a transaction of the request's a deadlock could not be tried again."""
    ticket = make_ticket()
    client = guest(ticket)

    def savepoints() -> list[int]:
        counts = []
        for path, body in (("messages/", {"text": "x"}), ("close/", {}), ("reopen/", {})):
            with CaptureQueriesContext(connection) as queries:
                assert client.post(mine(ticket, path), body, format="json").status_code in (200, 201)
            counts.append(sum("SAVEPOINT" in query["sql"] for query in queries))
        return counts

    plain = savepoints()
    connection.settings_dict["ATOMIC_REQUESTS"] = True
    try:
        assert savepoints() == plain
    finally:
        connection.settings_dict["ATOMIC_REQUESTS"] = False


@pytest.mark.parametrize("path", ["close/", "reopen/", "rate/"])
@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_reading_changes_nothing(path: str, method: str) -> None:
    ticket = make_ticket()
    assert getattr(guest(ticket), method)(mine(ticket, path)).status_code == 405
    assert not TicketEvent.objects.exists()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_ticket_itself_is_not_edited(requester: tuple[APIClient, SupportTicket, Any], method: str) -> None:
    client, ticket, _account = requester
    assert getattr(client, method)(mine(ticket), {"status": "closed"}, format="json").status_code == 405
    assert not TicketEvent.objects.exists()
