"""What requesters see of their own tickets, and what they never see."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from django_support_tickets import workflow
from django_support_tickets.models import SupportTicket
from tests.api.guests import guest, token_of
from tests.api.routes import MY_TICKETS, TICKETS, detail, history, messages, mine, my_file
from tests.attachments import samples
from tests.factories import make_ticket, make_user, ticket_fields

pytestmark = pytest.mark.django_db

FIELDS = [
    "ticket_number",
    "subject",
    "subject_display",
    "name",
    "email",
    "message",
    "status",
    "status_display",
    "turn",
    "created_at",
    "resolved_at",
    "closed_at",
    "attachment",
    "attachment_name",
    "attachments",
    "rating",
    "rating_comment",
    "follow_up_of",
    "can_reply",
    "can_close",
    "can_reopen",
    "can_rate",
]
MESSAGE_FIELDS = ["id", "sender", "author_name", "text", "attachments", "created_at"]


@pytest.fixture
def owner(customer: Any) -> APIClient:
    client = APIClient()
    client.force_login(customer)
    return client


def pdf(name: str = "a.pdf") -> Any:
    return samples.upload(samples.pdf(), name)


# Reading


def test_a_ticket(owner: APIClient, customer: Any) -> None:
    earlier = make_ticket(user=customer)
    ticket = make_ticket(user=customer, follow_up_of=earlier)
    shown = owner.get(mine(ticket)).json()
    assert list(shown) == FIELDS
    created_at = timezone.localtime(ticket.created_at).isoformat()
    assert shown == {
        "ticket_number": ticket.ticket_number,
        "subject": "Sipariş Sorunu",
        "subject_display": "Order problem",
        "name": "Ayşe Yılmaz",
        "email": "ayse@customer.example",
        "message": ticket.message,
        "status": "pending",
        "status_display": "Pending",
        "turn": "staff",
        "created_at": created_at,
        "resolved_at": None,
        "closed_at": None,
        "attachment": None,
        "attachment_name": None,
        "attachments": [],
        "rating": None,
        "rating_comment": "",
        "follow_up_of": earlier.ticket_number,
        "can_reply": True,
        "can_close": True,
        "can_reopen": False,
        "can_rate": False,
    }
    assert guest(ticket).get(mine(ticket)).json() == shown
    assert owner.get(MY_TICKETS).json()["results"] == [shown, owner.get(mine(earlier)).json()]


def test_its_files(owner: APIClient, customer: Any, staff: Any) -> None:
    ticket = workflow.open_ticket(**ticket_fields(), user=customer, attachment=pdf(), attachments=[pdf("b.pdf")])
    workflow.reply_as_staff(ticket=ticket, text="x", actor=staff, attachments=[pdf("c.pdf")])
    opening, reply = ticket.attachments.order_by("pk")
    for client in (owner, guest(ticket)):
        for shown in (client.get(mine(ticket)).json(), client.get(MY_TICKETS).json()["results"][0]):
            assert shown["attachment"] == f"http://testserver{mine(ticket, 'attachment/')}"
            assert shown["attachment_name"] == "a.pdf"
            assert shown["attachments"] == [
                {
                    "name": "b.pdf",
                    "content_type": "application/pdf",
                    "size": len(samples.pdf()),
                    "url": f"http://testserver{my_file(ticket, opening)}",
                }
            ]
        (message,) = client.get(mine(ticket, "messages/")).json()["results"]
        assert [(each["name"], each["url"]) for each in message["attachments"]] == [
            ("c.pdf", f"http://testserver{my_file(ticket, reply)}")
        ]


def test_labels_in_the_readers_language(owner: APIClient, customer: Any) -> None:
    ticket = make_ticket(user=customer, language="en")
    shown = owner.get(mine(ticket), headers={"accept-language": "tr"}).json()
    assert (shown["status"], shown["status_display"]) == ("pending", "Beklemede")
    assert (shown["subject"], shown["subject_display"]) == ("Sipariş Sorunu", "Sipariş Sorunu")


@pytest.mark.parametrize(
    ("status", "close", "reopen", "rate"),
    [
        ("pending", True, False, False),
        ("in_progress", True, False, False),
        ("resolved", True, True, True),
        ("closed", False, True, True),
    ],
)
def test_what_can_be_done_now(
    owner: APIClient, customer: Any, status: str, close: bool, reopen: bool, rate: bool
) -> None:
    ticket = make_ticket(user=customer)
    workflow.change_status(ticket=ticket, status="resolved", actor=None)
    workflow.change_status(ticket=ticket, status=status, actor=None)
    shown = owner.get(mine(ticket)).json()
    assert (shown["can_close"], shown["can_reopen"], shown["can_rate"]) == (close, reopen, rate)
    assert shown["can_reply"] is True
    assert bool(shown["resolved_at"]) == (status in ("resolved", "closed"))
    assert bool(shown["closed_at"]) == (status == "closed")
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert guest(ticket).get(mine(ticket)).json()["can_reopen"] is (status == "resolved")


def test_the_replies_in_order(owner: APIClient, customer: Any, staff: Any) -> None:
    """Staff sign with their name, never with their login; who has none, or is gone, is the team."""
    ticket = make_ticket(user=customer)
    workflow.reply_as_requester(ticket=ticket, text="1", actor=customer)
    message = workflow.reply_as_staff(ticket=ticket, text="2", actor=staff)
    workflow.add_note(ticket=ticket, text="secret", actor=staff)
    workflow.reply_as_requester(ticket=ticket, text="3")
    for client in (owner, guest(ticket)):
        found = client.get(mine(ticket, "messages/")).json()["results"]
        assert [list(each) for each in found] == [MESSAGE_FIELDS] * 3
        assert [(each["sender"], each["author_name"], each["text"]) for each in found] == [
            ("requester", "Ayşe Yılmaz", "1"),
            ("staff", "Support Team", "2"),
            ("requester", "Ayşe Yılmaz", "3"),
        ]
        assert found[1]["id"] == message.pk
    turkish = owner.get(mine(ticket, "messages/"), headers={"accept-language": "tr"}).json()["results"]
    assert turkish[1]["author_name"] == "Destek Ekibi"


def test_staff_with_a_name_sign_with_it(owner: APIClient, customer: Any) -> None:
    member = make_user(is_staff=True, first_name="Ada", last_name="Lovelace")
    ticket = make_ticket(user=customer)
    workflow.reply_as_staff(ticket=ticket, text="x", actor=member)
    (message,) = owner.get(mine(ticket, "messages/")).json()["results"]
    assert message["author_name"] == (member.get_full_name() if hasattr(member, "first_name") else "Support Team")


# What stays inside


def test_no_work_on_the_ticket_shows(owner: APIClient, customer: Any) -> None:
    """Notes, their files, who is assigned, and when something of that changed."""
    secret = make_user(email="secret-agent@shop.example", is_staff=True)
    ticket = workflow.open_ticket(**ticket_fields(), user=customer, notes="secret words", assigned_to=secret)
    before = owner.get(mine(ticket)).content
    workflow.add_note(ticket=ticket, text="secret words", actor=secret, attachments=[pdf("secret.pdf")])
    workflow.edit_ticket(ticket=ticket, changes={"notes": "more secret words"}, actor=secret)
    for client in (owner, guest(ticket)):
        assert client.get(mine(ticket)).content == before
        for url in (MY_TICKETS, mine(ticket), mine(ticket, "messages/")):
            response = client.get(url)
            assert response.status_code == 200
            assert "secret" not in response.text
        assert client.get(mine(ticket, "messages/")).json()["results"] == []


def test_no_parameter_brings_it_out(owner: APIClient, customer: Any, staff: Any) -> None:
    ticket = make_ticket(user=customer)
    others = make_ticket()
    workflow.add_note(ticket=ticket, text="secret words", actor=staff)
    for parameters in (
        {"kind": "note"},
        {"search": "secret"},
        {"ordering": "notes"},
        {"fields": "notes"},
        {"user": str(staff.pk)},
        {"is_spam": "true"},
        {"expand": "messages"},
    ):
        assert owner.get(mine(ticket, "messages/"), parameters).json()["results"] == []
        listed = owner.get(MY_TICKETS, parameters).json()["results"]
        assert [each["ticket_number"] for each in listed] == [ticket.ticket_number]
        assert others.ticket_number not in str(listed)


def test_the_staffs_calls_take_no_token(settings: Any) -> None:
    ticket = make_ticket()
    client = guest(ticket)
    assert client.get(TICKETS).status_code == 403
    for url in (detail(ticket), messages(ticket), history(ticket)):
        assert client.get(url).status_code == 403


# Whose


def test_staff_have_here_what_is_their_own(staff_api: APIClient, staff: Any) -> None:
    own, other = make_ticket(user=staff), make_ticket()
    assert [each["ticket_number"] for each in staff_api.get(MY_TICKETS).json()["results"]] == [own.ticket_number]
    assert staff_api.get(mine(other)).status_code == 404


def test_a_known_address_opens_nothing(owner: APIClient, customer: Any) -> None:
    """Only a mail to it does: anybody may have an account with an address that nobody confirmed."""
    ticket = make_ticket(email=customer.email)
    assert owner.get(MY_TICKETS).json()["results"] == []
    assert owner.get(mine(ticket)).status_code == 404


def test_without_credentials_there_is_nothing_to_see(api: APIClient) -> None:
    ticket = make_ticket()
    answers = [
        api.get(MY_TICKETS),
        api.get(mine(ticket)),
        api.get(mine("SUP-1999-000001")),
        api.get(mine(ticket, "messages/")),
        api.post(mine(ticket, "messages/"), {"text": "x"}, format="json"),
        *(api.post(mine(ticket, f"{change}/"), format="json") for change in ("close", "reopen", "rate")),
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert {answer.headers["WWW-Authenticate"] for answer in answers} == {"TicketLink"}
    assert {answer.content for answer in answers} == {answers[0].content}


def test_nobody_keeps_an_answer(owner: APIClient, customer: Any) -> None:
    ticket = make_ticket(user=customer)
    for url in (MY_TICKETS, mine(ticket), mine(ticket, "messages/"), mine("x")):
        assert owner.get(url).headers["Cache-Control"] == "no-store"


def test_the_number_is_taken_literally(owner: APIClient, customer: Any) -> None:
    """Imported ones may have a dot; one with a slash has no address, and the list is shown all the same."""
    dotted = make_ticket(user=customer, ticket_number="OLD-1.7")
    slashed = make_ticket(user=customer, ticket_number="OLD/2", attachment="support_tickets/x.pdf")
    assert owner.get(mine(dotted)).json()["ticket_number"] == "OLD-1.7"
    assert [(each["ticket_number"], each["attachment"]) for each in owner.get(MY_TICKETS).json()["results"]] == [
        (slashed.ticket_number, None),
        (dotted.ticket_number, None),
    ]


@pytest.mark.parametrize("number", ["0", "-1", "abc", "9" * 5000, "%00", "SUP%00", "é", "%ff", "😀", "a.b", "%"])
def test_there_is_no_such_ticket(owner: APIClient, number: str) -> None:
    expected = owner.get(mine("SUP-1999-000001"))
    assert expected.json() == {"status": "error", "message": "The ticket was not found."}
    for path in ("", "messages/", "attachment/", "attachments/1/"):
        response = owner.get(mine(number, path))
        assert (response.status_code, response.content) == (404, expected.content)
    for path in ("messages/", "close/", "reopen/", "rate/"):
        response = owner.post(mine(number, path), {"text": "x", "rating": 1}, format="json")
        assert (response.status_code, response.content) == (404, expected.content)


# Pages and cost


def test_pages(owner: APIClient, customer: Any) -> None:
    tickets = [make_ticket(user=customer).ticket_number for _number in range(5)]
    make_ticket()
    url, found = f"{MY_TICKETS}?page_size=2", []
    while url:
        page = owner.get(url).json()
        found += [each["ticket_number"] for each in page["results"]]
        url = page["next"]
    assert found == tickets[::-1]
    assert owner.get(MY_TICKETS, {"cursor": "x"}).status_code == 404


def test_the_number_of_queries_does_not_grow(owner: APIClient, customer: Any, staff: Any) -> None:
    def fill(times: int) -> SupportTicket:
        for _number in range(times):
            files = [pdf() for _file in range(times)]
            earlier = make_ticket()
            ticket = workflow.open_ticket(**ticket_fields(), user=customer, attachments=files)
            SupportTicket.objects.filter(pk=ticket.pk).update(follow_up_of=earlier)
            for _message in range(times):
                workflow.reply_as_requester(ticket=ticket, text="x", attachments=files)
                workflow.reply_as_staff(ticket=ticket, text="x", actor=make_user(is_staff=True), attachments=files)
        return ticket

    ticket = fill(1)
    link = guest(token_of(ticket))
    before = [_queries(client, url) for client in (owner, link) for url in (MY_TICKETS, mine(ticket))]
    said = [_queries(client, mine(ticket, "messages/")) for client in (owner, link)]
    # Session and user, or the link; tickets; files. Session and user, or the link; ticket; messages; files.
    assert before == [4, 4, 3, 3]
    assert said == [5, 4]
    rich = fill(3)
    rich_link = guest(token_of(rich))
    assert [_queries(client, url) for client in (owner, rich_link) for url in (MY_TICKETS, mine(rich))] == before
    assert [_queries(client, mine(rich, "messages/")) for client in (owner, rich_link)] == said


def _queries(client: APIClient, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)
