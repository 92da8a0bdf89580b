"""Bodies that no honest client sends: each gets a 4xx, and nothing is stored."""

import json
from encodings.aliases import aliases
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from rest_framework.response import Response
from rest_framework.test import APIClient

from django_support_tickets.choices import Status
from django_support_tickets.models import SupportTicket, TicketEvent
from tests.api.routes import TICKETS, assign, detail, update_status
from tests.factories import make_ticket, ticket_fields

pytestmark = pytest.mark.django_db

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=B"
FIELDS = ("name", "email", "phone", "subject", "message", "attachment", "attachments")
HTML = {"accept": "text/html"}

WRONG_VALUES = {
    "list": [],
    "list of text": ["Sipariş Sorunu"],
    "object": {},
    "nested": {"a": [{"b": None}]},
    "true": True,
    "lone surrogate": "\ud800",
    "surrogates in the wrong order": "Ay\udc00\ud800se",
    "NUL": "Ayşe\0Yılmaz and more",
    "huge number": 10**4000,
    "negative": -1,
    "fraction": 1e-7,
}


def refuse(response: Response, status: int = 400) -> None:
    assert response.status_code == status, response.content[:300]
    assert not SupportTicket.objects.exists()


# Values


@pytest.mark.parametrize("value", WRONG_VALUES.values(), ids=WRONG_VALUES)
@pytest.mark.parametrize("field", FIELDS)
def test_wrong_values_are_refused_by_the_fields_name(api: APIClient, field: str, value: Any) -> None:
    body = json.dumps(ticket_fields(**{field: value}))
    response = api.post(TICKETS, body, content_type=JSON)
    if (field, value) == ("attachments", []):
        assert response.status_code == 201
        return
    refuse(response)
    assert list(response.json()) == [field]


@pytest.mark.parametrize("value", WRONG_VALUES.values(), ids=WRONG_VALUES)
def test_the_form_shown_again_can_hold_what_was_refused(api: APIClient, value: Any) -> None:
    """The browsable API repeats the input: a lone surrogate would fail when the page is encoded."""
    body = json.dumps(dict.fromkeys(FIELDS, value))
    response = api.post(TICKETS, body, content_type=JSON, headers=HTML)
    refuse(response)
    assert response.headers["Content-Type"].startswith("text/html")


def test_the_last_of_duplicate_keys_counts(api: APIClient) -> None:
    body = json.dumps(ticket_fields())[:-1] + ', "name": "Zeynep Kaya"}'
    assert api.post(TICKETS, body, content_type=JSON).status_code == 201
    assert SupportTicket.objects.get().name == "Zeynep Kaya"


# JSON


@pytest.mark.parametrize("body", ["[]", "null", '"text"', "1", "true", "[{}]", '{"name": NaN}', '{"name": -Infinity}'])
def test_json_that_is_no_object_of_texts_is_refused(api: APIClient, body: str) -> None:
    refuse(api.post(TICKETS, body, content_type=JSON))


@pytest.mark.parametrize(
    "body", [b"{", b"\xff\xfe", b'{"name": "\xe7"}', b"\0", b"\xef\xbb\xbf{}", b'{"a": 1' + b"0" * 5000]
)
def test_what_is_no_json_is_refused(api: APIClient, body: bytes) -> None:
    refuse(api.post(TICKETS, body, content_type=JSON))


def test_json_in_another_encoding_is_refused(api: APIClient) -> None:
    body = json.dumps(ticket_fields(), ensure_ascii=False)
    refuse(api.post(TICKETS, body.encode("utf-16"), content_type=f"{JSON}; charset=utf-16"))
    refuse(api.post(TICKETS, body.encode("windows-1254"), content_type=f"{JSON}; charset=windows-1254"))


def test_deeply_nested_json_is_refused(api: APIClient) -> None:
    """At every depth: what the parser can still read, a field's error message may no longer be able to show."""
    for depth in (21, 100, 300, *range(700, 1000, 20), 5_000, 9_950, 100_000):
        nested = "[" * depth + "]" * depth
        fields = ", ".join(f'"{field}": {nested}' for field in FIELDS)
        refuse(api.post(TICKETS, f"{{{fields}}}", content_type=JSON))
        refuse(api.post(TICKETS, '{"name": ' * depth + "1" + "}" * depth, content_type=JSON))


