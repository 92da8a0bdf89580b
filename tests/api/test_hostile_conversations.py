"""Bodies that no honest client sends to the calls of a conversation: each gets a 4xx, and nothing is stored."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from django_support_tickets.models import Delivery, SupportTicket, TicketEvent, TicketMessage
from tests.api.guests import guest
from tests.api.routes import SEND_LINKS, mark_spam, messages, mine
from tests.factories import make_ticket

pytestmark = pytest.mark.django_db

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=B"
FIELDS = ("text", "kind", "attachments", "rating", "comment", "email", "is_spam")

Send = Callable[..., Any]


def calls(staff_api: APIClient) -> dict[str, Send]:
    """Return the calls that take a body, each on a fresh ticket in a state in which it can be done."""
    ticket = make_ticket(status="resolved")
    SupportTicket.objects.filter(pk=ticket.pk).update(resolved_at=ticket.created_at)
    requester = guest(ticket)

    def post(client: APIClient, url: str) -> Send:
        return lambda *args, **kwargs: client.post(url, *args, **kwargs)

    return {
        "staff's message": post(staff_api, messages(ticket)),
        "reply": post(requester, mine(ticket, "messages/")),
        "rating": post(requester, mine(ticket, "rate/")),
        "links": post(APIClient(), SEND_LINKS),
        "spam": lambda *args, **kwargs: staff_api.patch(mark_spam(ticket), *args, **kwargs),
    }


def refuse(response: Any, status: int = 400) -> None:
    assert response.status_code == status, response.content[:300]
    assert len(response.content) < 2000
    stored = (TicketMessage, TicketEvent, Delivery)
    assert [model.objects.count() for model in stored] == [0] * 3  # type: ignore[attr-defined]


CALLS = ["staff's message", "reply", "rating", "links", "spam"]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"1",
        b"\xff\xfe",
        b'{"text": "\xe7"}',
        b"\0",
        b'{"text": NaN, "rating": NaN, "email": NaN, "is_spam": NaN}',
        b'{"text": 1e999, "rating": 1e999, "email": 1e999, "is_spam": 1e999}',
        b'{"rating": ' + b"1" * 5000 + b"}",
    ],
)
def test_what_is_no_object_of_values_is_refused(staff_api: APIClient, call: str, body: bytes) -> None:
    refuse(calls(staff_api)[call](body, content_type=JSON))


@pytest.mark.parametrize("call", CALLS)
def test_deeply_nested_json_is_refused(staff_api: APIClient, call: str) -> None:
    send = calls(staff_api)[call]
    for depth in (21, 100, 900, 9_000):
        nested = "[" * depth + "]" * depth
        fields = ", ".join(f'"{field}": {nested}' for field in FIELDS)
        refuse(send(f"{{{fields}}}", content_type=JSON))


@pytest.mark.parametrize("call", CALLS)
def test_too_much_is_too_large(staff_api: APIClient, settings: Any, call: str) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 5000
    settings.SUPPORT_TICKET_MAX_ATTACHMENT_SIZE = 1000
    send = calls(staff_api)[call]
    refuse(send(json.dumps({"padding": "x" * 5000}), content_type=JSON), 413)
    refuse(send(urlencode({"padding": "x" * 5000}), content_type=FORM), 413)
    head = b'--B\r\nContent-Disposition: form-data; name="attachments"; filename="a.pdf"\r\n\r\n%PDF-1.4'
    refuse(send(head + b"x" * 1_100_000 + b"\r\n--B--\r\n", content_type=MULTIPART), 413)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"anything", "multipart/form-data"),
        (b"anything", MULTIPART),
        (b"--B\r\nContent-Disposition: form-data", MULTIPART),
        (b'--B\r\nContent-Disposition: form-data; name="text"\r\n\r\n\0\r\n--B--\r\n', MULTIPART),
        (b"%00=%00&text=%00&rating=%00&email=%00&is_spam=%00&%ed%a0%80=%ed%a0%80", FORM),
        (b"&&&;;;===", FORM),
        (b"", JSON),
        (b"", FORM),
    ],
)
def test_malformed_forms_are_refused(staff_api: APIClient, call: str, body: bytes, content_type: str) -> None:
    refuse(calls(staff_api)[call](body, content_type=content_type))


@pytest.mark.parametrize("call", CALLS)
def test_too_many_fields_or_files_are_refused(staff_api: APIClient, call: str) -> None:
    send = calls(staff_api)[call]
    refuse(send(urlencode({f"f{number}": "" for number in range(1001)}), content_type=FORM))
    part = b'--B\r\nContent-Disposition: form-data; name="attachments"; filename="a.pdf"\r\n\r\nx\r\n'
    refuse(send(part * 101 + b"--B--\r\n", content_type=MULTIPART))


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("content_type", ["text/xml", "text/plain", "application/yaml", "x", "a/b;;;=,"])
def test_other_media_types_are_not_supported(staff_api: APIClient, call: str, content_type: str) -> None:
    refuse(calls(staff_api)[call]("<x/>", content_type=content_type), 415)


def test_close_and_reopen_look_at_no_body(staff_api: APIClient) -> None:
    ticket = make_ticket()
    client = guest(ticket)
    for path in ("close/", "reopen/"):
        assert client.post(mine(ticket, path), b"\xff{", content_type=JSON).status_code == 200


# Anything

_texts = st.text(st.characters(), max_size=30) | st.sampled_from(
    ["note", "reply", "a@b.example", "5", "\ud800", "true"]
)
_scalars = st.none() | st.booleans() | st.integers() | st.floats() | _texts
_values = st.recursive(_scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3))
_bodies = st.dictionaries(st.sampled_from(FIELDS) | _texts, _values, max_size=8) | _values
_fuzz = hypothesis_settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)


@pytest.mark.parametrize("call", CALLS)
@_fuzz
@given(body=_bodies)
def test_any_json_is_taken_or_refused(staff_api: APIClient, call: str, body: Any) -> None:
    text = json.dumps(body).replace("Infinity", "1e999")
    response = calls(staff_api)[call](text, content_type=JSON)
    assert response.status_code in (200, 201, 202, 400)
    response.json()
