"""What people type at every door: one form of an address, a phone and a name, or a refusal; never an error of ours."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from django_support_tickets import workflow
from django_support_tickets.choices import DeliveryKind
from django_support_tickets.models import Delivery, SupportTicket
from django_support_tickets.normalization import (
    ascii_domain,
    is_machine,
    mailbox,
    normalized_address,
    normalized_name,
    normalized_phone,
    readable_address,
)
from django_support_tickets.validators import validate_person_name, validate_phone
from tests.api.routes import SEND_LINKS, TICKETS, detail
from tests.factories import make_ticket, make_user, ticket_fields
from tests.portal.pages import new_ticket

pytestmark = pytest.mark.django_db

ACCEPTED = {
    "Ada@Customer.EXAMPLE": "ada@customer.example",
    " \u200b\u2068ada@customer.example\u2069\ufeff\u00a0\n": "ada@customer.example",
    "ada@cüstomer.example": "ada@xn--cstomer-n2a.example",
    "ADA@CÜSTOMER.EXAMPLE": "ada@xn--cstomer-n2a.example",
    "ada@cu\u0308stomer.example": "ada@xn--cstomer-n2a.example",
    "ada@xn--cstomer-n2a.example": "ada@xn--cstomer-n2a.example",
    "ada@XN--CSTOMER-N2A.example": "ada@xn--cstomer-n2a.example",
    "ali@şirket.com.tr": "ali@xn--irket-idb.com.tr",
    "ali@gmaıl.com": "ali@xn--gmal-nza.com",
    "ada+shop@x.example": "ada+shop@x.example",
    "o'neill_%{}!@x.example": "o'neill_%{}!@x.example",
    "a@食狮.公司.cn": "a@xn--85x722f.xn--55qx5d.cn",
    f"{'a' * 64}@x.example": f"{'a' * 64}@x.example",
}
REFUSED = [
    "",
    "ada",
    "@x.example",
    "ada@",
    "ada@localhost",
    "ada@[192.0.2.1]",
    "ada@[IPv6:::1]",
    "ada@192.0.2.1",
    "ada@x..example",
    "ada@x.example.",
    "ada@-x.example",
    "ada@x-.example",
    "ada@x_y.example",
    "ada@x.123",
    '"ada"@x.example',
    '"v\\ictim"@x.example',
    "ada(comment)@x.example",
    "ada @x.example",
    ".ada@x.example",
    "ada.@x.example",
    "a..da@x.example",
    "=?utf-8?q?ada?=@x.example",
    "kazım@x.example",
    "ALİ@x.example",
    "\u212aate@x.example",
    "ſam@x.example",
    "ａｄａ@x.example",
    "ada@ｘ.example",
    "ada@x\u3002example",
    "ada@x\uff0eexample",
    "kargo@GMAİL.COM",
    "kargo@gmai\u0307l.com",
    "ada@\u212aate.example",
    "ada@ſam.example",
    "ada@straße.example",
    "ada@x\u00ady.example",
    "ada@x\u200dy.example",
    "ada@ﬁne.example",
    "ada@½.example",
    "ada@xn--a.example",
    "ada@xn--cstomer-n2a-.example",
    "ada@xn--999999b.example",
    f"{'a' * 65}@x.example",
    f"ada@{'a' * 64}.example",
    f"ada@{'a.' * 130}example",
    "İ" * 240 + "@x.example",
    "a" * 100_000,
    "ada@x.example\nBcc: b@x.example",
    "ada@x.example\0",
    "ada\u2028@x.example",
    "ada@x.example, b@x.example",
]


@pytest.mark.parametrize(("typed", "stored"), ACCEPTED.items())
def test_the_one_form_of_an_address(typed: str, stored: str) -> None:
    assert normalized_address(typed) == stored
    assert normalized_address(stored) == stored
    assert normalized_address(readable_address(stored)) == stored


@pytest.mark.parametrize("typed", [address for address in REFUSED if address != "ada@x.example\0"])
def test_what_is_no_address(typed: str) -> None:
    assert normalized_address(typed) == ""


def test_an_address_is_shown_as_its_owner_writes_it() -> None:
    assert readable_address("ali@xn--irket-idb.com.tr") == "ali@şirket.com.tr"
    assert readable_address("ali@xn--a.example") == "ali@xn--a.example"
    assert readable_address("ada@x.example") == "ada@x.example"


@given(st.text(max_size=80) | st.from_regex(r"[a-z]{1,5}@\w{1,9}\.\w{1,5}", fullmatch=True))
@settings(max_examples=200, deadline=None)
def test_a_form_is_its_own_form(text: str) -> None:
    address = normalized_address(text)
    assert address.isascii()
    assert normalized_address(address) == address
    assert normalized_address(readable_address(address)) == address
    phone, name = normalized_phone(text), normalized_name(text)
    assert normalized_phone(phone) == phone
    assert normalized_name(name) == name
    assert ascii_domain(text) == ascii_domain(ascii_domain(text))


def test_mailboxes() -> None:
    spellings = ["ada@cüstomer.example", "ADA+x@CÜSTOMER.example", " ada+y+z@xn--cstomer-n2a.example"]
    assert {mailbox(address) for address in spellings} == {"ada@xn--cstomer-n2a.example"}
    at_gmail = ["ada.lovelace@gmail.com", "AdaLovelace+x@GoogleMail.com", "a.d.a.lovelace@googlemail.com"]
    assert {mailbox(address) for address in at_gmail} == {"adalovelace@gmail.com"}
    assert mailbox("a.da@x.example") == "a.da@x.example"
    assert mailbox("+tag@x.example") == "+tag@x.example"
    assert mailbox('"A"@x.example') == '"a"@x.example'


# Every door: each takes an address and returns what came of it: the stored one, or "" if it was refused.


def by_api(address: str) -> str:
    response = APIClient().post(TICKETS, ticket_fields(email=address), format="json")
    return _stored() if response.status_code == 201 else _refused(response.status_code, 400)


def by_portal(address: str) -> str:
    client = Client()
    response = client.post(reverse("support_portal:new"), new_ticket(email=address))
    return _stored() if response.status_code == 302 else _refused(response.status_code, 200)


def _agent() -> Client:
    client = Client()
    client.force_login(make_user(is_staff=True, is_superuser=True))
    return client


NO_INLINES = {
    f"{prefix}-{name}": 0
    for prefix in ("events", "deliveries", "links")
    for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
}


def by_admin(address: str) -> str:
    url = reverse("admin:django_support_tickets_supportticket_add")
    response = _agent().post(url, {**ticket_fields(email=address), "status": "pending", **NO_INLINES})
    return _stored() if response.status_code == 302 else _refused(response.status_code, 200)


def by_patch(address: str) -> str:
    ticket, client = make_ticket(), APIClient()
    client.force_login(make_user(is_staff=True))
    response = client.patch(detail(ticket), {"email": address}, format="json")
    ticket.refresh_from_db()
    return ticket.email if response.status_code == 200 else _refused(response.status_code, 400)


def by_request_for_links(address: str) -> str:
    make_ticket(email=normalized_address(address) or "ada@customer.example")
    response = APIClient().post(SEND_LINKS, {"email": address}, format="json")
    if response.status_code != 202:
        return _refused(response.status_code, 400)
    return str(mail.outbox[-1].to[0])


def by_code(address: str) -> str:
    return workflow.open_ticket(**ticket_fields(email=address)).email


def _stored() -> str:
    return SupportTicket.objects.latest("pk").email


def _refused(status: int, expected: int) -> str:
    assert status == expected
    return ""


DOORS = [by_api, by_portal, by_admin, by_patch, by_request_for_links]
TYPED = ["ADA@CÜSTOMER.EXAMPLE", " \u200bada@customer.example\u00a0", "ada@xn--cstomer-n2a.example"]
WRONG = ["kazım@x.example", "kargo@GMAİL.COM", "ada@ｘ.example", '"v\\ictim"@x.example', "ada@[192.0.2.1]", "İ" * 240]


@pytest.fixture(autouse=True)
def _an_address_of_the_site(settings: Any) -> None:
    settings.SUPPORT_TICKET_BASE_URL = "https://shop.example"


@pytest.mark.parametrize("door", [*DOORS, by_code])
@pytest.mark.parametrize("typed", TYPED)
def test_every_door_stores_the_one_form(door: Callable[[str], str], typed: str) -> None:
    assert door(typed) == normalized_address(typed)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("typed", WRONG)
def test_every_door_refuses(door: Callable[[str], str], typed: str) -> None:
    assert door(typed) == ""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(min_size=1, max_size=300))
@pytest.mark.parametrize("door", [by_api, by_portal])
def test_no_text_is_an_error_of_ours(door: Callable[[str], str], typed: str) -> None:
    assert door(typed.encode(errors="replace").decode()) in ("", normalized_address(typed))


MACHINES = [
    "postmaster",
    "MAILER-DAEMON",
    "noreply",
    "no-reply",
    "no_reply+x",
    "donotreply",
    "do-not-reply",
    "bounces+1=a.b",
]
PEOPLE = ["bounceau", "noreplyson", "info", "abuseless", "norah"]


@pytest.mark.parametrize("local", MACHINES)
def test_machines_get_no_confirmation(local: str) -> None:
    assert is_machine(f"{local}@x.example")
    workflow.open_ticket(**ticket_fields(email=f"{local}@x.example"))
    assert not Delivery.objects.filter(kind=DeliveryKind.CONFIRMATION).exists()


@pytest.mark.parametrize("local", PEOPLE)
def test_people_do(local: str) -> None:
    workflow.open_ticket(**ticket_fields(email=f"{local}@x.example"))
    assert Delivery.objects.filter(kind=DeliveryKind.CONFIRMATION).count() == 1


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("DEFAULT_FROM_EMAIL", "Desk <Desk@Shop.example>"),
        ("SUPPORT_TICKET_FROM_EMAIL", "desk@shop.example"),
        ("SUPPORT_TICKET_REPLY_TO", "desk@shop.example"),
    ],
)
def test_the_desks_own_address_gets_none(settings: Any, setting: str, value: str) -> None:
    settings.DEFAULT_FROM_EMAIL = "other@shop.example"
    setattr(settings, setting, value)
    workflow.open_ticket(**ticket_fields(email="desk@shop.example"))
    assert not Delivery.objects.filter(kind=DeliveryKind.CONFIRMATION).exists()


# Phones

PHONES = {
    "+90\u00a0555\u202f123\u200945\u200967": "+90 555 123 45 67",
    "\u202a+90 555 123 45 67\u202c": "+90 555 123 45 67",
    "tel:+905551234567": "+905551234567",
    "TEL: 0555\u2013123\u201345\u201367": "0555-123-45-67",
    "0555\u2011123\u221245\u301c67": "0555-123-45-67",
    "\u0660\u0665\u0665\u0665 \u0661\u0662\u0663 \u0664\u0665 \u0666\u0667": "0555 123 45 67",
    "\uff0b\uff19\uff10\uff08\uff15\uff15\uff15\uff09\uff11\uff12\uff13\uff14\uff15\uff16\uff17": "+90(555)1234567",
    "0555\u00ad1234567": "05551234567",
    "  0555   1234567  ": "0555 1234567",
}


@pytest.mark.parametrize(("typed", "stored"), PHONES.items())
def test_a_phone_as_contacts_paste_it(typed: str, stored: str) -> None:
    assert normalized_phone(typed) == stored
    validate_phone(stored)
    assert by_api_phone(typed) == by_portal_phone(typed) == by_admin_phone(typed) == stored


def by_api_phone(phone: str) -> str | None:
    assert APIClient().post(TICKETS, ticket_fields(phone=phone), format="json").status_code == 201
    return SupportTicket.objects.latest("pk").phone


def by_portal_phone(phone: str) -> str | None:
    client = Client()
    assert client.post(reverse("support_portal:new"), new_ticket(phone=phone)).status_code == 302
    return SupportTicket.objects.latest("pk").phone


def by_admin_phone(phone: str) -> str | None:
    url = reverse("admin:django_support_tickets_supportticket_add")
    sent = {**ticket_fields(phone=phone), "status": "pending", **NO_INLINES}
    assert _agent().post(url, sent).status_code == 302
    return SupportTicket.objects.latest("pk").phone


@pytest.mark.parametrize("phone", ["12345", "abc", "+90 555 123 45 67 ext 8", "1" * 16, "☎ 05551234567", "0" * 9])
def test_what_is_no_phone(phone: str) -> None:
    assert APIClient().post(TICKETS, ticket_fields(phone=phone), format="json").status_code == 400


@pytest.mark.parametrize("stored", ["+90 (555) 123-45-67", "0555 123 45 67", "05551234567"])
@pytest.mark.parametrize(
    "asked", ["5551234567", "555-123-45-67", "(555) 123 45 67", "555.123.45.67", "555 1234567", "555–123–45–67"]
)
def test_a_phone_is_found_by_its_digits(stored: str, asked: str) -> None:
    ticket = make_ticket(phone=stored)
    make_ticket(phone="0555 999 88 77")
    assert [*SupportTicket.objects.search(asked)] == [ticket]


@pytest.mark.parametrize("asked", ["#{}", "{}.", "({})", "“{}”", "{},", "#{}?"])
def test_a_number_is_found_with_what_stands_around_it(asked: str) -> None:
    ticket, _other = make_ticket(), make_ticket()
    assert [*SupportTicket.objects.search(asked.format(ticket.ticket_number))] == [ticket]


@pytest.mark.parametrize("asked", ["12.5", "2026-03", "1/2"])
def test_a_number_with_signs_in_a_text_is_found(asked: str) -> None:
    ticket = make_ticket(message=f"It weighs {asked} at most.")
    assert [*SupportTicket.objects.search(asked)] == [ticket]


def test_an_address_is_found_in_both_spellings() -> None:
    ticket = workflow.open_ticket(**ticket_fields(email="ali@şirket.com.tr"))
    make_ticket()
    for asked in ("şirket.com.tr", "xn--irket-idb", "ali@şirket.com.tr"):
        assert [*SupportTicket.objects.search(asked)] == [ticket]


# Names

NAMES = [
    "בן־דוד כהן",
    "ז׳בוטינסקי",
    "צה״ל".replace('"', "\u05f4"),
    "Col·lell",
    "レオナルド・ダ・ヴィンチ",
    "レオナルド･ダ･ヴィンチ",
    "Anne–Marie",
    "O´Neill",
    "Արամ֊Խան",
    "ʻOkina Kahale",
    "महेन्द्र‍सिंह",
    "می‌نا",
]


@pytest.mark.parametrize("name", NAMES)
def test_hyphens_and_apostrophes_of_their_script(name: str) -> None:
    assert normalized_name(name) == name
    validate_person_name(name)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("\u202bAyşe\u202c Yıl\u00admaz\ufeff", "Ayşe Yılmaz"),
        ("Ada\u200b Love\u2060lace", "Ada Lovelace"),
        ("\u200dAda\u200c Lovelace\u200d", "Ada Lovelace"),
        ("Ada\u3164 Lovelace\u2800\ufe0f", "Ada Lovelace"),
    ],
)
def test_what_cannot_be_seen_is_dropped(typed: str, stored: str) -> None:
    assert normalized_name(typed) == stored
    response = APIClient().post(TICKETS, ticket_fields(name=typed), format="json")
    assert response.status_code == 201
    assert SupportTicket.objects.get().name == stored
    client = Client()
    assert client.post(reverse("support_portal:new"), new_ticket(name=typed)).status_code == 302
    assert SupportTicket.objects.latest("pk").name == stored


NOTHING = ["\u200b" * 20, "\u3164" * 20, "\u2800 \u200d\n" * 10, "\ufe0f\u034f" * 10, "\u115f\u1160" * 10]


@pytest.mark.parametrize("text", NOTHING)
def test_a_text_of_nothing_is_refused(text: str, customer: Any, staff_api: APIClient) -> None:
    ticket = make_ticket(user=customer)
    own = APIClient()
    own.force_login(customer)
    assert APIClient().post(TICKETS, ticket_fields(message=text), format="json").status_code == 400
    assert APIClient().post(TICKETS, ticket_fields(name=text), format="json").status_code == 400
    number = ticket.ticket_number
    assert own.post(f"/api/support/my-tickets/{number}/messages/", {"text": text}, format="json").status_code == 400
    assert staff_api.post(f"{detail(ticket)}messages/", {"text": text}, format="json").status_code == 400
    url = reverse("admin:django_support_tickets_supportticket_add")
    sent = {**ticket_fields(message=text), "status": "pending", **NO_INLINES}
    assert _agent().post(url, sent).status_code == 200
    browser = Client()
    browser.force_login(customer)
    assert browser.post(reverse("support_portal:ticket", args=[number]), {"text": text}).status_code == 200
    assert not ticket.messages.exists()
