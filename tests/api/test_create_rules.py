"""What each public field takes, and what it refuses."""

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from django_support_tickets.models import SupportTicket
from tests.api.routes import TICKETS
from tests.factories import ticket_fields

pytestmark = pytest.mark.django_db

ZWNJ = "\u200c"


def refused(api: APIClient, field: str, value: Any) -> list[str]:
    """Send a ticket that is wrong in one field, and return the codes of that field's errors."""
    response = api.post(TICKETS, ticket_fields(**{field: value}), format="json")
    assert response.status_code == 400
    assert list(response.json()) == [field]
    assert not SupportTicket.objects.exists()
    return [error.code for error in response.data[field]]


def stored(api: APIClient, field: str, value: Any) -> Any:
    """Send a ticket with this value in one field, and return what was stored of it."""
    response = api.post(TICKETS, ticket_fields(**{field: value}), format="json")
    assert response.status_code == 201, response.content
    return getattr(SupportTicket.objects.get(), field)


# Name


@pytest.mark.parametrize(
    "name",
    [
        "Çağrı Işık Öğüt",
        "İbrahim",
        "فاطمة الزهراء",
        f"علی{ZWNJ}رضا",
        "प्रिया शर्मा",
        "王小明",
        "O'Brien",
        "O’Brien",
        "Jean-Luc",
        "J. R. R.",
        "Nguyễn Thị Ánh",
        "Ñu",
        "x" * 100,
    ],
)
def test_names_of_the_world_are_taken(api: APIClient, name: str) -> None:
    assert stored(api, "name", name) == name


@pytest.mark.parametrize(
    "name",
    [
        "R2D2",
        "٣٤",
        "Ayşe 😀",
        "<script>alert(1)</script>",
        "Ayşe\nBcc: x",
        "Ayşe\r\nYılmaz",
        "Ayşe\u2028Yılmaz",
        "Ayşe\tYılmaz",
        "..",
        "a@b",
        "a_b",
        "a, b",
        "=?utf-8?q?x?=",
        "{{ name }}",
        "--",
        "\u0301\u0301",
    ],
)
def test_what_is_no_name_is_refused(api: APIClient, name: str) -> None:
    assert refused(api, "name", name) == ["name_not_letters"]


@pytest.mark.parametrize(("name", "code"), [("A", "name_too_short"), (" A ", "name_too_short"), ("", "blank")])
def test_a_short_name_is_refused(api: APIClient, name: str, code: str) -> None:
    assert refused(api, "name", name) == [code]


@pytest.mark.parametrize("name", [" ", "\u00a0\u2003"])
def test_a_name_of_nothing_but_spaces_is_blank(api: APIClient, name: str) -> None:
    assert refused(api, "name", name) == ["blank"]


def test_a_name_may_have_100_characters_however_they_are_composed(api: APIClient) -> None:
    assert refused(api, "name", "x" * 101) == ["name_too_long"]
    assert stored(api, "name", "e\u0301" * 100) == "é" * 100


def test_a_name_of_a_million_accents_is_refused_at_once(api: APIClient) -> None:
    """To bring them into their order takes quadratic time: hours."""
    assert refused(api, "name", "a" + "\u0301\u0327" * 500_000) == ["name_too_long"]


def test_spaces_in_a_name_are_tidied(api: APIClient) -> None:
    assert stored(api, "name", "  Ayşe \u00a0 Yılmaz ") == "Ayşe Yılmaz"


# E-mail


def test_the_address_is_lowercased(api: APIClient) -> None:
    assert stored(api, "email", " Ayse.Yilmaz@Customer.EXAMPLE ") == "ayse.yilmaz@customer.example"


@pytest.mark.parametrize(
    "address",
    [
        "ayse",
        "ayse@",
        "@customer.example",
        "a b@customer.example",
        "a@customer.example, b@customer.example",
        "Ayse <ayse@customer.example>",
        "ayse@customer.example\nBcc: all@shop.example",
        "ayse\r\nBcc: all@shop.example\r\n@customer.example",
        "ayse@customer.example%0ABcc:x@shop.example ",
        "ayse@customer.example\u2028x",
        "ayse@customer\u202e.example",
        '"ay\x01se"@customer.example',
        "ayse@customer..example",
        "mailto:ayse@customer.example?bcc=x@shop.example",
    ],
)
def test_what_is_no_address_is_refused(api: APIClient, address: str) -> None:
    assert refused(api, "email", address) == ["invalid"]


def test_an_address_has_at_most_254_characters(api: APIClient) -> None:
    assert refused(api, "email", f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 11}.com") == ["max_length"]


# Phone


@pytest.mark.parametrize(
    "phone", ["+90 532 123 45 67", "05321234567", "(0532) 123-45-67", "0532/123.45.67", "1234567890"]
)
def test_phone_numbers_are_taken(api: APIClient, phone: str) -> None:
    assert stored(api, "phone", phone) == phone


