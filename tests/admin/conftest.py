from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from django_support_tickets.models import SupportTicket
from tests.factories import make_agent, make_user

LIST = "/admin/django_support_tickets/supportticket/"


def change_page(ticket: SupportTicket) -> str:
    """Return the address of a ticket's page."""
    return f"{LIST}{ticket.pk}/change/"


def filled_in(client: Client, ticket: SupportTicket, query: str = "") -> dict[str, Any]:
    """Return what a browser that opens the page now would post if nothing were changed there."""
    response = client.get(change_page(ticket) + query)
    assert response.status_code == 200
    return as_shown(response)


def as_shown(response: Any) -> dict[str, Any]:
    """Return what the form on a page holds, hidden values and all."""
    fields = Inputs()
    fields.feed(response.content.decode())
    return fields.values


class Inputs(HTMLParser):
    """What a browser would send of a page's form: files apart, and no buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, Any] = {}
        self.open = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        found = {name: value or "" for name, value in attrs}
        name, kind = found.get("name", ""), found.get("type", "text")
        if tag == "input" and name and kind not in ("submit", "file"):
            if kind not in ("radio", "checkbox") or "checked" in found:
                self.values[name] = found.get("value", "").replace("\n", "\r\n")
        elif tag in ("select", "textarea"):
            self.open, self.values[name] = name, ""
        elif tag == "option" and "selected" in found:
            self.values[self.open] = found["value"]

    def handle_data(self, data: str) -> None:
        if self.open and self.get_starttag_text().startswith("<textarea"):  # type: ignore[union-attr]
            self.values[self.open] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.values[self.open] = self.values[self.open].removeprefix("\n").replace("\n", "\r\n")
        if tag in ("select", "textarea"):
            self.open = ""


def said(response: Any) -> list[tuple[str, str]]:
    """Return level and text of the messages on a page."""
    return [(message.level_tag, str(message)) for message in response.context["messages"]]


def queries(client: Client, address: str) -> int:
    """Return how many queries a page takes."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.fixture
def agent(db: None) -> Any:
    """Staff with the model's permissions."""
    return make_agent()


@pytest.fixture
def desk(agent: Any, client: Client) -> Client:
    """The agent's browser."""
    client.force_login(agent)
    return client


@pytest.fixture
def viewer(db: None) -> Client:
    """The browser of staff who may look but not touch."""
    client = Client()
    client.force_login(make_user(permissions=["view_supportticket"], email="viewer@shop.example", is_staff=True))
    return client
