"""What keeps the mails of a ticket together in Gmail, Outlook and Thunderbird.

All three follow In-Reply-To and References; Gmail and Outlook also want the same subject behind "Re:".
"""

from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from django_support_tickets import workflow
from django_support_tickets.choices import DeliveryKind
from django_support_tickets.models import Delivery, SupportTicket
from django_support_tickets.notifications import outbox
from django_support_tickets.notifications.rendering import MAX_REFERENCES
from tests.factories import make_ticket, make_user, queue_mails, ticket_fields

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def desk(settings: Any) -> None:
    settings.SUPPORT_TICKET_STAFF_EMAILS = ["desk@shop.example"]


def converse() -> SupportTicket:
    ticket = workflow.open_ticket(**ticket_fields(), language="en")
    workflow.reply_as_staff(ticket=ticket, text="Which order?", actor=None)
    workflow.reply_as_requester(ticket=ticket, text="The last.")
    workflow.reply_as_staff(ticket=ticket, text="Found it.", actor=None)
    workflow.change_status(ticket=ticket, status="resolved", actor=None)
    workflow.reply_as_requester(ticket=ticket, text="Not quite.")
    return ticket


def thread(smtp: Any, reader: str) -> list[Any]:
    return [message for message in smtp.messages if message["To"] == reader]


@pytest.mark.parametrize(("reader", "number"), [("ayse@customer.example", 4), ("desk@shop.example", 3)])
def test_each_reader_has_one_thread(smtp: Any, reader: str, number: int) -> None:
    converse()
    mails = thread(smtp, reader)
    assert len(mails) == number
    ids = [mail["Message-ID"] for mail in mails]
    assert len({*ids}) == number
    assert mails[0]["In-Reply-To"] is None
    assert mails[0]["References"] is None
    for index, mail in enumerate(mails[1:], 1):
        assert mail["In-Reply-To"] == ids[index - 1]
        assert mail["References"].split() == ids[:index]
    assert {mail["Subject"] for mail in mails[1:]} == {f"Re: {mails[0]['Subject']}"}


def test_nobody_is_shown_the_ids_of_others_mails(smtp: Any) -> None:
    converse()
    theirs = {mail["Message-ID"] for mail in thread(smtp, "desk@shop.example")}
    for mail in thread(smtp, "ayse@customer.example"):
        assert theirs.isdisjoint((mail["References"] or "").split())


def test_each_ticket_is_a_thread_of_its_own(smtp: Any) -> None:
    for _number in range(2):
        ticket = workflow.open_ticket(**ticket_fields(), language="en")
        workflow.reply_as_staff(ticket=ticket, text="Here.", actor=None)
    first, reply, second, other = thread(smtp, "ayse@customer.example")
    assert reply["References"] == first["Message-ID"]
    assert other["References"] == second["Message-ID"]


def test_a_new_address_begins_a_new_thread(smtp: Any) -> None:
    ticket = converse()
    workflow.edit_ticket(ticket=ticket, changes={"email": "new@customer.example"}, actor=None)
    workflow.reply_as_staff(ticket=ticket, text="Here.", actor=None)
    (mail,) = thread(smtp, "new@customer.example")
    assert mail["References"] is None
    assert mail["Subject"].startswith("Re: Your support request was received - ")


def test_a_mail_that_is_sent_again_stays_where_it_was(smtp: Any) -> None:
    ticket = converse()
    row = ticket.deliveries.get(kind="ticket_resolved")
    workflow.resend_delivery(delivery=row, actor=None)
    *_earlier, resolved, again = thread(smtp, "ayse@customer.example")
    assert again["References"] == resolved["References"]
    assert again["Message-ID"] != resolved["Message-ID"]


def queue_many(count: int, ticket: SupportTicket) -> list[str]:
    notices = [outbox.Notice(DeliveryKind.RESOLVED, ticket.email, "en") for _number in range(count)]
    queue_mails(ticket, notices)
    # Only the last one is sent, and so it has to be its turn.
    last = ticket.deliveries.latest("pk")
    ticket.deliveries.exclude(pk=last.pk).update(state="failed")
    return list(Delivery.objects.order_by("pk").values_list("message_id", flat=True))


@pytest.mark.parametrize("earlier", [MAX_REFERENCES - 1, MAX_REFERENCES, MAX_REFERENCES + 1, MAX_REFERENCES + 40])
def test_a_long_conversation_names_its_first_mail_and_the_last_ones(smtp: Any, earlier: int) -> None:
    ids = queue_many(earlier + 1, make_ticket())
    outbox.send(Delivery.objects.latest("pk").pk)
    (mail,) = smtp.messages
    references = mail["References"].split()
    *before, own = ids
    assert mail["Message-ID"] == own
    assert mail["In-Reply-To"] == before[-1]
    assert references == (before if earlier <= MAX_REFERENCES else [before[0], *before[1 - MAX_REFERENCES :]])


