"""Who may do what: a table of every route and action, found by walking the URLs and the admin."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from django_support_tickets import workflow
from django_support_tickets.models import Delivery, GuestLink, SupportTicket, TicketMessage
from django_support_tickets.notifications.links import token_for
from tests.attachments import samples
from tests.factories import make_user, ticket_fields

pytestmark = pytest.mark.django_db

API = "api/support/"
ADMIN_NAME = "django_support_tickets_supportticket"
METHODS = ("get", "post", "put", "patch", "delete", "options")
METHODS_THAT_CHANGE = ("POST", "PUT", "PATCH", "DELETE")
STAFF_WITH_PERMISSIONS = ["django_support_tickets.permissions.StaffWithModelPermissions"]

COLUMNS = ("anonymous", "guest link", "requester", "another requester", "staff", "viewer", "permitted", "superuser")
LOGIN = "login"
NO_EFFECT = "no effect"

EVERYONE = (200,) * 8
STAFF_ONLY = (403, 403, 403, 403, 200, 200, 200, 200)
STAFF_CREATE = (403, 403, 403, 403, 201, 201, 201, 201)
STAFF_DELETE = (403, 403, 403, 403, 204, 204, 204, 204)
STAFF_AND_OWNER = (403, 403, 200, 404, 200, 200, 200, 200)
SIGNED_IN = (403, 403, 200, 200, 200, 200, 200, 200)
PERMITTED_VIEW = (403, 403, 403, 403, 403, 200, 200, 200)
PERMITTED_CHANGE = (403, 403, 403, 403, 403, 403, 200, 200)
PERMITTED_CREATE = (403, 403, 403, 403, 403, 403, 201, 201)
PERMITTED_DELETE = (403, 403, 403, 403, 403, 403, 204, 204)
PERMITTED_AND_OWNER = (403, 403, 200, 404, 403, 200, 200, 200)
# Staff are no requesters of other people's tickets.
OWN = (401, 200, 200, 404, 404, 404, 404, 404)
OWN_CREATE = (401, 201, 201, 404, 404, 404, 404, 404)
ANY_REQUESTER = (401, *(200,) * 7)

REQUESTERS_TABLE: dict[str, tuple[Any, ...]] = {
    "GET my-support-ticket-list": ANY_REQUESTER,
    "OPTIONS my-support-ticket-list": ANY_REQUESTER,
    "GET my-support-ticket-detail": OWN,
    "OPTIONS my-support-ticket-detail": ANY_REQUESTER,
    "GET my-support-ticket-messages": OWN,
    "POST my-support-ticket-messages": OWN_CREATE,
    "OPTIONS my-support-ticket-messages": ANY_REQUESTER,
    "POST my-support-ticket-close": OWN,
    "OPTIONS my-support-ticket-close": ANY_REQUESTER,
    "POST my-support-ticket-reopen": OWN,
    "OPTIONS my-support-ticket-reopen": ANY_REQUESTER,
    "POST my-support-ticket-rate": OWN,
    "OPTIONS my-support-ticket-rate": ANY_REQUESTER,
    "POST my-support-ticket-send-links": (202,) * 8,
    "OPTIONS my-support-ticket-send-links": EVERYONE,
    "GET my-support-ticket-attachment": OWN,
    "OPTIONS my-support-ticket-attachment": ANY_REQUESTER,
    "GET my-support-ticket-file": OWN,
    "OPTIONS my-support-ticket-file": ANY_REQUESTER,
}
API_TABLE: dict[str, tuple[Any, ...]] = {
    "GET api-root": EVERYONE,
    "OPTIONS api-root": EVERYONE,
    # For whoever knows the token; an account makes no difference.
    "GET support-health": (404,) * 8,
    "OPTIONS support-health": EVERYONE,
    "GET support-ticket-list": STAFF_ONLY,
    "POST support-ticket-list": (201,) * 8,
    "OPTIONS support-ticket-list": STAFF_ONLY,
    "GET support-ticket-detail": STAFF_ONLY,
    "PUT support-ticket-detail": STAFF_ONLY,
    "PATCH support-ticket-detail": STAFF_ONLY,
    "DELETE support-ticket-detail": STAFF_DELETE,
    "OPTIONS support-ticket-detail": STAFF_ONLY,
    "PATCH support-ticket-update-status": STAFF_ONLY,
    "OPTIONS support-ticket-update-status": STAFF_ONLY,
    "PATCH support-ticket-assign": STAFF_ONLY,
    "OPTIONS support-ticket-assign": STAFF_ONLY,
    "PATCH support-ticket-mark-spam": STAFF_ONLY,
    "OPTIONS support-ticket-mark-spam": STAFF_ONLY,
    "GET support-ticket-messages": STAFF_ONLY,
    "POST support-ticket-messages": STAFF_CREATE,
    "OPTIONS support-ticket-messages": STAFF_ONLY,
    "GET support-ticket-history": STAFF_ONLY,
    "OPTIONS support-ticket-history": STAFF_ONLY,
    "GET support-ticket-attachment": STAFF_AND_OWNER,
    "OPTIONS support-ticket-attachment": SIGNED_IN,
    "GET support-ticket-file": STAFF_AND_OWNER,
    "OPTIONS support-ticket-file": SIGNED_IN,
    **REQUESTERS_TABLE,
}
# With SUPPORT_TICKET_STAFF_PERMISSION_CLASSES = StaffWithModelPermissions.
PERMISSIONS_TABLE: dict[str, tuple[Any, ...]] = {
    **API_TABLE,
    "GET support-ticket-list": PERMITTED_VIEW,
    "OPTIONS support-ticket-list": PERMITTED_VIEW,
    "GET support-ticket-detail": PERMITTED_VIEW,
    "PUT support-ticket-detail": PERMITTED_CHANGE,
    "PATCH support-ticket-detail": PERMITTED_CHANGE,
    "DELETE support-ticket-detail": PERMITTED_DELETE,
    "OPTIONS support-ticket-detail": PERMITTED_VIEW,
    "PATCH support-ticket-update-status": PERMITTED_CHANGE,
    "OPTIONS support-ticket-update-status": PERMITTED_VIEW,
    "PATCH support-ticket-assign": PERMITTED_CHANGE,
    "OPTIONS support-ticket-assign": PERMITTED_VIEW,
    "PATCH support-ticket-mark-spam": PERMITTED_CHANGE,
    "OPTIONS support-ticket-mark-spam": PERMITTED_VIEW,
    "GET support-ticket-messages": PERMITTED_VIEW,
    "POST support-ticket-messages": PERMITTED_CREATE,
    "OPTIONS support-ticket-messages": PERMITTED_VIEW,
    "GET support-ticket-history": PERMITTED_VIEW,
    "OPTIONS support-ticket-history": PERMITTED_VIEW,
    "GET support-ticket-attachment": PERMITTED_AND_OWNER,
    "GET support-ticket-file": PERMITTED_AND_OWNER,
}

STRANGERS = (LOGIN,) * 4
ADMIN_VIEW = (*STRANGERS, 403, 200, 200, 200)
ADMIN_CHANGE = (*STRANGERS, 403, 403, 302, 302)
ADMIN_NO_GET = (*STRANGERS, 405, 405, 405, 405)
BULK = (*STRANGERS, 403, NO_EFFECT, 302, 302)

ADMIN_TABLE: dict[str, tuple[Any, ...]] = {
    "GET changelist": ADMIN_VIEW,
    "GET add": (*STRANGERS, 403, 403, 200, 200),
    "POST add": ADMIN_CHANGE,
    "GET change": ADMIN_VIEW,
    "POST change": ADMIN_CHANGE,
    "GET delete": (*STRANGERS, 403, 403, 200, 200),
    "POST delete": ADMIN_CHANGE,
    "GET history": ADMIN_VIEW,
    "GET quick_status": ADMIN_NO_GET,
    "POST quick_status": ADMIN_CHANGE,
    "GET resend": ADMIN_NO_GET,
    "POST resend": ADMIN_CHANGE,
    "GET revoke_link": ADMIN_NO_GET,
    "POST revoke_link": ADMIN_CHANGE,
    "GET revoke_links": ADMIN_NO_GET,
    "POST revoke_links": ADMIN_CHANGE,
    "GET mark_as_spam": ADMIN_NO_GET,
    "POST mark_as_spam": ADMIN_CHANGE,
    "GET release_from_spam": ADMIN_NO_GET,
    "POST release_from_spam": ADMIN_CHANGE,
    "ACTION delete_selected": BULK,
    "ACTION mark_as_resolved": BULK,
    "ACTION mark_as_closed": BULK,
    "ACTION reopen": BULK,
    "ACTION take": BULK,
    "ACTION assign": BULK,
    "ACTION resend_failed": BULK,
    "ACTION mark_as_spam": BULK,
    "ACTION release_from_spam": BULK,
}


@dataclass
class Scene:
    """One ticket with two files and a mail, a user for each column, and the token of the ticket's link."""

    ticket: SupportTicket
    users: dict[str, Any]
    token: str

    def client(self, column: str) -> Client:
        client = Client(headers={"authorization": f"TicketLink {self.token}"} if column == "guest link" else None)
        if self.users[column]:
            client.force_login(self.users[column])
        return client