def test_json_over_the_memory_limit_is_too_large(api: APIClient, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 5000
    body = json.dumps(ticket_fields(padding="x" * 5000))
    refuse(api.post(TICKETS, body, content_type=JSON), 413)
    refuse(api.post(TICKETS, urlencode(ticket_fields(padding="x" * 5000)), content_type=FORM), 413)
    refuse(api.post(TICKETS, ticket_fields(padding="x" * 5000), format="multipart"), 413)
    refuse(api.post(TICKETS, body, content_type=JSON, headers=HTML), 413)


def test_the_memory_limit_can_be_lifted(api: APIClient, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = None
    assert api.post(TICKETS, json.dumps(ticket_fields()), content_type=JSON).status_code == 201


# Forms


def test_no_charset_that_python_knows_breaks_a_form(api: APIClient) -> None:
    """Among them are "hex" and "zlib", which are no text, and some that raise what is no UnicodeDecodeError."""
    raw = b"name=\xff\xfe\x80abc--\xc3\\x&email=%ff%00&phone=+AAA-&subject=%zz"
    part = b'--B\r\nContent-Disposition: form-data; name="name"\r\n\r\n' + raw + b"\r\n--B--\r\n"
    for charset in {*aliases.values(), "idna", "punycode", "undefined", "unicode_escape", "rot13", "no such"}:
        refuse(api.post(TICKETS, raw, content_type=f"{FORM}; charset={charset}"))
        refuse(api.post(TICKETS, part, content_type=f"{MULTIPART}; charset={charset}"))


def test_a_form_of_too_many_fields_is_refused(api: APIClient) -> None:
    many = {**ticket_fields(), **{f"f{number}": "" for number in range(1001)}}
    for response in (
        api.post(TICKETS, urlencode(many), content_type=FORM),
        api.post(TICKETS, many, format="multipart"),
    ):
        refuse(response)
        assert list(response.json()) == ["detail"]  # No page of Django's.


def test_too_many_files_are_refused(api: APIClient) -> None:
    part = b'--B\r\nContent-Disposition: form-data; name="f"; filename="a.pdf"\r\n\r\nx\r\n'
    refuse(api.post(TICKETS, part * 101 + b"--B--\r\n", content_type=MULTIPART))


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"anything", "multipart/form-data"),
        (b"anything", "multipart/form-data; boundary="),
        (b"anything", "multipart/form-data; boundary=\xe7"),
        (b"anything", MULTIPART),
        (b"--B\r\nContent-Disposition: form-data", MULTIPART),
        (
            b"--B\r\nContent-Disposition: form-data; name=name\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--B--",
            MULTIPART,
        ),
        (b"--B\r\n" + b"X: " + b"x" * 100_000 + b"\r\n\r\n\r\n--B--", MULTIPART),
        (
            b"--B\r\nContent-Disposition: form-data; name*=utf-8''%ff%00; filename*=hex''zz\r\n\r\nx\r\n--B--\r\n",
            MULTIPART,
        ),
        (
            b'--B\r\nContent-Disposition: form-data; name="attachment"; filename="\0.pdf"\r\n\r\nx\r\n--B--\r\n',
            MULTIPART,
        ),
        (b'--B\r\nContent-Disposition: form-data; name="attachment"; filename=".."\r\n\r\nx\r\n--B--\r\n', MULTIPART),
        (b"%00=%00&name=%00&%ed%a0%80=%ed%a0%80&name=%ed%a0%80", FORM),
        (b"&&&;;;===", FORM),
        (b"", JSON),
        (b"", FORM),
        (b"", MULTIPART),
    ],
)
def test_malformed_forms_are_refused(api: APIClient, body: bytes, content_type: str) -> None:
    refuse(api.post(TICKETS, body, content_type=content_type))


def test_no_body_and_no_type_is_refused(api: APIClient) -> None:
    refuse(api.post(TICKETS))


@pytest.mark.parametrize("length", ["-1", "0", "abc"])
def test_a_wrong_content_length_is_refused(api: APIClient, length: str) -> None:
    body = json.dumps(ticket_fields())
    response = api.generic("POST", TICKETS, body, content_type=MULTIPART, CONTENT_LENGTH=length)
    refuse(response)


