"""The OpenAPI schema: complete, valid, without warnings, and known when it changes.

After an intended change write the golden file anew, look at its difference, and commit it:

    REGENERATE_OPENAPI=1 python -m pytest tests/api/test_openapi.py
"""

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.urls import include, path
from django.utils import timezone, translation
from rest_framework.response import Response
from rest_framework.test import APIClient

from django_support_tickets.models import SupportTicket
from django_support_tickets.workflow import open_ticket
from tests.api.guests import guest
from tests.api.routes import (
    MY_TICKETS,
    SEND_LINKS,
    TICKETS,
    assign,
    detail,
    file,
    history,
    mark_spam,
    messages,
    mine,
    my_file,
    update_status,
)
from tests.attachments import samples
from tests.factories import make_ticket, ticket_fields

pytest.importorskip("drf_spectacular")

from drf_spectacular.drainage import GENERATOR_STATS, reset_generator_stats
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.validation import validate_schema

GOLDEN = Path(__file__).with_name("openapi.yml")
METHODS = {"get", "post", "put", "patch", "delete"}


def generate() -> Any:
    urls = [path("api/support/", include("django_support_tickets.urls"))]
    with translation.override("en"):
        return SchemaGenerator(patterns=urls).get_schema(request=None, public=True)


def operations(schema: Any) -> Iterator[tuple[str, str, Any]]:
    for url, item in schema["paths"].items():
        for method in METHODS & set(item):
            yield url, method, item[method]


def test_the_schema_is_valid_and_without_warnings() -> None:
    reset_generator_stats()
    validate_schema(generate())
    assert not GENERATOR_STATS


@pytest.mark.skipif(
    django_settings.AUTH_USER_MODEL != "auth.User", reason="the golden file has the keys of Django's own user model"
)
def test_the_schema_is_the_golden_file() -> None:
    text = OpenApiYamlRenderer().render(generate(), renderer_context={}).decode()
    if os.environ.get("REGENERATE_OPENAPI") == "1":
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


STAFFS = {
    "list",
    "create",
    "retrieve",
    "update",
    "partial_update",
    "destroy",
    "update_status",
    "assign",
    "mark_spam",
    "messages_list",
    "messages_create",
    "history",
    "download",
    "file",
}
REQUESTERS = {
    "list",
    "retrieve",
    "messages_list",
    "messages_create",
    "close",
    "reopen",
    "rate",
    "send_links",
    "download",
    "file",
}


def test_each_operation_has_a_name_a_tag_and_its_errors() -> None:
    found = {operation["operationId"]: operation for _url, _method, operation in operations(generate())}
    assert set(found) == {f"support_tickets_{name}" for name in STAFFS} | {
        f"my_support_tickets_{name}" for name in REQUESTERS
    }
    for name, operation in found.items():
        is_requesters = name.startswith("my_")
        assert operation["tags"] == ["my support tickets" if is_requesters else "support tickets"]
        assert ({"ticketLink": []} in operation["security"]) is is_requesters
        assert operation["summary"]
        assert {"401", "403"} <= set(operation["responses"])
        if "requestBody" in operation:
            assert {"400", "413", "415"} <= set(operation["responses"])
            assert operation["requestBody"]["required"]
            assert operation["requestBody"]["content"].keys() - {"multipart/form-data"} == {"application/json"}
            if not name.endswith("update"):
                assert operation["requestBody"]["content"]["application/json"]["examples"]


def test_the_schema_follows_the_settings(settings: Any) -> None:
    settings.SUPPORT_TICKET_SUBJECTS = ["Billing"]
    settings.SUPPORT_TICKET_MESSAGE_MAX_LENGTH = 77
    settings.SUPPORT_TICKET_REPLY_MAX_LENGTH = 88
    settings.SUPPORT_TICKET_MAX_ATTACHMENTS = 3
    schema = generate()
    components = schema["components"]["schemas"]
    assert components["SupportTicket"]["properties"]["message"]["maxLength"] == 77
    for name in ("SupportTicketNewMessage", "RequesterReply"):
        assert components[name]["properties"]["text"]["maxLength"] == 88
    for name in ("SupportTicket", "SupportTicketNewMessage", "RequesterReply"):
        assert components[f"{name}WithFiles"]["properties"]["attachments"]["maxItems"] == 3
        assert not {"attachment", "attachments"} & set(components[name]["properties"])
    (subject,) = [p for p in schema["paths"][TICKETS]["get"]["parameters"] if p["name"] == "subject"]
    assert subject["schema"]["items"]["enum"] == ["Billing"]


