"""Sites that read from replicas: what was written is read from the writer. Here the replica has heard of nothing."""

from collections.abc import Iterator
from copy import deepcopy
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from django_support_tickets import workflow
from django_support_tickets.models import Delivery, GuestLink, SupportTicket, TicketMessage
from django_support_tickets.notifications.links import token_for
from django_support_tickets.writer import reading_from_writer
from tests.admin.conftest import LIST, as_shown, change_page
from tests.attachments import samples
from tests.attachments.samples import upload
from tests.factories import make_agent, make_ticket, make_user, ticket_fields
from tests.portal.pages import new_ticket

REPLICA = "replica"
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", REPLICA])


class ReplicaRouter:
    """Django's example of a primary with a replica, but for sessions, without which nobody could sign in."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return "default" if model._meta.app_label == "sessions" else REPLICA

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return "default"

    def allow_relation(self, *objects: Any, **hints: Any) -> bool:
        return True


@pytest.fixture(autouse=True, scope="module")
def _replica(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[None]:
    """A database with all tables, and nothing in them."""
    file = {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path_factory.mktemp("replica") / "replica.sqlite3"}
    connections.settings[REPLICA] = {**deepcopy(connections["default"].settings_dict), **file, "OPTIONS": {}}
    with django_db_blocker.unblock(), connections[REPLICA].schema_editor() as editor:
        for model in apps.get_models():
            editor.create_model(model)
    yield
    connections[REPLICA].close()
    del connections[REPLICA], connections.settings[REPLICA]


@pytest.fixture(autouse=True)
def _routers(settings: Any) -> None:
    settings.DATABASE_ROUTERS = [f"{__name__}.ReplicaRouter"]
    settings.SUPPORT_TICKET_BASE_URL = "https://shop.example"


@pytest.fixture
def agent() -> Any:
    with reading_from_writer():
        return make_agent()


@pytest.fixture
def ticket(customer: Any, agent: Any) -> SupportTicket:
    """A ticket of the customer's, assigned to the agent, with a file, an answer with a file, mails and a link."""
    ticket = workflow.open_ticket(
        **ticket_fields(), user=customer, actor=customer, attachments=[upload(samples.png(), "box.png")]
    )
    workflow.assign_ticket(ticket=ticket, assignee=agent, actor=agent)
    workflow.reply_as_staff(ticket=ticket, text="Look.", actor=agent, attachments=[upload(samples.png(), "a.png")])
    mail.outbox.clear()
    return ticket


@pytest.fixture
def unread(request: Any) -> Iterator[None]:
    """Nothing is asked of the replica once the tickets and people of the test are there."""
    for name in {"ticket", "agent", "customer"} & set(request.fixturenames):
        request.getfixturevalue(name)
    with CaptureQueriesContext(connections[REPLICA]) as asked:
        yield
    assert [query["sql"] for query in asked] == []


def signed_in(client: Any, user: Any) -> Any:
    """Sign in, in a browser that has just written."""
    client.cookies.clear()
    client.force_login(user)
    return client


def stored(ticket: SupportTicket) -> SupportTicket:
    return SupportTicket.objects.using("default").get(pk=ticket.pk)


def test_pages_that_change_nothing_are_read_from_the_replica(ticket: SupportTicket) -> None:
    with CaptureQueriesContext(connections[REPLICA]) as asked:
        assert not SupportTicket.objects.exists()
        assert Client().get(f"/support/tickets/{ticket.ticket_number}/").status_code == 404
    assert len(asked) == 1


