"""What staff say to requesters and note among themselves, and the history of a ticket."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from django_support_tickets import workflow
from django_support_tickets.models import SupportTicket, TicketAttachment, TicketEvent, TicketMessage
from tests.api.routes import file, history, messages, update_status
from tests.attachments import samples
from tests.factories import make_ticket, make_user

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"
PERMISSIONS = ["django_support_tickets.permissions.StaffWithModelPermissions"]


def key(user: Any) -> int | str:
    return user.pk if isinstance(user.pk, int) else str(user.pk)


def listed(client: APIClient, ticket: SupportTicket, **query: Any) -> list[dict[str, Any]]:
    response = client.get(messages(ticket), query)
    assert response.status_code == 200, response.content
    found: list[dict[str, Any]] = response.json()["results"]
    return found


# Replying and noting


def test_a_reply(staff_api: APIClient, staff: Any, django_capture_on_commit_callbacks: Any) -> None:
    ticket = make_ticket()
    with django_capture_on_commit_callbacks(execute=True):
        response = staff_api.post(messages(ticket), {"text": " It left today. \r\nBye "}, format="json")
    assert response.status_code == 201
    message = TicketMessage.objects.get()
    assert response.json() == {
        "status": "success",
        "message": "Reply sent",
        "data": {
            "id": message.pk,
            "kind": "reply",
            "sender": "staff",
            "author": key(staff),
            "author_name": staff.get_username(),
            "text": "It left today. \nBye",
            "attachments": [],
            "created_at": response.json()["data"]["created_at"],
            "source": "api",
        },
    }
    ticket.refresh_from_db()
    assert (ticket.status, ticket.turn) == ("in_progress", "requester")
    assert [sent.to for sent in mail.outbox] == [[ticket.email]]
    assert listed(staff_api, ticket) == [response.json()["data"]]


def test_a_note(staff_api: APIClient, staff: Any, django_capture_on_commit_callbacks: Any) -> None:
    ticket = make_ticket()
    with django_capture_on_commit_callbacks(execute=True):
        response = staff_api.post(messages(ticket), {"text": "Angry.", "kind": "note"}, format="json")
    assert (response.status_code, response.json()["message"]) == (201, "Internal note added")
    assert response.json()["data"]["kind"] == "note"
    ticket.refresh_from_db()
    assert (ticket.status, ticket.turn, ticket.version) == ("pending", "staff", 1)
    assert mail.outbox == []


@pytest.mark.parametrize("body_format", ["json", "multipart", "form"])
@pytest.mark.parametrize("kind", ["reply", "note"])
def test_each_format_is_taken(staff_api: APIClient, body_format: str, kind: str) -> None:
    ticket, sent = make_ticket(), {"text": "Ünsüz 😀", "kind": kind}
    if body_format == "form":
        response = staff_api.post(messages(ticket), urlencode(sent), content_type=FORM)
    else:
        response = staff_api.post(messages(ticket), sent, format=body_format)
    assert response.status_code == 201
    assert (response.json()["data"]["text"], response.json()["data"]["kind"]) == ("Ünsüz 😀", kind)


def test_files_come_along(staff_api: APIClient, stored_files: Callable[[], list[Path]]) -> None:
    ticket = make_ticket()
    uploads = [samples.upload(samples.pdf(), "a.pdf"), samples.upload(samples.png(), "b.png")]
    response = staff_api.post(messages(ticket), {"text": "See there.", "attachments": uploads}, format="multipart")
    assert response.status_code == 201
    rows = TicketAttachment.objects.order_by("pk")
    assert response.json()["data"]["attachments"] == [
        {
            "id": row.pk,
            "name": name,
            "content_type": content_type,
            "size": len(content),
            "url": f"http://testserver{file(ticket, row)}",
        }
        for row, name, content_type, content in zip(
            rows, ["a.pdf", "b.png"], ["application/pdf", "image/png"], [samples.pdf(), samples.png()], strict=True
        )
    ]
    assert listed(staff_api, ticket) == [response.json()["data"]]
    assert len(stored_files()) == 2


def test_a_refused_file_stores_nothing(
    staff_api: APIClient, settings: Any, stored_files: Callable[[], list[Path]]
) -> None:
    settings.SUPPORT_TICKET_MAX_ATTACHMENTS = 2
    ticket = make_ticket()
    good = [samples.upload(samples.pdf(), "a.pdf") for _number in range(3)]
    bad = [samples.upload(samples.pdf(), "a.pdf"), samples.upload(b"MZ", "b.exe")]
    for uploads in (good, bad, ["a.pdf"]):
        response = staff_api.post(messages(ticket), {"text": "x", "attachments": uploads}, format="multipart")
        assert (response.status_code, list(response.json())) == (400, ["attachments"])
    assert not TicketMessage.objects.exists()
    assert stored_files() == []


@pytest.mark.parametrize("text", ["", " ", "\r\n\t", None, 1, True, [], ["x"], {}, "a\0b", "\ud800", 1e300], ids=repr)
def test_a_text_is_a_text(staff_api: APIClient, text: Any) -> None:
    body = json.dumps({"text": text})
    response = staff_api.post(messages(make_ticket()), body, content_type="application/json")
    assert (response.status_code, list(response.json())) == (400, ["text"])
    assert not TicketMessage.objects.exists()


@pytest.mark.parametrize("kind", ["", "Reply", "internal", None, 1, True, [], ["note"], {}, "\ud800"], ids=repr)
def test_a_kind_is_one_of_two(staff_api: APIClient, kind: Any) -> None:
    """What is meant as a note must not become a reply."""
    body = json.dumps({"text": "x", "kind": kind})
    response = staff_api.post(messages(make_ticket()), body, content_type="application/json")
    assert (response.status_code, list(response.json())) == (400, ["kind"])
    assert not TicketMessage.objects.exists()


def test_a_text_has_as_many_characters_as_the_setting_says(staff_api: APIClient, settings: Any) -> None:
    settings.SUPPORT_TICKET_REPLY_MAX_LENGTH = 20
    ticket = make_ticket()
    response = staff_api.post(messages(ticket), {"text": "x" * 21}, format="json")
    assert response.json() == {"text": ["The message may have at most 20 characters."]}
    assert staff_api.post(messages(ticket), {"text": " " + "x\r\n" * 10 + "x\n"}, format="json").status_code == 400
    assert staff_api.post(messages(ticket), {"text": "x\r\n" * 9 + "xx"}, format="json").status_code == 201


def test_what_the_workflow_writes_cannot_be_sent(staff_api: APIClient, staff: Any, customer: Any) -> None:
    ticket, other = make_ticket(), make_ticket()
    forged = {
        "text": "x",
        "sender": "requester",
        "author": key(customer),
        "author_name": "x",
        "created_at": "1999-01-01",
        "source": "admin",
        "ticket": other.pk,
        "id": 1234,
    }
    staff_api.post(messages(ticket), forged, format="json")
    message = TicketMessage.objects.get()
    assert (message.ticket, message.sender, message.author, message.source) == (ticket, "staff", staff, "api")
    assert message.created_at.year > 2000


# Reading


def test_the_conversation_in_order(staff_api: APIClient, staff: Any, customer: Any) -> None:
    """With the names that staff know people by: the requester's from the ticket, a colleague's from the account."""
    ticket = make_ticket(user=customer, name="Ayşe Yılmaz")
    nameless = make_user(email="zed@shop.example", is_staff=True)
    named = make_user(
        email="ada@shop.example", is_staff=True, first_name="Ada", last_name="Lovelace", full_name="Ada L"
    )
    workflow.reply_as_requester(ticket=ticket, text="1", actor=customer)
    workflow.reply_as_staff(ticket=ticket, text="2", actor=named)
    workflow.add_note(ticket=ticket, text="3", actor=nameless)
    workflow.reply_as_requester(ticket=ticket, text="4")
    workflow.reply_as_staff(ticket=ticket, text="5", actor=nameless)
    nameless.delete()
    found = listed(staff_api, ticket)
    assert [(each["text"], each["kind"], each["sender"]) for each in found] == [
        ("1", "reply", "requester"),
        ("2", "reply", "staff"),
        ("3", "note", "staff"),
        ("4", "reply", "requester"),
        ("5", "reply", "staff"),
    ]
    names = [(each["author"], each["author_name"]) for each in found]
    full_name = named.get_full_name() if hasattr(named, "get_full_name") else named.get_username()
    assert names == [
        (key(customer), "Ayşe Yılmaz"),
        (key(named), full_name),
        (None, ""),
        (None, "Ayşe Yılmaz"),
        (None, ""),
    ]


@pytest.mark.parametrize("route", [messages, history])
def test_pages(staff_api: APIClient, staff: Any, route: Any) -> None:
    ticket = make_ticket()
    for number in range(5):
        workflow.add_note(ticket=ticket, text=str(number), actor=staff)
    workflow.add_note(ticket=make_ticket(), text="elsewhere", actor=staff)
    whole = [row["id"] for row in staff_api.get(route(ticket)).json()["results"]]
    assert len(whole) == 5
    assert whole == sorted(whole)
    url, forward = f"{route(ticket)}?page_size=2", []
    while url:
        page = staff_api.get(url).json()
        forward += [row["id"] for row in page["results"]]
        last, url = page, page["next"]
    assert forward == whole
    assert [row["id"] for row in staff_api.get(last["previous"]).json()["results"]] == whole[2:4]
    assert staff_api.get(route(ticket), {"cursor": "x"}).status_code == 404


def test_an_empty_conversation(staff_api: APIClient) -> None:
    assert staff_api.get(messages(make_ticket())).json() == {"next": None, "previous": None, "results": []}


@pytest.mark.parametrize("ticket", ["0", "-1", "abc", "9" * 30, "9" * 5000, "%00", "é"])
def test_there_is_no_such_ticket(staff_api: APIClient, ticket: str) -> None:
    assert staff_api.get(messages(ticket)).status_code == 404
    assert staff_api.post(messages(ticket), {"text": "x"}, format="json").status_code == 404
    assert staff_api.get(history(ticket)).status_code == 404


def test_the_number_of_queries_does_not_grow(staff_api: APIClient, staff: Any) -> None:
    """Session, user, ticket with its people, messages with their authors, files; and of the history, events."""
    small, large = make_ticket(), make_ticket(user=make_user(), assigned_to=staff)
    for ticket, number in ((small, 1), (large, 8)):
        for _turn in range(number):
            files = [samples.upload(samples.pdf(), "a.pdf") for _file in range(1 if number == 1 else 3)]
            workflow.reply_as_requester(ticket=ticket, text="x", actor=make_user(), attachments=files)
            workflow.add_note(ticket=ticket, text="x", actor=make_user(is_staff=True), attachments=files)
    for ticket in (small, large):
        assert _queries(staff_api, messages(ticket)) == 5
        assert _queries(staff_api, history(ticket)) == 4


def _queries(client: APIClient, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


# The history


def test_the_history_in_order(staff_api: APIClient, staff: Any) -> None:
    ticket = workflow.open_ticket(name="Ayşe", email="a@b.example", subject="Diğer", message="x", actor=None)
    staff_api.patch(update_status(ticket), {"status": "resolved"}, format="json")
    workflow.reply_as_requester(ticket=ticket, text="secret words")
    found = staff_api.get(history(ticket)).json()["results"]
    assert [(each["type"], each["type_display"]) for each in found] == [
        ("created", "Opened"),
        ("status_changed", "Status changed"),
        ("replied", "Replied"),
        ("status_changed", "Status changed"),
    ]
    assert [(each["actor"], each["actor_name"]) for each in found] == [
        (None, ""),
        (key(staff), staff.get_username()),
        (None, ""),
        (None, ""),
    ]
    assert found[1]["data"].items() >= {"old": "pending", "new": "resolved"}.items()
    assert list(found[0]) == ["id", "type", "type_display", "actor", "actor_name", "data", "created_at"]
    assert "secret" not in str(found)


def test_the_history_in_the_readers_language(staff_api: APIClient) -> None:
    ticket = make_ticket()
    staff_api.patch(update_status(ticket), {"status": "closed"}, format="json")
    (event,) = staff_api.get(history(ticket), headers={"accept-language": "tr"}).json()["results"]
    assert (event["type"], event["type_display"]) == ("status_changed", "Durum değişti")


# Who


def test_a_reply_is_a_change_and_no_addition(api: APIClient, settings: Any) -> None:
    """Whoever may only view, or add, tickets posts nothing."""
    settings.SUPPORT_TICKET_STAFF_PERMISSION_CLASSES = PERMISSIONS
    ticket = make_ticket()
    for permissions, reads, posts in (
        (["view_supportticket"], 200, 403),
        (["add_supportticket"], 403, 403),
        (["view_supportticket", "add_supportticket"], 200, 403),
        (["view_supportticket", "change_supportticket"], 200, 201),
    ):
        api.force_login(make_user(permissions, is_staff=True))
        assert api.get(messages(ticket)).status_code == api.get(history(ticket)).status_code == reads
        for kind in ("reply", "note"):
            assert api.post(messages(ticket), {"text": "x", "kind": kind}, format="json").status_code == posts
    assert TicketMessage.objects.count() == 2


def test_the_owner_reads_no_notes_here(api: APIClient, customer: Any) -> None:
    ticket = make_ticket(user=customer)
    api.force_login(customer)
    for url in (messages(ticket), history(ticket)):
        assert api.get(url).status_code == 403
    assert api.post(messages(ticket), {"text": "x"}, format="json").status_code == 403
    assert not TicketEvent.objects.exists()


@pytest.mark.parametrize(("route", "method"), [(messages, "put"), (messages, "patch"), (messages, "delete")])
def test_nothing_said_is_changed(staff_api: APIClient, route: Any, method: str) -> None:
    assert getattr(staff_api, method)(route(make_ticket())).status_code == 405


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_history_is_not_written(staff_api: APIClient, method: str) -> None:
    assert getattr(staff_api, method)(history(make_ticket())).status_code == 405
