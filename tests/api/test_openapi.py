"""The OpenAPI schema: complete, valid, without warnings, and known when it changes.

After an intended change write the golden file anew, look at its difference, and commit it:

    REGENERATE_OPENAPI=1 python -m pytest tests/api/test_openapi.py
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.urls import include, path
from django.utils import translation
from rest_framework.test import APIClient

from tests.api.routes import TICKETS, assign, detail, update_status
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


def test_each_operation_has_a_name_a_tag_and_its_errors() -> None:
    found = {operation["operationId"]: operation for _url, _method, operation in operations(generate())}
    assert set(found) == {
        f"support_tickets_{name}"
        for name in (
            "list",
            "create",
            "retrieve",
            "update",
            "partial_update",
            "destroy",
            "update_status",
            "assign",
            "download",
        )
    }
    for operation in found.values():
        assert operation["tags"] == ["support tickets"]
        assert {"401", "403"} <= set(operation["responses"])
        if "requestBody" in operation:
            assert {"400", "413", "415"} <= set(operation["responses"])
            assert set(operation["requestBody"]["content"]) == {
                "application/json",
                "multipart/form-data",
                "application/x-www-form-urlencoded",
            }


def test_the_schema_follows_the_settings(settings: Any) -> None:
    settings.SUPPORT_TICKET_SUBJECTS = ["Billing"]
    settings.SUPPORT_TICKET_MESSAGE_MAX_LENGTH = 77
    schema = generate()
    assert schema["components"]["schemas"]["SupportTicket"]["properties"]["message"]["maxLength"] == 77
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


@pytest.mark.django_db
def test_answers_are_as_the_schema_says(api: APIClient, staff_api: APIClient, staff: Any) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = generate()
    ticket = make_ticket(user=staff)
    calls = [
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
        (update_status("{id}"), "patch", staff_api.patch(update_status(ticket), {"status": "closed"}, format="json")),
        (update_status("{id}"), "patch", staff_api.patch(update_status(ticket), {}, format="json")),
        (assign("{id}"), "patch", staff_api.patch(assign(ticket), {"assigned_to": str(staff.pk)}, format="json")),
        (assign("{id}"), "patch", staff_api.patch(assign(ticket), {"assigned_to": "-1"}, format="json")),
        (assign("{id}"), "patch", staff_api.patch(assign(0), {"assigned_to": "-1"}, format="json")),
        (update_status("{id}"), "patch", staff_api.patch(update_status(ticket), "{", content_type="application/json")),
    ]
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
