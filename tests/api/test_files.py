"""The files of conversations: to staff all of them, to the requester those that are no internal note's."""

from types import SimpleNamespace
from typing import Any

import pytest
from rest_framework.routers import SimpleRouter
from rest_framework.test import APIClient

from django_support_tickets import workflow
from django_support_tickets.models import SupportTicket, TicketAttachment
from django_support_tickets.views import SupportTicketViewSet
from tests.api.guests import guest
from tests.api.routes import detail, file, mine, my_file
from tests.attachments import samples
from tests.factories import make_ticket, make_user, ticket_fields

pytestmark = pytest.mark.django_db


class Files(SimpleNamespace):
    """A ticket, and one file of each kind."""

    ticket: SupportTicket
    opening: TicketAttachment
    reply: TicketAttachment
    note: TicketAttachment


@pytest.fixture
def files(customer: Any, staff: Any) -> Files:
    def upload(name: str) -> Any:
        return samples.upload(samples.pdf() if name.endswith("pdf") else samples.png(), name)

    ticket = workflow.open_ticket(
        **ticket_fields(), user=customer, attachment=upload("single.pdf"), attachments=[upload("opening.pdf")]
    )
    workflow.reply_as_staff(ticket=ticket, text="x", actor=staff, attachments=[upload("reply.png")])
    workflow.add_note(ticket=ticket, text="x", actor=staff, attachments=[upload("note.pdf")])
    found = {row.attachment_filename.split(".")[0]: row for row in TicketAttachment.objects.all()}
    return Files(ticket=ticket, **found)


def get(client: APIClient, url: str, **query: str) -> SimpleNamespace:
    response: Any = client.get(url, query)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return SimpleNamespace(status_code=response.status_code, headers=response.headers, content=content)


def client_of(user: Any) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client


