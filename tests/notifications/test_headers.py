"""What a person typed forges no header, and advertises nothing.

CPython before 3.12.5 turned an encoded word in a subject into real headers (CVE-2024-6923), so that these tests say
most under an old patch release.
"""

from email import message_from_bytes
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from django_support_tickets.choices import DeliveryKind
from django_support_tickets.models import Delivery
from django_support_tickets.notifications import outbox
from django_support_tickets.notifications.policy import Notice
from django_support_tickets.notifications.texts import header_text, name_in_mail
from tests.factories import make_ticket, queue_mails

HEADERS = {
    "auto-submitted",
    "content-transfer-encoding",
    "content-type",
    "date",
    "from",
    "in-reply-to",
    "message-id",
    "mime-version",
    "references",
    "subject",
    "to",
    "x-auto-response-suppress",
    "x-peer",  # Added by the server.
    "x-mailfrom",
    "x-rcptto",
}
HOSTILE = [
    "a\r\nBcc: all@evil.example",
    "a\nBcc: all@evil.example",
    "a\rBcc: all@evil.example",
    "a\r\n\r\n<script>",
    "a\u2028Bcc: all@evil.example",
    "a\u2029Bcc: all@evil.example",
    "a\x85Bcc: all@evil.example",
    "a\x0b\x0c\x1c\x1d\x1eBcc: all@evil.example",
    "=?utf-8?q?a=0D=0ABcc:all=40evil.example?=",
    "=?utf-8?b?YQ0KQmNjOiBhbGxAZXZpbC5leGFtcGxl?=",
    "==?utf-8?q?a=0D=0ABcc:all=40evil.example?=",
    "=\n?utf-8?q?a=0D=0ABcc:all=40evil.example?=",
    "=?us-ascii?q?=0D=0ASubject:_forged?=" * 2,
    "x" * 98 + "\r\n",
    "%0d%0aBcc: all@evil.example",
    "a, all@evil.example",
    '"><script>alert(1)</script>',
]


def raw_headers(envelope: Any) -> dict[str, Any]:
    """Return the headers of what went over the wire, read without interpretation."""
    message = message_from_bytes(envelope.content)
    return {name.lower(): value for name, value in message.items()}


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
@pytest.mark.django_db(transaction=True)
def test_no_text_forges_a_header(smtp: Any, settings: Any, text: str) -> None:
    settings.SUPPORT_TICKET_SUBJECTS = [text[:100]]
    settings.SUPPORT_TICKET_SITE_NAME = text
    ticket = make_ticket(name=text[:100], subject=text[:100], phone=text[:20], message=text)
    reply = ticket.messages.create(sender="requester", text=text)
    queue_mails(ticket, [Notice(kind, "to@a.example", "en") for kind in DeliveryKind], reply)

    assert outbox.send_due(len(DeliveryKind)) == len(DeliveryKind)

    for envelope, message in zip(smtp.envelopes, smtp.messages, strict=True):
        headers = raw_headers(envelope)
        assert headers.keys() <= HEADERS
        assert headers["to"] == "to@a.example"
        assert envelope.rcpt_tos == ["to@a.example"]
        assert message["Subject"].removeprefix("Re: ").startswith(("Your support", "New support ticket"))
        assert not message["Subject"].defects
        html = message.get_body(("html",)).get_content()
        assert "<script>" not in html


@pytest.mark.django_db(transaction=True)
def test_a_nul_forges_nothing(smtp: Any) -> None:
    """PostgreSQL takes no NUL, so that it cannot come from there."""
    ticket = make_ticket()
    ticket.subject = ticket.name = "a\x00Bcc: all@evil.example"
    ticket.get_subject_display = lambda: ticket.subject  # type: ignore[method-assign]
    queue_mails(ticket, [Notice(DeliveryKind.STAFF_NOTICE, "to@a.example", "en")])
    message = outbox.render_delivery(Delivery(ticket=ticket, kind="staff_new_ticket", recipient="to@a.example"))
    assert "\x00" not in message.subject
    message.send()
    assert raw_headers(smtp.envelopes[0]).keys() <= HEADERS


@pytest.mark.parametrize(
    "recipient",
    [
        "a@b.example\r\nBcc: all@evil.example",
        "=?utf-8?q?a=0D=0ABcc=3Aall=40evil.example?=@b.example",
        "=?utf-8?q?victim?=@b.example",
        "a@b.example\u2028Bcc: all@evil.example",
    ],
    ids=ascii,
)
@pytest.mark.django_db(transaction=True)
def test_no_address_forges_a_header(smtp: Any, recipient: str) -> None:
    queue_mails(make_ticket(), [Notice(DeliveryKind.CONFIRMATION, recipient, "en")])
    assert outbox.send_due(1) == 0
    assert smtp.messages == []
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.last_error[:11]) == ("pending", 1, "ValueError:")


@pytest.mark.django_db(transaction=True)
def test_an_international_address_is_encoded(smtp: Any) -> None:
    queue_mails(make_ticket(), [Notice(DeliveryKind.CONFIRMATION, "ayse@müşteri.example", "en")])
    assert outbox.send_due(1) == 1
    assert smtp.envelopes[0].rcpt_tos == ["ayse@xn--mteri-kva70e.example"]


@pytest.mark.django_db(transaction=True)
def test_a_huge_name_is_only_long(smtp: Any) -> None:
    name = "Ş" * 100
    queue_mails(make_ticket(name=name), [Notice(DeliveryKind.CONFIRMATION, "to@a.example", "en")])
    assert outbox.send_due(1) == 1
    assert f"Dear {name}," in smtp.messages[0].get_body(("plain",)).get_content()


@pytest.mark.django_db(transaction=True)
def test_a_huge_subject_is_only_long(smtp: Any) -> None:
    ticket = make_ticket(subject="Ş" * 100)
    queue_mails(ticket, [Notice(DeliveryKind.STAFF_NOTICE, "to@a.example", "en")])
    assert outbox.send_due(1) == 1
    assert smtp.messages[0]["Subject"].endswith("Ş" * 100)


@pytest.mark.django_db(transaction=True)
def test_a_name_is_no_link(smtp: Any) -> None:
    ticket = make_ticket(name="www.evil.com")
    queue_mails(ticket, [Notice(DeliveryKind.CONFIRMATION, "to@a.example", "en")])
    outbox.send_due(1)
    for kind in ("plain", "html"):
        body = smtp.messages[0].get_body((kind,)).get_content()
        assert "evil.com" not in body
        assert "www.\u200bevil.\u200bcom" in body


@pytest.mark.parametrize("name", ["J. R. R. Tolkien", "Dr. Ayşe", "St.John"])
def test_a_name_with_periods_reads_the_same(name: str) -> None:
    assert name_in_mail(name).replace("\u200b", "") == name
    assert "\u200b" not in name_in_mail("J. R. R. Tolkien")


@given(st.lists(st.sampled_from(["=", "?", "\r\n", "\x00", "\u2028", "\x85", "\ud800", " "]) | st.text()).map("".join))
@example("==??=?")
def test_header_text_is_one_harmless_line(text: str) -> None:
    safe = header_text(text)
    assert len(safe.splitlines()) <= 1
    assert "=?" not in safe
    assert safe == safe.strip() == header_text(safe)
    safe.encode()
