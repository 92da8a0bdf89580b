"""What staff do with one ticket: show, replace, change, delete, set its status, assign it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.permissions import BasePermission
from rest_framework.test import APIClient

from django_support_tickets.models import SupportTicket, TicketEvent
from django_support_tickets.workflow import add_note, open_ticket
from tests.api.routes import TICKETS, assign, detail, update_status
from tests.attachments import samples
from tests.factories import make_ticket, make_user, ticket_fields

pytestmark = pytest.mark.django_db

SPECIFIED_FIELDS = [
    "id",
    "ticket_number",
    "name",
    "email",
    "phone",
    "subject",
    "message",
    "status",
    "user",
    "user_email",
    "assigned_to",
    "assigned_to_email",
    "attachment",
    "attachment_name",
    "notes",
    "created_at",
    "updated_at",
    "resolved_at",
]
ADDED_FIELDS = [
    "attachment_content_type",
    "attachment_size",
    "language",
    "source",
    "version",
    "turn",
    "is_spam",
    "first_response_at",
    "closed_at",
    "rating",
    "rating_comment",
    "rated_at",
    "follow_up_of",
    "attachments",
]


def key(user: Any) -> int | str:
    """The user's primary key as JSON has it."""
    return user.pk if isinstance(user.pk, int) else str(user.pk)


def events(ticket: SupportTicket) -> list[tuple[str, dict[str, Any]]]:
    return list(TicketEvent.objects.filter(ticket=ticket).order_by("id").values_list("type", "data"))


# Showing


def test_the_fields_of_the_specification_come_first(staff_api: APIClient, customer: Any, staff: Any) -> None:
    ticket = make_ticket(user=customer, assigned_to=staff, notes="calls back")
    shown = staff_api.get(detail(ticket)).json()
    assert list(shown) == [*SPECIFIED_FIELDS, *ADDED_FIELDS]
    assert (shown["id"], shown["ticket_number"]) == (ticket.pk, ticket.ticket_number)
    assert (shown["user"], shown["user_email"]) == (key(customer), customer.email)
    assert (shown["assigned_to"], shown["assigned_to_email"]) == (key(staff), staff.email)
    assert shown["notes"] == "calls back"
    assert staff_api.get(TICKETS).json()["results"] == [shown]


def test_nobodys_ticket_has_no_addresses(staff_api: APIClient) -> None:
    shown = staff_api.get(detail(make_ticket())).json()
    names = ("user", "user_email", "assigned_to", "assigned_to_email", "attachment", "attachment_name", "resolved_at")
    assert {name: shown[name] for name in names} == dict.fromkeys(names)


@pytest.mark.parametrize("ticket", ["0", "-1", "abc", "9" * 30, "9" * 5000, "%00", "é"])
def test_there_is_no_such_ticket(staff_api: APIClient, ticket: str) -> None:
    assert staff_api.get(detail(ticket)).status_code == 404
    assert staff_api.put(detail(ticket), ticket_fields(), format="json").status_code == 404
    assert staff_api.patch(detail(ticket), {}, format="json").status_code == 404
    assert staff_api.delete(detail(ticket)).status_code == 404
    assert staff_api.patch(update_status(ticket), {"status": "closed"}, format="json").status_code == 404
    assert staff_api.patch(assign(ticket), {"assigned_to": None}, format="json").status_code == 404


def test_a_detail_takes_four_queries_however_long_its_history(staff_api: APIClient, staff: Any) -> None:
    """Session, user, ticket with its people, files."""
    bare, rich = make_ticket(), make_ticket(user=make_user(), assigned_to=staff)
    for number in range(5):
        TicketEvent.objects.create(ticket=rich, ticket_number=rich.ticket_number, type="edited", data={"n": number})
        add_note(ticket=rich, text="x", actor=staff, attachments=[samples.upload(samples.pdf(), "a.pdf")])
    for ticket in (bare, rich):
        with CaptureQueriesContext(connection) as queries:
            assert staff_api.get(detail(ticket)).status_code == 200
        assert len(queries) == 4


# Replacing and changing


