"""Who may do what in the portal: a table of every route, found by walking its URLs."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from django_support_tickets import workflow
from django_support_tickets.models import SupportTicket, TicketEvent, TicketMessage
from django_support_tickets.notifications.links import token_for
from django_support_tickets.portal.urls import urlpatterns
from tests.attachments import samples
from tests.factories import make_user, ticket_fields
from tests.portal.pages import content, guest, make_link, new_ticket

pytestmark = pytest.mark.django_db

COLUMNS = (
    "anonymous",
    "guest",
    "guest of another",
    "requester",
    "another requester",
    "staff",
    "superuser",
)
LOGIN = "login"
EVERYONE = (200,) * 7
EVERYONE_ON = (302,) * 7
NOBODY = (405,) * 7
READS = (404, 200, 404, 200, 404, 404, 404)
CHANGES = (404, 302, 404, 302, 404, 404, 404)
ACCOUNTS = (LOGIN, LOGIN, LOGIN, 200, 200, 200, 200)

TABLE: dict[str, tuple[Any, ...]] = {
    "GET new": EVERYONE,
    "POST new": EVERYONE_ON,
    # Without a ticket that was opened in the session there is nothing to thank for.
    "GET thanks": EVERYONE_ON,
    "POST thanks": NOBODY,
    "GET find": EVERYONE,
    "POST find": EVERYONE_ON,
    "GET link": EVERYONE_ON,
    "POST link": NOBODY,
    "GET renew": EVERYONE_ON,
    # With the token of a link that has ended.
    "POST renew": EVERYONE_ON,
    "GET tickets": ACCOUNTS,
    "POST tickets": (LOGIN, LOGIN, LOGIN, 405, 405, 405, 405),
    "GET ticket": READS,
    "POST ticket": CHANGES,
    "GET close": READS,
    "POST close": CHANGES,
    "GET reopen": READS,
    "POST reopen": CHANGES,
    "GET rate": READS,
    "POST rate": CHANGES,
    "GET attachment": READS,
    "POST attachment": NOBODY,
    "GET file": READS,
    "POST file": NOBODY,
    # An internal note's file.
    "GET note": (404,) * 7,
}
OTHER_METHODS = ("put", "patch", "delete")


@dataclass
class Scene:
    """A resolved ticket with a file, a reply with one, and an internal note with one; and a visitor a column."""

    ticket: SupportTicket
    clients: dict[str, Client]
    file: int
    note: int

    def url(self, name: str) -> str:
        number = {"number": self.ticket.ticket_number}
        arguments: dict[str, dict[str, Any]] = {
            **{route: {} for route in ("new", "thanks", "find", "renew", "tickets")},
            "link": {"token": token_for(self.ticket.links.latest("created_at"))},
            "file": {**number, "file": self.file},
            "note": {**number, "file": self.note},
        }
        route = "file" if name == "note" else name
        return reverse(f"support_portal:{route}", kwargs=arguments.get(name, number))

    def body(self, name: str) -> dict[str, Any]:
        bodies = {
            "new": new_ticket(),
            "find": {"email": "a@b.example"},
            "ticket": {"text": "Hi"},
            "rate": {"rating": 4},
            "renew": {"token": token_for(self.ticket.links.earliest("created_at"))},
        }
        return bodies.get(name, {})


@pytest.fixture
def scene(agent: Any) -> Scene:
    users = {
        "requester": make_user(),
        "another requester": make_user(),
        "staff": make_user(is_staff=True),
        "superuser": make_user(is_staff=True, is_superuser=True),
    }
    pdf = [samples.upload(samples.pdf(), "a.pdf")]
    ticket, other = (
        workflow.open_ticket(**ticket_fields(), user=users[name], attachment=pdf[0])
        for name in ("requester", "another requester")
    )
    reply = workflow.reply_as_staff(ticket=ticket, text="Here", actor=agent, attachments=pdf)
    note = workflow.add_note(ticket=ticket, text="A note", actor=agent, attachments=pdf)
    ticket = workflow.change_status(ticket=ticket, status="resolved", actor=agent)
    clients = {"anonymous": Client(), "guest": guest(ticket), "guest of another": guest(other)}
    for name, user in users.items():
        clients[name] = Client()
        clients[name].force_login(user)
    make_link(ticket)
    return Scene(ticket, clients, reply.attachments.get().pk, note.attachments.get().pk)


def state() -> list[Any]:
    """Everything that a call could change."""
    tickets = SupportTicket.objects.order_by("pk").values_list("pk", "status", "turn", "rating", "version")
    return [*tickets, TicketMessage.objects.count(), TicketEvent.objects.count()]


def outcome(scene: Scene, row: str, column: str) -> Any:
    method, name = row.split()
    # A client of its own: what a call does to the session is undone with the rest.
    client = Client()
    client.cookies = deepcopy(scene.clients[column].cookies)
    with transaction.atomic():
        before = state()
        url = scene.url(name)
        response: Any = client.get(url) if method == "GET" else client.post(url, scene.body(name))
        content(response)
        changed = state() != before
        transaction.set_rollback(True)
    code = response.status_code
    is_login = code == 302 and "/login/" in response.headers["Location"]
    # Asking for links changes no ticket.
    changes = method == "POST" and name not in ("find", "renew") and code == 302 and not is_login
    assert changed == changes, (row, column)
    return LOGIN if is_login else code


def test_every_route_has_its_rows() -> None:
    names = {str(pattern.name) for pattern in urlpatterns}
    assert {f"{method} {name}" for name in names for method in ("GET", "POST")} | {"GET note"} == set(TABLE)


def test_the_portal(scene: Scene) -> None:
    found = {row: tuple(outcome(scene, row, column) for column in COLUMNS) for row in TABLE}
    assert found == TABLE


def test_no_other_method_does_anything(scene: Scene) -> None:
    before = state()
    for pattern in urlpatterns:
        for method in OTHER_METHODS:
            response = getattr(scene.clients["requester"], method)(scene.url(str(pattern.name)))
            assert response.status_code == 405, (method, pattern.name)
    assert state() == before


def test_nothing_changes_without_a_csrf_token(scene: Scene) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = scene.clients["requester"].cookies
    before = state()
    for row, expected in TABLE.items():
        method, name = row.split()
        if method == "POST" and 405 not in expected:
            assert strict.post(scene.url(name), scene.body(name)).status_code == 403, row
    assert state() == before