@pytest.fixture
def scene(settings: Any, django_capture_on_commit_callbacks: Any) -> Scene:
    settings.SUPPORT_TICKET_CLIENT_RATE = settings.SUPPORT_TICKET_EMAIL_RATE = None
    settings.SUPPORT_TICKET_REPLY_RATE = settings.SUPPORT_TICKET_LINK_REQUEST_RATE = None
    settings.SUPPORT_TICKET_LINK_URL = "https://shop.example/t/{token}"
    every = [f"{verb}_supportticket" for verb in ("view", "add", "change", "delete")]
    users = {
        "anonymous": None,
        "guest link": None,
        "requester": make_user(),
        "another requester": make_user(),
        "staff": make_user(is_staff=True),
        "viewer": make_user(every[:1], is_staff=True),
        # Deleting a ticket deletes its mails; the admin asks for the permission to do that too, where it is theirs.
        "permitted": make_user(every, is_staff=True),
        "superuser": make_user(is_staff=True, is_superuser=True),
    }
    with django_capture_on_commit_callbacks(execute=True):
        ticket = workflow.open_ticket(
            **ticket_fields(),
            user=users["requester"],
            attachment=samples.upload(samples.pdf(), "a.pdf"),
            attachments=[samples.upload(samples.pdf(), "b.pdf")],
        )
    return Scene(ticket, users, token_for(ticket.links.get()))


