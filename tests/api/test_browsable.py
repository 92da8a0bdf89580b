"""The API in a browser, with nothing but the two lines in INSTALLED_APPS."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from rest_framework.response import Response
from rest_framework.test import APIClient

from django_support_tickets.workflow import add_note
from tests.api.routes import MY_TICKETS, SEND_LINKS, TICKETS, detail, history, messages, mine, update_status
from tests.attachments import samples
from tests.factories import make_ticket, ticket_fields

pytestmark = pytest.mark.django_db

HTML = {"accept": "text/html"}


class Names(HTMLParser):
    """Collects the names of a page's form fields, and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: set[str] = set()
        self.links: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in ("input", "select", "textarea"):
            self.fields.add(values.get("name") or "")
        if tag == "a":
            self.links.add(values.get("href") or "")


def page(response: Response, status: int = 200) -> Names:
    assert response.status_code == status
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    return Names(response.text)


def test_the_list_offers_filters_search_and_sorting(staff_api: APIClient) -> None:
    assert not apps.is_installed("django_filters")
    make_ticket()
    shown = page(staff_api.get(TICKETS, headers=HTML))
    filters = {"status", "subject", "turn", "assigned_to", "created_after", "created_before", "is_spam", "search"}
    assert filters <= shown.fields
    assert any("ordering=" in link for link in shown.links)


def test_the_list_offers_the_next_page(staff_api: APIClient) -> None:
    for _number in range(3):
        make_ticket()
    first = staff_api.get(TICKETS, {"page_size": 1}, headers=HTML)
    assert first.data["next"] in page(first).links
    assert '<ul class="pager">' in first.text
    second = staff_api.get(first.data["next"], headers=HTML)
    assert {second.data["next"], second.data["previous"]} <= page(second).links


def test_the_detail_offers_a_form_without_a_list_of_all_users(staff_api: APIClient) -> None:
    response = staff_api.get(detail(make_ticket(name="<b>Ayşe</b>")), headers=HTML)
    assert {"name", "status", "user", "assigned_to", "notes", "attachment"} <= page(response).fields
    assert response.text.count("staff@shop.example") <= 1
    assert "<b>Ayşe</b>" not in response.text


def test_the_form_of_a_new_ticket_takes_several_files(staff_api: APIClient) -> None:
    response = staff_api.get(TICKETS, headers=HTML)
    assert {"name", "attachment", "attachments"} <= page(response).fields
    assert 'name="attachments" type="file" multiple' in response.text


def test_messages_have_a_form(staff_api: APIClient) -> None:
    ticket = make_ticket()
    add_note(ticket=ticket, text="<b>x</b>", actor=None)
    response = staff_api.get(messages(ticket), headers=HTML)
    assert {"text", "kind", "attachments"} <= page(response).fields
    assert "<b>x</b>" not in response.text
    bad = samples.upload(b"MZ", "<i>.exe")
    response = staff_api.post(messages(ticket), {"text": "", "attachments": [bad]}, headers=HTML)
    page(response, 400)
    assert "<i>" not in response.text.replace("<i></i>", "")
    page(staff_api.post(messages(ticket), {"text": "x", "kind": "note"}, headers=HTML), 201)
    page(staff_api.get(history(ticket), headers=HTML))


def test_requesters_may_use_it_too(customer: Any) -> None:
    ticket = make_ticket(user=customer)
    client = APIClient()
    client.force_login(customer)
    page(client.get(MY_TICKETS, headers=HTML))
    page(client.get(mine(ticket), headers=HTML))
    assert {"text", "attachments"} <= page(client.get(mine(ticket, "messages/"), headers=HTML)).fields
    page(client.post(mine(ticket, "messages/"), {"text": "x"}, headers=HTML), 201)
    page(client.post(mine(ticket, "rate/"), {"rating": 5}, headers=HTML), 409)
    page(client.post(mine(ticket, "rate/"), {"rating": "<b>"}, headers=HTML), 400)
    page(client.post(mine(ticket, "close/"), headers=HTML))
    page(client.get(mine("x"), headers=HTML), 404)
    page(client.get(mine(ticket, "close/"), headers=HTML), 405)
    page(client.post(SEND_LINKS, {"email": "x"}, headers=HTML), 400)
    page(client.post(SEND_LINKS, {"email": "a@b.example"}, headers=HTML), 202)


@pytest.mark.parametrize("fields", [ticket_fields(), ticket_fields(name="<script>alert(1)</script>"), {}])
def test_a_stranger_may_post_the_form(api: APIClient, fields: dict[str, Any]) -> None:
    response = api.post(TICKETS, fields, headers=HTML)
    assert response.status_code == (201 if fields == ticket_fields() else 400)
    page(response, response.status_code)
    assert "<script>alert(1)" not in response.text


def test_errors_are_pages_too(api: APIClient, staff_api: APIClient) -> None:
    ticket = make_ticket()
    page(api.get(TICKETS, headers=HTML), 403)
    page(staff_api.get(detail(0), headers=HTML), 404)
    page(staff_api.get(TICKETS, {"status": "<b>"}, headers=HTML), 400)
    page(staff_api.get(TICKETS, {"cursor": "x"}, headers=HTML), 404)
    page(staff_api.patch(update_status(ticket), {"status": "x"}, headers=HTML), 400)
    page(staff_api.patch(detail(ticket), {"version": 9}, headers=HTML), 409)
    page(staff_api.patch(detail(ticket), "{", content_type="application/json", headers=HTML), 400)
    page(staff_api.patch(update_status(ticket), {"status": "closed"}, headers=HTML))
