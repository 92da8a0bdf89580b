"""No file is looked at as long as something cheaper is wrong."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from django_support_tickets.attachments import storage
from tests.api.guests import guest
from tests.api.routes import TICKETS, messages, mine
from tests.attachments import samples
from tests.factories import make_ticket, ticket_fields
from tests.portal.pages import new_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def inspected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []
    inspect = storage.inspect_attachment

    def note(upload: Any) -> Any:
        names.append(upload.name)
        return inspect(upload)

    monkeypatch.setattr(storage, "inspect_attachment", note)
    return names


def files() -> dict[str, Any]:
    return {"attachments": [samples.upload(samples.pdf(), "a.pdf")]}


@pytest.mark.parametrize("wrong", [{"name": ""}, {"email": "x"}, {"phone": "x"}, {"subject": "x"}, {"message": "x"}])
def test_a_new_ticket(client: Client, inspected: list[str], wrong: dict[str, str]) -> None:
    single = {"attachment": samples.upload(samples.pdf(), "a.pdf")}
    assert client.post(TICKETS, {**ticket_fields(), **files(), **single, **wrong}).status_code == 400
    assert client.post(reverse("support_portal:new"), {**new_ticket(), **files(), **wrong}).status_code == 200
    assert inspected == []
    assert client.post(TICKETS, {**ticket_fields(), **files()}).status_code == 201
    assert client.post(reverse("support_portal:new"), {**new_ticket(), **files()}).status_code == 302
    assert inspected == ["a.pdf"] * 2


def test_a_message(staff_api: APIClient, inspected: list[str]) -> None:
    ticket = make_ticket()
    for client, url in ((staff_api, messages(ticket)), (guest(ticket), mine(ticket, "messages/"))):
        assert client.post(url, {"text": "", **files()}, format="multipart").status_code == 400
    assert inspected == []
