"""The mails as a real mail server receives them."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone, translation

from django_support_tickets import workflow
from django_support_tickets.choices import DeliveryKind
from django_support_tickets.models import Delivery
from tests.attachments import samples
from tests.factories import make_ticket, ticket_fields
from tests.notifications.reading import PORTAL, part

pytestmark = pytest.mark.django_db(transaction=True)


def open_ticket(**kwargs: Any) -> Any:
    return workflow.open_ticket(**{**ticket_fields(), "language": "en", **kwargs})


def test_the_confirmation(smtp: Any) -> None:
    ticket = open_ticket()

    (message,), (envelope,) = smtp.messages, smtp.envelopes
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.last_error) == ("sent", 1, "")
    assert timezone.now() - delivery.sent_at < timedelta(minutes=1)
    assert message["Subject"] == f"Your support request was received - {ticket.ticket_number}"
    assert message["From"] == "desk@shop.example"
    assert message["To"] == "ayse@customer.example"
    assert message["Message-ID"] == delivery.message_id
    assert re.fullmatch(r"<[0-9a-f]{32}@shop\.example>", delivery.message_id)
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert {"Reply-To", "Cc", "Bcc"}.isdisjoint(message.keys())
    assert (envelope.mail_from, envelope.rcpt_tos) == ("desk@shop.example", ["ayse@customer.example"])
    assert message.get_content_type() == "multipart/alternative"
    for kind in ("plain", "html"):
        body = part(message, kind)
        for text in ("Dear Ayşe Yılmaz,", ticket.ticket_number, "Order problem", "Pending", "within 24 hours"):
            assert text in body
    assert '<html lang="en" dir="ltr">' in part(message, "html")


def test_the_specified_confirmation_in_turkish(smtp: Any, settings: Any) -> None:
    settings.SUPPORT_TICKET_SITE_NAME = "İmeceHub"
    ticket = open_ticket(language="tr")

    assert smtp.messages[0]["Subject"] == f"Destek Talebiniz Alındı - {ticket.ticket_number}"
    assert part(smtp.messages[0], "plain").splitlines() == [
        "Sayın Ayşe Yılmaz,",
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


def test_the_notice_to_staff(smtp: Any, settings: Any) -> None:
    settings.SUPPORT_TICKET_STAFF_EMAILS = ["Help Desk <desk@shop.example>"]
    settings.SUPPORT_TICKET_SEND_CONFIRMATION = False
    settings.SUPPORT_TICKET_BASE_URL = "https://shop.example/"
    file = samples.upload(samples.pdf(), "fatura.pdf")

    ticket = open_ticket(message="It <b>broke</b>.\nTwice.", attachment=file)

    (message,), (envelope,) = smtp.messages, smtp.envelopes
    assert message["Subject"] == f"New support ticket {ticket.ticket_number}: Order problem"
    assert message["To"] == "Help Desk <desk@shop.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert envelope.rcpt_tos == ["desk@shop.example"]
    link = f"https://shop.example/admin/django_support_tickets/supportticket/{ticket.pk}/change/"
    plain, html = part(message, "plain"), part(message, "html")
    for text in ("Ayşe Yılmaz", "ayse@customer.example", "+90 532 123 45 67", "fatura.pdf", link):
        assert text in plain
        assert text in html
    assert "It <b>broke</b>.\nTwice." in plain
    assert "It &lt;b&gt;broke&lt;/b&gt;.<br>Twice." in html


@pytest.mark.parametrize(
    ("base_url", "urls"), [("", "tests.urls"), ("https://shop.example", "django_support_tickets.urls")]
)
def test_the_notice_has_no_link_where_none_is_known(smtp: Any, settings: Any, base_url: str, urls: str) -> None:
    settings.SUPPORT_TICKET_STAFF_EMAILS = ["desk@shop.example"]
    settings.SUPPORT_TICKET_BASE_URL, settings.ROOT_URLCONF = base_url, urls
    open_ticket()
    assert ["/change/" in part(message, "plain") for message in smtp.messages] == [False, False]


def test_everyone_reads_their_own_language(smtp: Any, settings: Any) -> None:
    settings.SUPPORT_TICKET_STAFF_EMAILS = ["desk@shop.example"]
    settings.SUPPORT_TICKET_STAFF_LANGUAGE = "en"
    with translation.override("en"):
        open_ticket(language="tr")
        assert translation.get_language() == "en"
    settings.SUPPORT_TICKET_STAFF_LANGUAGE = ""
    settings.LANGUAGE_CODE = "tr"
    open_ticket(language="en")

    assert list(Delivery.objects.order_by("id").values_list("language", flat=True)) == ["tr", "en", "en", "tr"]
    subjects = [message["Subject"].partition("SUP-")[0] for message in smtp.messages]
    assert subjects == [
        "Destek Talebiniz Alındı - ",
        "New support ticket ",
        "Your support request was received - ",
        "Yeni destek talebi ",
    ]


def test_a_language_that_the_site_does_not_speak_is_its_own(smtp: Any) -> None:
    open_ticket(language="xx-klingon")
    assert smtp.messages[0]["Subject"].startswith("Your support request was received")


def test_the_settings_of_the_mails(smtp: Any, settings: Any) -> None:
    settings.SUPPORT_TICKET_FROM_EMAIL = "İmeceHub <yardim@imecehub.example>"
    settings.SUPPORT_TICKET_REPLY_TO = "Answers <answers@shop.example>"
    settings.SUPPORT_TICKET_SITE_NAME = "İmeceHub"
    settings.SUPPORT_TICKET_ESTIMATED_RESPONSE_TIME = "by {{ tomorrow }} & soon"

    open_ticket()

    message = smtp.messages[0]
    assert message["From"] == "İmeceHub <yardim@imecehub.example>"
    assert smtp.envelopes[0].mail_from == "yardim@imecehub.example"
    assert message["Reply-To"] == "Answers <answers@shop.example>"
    assert message["Message-ID"].endswith("@imecehub.example>")
    assert "İmeceHub Support Team" in part(message, "plain")
    assert "by {{ tomorrow }} & soon" in part(message, "plain")
    assert "by {{ tomorrow }} &amp; soon" in part(message, "html")


@pytest.mark.parametrize("sender", ["desk@müşteri.example", "nonsense", "desk@"])
def test_a_message_id_is_ascii(settings: Any, sender: str) -> None:
    settings.SUPPORT_TICKET_FROM_EMAIL = sender
    settings.SUPPORT_TICKET_SEND_CONFIRMATION = True
    with transaction.atomic():
        workflow.open_ticket(**ticket_fields())
        assert re.fullmatch(r"<[0-9a-f]{32}@[\x21-\x7e]+>", Delivery.objects.get().message_id)
        transaction.set_rollback(True)


class TestOverriding:
    """Templates of a site's own, as files in a folder of its settings."""

    @pytest.fixture
    def templates(self, settings: Any, tmp_path: Path) -> Path:
        settings.SUPPORT_TICKET_LINK_URL = PORTAL
        folder = tmp_path / "templates"
        (folder / "django_support_tickets" / "mail").mkdir(parents=True)
        settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [str(folder)]}]
        return folder / "django_support_tickets" / "mail"

    def test_a_file(self, templates: Path, smtp: Any) -> None:
        (templates / "ticket_confirmation_subject.txt").write_text("We have\n{{ ticket.ticket_number }}\n")
        (templates / "ticket_confirmation_message.txt").write_text("{{ name }}: {{ ticket.get_status_display }}")
        ticket = open_ticket()
        assert smtp.messages[0]["Subject"] == f"We have {ticket.ticket_number}"
        assert part(smtp.messages[0], "plain") == "Ayşe Yılmaz: Pending\n"

    @pytest.mark.parametrize("kind", DeliveryKind)
    def test_each_file_of_each_kind(self, templates: Path, smtp: Any, kind: DeliveryKind) -> None:
        ticket = make_ticket()
        names = {"subject.txt": "Subject", "message.txt": "Text", "message.html": "Hypertext"}
        for name, text in names.items():
            (templates / f"{kind}_{name}").write_text(f"{text} of {{{{ delivery.kind }}}}")
        row = Delivery(kind=kind, recipient=ticket.email, language="en", message_id="<a@shop.example>")
        row.ticket = None if kind == DeliveryKind.LINKS else ticket
        row.reply = ticket.messages.create(sender="staff", text="Here.") if kind.endswith("reply") else None
        row.save()
        assert workflow.tick(limit=1) == 1
        (message,) = smtp.messages
        parts = [message["Subject"], *(part(message, each).strip() for each in ("plain", "html"))]
        assert parts == [f"{text} of {kind}" for text in names.values()]

    @pytest.mark.parametrize(
        ("name", "block"), [("ticket_reply_message", "quoted"), ("ticket_resolved_message", "rating")]
    )
    @pytest.mark.parametrize("extension", ["txt", "html"])
    def test_a_block_of_one_kind(self, templates: Path, smtp: Any, name: str, block: str, extension: str) -> None:
        file = f"{name}.{extension}"
        extends = f'{{% extends "django_support_tickets/mail/{file}" %}}'
        (templates / file).write_text(extends + f"{{% block {block} %}}Our own.{{% endblock %}}")
        if block == "quoted":
            workflow.reply_as_staff(ticket=make_ticket(message="It broke."), text="Here.", actor=None)
        else:
            workflow.change_status(ticket=make_ticket(), status="resolved", actor=None)
        body = part(smtp.messages[0], {"txt": "plain", "html": "html"}[extension])
        assert "Our own." in body
        assert "It broke." not in body
        assert "rating=" not in body
        assert "Kind regards" in body

    def test_a_block(self, templates: Path, smtp: Any) -> None:
        name = "ticket_confirmation_message.txt"
        extends = f'{{% extends "django_support_tickets/mail/{name}" %}}'
        (templates / name).write_text(extends + "{% block closing %}So long!{% endblock %}")
        open_ticket()
        body = part(smtp.messages[0], "plain")
        assert body.startswith("Dear Ayşe Yılmaz,")
        assert body.endswith("So long!\n")

    def test_the_base_of_all(self, templates: Path, smtp: Any) -> None:
        name = "base_message.html"
        extends = f'{{% extends "django_support_tickets/mail/{name}" %}}'
        (templates / name).write_text(extends + "{% block closing %}<p>So long!</p>{% endblock %}")
        open_ticket()
        assert "<p>So long!</p>" in part(smtp.messages[0], "html")

    def test_no_html(self, settings: Any, tmp_path: Path, smtp: Any) -> None:
        options = {"loaders": [("django.template.loaders.locmem.Loader", self.texts_only())]}
        backend = "django.template.backends.django.DjangoTemplates"
        settings.TEMPLATES = [{"BACKEND": backend, "OPTIONS": options}]
        open_ticket()
        assert smtp.messages[0].get_content_type() == "text/plain"
        assert part(smtp.messages[0], "plain") == "Plain.\n"

    @staticmethod
    def texts_only() -> dict[str, str]:
        base = "django_support_tickets/mail/ticket_confirmation"
        return {f"{base}_subject.txt": "Subject", f"{base}_message.txt": "Plain."}

    @pytest.mark.parametrize("text", ['{% include "nowhere.html" %}', '{% extends "nowhere.html" %}', "{% nonsense %}"])
    def test_a_broken_one(self, templates: Path, settings: Any, smtp: Any, text: str) -> None:
        (templates / "ticket_confirmation_message.html").write_text(text)

        ticket = open_ticket()

        delivery = ticket.deliveries.get()
        assert smtp.messages == []
        assert (delivery.state, delivery.attempts) == ("pending", 1)
        assert re.match("TemplateDoesNotExist: nowhere|TemplateSyntaxError: .*Invalid", delivery.last_error)

        settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": []}]
        with time_machine.travel(timezone.now() + timedelta(hours=1)):
            workflow.tick(limit=10)
        assert [message["Message-ID"] for message in smtp.messages] == [delivery.message_id]