@pytest.mark.usefixtures("unread")
class TestApi:
    def test_anyone(self) -> None:
        sent = {**ticket_fields(email="new@customer.example"), "attachments": [upload(samples.png(), "a.png")]}
        client = APIClient(headers={"idempotency-key": "one"})
        first = client.post("/api/support/tickets/", sent)
        assert first.status_code == 201
        sent["attachments"][0].seek(0)
        again = client.post("/api/support/tickets/", sent)
        assert again.json()["data"]["ticket_number"] == first.json()["data"]["ticket_number"]
        assert [message.to for message in mail.outbox] == [["new@customer.example"]]

    def test_staff(self, ticket: SupportTicket, agent: Any) -> None:
        client = signed_in(APIClient(), agent)
        url = f"/api/support/tickets/{ticket.pk}/"
        with reading_from_writer():
            colleague = make_user(is_staff=True)
        changed = client.patch(f"{url}update_status/", {"status": "resolved"}, format="json")
        assert changed.json()["data"]["assigned_to_email"] == agent.email
        assigned = client.patch(f"{url}assign/", {"assigned_to": str(colleague.pk)}, format="json")
        assert assigned.json()["data"]["assigned_to_email"] == colleague.email
        assert len(assigned.json()["data"]["attachments"]) == 1
        replied = client.post(f"{url}messages/", {"text": "Hi", "attachments": [upload(samples.png(), "b.png")]})
        assert replied.json()["data"]["attachments"][0]["name"] == "b.png"
        assert client.patch(f"{url}mark_spam/", {"is_spam": True}, format="json").json()["data"]["is_spam"]
        assert client.patch(f"{url}mark_spam/", {"is_spam": False}, format="json").status_code == 200
        edited = client.patch(url, {"notes": "x", "user": None, "version": stored(ticket).version}, format="json")
        assert edited.json()["notes"] == "x"
        # What is looked at next is there, too.
        assert client.get(url).json()["notes"] == "x"
        assert len(client.get(f"{url}messages/").json()["results"]) == 2
        assert len(client.get(f"{url}history/").json()["results"]) > 4
        assert client.get("/api/support/tickets/").json()["results"]
        picture = client.get(replied.json()["data"]["attachments"][0]["url"])
        assert b"".join(picture.streaming_content) == samples.png()
        assert client.delete(url).status_code == 204

    def test_requester(self, ticket: SupportTicket, customer: Any) -> None:
        client = signed_in(APIClient(), customer)
        url = f"/api/support/my-tickets/{ticket.ticket_number}/"
        replied = client.post(f"{url}messages/", {"text": "Thanks", "attachments": [upload(samples.png(), "b.png")]})
        assert replied.json()["data"]["message"]["attachments"][0]["name"] == "b.png"
        workflow.change_status(ticket=ticket, status="resolved", actor=None)
        assert client.post(f"{url}close/").json()["data"]["status"] == "closed"
        assert client.post(f"{url}rate/", {"rating": 5}).json()["data"]["rating"] == 5
        assert client.post(f"{url}reopen/").json()["data"]["status"] != "closed"
        assert client.get(url).json()["attachments"][0]["name"] == "box.png"
        assert len(client.get(f"{url}messages/").json()["results"]) == 2

    def test_guest(self, ticket: SupportTicket) -> None:
        link = GuestLink.objects.using("default").create(ticket=ticket, email=ticket.email)
        client = APIClient(headers={"authorization": f"TicketLink {token_for(link)}"})
        url = f"/api/support/my-tickets/{ticket.ticket_number}/"
        assert client.post(f"{url}messages/", {"text": "Thanks"}).status_code == 201
        assert client.post(f"{url}close/").status_code == 200

    def test_links(self, ticket: SupportTicket) -> None:
        response = APIClient().post("/api/support/my-tickets/send-links/", {"email": ticket.email})
        assert response.status_code == 202
        assert ticket.ticket_number in mail.outbox[0].body


@pytest.mark.usefixtures("unread")
class TestPortal:
    def test_opening(self, customer: Any) -> None:
        client = signed_in(Client(), customer)
        response = client.post("/support/", new_ticket(subject="Diğer"), follow=True)
        assert response.status_code == 200
        number = SupportTicket.objects.using("default").latest("pk").ticket_number
        assert number in response.content.decode()
        assert number in client.get("/support/tickets/").content.decode()

    def test_a_ticket(self, ticket: SupportTicket, customer: Any) -> None:
        client = signed_in(Client(), customer)
        url = f"/support/tickets/{ticket.ticket_number}/"
        page = client.post(url, {"text": "It works now.", "attachments": upload(samples.png(), "b.png")}, follow=True)
        assert "It works now." in page.content.decode()
        assert "b.png" in page.content.decode()
        assert "box.png" in page.content.decode()
        workflow.change_status(ticket=ticket, status="resolved", actor=None)
        assert client.post(f"{url}close/", follow=True).status_code == 200
        assert client.post(f"{url}rate/", {"rating": "4"}, follow=True).status_code == 200
        assert client.post(f"{url}reopen/", follow=True).status_code == 200
        assert stored(ticket).rating == 4
        assert client.post(url, {"text": ""}).status_code == 200

    def test_finding(self, ticket: SupportTicket) -> None:
        assert Client().post("/support/find/", {"email": ticket.email}, follow=True).status_code == 200
        assert ticket.ticket_number in mail.outbox[0].body