def state() -> list[Any]:
    """Everything that a call could change."""
    tickets = SupportTicket.objects.order_by("pk").values_list("pk", "status", "name", "assigned_to", "version")
    links = GuestLink.objects.order_by("pk").values_list("pk", "revoked_at")
    said = TicketMessage.objects.order_by("pk").values_list("pk")
    return [*tickets, *links, *said, *Delivery.objects.order_by("pk").values_list("pk", "state", "attempts", "sent_at")]


def outcomes(scene: Scene, call: Callable[[Client, Any], HttpResponse], *, changes: bool) -> tuple[Any, ...]:
    """Make a call as each of the columns, each time on the same ticket, and return what came of it."""
    found = []
    for column in COLUMNS:
        client = scene.client(column)
        with transaction.atomic():
            before = state()
            response: Any = call(client, scene.users[column])
            outcome: Any = response.status_code
            if outcome == 302 and "/login/" in response.headers["Location"]:
                outcome = LOGIN
            changed = state() != before
            if response.streaming:
                list(response.streaming_content)
            if changes and not changed and outcome in (200, 302):
                outcome = NO_EFFECT
            granted = outcome in (200, 201, 202, 204, 302)
            assert changed == (changes and granted), (column, outcome)
            transaction.set_rollback(True)
        found.append(outcome)
    return tuple(found)


# The API


def api_patterns(patterns: list[Any], prefix: str = "") -> Iterator[URLPattern]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from api_patterns(pattern.url_patterns, path)
        elif path.startswith(API):
            yield pattern