def statements(pk: int) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert outbox.send(pk)
    return len(queries)


def test_the_first_mail_of_a_thread_looks_for_none_before_it(smtp: Any) -> None:
    notices = [outbox.Notice(kind, "to@a.example", "en") for kind in (DeliveryKind.CONFIRMATION, DeliveryKind.RESOLVED)]
    first, later = queue_mails(make_ticket(), notices)
    assert statements(first) == 3  # It is claimed, read and settled.
    assert statements(later) == 4


def test_the_statements_for_a_mail_do_not_grow_with_its_conversation(smtp: Any) -> None:
    ticket = make_ticket()
    queue_many(2, ticket)
    few = statements(Delivery.objects.latest("pk").pk)
    queue_many(MAX_REFERENCES - 2, ticket)
    assert statements(Delivery.objects.latest("pk").pk) == few
    queue_many(60, ticket)
    # The first one's id is looked up by itself where it is none of the last.
    assert statements(Delivery.objects.latest("pk").pk) == few + 1
    queue_many(60, ticket)
    assert statements(Delivery.objects.latest("pk").pk) == few + 1


@pytest.mark.parametrize(
    "domain",
    [
        "shop.example",
        "desk.international-customers.a-company-with-a-long-name.example",
        f"{'a' * 60}.{'b' * 60}.example",
        "a" * 63,
    ],
)
def test_ids_are_on_the_wire_as_they_are(smtp: Any, settings: Any, domain: str) -> None:
    """Encoded words would not be looked up, nor may a line be longer than 998 characters (RFC 5322, section 2.1.1)."""
    settings.SUPPORT_TICKET_FROM_EMAIL = f"desk@{domain}"
    ids = queue_many(MAX_REFERENCES + 1, make_ticket())
    outbox.send(Delivery.objects.latest("pk").pk)
    head = smtp.envelopes[0].content.partition(b"\r\n\r\n")[0]
    assert max(map(len, head.split(b"\r\n"))) <= 998
    raw = message_from_bytes(smtp.envelopes[0].content)
    assert raw["References"].split() == ids[:-1]
    assert raw["In-Reply-To"].strip() == ids[-2]
    assert raw["Message-ID"].strip() == ids[-1]
    assert all(each.isascii() and each.endswith(">") for each in ids)


def test_a_subject_of_the_sites_own_carries_over(smtp: Any, settings: Any, tmp_path: Path) -> None:
    folder = tmp_path / "django_support_tickets" / "mail"
    folder.mkdir(parents=True)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [str(tmp_path)]}]
    own = "{% autoescape off %}\n  Request {{ ticket.ticket_number }} & more\n{% endautoescape %}\n"
    (folder / "ticket_confirmation_subject.txt").write_text(own)
    (folder / "staff_new_ticket_subject.txt").write_text("Desk: {{ ticket.ticket_number }}")
    ticket = converse()
    customers, staffs = thread(smtp, "ayse@customer.example"), thread(smtp, "desk@shop.example")
    request = f"Request {ticket.ticket_number} & more"
    assert [mail["Subject"] for mail in customers] == [request, *[f"Re: {request}"] * 3]
    assert [mail["Subject"] for mail in staffs] == [
        f"Desk: {ticket.ticket_number}",
        *[f"Re: Desk: {ticket.ticket_number}"] * 2,
    ]


def test_a_subject_is_in_the_tickets_language(smtp: Any) -> None:
    ticket = workflow.open_ticket(**ticket_fields(), language="tr")
    workflow.reply_as_staff(ticket=ticket, text="Here.", actor=None)
    confirmation, reply = thread(smtp, "ayse@customer.example")
    assert confirmation["Subject"] == f"Destek Talebiniz Alındı - {ticket.ticket_number}"
    assert reply["Subject"] == f"Re: Destek Talebiniz Alındı - {ticket.ticket_number}"


def test_a_member_of_staff_with_a_long_name_breaks_no_line(smtp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_user_model(), "get_full_name", lambda user: "Ş" * 300, raising=False)
    workflow.reply_as_staff(ticket=make_ticket(), text="Here.", actor=make_user(is_staff=True))
    assert max(map(len, smtp.envelopes[0].content.split(b"\r\n"))) <= 998