def test_a_form_over_the_upload_limit_is_too_large(api: APIClient, settings: Any) -> None:
    settings.SUPPORT_TICKET_MAX_ATTACHMENT_SIZE = 1000
    head = b'--B\r\nContent-Disposition: form-data; name="attachment"; filename="a.pdf"\r\n\r\n%PDF-1.4'
    refuse(api.post(TICKETS, head + b"x" * 1_100_000 + b"\r\n--B--\r\n", content_type=MULTIPART), 413)


@pytest.mark.parametrize("content_type", ["text/xml", "text/plain", "application/yaml", "image/png", "x", "a/b;;;=,"])
def test_other_media_types_are_not_supported(api: APIClient, content_type: str) -> None:
    refuse(api.post(TICKETS, "<x/>", content_type=content_type), 415)


# The staff's calls take the same parsers


@pytest.mark.parametrize(
    "body", ["[]", "null", '"text"', "1", '{"status": ["closed"]}', '{"status": null}', '{"status": {}}']
)
def test_update_status_takes_no_nonsense(staff_api: APIClient, body: str) -> None:
    ticket = make_ticket()
    response = staff_api.patch(update_status(ticket), body, content_type=JSON)
    assert (response.status_code, response.json()) == (400, {"status": "error", "message": "Invalid status"})
    assert SupportTicket.objects.get().status == "pending"


@pytest.mark.parametrize("route", [detail, update_status, assign])
def test_deeply_nested_json_is_refused_from_staff(staff_api: APIClient, route: Any) -> None:
    ticket = make_ticket()
    for depth in (100, 700, 900, 9_000):
        nested = "[" * depth + "]" * depth
        body = f'{{"status": {nested}, "assigned_to": {nested}, "user": {nested}, "version": {nested}}}'
        assert staff_api.patch(route(ticket), body, content_type=JSON).status_code == 400
    assert not TicketEvent.objects.exists()


# Anything

_texts = st.text(st.characters(), max_size=30) | st.sampled_from(
    ["Diğer", "pending", "Ayşe", "a@b.example", "0", "\ud800"]
)
_scalars = st.none() | st.booleans() | st.integers() | st.floats() | _texts
_values = st.recursive(_scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3))
_keys = st.sampled_from([*FIELDS, "status", "user", "assigned_to", "notes", "version", "id"]) | _texts
_bodies = st.dictionaries(_keys, _values, max_size=8) | _values
_fuzz = hypothesis_settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)


def _json(value: Any) -> str:
    return json.dumps(value).replace("Infinity", "1e999")


@_fuzz
@given(body=_bodies)
def test_any_json_opens_a_ticket_or_is_refused(api: APIClient, body: Any) -> None:
    before = SupportTicket.objects.count()
    response = api.post(TICKETS, _json(body), content_type=JSON)
    assert response.status_code in (201, 400)
    assert SupportTicket.objects.count() - before == (response.status_code == 201)


@_fuzz
@given(changes=st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, _values)))
def test_a_valid_ticket_with_any_values_is_stored_or_refused(api: APIClient, changes: dict[str, Any]) -> None:
    response = api.post(TICKETS, _json({**ticket_fields(), **changes}), content_type=JSON)
    assert response.status_code in (201, 400)
    if response.status_code == 400:
        assert set(response.json()) <= {*changes, "detail"}


@_fuzz
@given(body=_bodies)
def test_any_json_edits_a_ticket_or_is_refused(staff_api: APIClient, body: Any) -> None:
    ticket = make_ticket()
    response = staff_api.patch(detail(ticket), _json(body), content_type=JSON)
    assert response.status_code in (200, 400, 409)


@_fuzz
@given(value=_values, body=_bodies)
def test_any_json_sets_a_status_or_is_refused(staff_api: APIClient, value: Any, body: Any) -> None:
    ticket = make_ticket()
    for json_body in (_json({"status": value}), _json(body)):
        response = staff_api.patch(update_status(ticket), json_body, content_type=JSON)
        assert response.status_code in (200, 400)
    ticket.refresh_from_db()
    assert ticket.status in Status.values


@_fuzz
@given(value=_values, body=_bodies)
def test_any_json_assigns_or_is_refused(staff_api: APIClient, value: Any, body: Any) -> None:
    ticket = make_ticket()
    for json_body in (_json({"assigned_to": value}), _json(body)):
        response = staff_api.patch(assign(ticket), json_body, content_type=JSON)
        assert response.status_code in (200, 400, 404)