def api_calls() -> dict[str, set[bool]]:
    """Return the calls that there are, "METHOD name", each with whether it is made with a format suffix too."""
    calls: dict[str, set[bool]] = {}
    for pattern in api_patterns(get_resolver().url_patterns):
        suffixed = "format" in pattern.pattern.regex.groupindex
        view: Any = pattern.callback
        actions = getattr(view, "actions", None) or {m: m for m in METHODS if hasattr(view.cls, m)}
        for method in {*actions, "options"} - {"head"}:  # Which Django answers as it does GET.
            calls.setdefault(f"{method.upper()} {pattern.name}", set()).add(suffixed)
    return calls


def api_body(name: str, scene: Scene) -> dict[str, Any]:
    bodies: dict[str, dict[str, Any]] = {
        "support-ticket-assign": {"assigned_to": str(scene.users["superuser"].pk)},
        "support-ticket-update-status": {"status": "closed"},
        "support-ticket-mark-spam": {"is_spam": True},
        "support-ticket-messages": {"text": "x", "kind": "note"},
        "my-support-ticket-messages": {"text": "x"},
        "my-support-ticket-rate": {"rating": 5},
        "my-support-ticket-send-links": {"email": scene.ticket.email},
    }
    return bodies.get(name, ticket_fields(name="Zeynep Kaya"))


def api_arguments(name: str, scene: Scene) -> dict[str, Any]:
    if name == "api-root" or name.endswith(("-list", "-send-links", "-health")):
        return {}
    number, pk = {"ticket_number": scene.ticket.ticket_number}, {"pk": scene.ticket.pk}
    file = {"file": scene.ticket.attachments.get().pk} if name.endswith("-file") else {}
    return {**(number if name.startswith("my-") else pk), **file}


def api_outcomes(scene: Scene, row: str, *, suffixes: set[bool]) -> tuple[Any, ...]:
    method, name = row.split()
    if name in ("my-support-ticket-reopen", "my-support-ticket-rate"):
        workflow.change_status(ticket=scene.ticket, status="resolved", actor=None)
    found = set()
    for suffixed in api_calls()[row] & suffixes:
        kwargs = api_arguments(name, scene)
        url = reverse(name, kwargs={**kwargs, "format": "json"} if suffixed else kwargs)

        def call(client: Client, _user: Any, url: str = url) -> HttpResponse:
            if method in ("GET", "OPTIONS", "DELETE"):
                return client.generic(method, url)
            return client.generic(method, url, json.dumps(api_body(name, scene)), content_type="application/json")

        found.add(outcomes(scene, call, changes=method in METHODS_THAT_CHANGE))
    (outcome,) = found
    return outcome


def test_every_route_of_the_api_has_a_row() -> None:
    assert set(API_TABLE) == set(api_calls())


def test_the_api(scene: Scene) -> None:
    assert {row: api_outcomes(scene, row, suffixes={True, False}) for row in API_TABLE} == API_TABLE


def test_the_api_with_model_permissions(scene: Scene, settings: Any) -> None:
    settings.SUPPORT_TICKET_STAFF_PERMISSION_CLASSES = STAFF_WITH_PERMISSIONS
    found = {row: api_outcomes(scene, row, suffixes={False}) for row in PERMISSIONS_TABLE}
    assert found == PERMISSIONS_TABLE


@pytest.mark.parametrize(
    ("permission", "row"),
    [
        ("rest_framework.permissions.IsAuthenticated", (403, 403, *(201,) * 6)),
        ("rest_framework.permissions.IsAdminUser", STAFF_CREATE),
        ("django_support_tickets.permissions.StaffWithModelPermissions", PERMITTED_CREATE),
    ],
)
def test_who_may_open_tickets_by_the_api(scene: Scene, settings: Any, permission: str, row: tuple[Any, ...]) -> None:
    settings.SUPPORT_TICKET_CREATE_PERMISSION_CLASSES = [permission]
    assert api_outcomes(scene, "POST support-ticket-list", suffixes={True, False}) == row


def test_an_inactive_member_of_staff_is_a_stranger(scene: Scene) -> None:
    for user in (scene.users["permitted"], scene.users["superuser"]):
        client = Client()
        client.force_login(user)
        user.is_active = False
        user.save()
        assert client.get(reverse("support-ticket-list")).status_code == 403
        assert client.get(reverse("support-ticket-attachment", args=[scene.ticket.pk])).status_code == 403