@pytest.mark.usefixtures("unread")
class TestAdmin:
    def test_opening(self, agent: Any) -> None:
        client = signed_in(Client(), agent)
        sent = {**ticket_fields(), "status": "pending", "assigned_to": agent.pk}
        page = client.post(f"{LIST}add/", {**sent, "_continue": "1"}, follow=True)
        opened = SupportTicket.objects.using("default").latest("pk")
        assert page.redirect_chain[-1][0] == change_page(opened)
        assert opened.ticket_number in page.content.decode()
        assert opened.ticket_number in client.post(f"{LIST}add/", sent, follow=True).content.decode()

    def test_changing(self, ticket: SupportTicket, agent: Any) -> None:
        client = signed_in(Client(), agent)
        client.post(f"{LIST}{ticket.pk}/spam/")  # So that the form is read from the writer.
        client.post(f"{LIST}{ticket.pk}/spam/release/")
        sent = as_shown(client.get(change_page(ticket)))
        sent |= {"notes": "Called.", "status": "resolved", "text": "Solved.", "_continue": "1"}
        page = client.post(change_page(ticket), sent, follow=True).content.decode()
        assert "Called." in page
        assert "box.png" in page
        assert stored(ticket).status == "resolved"

    def test_buttons(self, ticket: SupportTicket, agent: Any) -> None:
        client = signed_in(Client(), agent)
        page = client.post(f"{LIST}{ticket.pk}/status/closed/", follow=True)
        assert ticket.ticket_number in page.content.decode()
        assert stored(ticket).status == "closed"
        delivery = Delivery.objects.using("default").filter(ticket=ticket).latest("pk")
        assert client.post(f"{LIST}{ticket.pk}/mails/{delivery.pk}/resend/", follow=True).status_code == 200
        link = GuestLink.objects.using("default").create(ticket=ticket, email=ticket.email)
        assert client.post(f"{LIST}{ticket.pk}/links/{link.pk}/revoke/", follow=True).status_code == 200
        assert not GuestLink.objects.using("default").usable().filter(pk=link.pk).exists()
        assert client.post(f"{LIST}{ticket.pk}/links/revoke/", follow=True).status_code == 200

    @pytest.mark.parametrize("action", ["mark_as_resolved", "mark_as_closed", "take", "mark_as_spam", "assign"])
    def test_many_at_once(self, ticket: SupportTicket, agent: Any, action: str) -> None:
        other = make_ticket()
        sent = {"action": action, "_selected_action": [ticket.pk, other.pk], "assignee": agent.pk, "apply": "1"}
        page = signed_in(Client(), agent).post(LIST, sent, follow=True).content.decode()
        assert "2 tickets" in page or "stayed" in page or "1 ticket" in page
        assert stored(other).version > 1

    def test_choosing_whom_to_assign_many_to(self, ticket: SupportTicket, agent: Any) -> None:
        sent = {"action": "assign", "_selected_action": [ticket.pk]}
        page = signed_in(Client(), agent).post(LIST, sent).content.decode()
        assert f'value="{agent.pk}"' in page

    def test_deleting(self, ticket: SupportTicket, agent: Any) -> None:
        client = signed_in(Client(), agent)
        page = client.post(f"{LIST}{ticket.pk}/delete/", {"post": "yes"}, follow=True)
        assert ticket.ticket_number in page.content.decode()
        assert not SupportTicket.objects.using("default").filter(pk=ticket.pk).exists()


@pytest.mark.usefixtures("unread")
class TestCommands:
    def test_the_tick_sends_what_was_just_queued(self, ticket: SupportTicket, settings: Any) -> None:
        Delivery.objects.using("default").update(state="pending", attempts=0, due_at=ticket.created_at)
        call_command("support_tick", stdout=StringIO())
        assert {message.to[0] for message in mail.outbox} == {ticket.email}
        assert any("a.png" in message.body for message in mail.outbox)

    def test_the_search_finds_what_was_stored_in_bulk(self, ticket: SupportTicket) -> None:
        old = TicketMessage(ticket=ticket, sender="staff", text="From the old desk.")
        TicketMessage.objects.bulk_create([old])
        call_command("support_search", stdout=StringIO())
        assert SupportTicket.objects.using("default").search("desk").exists()


@pytest.mark.usefixtures("unread")
def test_code_of_the_sites_own(ticket: SupportTicket, agent: Any) -> None:
    """The workflow reads where it writes, whoever calls it, and so does a receiver of its signals."""
    changed = workflow.change_status(ticket=ticket, status="in_progress", actor=agent)
    changed = workflow.assign_ticket(ticket=changed, assignee=None, actor=agent)
    assert changed.status == "in_progress"
    assert workflow.reply_as_requester(ticket=ticket, text="Hello?", actor=ticket.user).message
    SupportTicket.objects.create(**ticket_fields())


def test_a_mailed_link_opens_and_is_revoked_at_once(ticket: SupportTicket) -> None:
    link = GuestLink.objects.using("default").create(ticket=ticket, email=ticket.email)
    guest = Client()
    assert guest.get(f"/support/link/{token_for(link)}/", follow=True).status_code == 200
    workflow.revoke_link(link=link, actor=None)
    assert guest.get(f"/support/tickets/{ticket.ticket_number}/").status_code == 404


def test_a_site_without_routers_gets_no_cookie(settings: Any) -> None:
    settings.DATABASE_ROUTERS = []
    assert not APIClient().post("/api/support/tickets/", ticket_fields()).cookies


def test_a_refused_request_leaves_no_cookie() -> None:
    assert not APIClient().post("/api/support/tickets/", {}).cookies
