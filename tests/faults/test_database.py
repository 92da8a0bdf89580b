"""A database that is away, or can only be read: every door says so in words, and nothing is lost when it is back."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.urls import reverse

from tests.concurrency.sites import Answer, Site

pytestmark = [pytest.mark.faults]

# Somebody with a session, which is in the database, and with the cookie of CSRF's.
TOKEN = "a" * 32
VISITOR = f"sessionid={TOKEN}; csrftoken={TOKEN}"
TEXT = "A text that was typed with care."
PAGES = ["support_portal:new", "support_portal:tickets", "admin:django_support_tickets_supportticket_changelist"]


def assert_says_later(answer: Answer) -> None:
    """Check an answer that says in words that the site cannot do this now, and when to try again."""
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "Traceback" not in answer.text
    assert "OperationalError" not in answer.text


def assert_api_says_later(answer: Answer) -> None:
    assert_says_later(answer)
    body = answer.json()
    assert body["status"] == "error"
    assert body["code"] in {"database_unavailable", "storage_unavailable"}
    assert body["message"]


def assert_page_says_later(answer: Answer) -> None:
    assert_says_later(answer)
    assert "<h1>Unavailable at the moment</h1>" in answer.text


def test_while_it_is_away(shop: Site, database: Any) -> None:
    assert shop.open_ticket().status == 201
    database.stop()
    assert_api_says_later(shop.open_ticket())
    assert_api_says_later(shop.ask(reverse("my-support-ticket-list"), Authorization="TicketLink x.y"))
    for name in PAGES:
        assert_page_says_later(shop.ask(reverse(name), Cookie=VISITOR))
    form = urlencode({"message": TEXT, "csrfmiddlewaretoken": TOKEN}).encode()
    answer = shop.ask(reverse("support_portal:new"), form, Cookie=VISITOR)
    assert_page_says_later(answer)
    assert TEXT in answer.text, "what was typed is given back"
    database.start()
    assert shop.open_ticket().status == 201


def test_while_it_can_only_be_read(shop: Site, database: Any) -> None:
    database.set_read_only(True)
    assert_api_says_later(shop.open_ticket())
    assert shop.ask(reverse("support_portal:new")).status == 200
    if connection.vendor != "sqlite":  # It writes a file beside its own to be read.
        assert shop.ask(reverse("support_portal:new"), Cookie=VISITOR).status == 200
    database.set_read_only(False)
    assert shop.open_ticket().status == 201