# The admin


def admin_rows() -> set[str]:
    model_admin = admin.site._registry[SupportTicket]
    request = RequestFactory().get("/")
    request.user = make_user(is_staff=True, is_superuser=True)
    rows = {f"ACTION {name}" for name in model_admin.get_actions(request)}
    for pattern in model_admin.get_urls():
        if pattern.name is None:
            continue  # Django's redirect of an old address to "change".
        assert pattern.name.startswith(f"{ADMIN_NAME}_")
        route = pattern.name.removeprefix(f"{ADMIN_NAME}_")
        methods = ["GET"] if route in ("changelist", "history") else ["GET", "POST"]
        rows |= {f"{method} {route}" for method in methods}
    return rows


def admin_url(route: str, scene: Scene) -> str:
    arguments = {
        "changelist": [],
        "add": [],
        "quick_status": [scene.ticket.pk, "closed"],
        "resend": [scene.ticket.pk, scene.ticket.deliveries.get().pk],
        "revoke_link": [scene.ticket.pk, admin_link(scene).pk],
    }
    return reverse(f"admin:{ADMIN_NAME}_{route}", args=arguments.get(route, [scene.ticket.pk]))


def admin_link(scene: Scene) -> GuestLink:
    """Return the link that the admin's buttons revoke; a mail has made it, or none has so far."""
    return scene.ticket.links.first() or GuestLink.objects.create(ticket=scene.ticket, email=scene.ticket.email)


def admin_form(route: str, scene: Scene) -> dict[str, Any]:
    """Return the fields of a form; those of history, mails and links, too, of which the page has no form."""
    if route == "delete":
        return {"post": "yes"}
    inlines = {
        f"{prefix}-{name}": 0
        for prefix in ("events", "deliveries", "links")
        for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
    }
    return {**ticket_fields(name="Zeynep Kaya"), "status": "pending", **inlines}


def action_form(name: str, scene: Scene) -> dict[str, Any]:
    form = {"action": name, ACTION_CHECKBOX_NAME: scene.ticket.pk, "index": 0, "select_across": 0}
    if name == "delete_selected":
        return {**form, "post": "yes"}
    if name == "assign":
        return {**form, "apply": "1", "assignee": str(scene.users["staff"].pk)}
    return form


def test_every_page_and_action_of_the_admin_has_a_row() -> None:
    assert set(ADMIN_TABLE) == admin_rows()


def admin_call(scene: Scene, row: str) -> Callable[[Client, Any], HttpResponse]:
    method, route = row.split()
    url = admin_url("changelist" if method == "ACTION" else route, scene)
    form = action_form(route, scene) if method == "ACTION" else admin_form(route, scene)
    if route == "reopen":
        workflow.change_status(ticket=scene.ticket, status="closed", actor=None)
    if route == "resend_failed":
        scene.ticket.deliveries.update(state="failed")
    is_spam = route == "release_from_spam"
    SupportTicket.objects.filter(pk=scene.ticket.pk).update(is_spam=is_spam)
    if method == "ACTION" and is_spam:
        url += "?spam=yes"
    return lambda client, _user: client.get(url) if method == "GET" else client.post(url, form)


def test_the_admin(scene: Scene) -> None:
    def found(row: str) -> tuple[Any, ...]:
        return outcomes(scene, admin_call(scene, row), changes=not row.startswith("GET"))

    assert {row: found(row) for row in ADMIN_TABLE} == ADMIN_TABLE


def test_the_admin_changes_nothing_without_a_csrf_token(scene: Scene) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(scene.users["superuser"])
    for row in ADMIN_TABLE:
        if not row.startswith("GET"):
            call, before = admin_call(scene, row), state()
            assert call(client, None).status_code == 403, row
            assert state() == before


def test_staff_without_the_permission_to_change_are_offered_no_change(scene: Scene) -> None:
    client = scene.client("viewer")
    for route in ("changelist", "change"):
        page = client.get(admin_url(route, scene)).text
        assert scene.ticket.ticket_number in page
        assert 'formaction="' not in page
        assert "mark_as_resolved" not in page