@pytest.mark.parametrize(
    "phone",
    [
        "123456789",
        "1234567890123456",
        "٠٥٣٢١٢٣٤",
        "call me 1234567890",
        "1234567890+",
        "0532\n1234567",
        "<b>1234567890</b>",
    ],
)
def test_what_is_no_phone_number_is_refused(api: APIClient, phone: str) -> None:
    assert refused(api, "phone", phone) == ["invalid_phone"]


def test_a_phone_number_has_at_most_20_characters(api: APIClient) -> None:
    assert refused(api, "phone", "1 2 3 4 5 6 7 8 9 0 1") == ["max_length"]


# Message


def test_a_message_has_10_characters_at_least(api: APIClient) -> None:
    assert refused(api, "message", "123456789") == ["message_too_short"]
    assert refused(api, "message", "  12345678\n\n") == ["message_too_short"]
    assert refused(api, "message", " \u3000\n" * 20) == ["blank"]
    assert stored(api, "message", "1234567890") == "1234567890"


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_a_line_break_counts_as_one_character(api: APIClient, line_break: str) -> None:
    """Browsers send CRLF from a text area, whose own counter counts LF."""
    assert refused(api, "message", f"a{line_break}" * 1000 + "xy") == ["message_too_long"]
    assert stored(api, "message", f"a{line_break}" * 999 + "xy") == "a\n" * 999 + "xy"


def test_a_message_may_have_2000_characters(api: APIClient) -> None:
    assert refused(api, "message", "😀" * 2001) == ["message_too_long"]
    assert stored(api, "message", "😀" * 2000) == "😀" * 2000


def test_the_longest_message_is_a_setting(api: APIClient, settings: Any) -> None:
    settings.SUPPORT_TICKET_MESSAGE_MAX_LENGTH = 20
    response = api.post(TICKETS, ticket_fields(message="x" * 21), format="json")
    assert response.json() == {"message": ["The message may have at most 20 characters."]}


def test_a_message_is_kept_as_it_was_typed(api: APIClient) -> None:
    text = "<b>Merhaba</b> & {{ x }} %(y)s\n\tşçğ 👩‍👩‍👧 \u202eabc"
    assert stored(api, "message", text) == text


# Subject


def test_each_subject_of_the_specification_is_taken(api: APIClient) -> None:
    subjects = [
        "Sipariş Sorunu",
        "Ürün Hakkında Soru",
        "Ödeme Sorunu",
        "Hesap Sorunu",
        "Teknik Destek",
        "İade/İptal",
        "Diğer",
    ]
    for subject in subjects:
        assert api.post(TICKETS, ticket_fields(subject=subject), format="json").status_code == 201


@pytest.mark.parametrize("subject", ["Order problem", "sipariş sorunu", "x" * 100_000, "a\0b", 1, True])
def test_an_unknown_subject_is_refused_without_repeating_it(api: APIClient, subject: Any) -> None:
    assert refused(api, "subject", subject) == ["invalid_choice"]
    response = api.post(TICKETS, ticket_fields(subject=subject), format="json")
    assert len(response.content) < 200


def test_the_subjects_are_a_setting(api: APIClient, settings: Any) -> None:
    settings.SUPPORT_TICKET_SUBJECTS = ["Billing", ("tech", "Technical support")]
    assert refused(api, "subject", "Diğer") == ["invalid_choice"]
    assert stored(api, "subject", "tech") == "tech"


@pytest.mark.parametrize("field", ["name", "email", "subject", "message"])
def test_what_is_required_must_be_there(api: APIClient, field: str) -> None:
    fields = ticket_fields()
    del fields[field]
    response = api.post(TICKETS, fields, format="json")
    assert response.status_code == 400
    assert [error.code for error in response.data[field]] == ["required"]


def test_all_errors_come_at_once(api: APIClient) -> None:
    response = api.post(
        TICKETS, {"name": "1", "email": "x", "phone": "x", "subject": "x", "message": "x"}, format="json"
    )
    assert set(response.json()) == {"name", "email", "phone", "subject", "message"}


# Types


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "1e999"), ("name", "true"), ("message", "12345678901"), ("message", '["a long enough message"]')],
)
def test_what_is_no_text_is_no_text(api: APIClient, field: str, value: str) -> None:
    """DRF would make a text of a number: "inf" of the first one."""
    body = json.dumps({**ticket_fields(), field: "VALUE"}).replace('"VALUE"', value)
    response = api.post(TICKETS, body, content_type="application/json")
    assert response.status_code == 400
    assert [error.code for error in response.data[field]] == ["invalid"]


def test_an_address_in_an_encoded_word_is_none(api: APIClient) -> None:
    """Django decodes it when it sends: a mail would go to another address than the one that was counted."""
    assert refused(api, "email", "=?utf-8?q?victim?=@customer.example") == ["invalid"]