def test_put_replaces_what_staff_may_change(customer: Any, staff: Any) -> None:
    staff_api, meta = APIClient(), type(customer)._meta
    staff_api.force_login(make_user([f"{meta.app_label}.view_{meta.model_name}"], is_staff=True))
    ticket = make_ticket()
    new = {
        "name": "Zeynep Kaya",
        "email": "zeynep@customer.example",
        "phone": "",
        "subject": "Diğer",
        "message": "Something else entirely.",
        "status": "in_progress",
        "user": key(customer),
        "assigned_to": key(staff),
        "notes": "changed",
    }
    response = staff_api.put(detail(ticket), new, format="json")
    assert response.status_code == 200
    shown = response.json()
    assert {name: shown[name] for name in new} == new
    assert staff_api.get(detail(ticket)).json() == shown
    edited = {"fields": ["email", "message", "name", "notes", "phone", "subject", "user"]}
    assert events(ticket) == [
        ("edited", edited),
        ("status_changed", {"old": "pending", "new": "in_progress"}),
        ("assigned", {"old": None, "new": key(staff)}),
    ]


def test_put_needs_the_required_fields(staff_api: APIClient) -> None:
    response = staff_api.put(detail(make_ticket()), {"status": "closed"}, format="json")
    assert response.status_code == 400
    assert set(response.json()) == {"name", "email", "subject", "message"}


@pytest.mark.parametrize("body_format", ["json", "multipart"])
def test_patch_changes_what_is_sent(staff_api: APIClient, staff: Any, body_format: str) -> None:
    ticket = make_ticket(notes="old")
    change = {"notes": "new", "status": "resolved", "assigned_to": key(staff)}
    response = staff_api.patch(detail(ticket), change, format=body_format)
    assert response.status_code == 200
    ticket.refresh_from_db()
    assert (ticket.notes, ticket.status, ticket.assigned_to) == ("new", "resolved", staff)
    assert ticket.message == ticket_fields()["message"]
    assert [event for event, _data in events(ticket)] == ["edited", "status_changed", "assigned"]
    assert set(TicketEvent.objects.values_list("actor", flat=True)) == {staff.pk}


def test_patching_nothing_changes_nothing(staff_api: APIClient) -> None:
    ticket = make_ticket()
    before = staff_api.get(detail(ticket)).json()
    assert staff_api.patch(detail(ticket), {}, format="json").json() == before
    same = {name: before[name] for name in ("name", "status", "user", "assigned_to", "notes", "version")}
    assert staff_api.patch(detail(ticket), same, format="json").json() == before
    assert events(ticket) == []


def test_what_the_workflow_writes_cannot_be_patched(staff_api: APIClient) -> None:
    ticket = make_ticket()
    before = staff_api.get(detail(ticket)).json()
    forged = {
        "id": 12345,
        "ticket_number": "SUP-1999-000001",
        "created_at": "1999-01-01T00:00:00Z",
        "updated_at": "1999-01-01T00:00:00Z",
        "resolved_at": "1999-01-01T00:00:00Z",
        "attachment_name": "x.html",
        "attachment_content_type": "text/html",
        "attachment_size": 1,
        "language": "xx",
        "source": "admin",
        "user_email": "x@shop.example",
        "assigned_to_email": "x@shop.example",
        "search_text": "x",
        "turn": "requester",
        "is_spam": True,
        "first_response_at": "1999-01-01T00:00:00Z",
        "closed_at": "1999-01-01T00:00:00Z",
        "rating": 5,
        "rating_comment": "x",
        "rated_at": "1999-01-01T00:00:00Z",
        "follow_up_of": ticket.pk,
        "attachments": ["x"],
    }
    response = staff_api.patch(detail(ticket), forged, format="json")
    assert (response.status_code, response.json()) == (200, before)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "R2D2"),
        ("email", "x"),
        ("phone", "x"),
        ("subject", "x"),
        ("message", "x"),
        ("status", "open"),
        ("status", None),
        ("status", ["closed"]),
        ("status", True),
        ("version", "x"),
        ("version", 0),
        ("version", None),
        ("version", [1]),
        ("notes", "a\0b"),
        ("notes", {}),
    ],
)
def test_a_wrong_value_changes_nothing(staff_api: APIClient, field: str, value: Any) -> None:
    ticket = make_ticket()
    response = staff_api.patch(detail(ticket), {"name": "Zeynep Kaya", field: value}, format="json")
    assert (response.status_code, list(response.json())) == (400, [field])
    ticket.refresh_from_db()
    assert (ticket.name, ticket.version, events(ticket)) == ("Ayşe Yılmaz", 1, [])