def test_a_subclass_is_described_as_well() -> None:
    from rest_framework.routers import DefaultRouter

    from django_support_tickets.views import SupportTicketViewSet

    class ShopTicketViewSet(SupportTicketViewSet):
        """The shop's own."""

    router = DefaultRouter()
    router.register("desk", ShopTicketViewSet, basename="desk")
    schema = SchemaGenerator(patterns=router.urls).get_schema(request=None, public=True)
    assert schema["paths"]["/desk/"]["post"]["operationId"] == "support_tickets_create"


def test_no_answer_to_a_requester_has_a_place_for_the_work_on_a_ticket() -> None:
    components = generate()["components"]["schemas"]
    fields = {field for name in components if name.startswith("Requester") for field in components[name]["properties"]}
    assert not fields & {"notes", "assigned_to", "updated_at", "version", "kind", "author", "user", "is_spam", "token"}


@pytest.mark.django_db
def test_answers_are_as_the_schema_says(api: APIClient, staff_api: APIClient, staff: Any) -> None:
    ticket = make_ticket(user=staff)
    check(
        [
            (TICKETS, "post", api.post(TICKETS, ticket_fields(), format="json")),
            (TICKETS, "post", api.post(TICKETS, {}, format="json")),
            (TICKETS, "post", api.post(TICKETS, "{", content_type="application/json")),
            (TICKETS, "post", api.post(TICKETS, "<x/>", content_type="text/xml")),
            (TICKETS, "get", staff_api.get(TICKETS)),
            (TICKETS, "get", staff_api.get(TICKETS, {"status": "x"})),
            (TICKETS, "get", staff_api.get(TICKETS, {"cursor": "x"})),
            (TICKETS, "get", api.get(TICKETS)),
            (detail("{id}"), "get", staff_api.get(detail(ticket))),
            (detail("{id}"), "get", staff_api.get(detail(0))),
            (detail("{id}"), "patch", staff_api.patch(detail(ticket), {"notes": "x"}, format="json")),
            (detail("{id}"), "patch", staff_api.patch(detail(ticket), {"version": 9}, format="json")),
        ]
    )


@pytest.mark.django_db
def test_answers_to_actions_are_as_the_schema_says(staff_api: APIClient, staff: Any) -> None:
    ticket = make_ticket(user=staff)

    def patch(url: str, body: Any) -> Response:
        text = body if isinstance(body, str) else json.dumps(body)
        return staff_api.patch(url, text, content_type="application/json")

    check(
        [
            (update_status("{id}"), "patch", patch(update_status(ticket), {"status": "closed"})),
            (update_status("{id}"), "patch", patch(update_status(ticket), {})),
            (update_status("{id}"), "patch", patch(update_status(ticket), "{")),
            (assign("{id}"), "patch", patch(assign(ticket), {"assigned_to": str(staff.pk)})),
            (assign("{id}"), "patch", patch(assign(ticket), {"assigned_to": "-1"})),
            (assign("{id}"), "patch", patch(assign(0), {"assigned_to": "-1"})),
            (mark_spam("{id}"), "patch", patch(mark_spam(ticket), {"is_spam": True})),
            (mark_spam("{id}"), "patch", patch(mark_spam(ticket), {"is_spam": 7})),
        ]
    )