def test_staff_have_them_all(staff_api: APIClient, files: Files) -> None:
    for row in (files.opening, files.reply, files.note):
        response = get(staff_api, file(files.ticket, row))
        assert response.status_code == 200
        assert f'filename="{row.attachment_filename}"' in response.headers["Content-Disposition"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert get(staff_api, file(files.ticket, files.reply), variant="thumbnail").status_code == 200
    assert get(staff_api, file(files.ticket, files.opening), variant="thumbnail").status_code == 404


@pytest.mark.parametrize("route", [file, my_file])
def test_the_owner_has_what_is_public(files: Files, customer: Any, route: Any) -> None:
    client = client_of(customer)
    assert get(client, route(files.ticket, files.opening)).content == samples.pdf()
    assert get(client, route(files.ticket, files.reply)).content == samples.png()
    assert get(client, route(files.ticket, files.reply), variant="inline").status_code == 200
    assert get(client, route(files.ticket, files.note)).status_code == 404
    assert get(client, mine(files.ticket, "attachment/")).content == samples.pdf()


def test_the_guest_has_what_is_public(files: Files) -> None:
    client = guest(files.ticket)
    assert get(client, my_file(files.ticket, files.opening)).content == samples.pdf()
    assert get(client, my_file(files.ticket, files.reply)).content == samples.png()
    assert get(client, my_file(files.ticket, files.note)).status_code == 404
    assert get(client, mine(files.ticket, "attachment/")).content == samples.pdf()
    for row in (files.opening, files.reply, files.note):
        assert get(client, file(files.ticket, row)).status_code == 403


def test_a_notes_file_answers_as_one_that_is_not_there(files: Files, customer: Any) -> None:
    for client in (guest(files.ticket), client_of(customer)):
        answers = [
            client.get(my_file(files.ticket, files.note)),
            client.get(my_file(files.ticket, 10**9)),
            client.get(my_file(files.ticket, "x")),
            client.get(my_file("SUP-1999-000001", files.note)),
            client.get(my_file(files.ticket, files.opening), {"variant": "thumbnail"}),
        ]
        assert {(answer.status_code, answer.content) for answer in answers} == {
            (404, b'{"status":"error","message":"The ticket was not found."}')
        }


def test_others_have_none(files: Files, api: APIClient) -> None:
    stranger, other_guest = client_of(make_user()), guest(make_ticket())
    for row in (files.opening, files.reply, files.note):
        assert get(api, file(files.ticket, row)).status_code == 403
        assert get(api, my_file(files.ticket, row)).status_code == 401
        assert get(stranger, file(files.ticket, row)).status_code == 404
        for client in (stranger, other_guest):
            assert get(client, my_file(files.ticket, row)).status_code == 404


def test_a_file_is_found_by_its_own_ticket_alone(staff_api: APIClient, files: Files, customer: Any) -> None:
    other = make_ticket(user=customer)
    for client, route in ((staff_api, file), (client_of(customer), file), (client_of(customer), my_file)):
        for row in (files.opening, files.reply, files.note):
            assert get(client, route(other, row)).status_code == 404
    assert get(guest(other), my_file(other, files.opening)).status_code == 404


def test_staff_without_the_permission_have_what_is_public_of_their_own(settings: Any, staff: Any, files: Files) -> None:
    settings.SUPPORT_TICKET_STAFF_PERMISSION_CLASSES = ["django_support_tickets.permissions.StaffWithModelPermissions"]
    client = client_of(staff)
    for row in (files.opening, files.reply, files.note):
        assert get(client, file(files.ticket, row)).status_code == 403
    SupportTicket.objects.update(user=staff)
    assert get(client, file(files.ticket, files.reply)).status_code == 200
    assert get(client, file(files.ticket, files.note)).status_code == 404


def test_who_is_staff_for_this_ticket_has_its_notes(settings: Any, files: Files) -> None:
    """The classes also decide on one ticket: its owner, whom they keep from it as staff, has what any owner has."""
    settings.SUPPORT_TICKET_STAFF_PERMISSION_CLASSES = ["tests.api.test_staff.SupportTeam"]
    member = make_user(email="ada@team.example")
    client = client_of(member)
    assert get(client, file(files.ticket, files.note)).status_code == 200
    SupportTicket.objects.update(user=member, subject="Ödeme Sorunu")
    assert get(client, file(files.ticket, files.note)).status_code == 404
    assert get(client, file(files.ticket, files.reply)).status_code == 200


@pytest.mark.parametrize("nonsense", ["0", "-1", "abc", "1.5", "9" * 30, "9" * 5000, "%00", "..%2f1", "é"])
def test_there_is_no_other_file(staff_api: APIClient, files: Files, nonsense: str, customer: Any) -> None:
    assert get(staff_api, file(files.ticket, nonsense)).status_code == 404
    assert get(staff_api, file(nonsense, files.note)).status_code == 404
    for client in (guest(files.ticket), client_of(customer)):
        assert get(client, my_file(files.ticket, nonsense)).status_code == 404
        assert get(client, my_file(nonsense, files.opening)).status_code == 404


@pytest.mark.parametrize("accept", ["text/html", "application/json", "image/png", "x", "text/html;q=0.1, */*;q=0"])
def test_any_accept_header_gets_the_file(staff_api: APIClient, files: Files, accept: str) -> None:
    for client, route in ((staff_api, file), (guest(files.ticket), my_file)):
        response: Any = client.get(route(files.ticket, files.opening), headers={"accept": accept})
        assert (response.status_code, response.headers["Content-Type"]) == (200, "application/pdf")
        response.getvalue()


def test_a_known_file_is_still_refused_to_others(files: Files) -> None:
    etag = get(guest(files.ticket), my_file(files.ticket, files.reply)).headers["ETag"]
    known = {"if-none-match": etag}
    assert guest(files.ticket).get(my_file(files.ticket, files.reply), headers=known).status_code == 304
    assert guest(make_ticket()).get(my_file(files.ticket, files.reply), headers=known).status_code == 404


def test_nothing_can_be_changed_there(staff_api: APIClient, files: Files) -> None:
    for method in ("post", "put", "patch", "delete"):
        assert getattr(staff_api, method)(file(files.ticket, files.reply)).status_code == 405
        assert getattr(guest(files.ticket), method)(my_file(files.ticket, files.reply)).status_code == 405
        assert getattr(guest(files.ticket), method)(mine(files.ticket, "attachment/")).status_code == 405


def test_without_a_single_file_there_is_none() -> None:
    ticket = make_ticket()
    assert get(guest(ticket), mine(ticket, "attachment/")).status_code == 404


router = SimpleRouter()
router.register("api/support/tickets", SupportTicketViewSet, basename="support-ticket")
urlpatterns = router.urls


@pytest.mark.urls(__name__)
def test_where_the_site_hands_out_no_files_there_is_no_address(staff_api: APIClient, files: Files) -> None:
    shown = staff_api.get(detail(files.ticket)).json()
    assert (shown["attachment"], shown["attachment_name"]) == (None, "single.pdf")
    assert [(each["url"], each["name"]) for each in shown["attachments"]] == [(None, "opening.pdf")]