NO_KEYS = [
    True,
    False,
    0,
    -1,
    1.5,
    "",
    "abc",
    "\x00",
    [],
    [1],
    {},
    {"pk": 1},
    10**30,
    "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    "9" * 5000,
]


@pytest.mark.parametrize("nobody", NO_KEYS, ids=repr)
def test_a_requester_who_is_no_user_is_refused(staff_api: APIClient, nobody: Any) -> None:
    ticket = make_ticket()
    response = staff_api.patch(detail(ticket), {"user": nobody}, format="json")
    if nobody == "":
        assert response.json()["user"] is None
        return
    assert (response.status_code, list(response.json())) == (400, ["user"])
    assert len(response.content) < 200


@pytest.mark.parametrize("body", ['{"user": 1e999}', '{"user": "\\ud800"}', '{"user": "\\u0000"}', '{"user": NaN}'])
def test_a_key_that_no_database_takes_is_refused(staff_api: APIClient, body: str) -> None:
    response = staff_api.patch(detail(make_ticket()), body, content_type="application/json")
    assert response.status_code == 400


@pytest.mark.parametrize("nobody", [value for value in NO_KEYS if value != ""], ids=repr)
def test_an_assignee_who_is_no_user_is_refused(staff_api: APIClient, nobody: Any) -> None:
    ticket = make_ticket()
    response = staff_api.patch(detail(ticket), {"assigned_to": nobody}, format="json")
    assert (response.status_code, response.json()) == (400, {"assigned_to": ["User not found"]})


def test_patch_assigns_active_staff_only(staff_api: APIClient, customer: Any) -> None:
    ticket = make_ticket()
    for user in (customer, make_user(is_staff=True, is_active=False)):
        response = staff_api.patch(detail(ticket), {"assigned_to": key(user)}, format="json")
        assert (response.status_code, response.json()) == (400, {"assigned_to": ["User not found"]})


def test_an_assignee_who_left_may_stay_when_another_field_changes(staff_api: APIClient) -> None:
    ticket = make_ticket(assigned_to=make_user(is_staff=True, is_active=False))
    assert staff_api.patch(detail(ticket), {"notes": "x"}, format="json").status_code == 200


# Versions


def test_a_stale_version_is_a_conflict(staff_api: APIClient) -> None:
    ticket = make_ticket()
    first = staff_api.patch(detail(ticket), {"notes": "mine", "version": 1}, format="json")
    assert (first.status_code, first.json()["version"]) == (200, 2)
    second = staff_api.patch(detail(ticket), {"notes": "yours", "version": 1}, format="json")
    assert second.status_code == 409
    assert (second.json()["status"], list(second.json())) == ("error", ["status", "message"])
    ticket.refresh_from_db()
    assert ticket.notes == "mine"
    assert staff_api.put(detail(ticket), ticket_fields(version=1), format="json").status_code == 409
    assert staff_api.patch(detail(ticket), {"notes": "x", "version": 10**30}, format="json").status_code == 409


def test_without_a_version_the_last_one_wins(staff_api: APIClient) -> None:
    ticket = make_ticket(version=5)
    assert staff_api.patch(detail(ticket), {"notes": "x"}, format="json").json()["version"] == 6


# Deleting


def test_a_deleted_ticket_is_gone(staff_api: APIClient, staff: Any) -> None:
    ticket = make_ticket()
    response = staff_api.delete(detail(ticket))
    assert (response.status_code, response.content) == (204, b"")
    assert staff_api.delete(detail(ticket)).status_code == 404
    event = TicketEvent.objects.get()
    assert (event.type, event.ticket, event.ticket_number, event.actor) == (
        "deleted",
        None,
        ticket.ticket_number,
        staff,
    )


