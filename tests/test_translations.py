"""The Turkish catalog is whole, and the specification's words stand where the specification shows them."""

import gettext
import re
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import translation

import django_support_tickets
from django_support_tickets.choices import subject_choices
from django_support_tickets.models import SupportTicket
from django_support_tickets.workflow import open_ticket
from tests.factories import make_ticket, ticket_fields

CATALOG = Path(django_support_tickets.__file__).parent / "locale" / "tr" / "LC_MESSAGES" / "django.po"
LIST = "/admin/django_support_tickets/supportticket/"


def strings(block: str, keyword: str) -> list[str]:
    """Return the strings of a catalog entry's lines that begin with a keyword, and of the lines that go on with it."""
    found = re.findall(rf'^{keyword} ((?:"(?:[^"\\]|\\.)*"\n?)+)', block, flags=re.MULTILINE)
    return ["".join(re.findall(r'"((?:[^"\\]|\\.)*)"', lines)) for lines in found]


ENTRIES = [block for block in CATALOG.read_text(encoding="utf-8").split("\n\n")[1:] if block.strip()]


def test_the_catalog_was_read() -> None:
    assert len(ENTRIES) > 100
    assert all(strings(entry, "msgid") for entry in ENTRIES)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: strings(entry, "msgid")[0][:40])
def test_is_translated(entry: str) -> None:
    texts = strings(entry, r"msgstr(?:\[\d\])?")
    assert texts
    assert all(texts)
    assert not re.search(r"^#,.*fuzzy", entry, flags=re.MULTILINE)
    assert not entry.startswith("#~")


def test_the_compiled_catalog_is_the_current_one() -> None:
    with CATALOG.with_suffix(".mo").open("rb") as compiled:
        translations = gettext.GNUTranslations(compiled)
    for entry in ENTRIES:
        if strings(entry, "msgid_plural") or strings(entry, "msgctxt"):
            continue
        source, target = (strings(entry, word)[0].replace('\\"', '"') for word in ("msgid", "msgstr"))
        assert translations.gettext(source) == target


@pytest.fixture
def turkish(settings: Any) -> Any:
    settings.LANGUAGE_CODE = "tr"
    with translation.override("tr"):
        yield


@pytest.mark.usefixtures("turkish")
def test_the_models_words() -> None:
    field = SupportTicket._meta.get_field
    words = {
        "ticket_number": "Ticket Numarası",
        "name": "Ad Soyad",
        "email": "E-posta",
        "phone": "Telefon",
        "subject": "Konu",
        "message": "Mesaj",
        "status": "Durum",
        "attachment": "Ek Dosya",
        "assigned_to": "Atanan Personel",
        "notes": "İç Notlar",
        "created_at": "Oluşturulma Tarihi",
        "updated_at": "Güncellenme Tarihi",
        "resolved_at": "Çözülme Tarihi",
    }
    assert {name: str(field(name).verbose_name) for name in words} == words
    assert str(field("notes").help_text) == "Bu notlar kullanıcıya gösterilmez"
    assert (str(SupportTicket._meta.verbose_name), str(SupportTicket._meta.verbose_name_plural)) == (
        "Destek Talebi",
        "Destek Talepleri",
    )
    assert [str(label) for _value, label in SupportTicket.STATUS_CHOICES] == [
        "Beklemede",
        "İşlemde",
        "Çözüldü",
        "Kapatıldı",
    ]
    assert all(value == str(label) for value, label in subject_choices())


@pytest.fixture
def root(client: Client, superuser: Any) -> Client:
    client.force_login(superuser)
    return client


@pytest.mark.usefixtures("turkish")
def test_the_lists_words(root: Client) -> None:
    make_ticket()
    html = root.get(LIST, headers={"accept-language": "tr"}).content.decode()
    for text in (
        "Destek Talepleri",
        "Durum",
        "İşlemler",
        "İşleme Al",
        "Çözüldü",
        "Kapat",
        "Beklemede",
        "Seçili ticketları çözüldü olarak işaretle",
        "Seçili ticketları kapat",
    ):
        assert text in html


@pytest.mark.usefixtures("turkish")
def test_the_pages_words(root: Client) -> None:
    html = root.get(f"{LIST}{make_ticket().pk}/change/", headers={"accept-language": "tr"}).content.decode()
    for text in ("Temel Bilgiler", "Talep Detayları", "Yönetim", "Tarih Bilgileri", "Kullanıcı", "Ek Dosya"):
        assert text in html


@pytest.mark.usefixtures("turkish")
@pytest.mark.parametrize(
    ("action", "text"),
    [
        ("mark_as_resolved", "2 ticket çözüldü olarak işaretlendi."),
        ("mark_as_closed", "2 ticket kapatıldı."),
    ],
)
def test_the_actions_words(root: Client, action: str, text: str) -> None:
    selected = [str(make_ticket().pk), str(make_ticket().pk)]
    data = {"action": action, "_selected_action": selected}
    response = root.post(LIST, data, follow=True, headers={"accept-language": "tr"})
    assert text in [str(message) for message in response.context["messages"]]


def test_the_confirmations_words(db: None, settings: Any, django_capture_on_commit_callbacks: Any) -> None:
    settings.SUPPORT_TICKET_SITE_NAME = "İmeceHub"
    with django_capture_on_commit_callbacks(execute=True):
        ticket = open_ticket(**ticket_fields(name="Ahmet Yılmaz"), language="tr")
    (message,) = mail.outbox
    assert message.subject == f"Destek Talebiniz Alındı - {ticket.ticket_number}"
    assert message.body.splitlines() == [
        "Sayın Ahmet Yılmaz,",
        "",
        "Destek talebiniz başarıyla oluşturuldu.",
        "",
        f"Ticket Numarası: {ticket.ticket_number}",
        "Konu: Sipariş Sorunu",
        "Durum: Beklemede",
        "",
        "Tahmini yanıt süresi: 24 saat içinde",
        "",
        "İyi günler dileriz.",
        "İmeceHub Destek Ekibi",
    ]
    html = str(message.alternatives[0][0])
    for line in message.body.splitlines():
        for part in line.split(": "):
            assert part in html
