"""The specification's own words, where it shows them."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.api.guests import guest
from tests.api.routes import TICKETS, assign, detail, mine, update_status
from tests.attachments import samples
from tests.factories import make_ticket, ticket_fields

pytestmark = pytest.mark.django_db

NAME_SHORT = "Ad soyad en az 2 karakter olmalıdır."
NAME_LETTERS = "Ad soyad sadece harf içerebilir."
EMAIL = "Geçerli bir e-posta adresi girin."
PHONE = "Geçerli bir telefon numarası girin."
MESSAGE_SHORT = "Mesaj en az 10 karakter olmalıdır."
MESSAGE_LONG = "Mesaj en fazla 2000 karakter olabilir."
FILE_LARGE = "Dosya boyutu 5MB'dan büyük olamaz."
FILE_TYPE = "Sadece PDF, DOC, DOCX, JPG, JPEG, PNG dosyaları yüklenebilir."


@pytest.fixture(params=["the site's language", "the client's language"])
def turkish(request: pytest.FixtureRequest, settings: Any) -> dict[str, str]:
    """Turkish because the site is, and because the client asks for it; returns the headers to send."""
    if request.param == "the site's language":
        settings.LANGUAGE_CODE = "tr"
        return {}
    return {"accept-language": "tr"}


def test_a_ticket_was_created(api: APIClient, turkish: dict[str, str]) -> None:
    body = api.post(TICKETS, ticket_fields(), format="json", headers=turkish).json()
    assert body["message"] == "Destek talebiniz başarıyla oluşturuldu"
    assert body["data"]["estimated_response_time"] == "24 saat içinde"


def test_the_status_was_updated(staff_api: APIClient, turkish: dict[str, str]) -> None:
    url = update_status(make_ticket())
    body = staff_api.patch(url, {"status": "closed"}, format="json", headers=turkish).json()
    assert (body["status"], body["message"]) == ("success", "Ticket durumu güncellendi")
    body = staff_api.patch(url, {"status": "open"}, format="json", headers=turkish).json()
    assert body == {"status": "error", "message": "Geçersiz durum"}


def test_the_ticket_was_assigned(staff_api: APIClient, staff: Any, turkish: dict[str, str]) -> None:
    url = assign(make_ticket())
    body = staff_api.patch(url, {"assigned_to": str(staff.pk)}, format="json", headers=turkish).json()
    assert (body["status"], body["message"]) == ("success", "Ticket atandı")
    body = staff_api.patch(url, {"assigned_to": "-1"}, format="json", headers=turkish).json()
    assert body == {"status": "error", "message": "Kullanıcı bulunamadı"}


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "A", NAME_SHORT),
        ("name", "", NAME_SHORT),
        ("name", " ", NAME_SHORT),
        ("name", "R2D2", NAME_LETTERS),
        ("email", "x", EMAIL),
        ("email", "", EMAIL),
        ("phone", "123", PHONE),
        ("phone", "abcdefghij", PHONE),
        ("message", "kısa", MESSAGE_SHORT),
        ("message", "", MESSAGE_SHORT),
        ("message", " " * 20, MESSAGE_SHORT),
        ("message", "x" * 2001, MESSAGE_LONG),
        ("subject", "x", "Sunulan değerlerden birini seçin."),
    ],
)
def test_what_is_wrong_with_a_field(
    api: APIClient, turkish: dict[str, str], field: str, value: str, message: str
) -> None:
    response = api.post(TICKETS, ticket_fields(**{field: value}), format="json", headers=turkish)
    assert (response.status_code, response.json()) == (400, {field: [message]})


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pdf", samples.pdf().ljust(5 * samples.MEBIBYTE + 1), FILE_LARGE),
        ("a.exe", b"MZ", FILE_TYPE),
        ("a.pdf", samples.png(), FILE_TYPE),
    ],
    ids=["large", "extension", "content"],
)
def test_what_is_wrong_with_a_file(
    api: APIClient, turkish: dict[str, str], name: str, content: bytes, message: str
) -> None:
    file = samples.upload(content, name)
    response = api.post(TICKETS, {**ticket_fields(), "attachment": file}, format="multipart", headers=turkish)
    assert response.json() == {"attachment": [message]}


def test_what_is_wrong_with_one_of_several_files(api: APIClient, turkish: dict[str, str]) -> None:
    files = [samples.upload(samples.pdf(), "a.pdf"), samples.upload(b"MZ", "b.exe")]
    response = api.post(TICKETS, {**ticket_fields(), "attachments": files}, format="multipart", headers=turkish)
    assert response.json() == {"attachments": [f"b.exe: {FILE_TYPE}"]}


def test_a_ticket_that_is_not_ones_own(turkish: dict[str, str]) -> None:
    response = guest(make_ticket()).get(mine(make_ticket()), headers=turkish)
    assert response.json() == {"status": "error", "message": "Talep bulunamadı."}


def test_what_else_can_go_wrong(api: APIClient, staff_api: APIClient, settings: Any, turkish: dict[str, str]) -> None:
    ticket = make_ticket()
    key = {**turkish, "idempotency-key": "k1"}
    api.post(TICKETS, ticket_fields(), format="json", headers=key)
    answers = [
        api.post(TICKETS, ticket_fields(name="Zeynep Kaya"), format="json", headers=key),
        staff_api.patch(detail(ticket), {"version": 9}, format="json", headers=turkish),
        staff_api.patch(detail(ticket), {"user": "-1"}, format="json", headers=turkish),
        api.post(TICKETS, "[" * 99 + "]" * 99, content_type="application/json", headers=turkish),
        staff_api.get(TICKETS, {"created_after": "9999-01-01"}, headers=turkish),
    ]
    assert [answer.status_code for answer in answers] == [409, 409, 400, 400, 400]
    assert [next(iter(answer.json().values())) for answer in answers[:2]] == ["error", "error"]
    turkish_letters = set("çğıöşü")
    for answer in answers:
        assert turkish_letters & set(str(list(answer.json().values()))), answer.json()