# Status


@pytest.mark.parametrize("body_format", ["json", "multipart"])
def test_update_status(staff_api: APIClient, staff: Any, body_format: str) -> None:
    ticket = make_ticket()
    response = staff_api.patch(update_status(ticket), {"status": "in_progress"}, format=body_format)
    assert response.status_code == 200
    shown = staff_api.get(detail(ticket)).json()
    assert response.json() == {"status": "success", "message": "Ticket status updated", "data": shown}
    assert shown["status"] == "in_progress"
    assert events(ticket) == [("status_changed", {"old": "pending", "new": "in_progress"})]


def test_the_same_status_again_is_no_event(staff_api: APIClient) -> None:
    ticket = make_ticket()
    response = staff_api.patch(update_status(ticket), {"status": "pending"}, format="json")
    assert (response.status_code, response.json()["data"]["version"]) == (200, 1)
    assert events(ticket) == []


@pytest.mark.parametrize(
    "status", ["", "open", "PENDING", " pending", None, True, 1, [], ["closed"], {}, {"a": 1}, "x" * 9999]
)
def test_there_are_four_statuses(staff_api: APIClient, status: Any) -> None:
    ticket = make_ticket()
    response = staff_api.patch(update_status(ticket), {"status": status}, format="json")
    assert (response.status_code, response.json()) == (400, {"status": "error", "message": "Invalid status"})
    assert events(ticket) == []


@pytest.mark.parametrize("body", [{}, {"stat": "closed"}])
def test_a_status_must_be_sent(staff_api: APIClient, body: dict[str, Any]) -> None:
    response = staff_api.patch(update_status(make_ticket()), body, format="json")
    assert (response.status_code, response.json()) == (400, {"status": "error", "message": "Invalid status"})


@pytest.mark.parametrize("route", ["update_status", "patch"])
def test_resolved_at_follows_the_status(staff_api: APIClient, route: str) -> None:
    """Set on entering resolved, kept by closing, cleared when work resumes."""
    ticket = make_ticket()
    url = update_status(ticket) if route == "update_status" else detail(ticket)

    def resolved_at(status: str) -> Any:
        assert staff_api.patch(url, {"status": status}, format="json").status_code == 200
        ticket.refresh_from_db()
        return ticket.resolved_at

    start = timezone.now()
    with time_machine.travel(start + timedelta(hours=1), tick=False):
        resolved = resolved_at("resolved")
    assert abs(resolved - start - timedelta(hours=1)) < timedelta(seconds=1)
    assert resolved_at("resolved") == resolved
    assert resolved_at("closed") == resolved
    assert resolved_at("resolved") == resolved
    assert resolved_at("in_progress") is None
    assert resolved_at("closed") is None
    assert resolved_at("pending") is None


# Assigning


@pytest.mark.parametrize("body_format", ["json", "multipart"])
def test_assign(staff_api: APIClient, staff: Any, body_format: str) -> None:
    ticket = make_ticket()
    response = staff_api.patch(assign(ticket), {"assigned_to": key(staff)}, format=body_format)
    assert response.status_code == 200
    shown = staff_api.get(detail(ticket)).json()
    assert response.json() == {"status": "success", "message": "Ticket assigned", "data": shown}
    assert (shown["assigned_to"], shown["assigned_to_email"]) == (key(staff), staff.email)
    assert events(ticket) == [("assigned", {"old": None, "new": key(staff)})]


def test_a_key_may_be_sent_as_text(staff_api: APIClient, staff: Any) -> None:
    response = staff_api.patch(assign(make_ticket()), {"assigned_to": str(staff.pk)}, format="json")
    assert response.json()["data"]["assigned_to"] == key(staff)