@pytest.mark.django_db
def test_answers_about_conversations_are_as_the_schema_says(staff_api: APIClient) -> None:
    ticket = make_ticket()
    sent = {"text": "x", "attachments": [samples.upload(samples.pdf(), "a.pdf")]}
    check(
        [
            (messages("{id}"), "post", staff_api.post(messages(ticket), sent, format="multipart")),
            (messages("{id}"), "post", staff_api.post(messages(ticket), {}, format="json")),
            (messages("{id}"), "get", staff_api.get(messages(ticket))),
            (messages("{id}"), "get", staff_api.get(messages(0))),
            (history("{id}"), "get", staff_api.get(history(ticket))),
            (history("{id}"), "get", staff_api.get(history(ticket), {"cursor": "x"})),
            (file("{id}", "{file}"), "get", staff_api.get(file(ticket, 0))),
        ]
    )


@pytest.mark.django_db
def test_answers_to_requesters_are_as_the_schema_says(api: APIClient, settings: Any) -> None:
    settings.SUPPORT_TICKET_CLIENT_RATE = settings.SUPPORT_TICKET_REPLY_RATE = "1/day"
    upload = samples.upload(samples.pdf(), "a.pdf")
    ticket = open_ticket(**ticket_fields(), attachment=upload, attachments=[samples.upload(samples.pdf(), "b.pdf")])
    old = make_ticket(status="closed", follow_up_of=ticket)
    SupportTicket.objects.filter(pk=old.pk).update(closed_at=timezone.now() - timedelta(days=99))
    client, old_client, number = guest(ticket), guest(old), "{ticket_number}"
    sent = {"text": "x", "attachments": [samples.upload(samples.pdf(), "a.pdf")]}

    def change(path: str, body: Any = None) -> tuple[str, str, Response]:
        return mine(number, path), "post", client.post(mine(ticket, path), body or {}, format="json")

    check(
        [
            (mine(number, "messages/"), "post", client.post(mine(ticket, "messages/"), sent, format="multipart")),
            change("messages/", {"text": "x"}),
            (
                mine(number, "messages/"),
                "post",
                old_client.post(mine(old, "messages/"), {"text": "x"}, format="json"),
            ),
            (mine(number, "messages/"), "get", client.get(mine(ticket, "messages/"))),
            (mine(number, "messages/"), "get", client.get(mine(ticket, "messages/"), {"cursor": "x"})),
            (MY_TICKETS, "get", client.get(MY_TICKETS)),
            (MY_TICKETS, "get", guest("x").get(MY_TICKETS)),
            (MY_TICKETS, "get", client.get(MY_TICKETS, {"cursor": "x"})),
            (MY_TICKETS, "get", api.get(MY_TICKETS)),
            (mine(number), "get", client.get(mine(ticket))),
            (mine(number), "get", old_client.get(mine(old))),
            (mine(number), "get", client.get(mine(old))),
            change("reopen/"),
            change("close/"),
            change("rate/", {"rating": 5}),
            change("rate/", {"rating": 6}),
            (my_file(number, "{file}"), "get", client.get(my_file(ticket, 0))),
            (SEND_LINKS, "post", api.post(SEND_LINKS, {"email": "a@b.example"}, format="json")),
            (SEND_LINKS, "post", api.post(SEND_LINKS, {"email": "a@b.example"}, format="json")),
        ]
    )


def check(calls: list[tuple[str, str, Response]]) -> None:
    """Compare answers with what the schema says of their call and status."""
    jsonschema = pytest.importorskip("jsonschema")
    schema = generate()
    for url, method, response in calls:
        content = schema["paths"][url][method]["responses"][str(response.status_code)]["content"]["application/json"]
        jsonschema.validate(response.json(), _as_json_schema({**content["schema"], "components": schema["components"]}))


def _as_json_schema(node: Any) -> Any:
    """OpenAPI 3.0 says "nullable" where JSON Schema names the type null."""
    if isinstance(node, list):
        return [_as_json_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    plain = {key: _as_json_schema(value) for key, value in node.items() if key != "nullable"}
    return {"anyOf": [plain, {"type": "null"}]} if node.get("nullable") is True else plain