@pytest.mark.parametrize("nobody", [None, ""])
def test_assigning_to_nobody(staff_api: APIClient, staff: Any, nobody: Any) -> None:
    ticket = make_ticket(assigned_to=staff)
    response = staff_api.patch(assign(ticket), {"assigned_to": nobody}, format="json")
    assert (response.status_code, response.json()["message"]) == (200, "Ticket assigned")
    assert response.json()["data"]["assigned_to"] is None
    assert events(ticket) == [("assigned", {"old": key(staff), "new": None})]


def test_an_assignee_must_be_sent(staff_api: APIClient, staff: Any) -> None:
    """A misspelt key must not unassign."""
    ticket = make_ticket(assigned_to=staff)
    response = staff_api.patch(assign(ticket), {"asigned_to": key(staff)}, format="json")
    assert (response.status_code, list(response.json())) == (400, ["assigned_to"])
    assert events(ticket) == []


@pytest.mark.parametrize("nobody", [value for value in NO_KEYS if value != ""], ids=repr)
def test_an_unknown_assignee_is_not_found(staff_api: APIClient, staff: Any, nobody: Any) -> None:
    ticket = make_ticket(assigned_to=staff)
    response = staff_api.patch(assign(ticket), {"assigned_to": nobody}, format="json")
    assert (response.status_code, response.json()) == (404, {"status": "error", "message": "User not found"})
    assert events(ticket) == []


def test_who_is_no_active_staff_is_not_found(staff_api: APIClient, customer: Any) -> None:
    """The answer does not tell whether there is such a user."""
    ticket = make_ticket()
    deleted = make_user(is_staff=True)
    deleted_key = key(deleted)
    get_user_model()._default_manager.filter(pk=deleted.pk).delete()
    nobodies = [key(customer), key(make_user(is_staff=True, is_active=False)), deleted_key]
    answers = [staff_api.patch(assign(ticket), {"assigned_to": nobody}, format="json") for nobody in nobodies]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}


def test_format_suffixes_lead_to_the_same_calls(staff_api: APIClient, staff: Any) -> None:
    """DRF's router makes a second address of each, and hands the view another argument."""
    ticket = make_ticket()
    for route, body in ((update_status, {"status": "closed"}), (assign, {"assigned_to": key(staff)})):
        response = staff_api.patch(f"{route(ticket).rstrip('/')}.json", body, format="json")
        assert (response.status_code, response.json()["status"]) == (200, "success")
    assert staff_api.get(f"{detail(ticket).rstrip('/')}.json").json()["status"] == "closed"


@pytest.mark.parametrize("route", [update_status, assign])
@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_only_patch_changes(staff_api: APIClient, route: Any, method: str) -> None:
    assert getattr(staff_api, method)(route(make_ticket())).status_code == 405


class SupportTeam(BasePermission):
    """A site's own idea of staff: without Django's flag, and not for every ticket."""

    def has_permission(self, request: Any, view: Any) -> bool:
        return str(getattr(request.user, "email", "")).endswith("@team.example")

    def has_object_permission(self, request: Any, view: Any, obj: SupportTicket) -> bool:
        return obj.subject != "Ödeme Sorunu"


def test_a_site_says_who_is_staff(api: APIClient, settings: Any) -> None:
    settings.SUPPORT_TICKET_STAFF_PERMISSION_CLASSES = [f"{__name__}.SupportTeam"]
    api.force_authenticate(make_user(email="ada@team.example"))
    upload = samples.upload(samples.pdf(), "a.pdf")
    ticket = open_ticket(**ticket_fields(), attachment=upload)
    secret = open_ticket(**ticket_fields(subject="Ödeme Sorunu"), attachment=samples.upload(samples.pdf(), "b.pdf"))

    def codes(path: str = "") -> list[int]:
        responses = [api.get(f"{TICKETS}{each.pk}/{path}") for each in (ticket, secret)]
        for response in responses:
            response.getvalue()  # So that a file is closed.
        return [response.status_code for response in responses]

    assert api.get(TICKETS).status_code == 200
    assert codes() == codes("attachment/") == [200, 403]
    api.force_authenticate(make_user(email="eve@elsewhere.example", is_staff=True))
    assert api.get(TICKETS).status_code == 403
    assert codes() == codes("attachment/") == [403, 403]
