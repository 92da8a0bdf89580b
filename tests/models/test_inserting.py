"""Inserting rows of several models together: the same on each database."""

from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection, transaction
from django.db.models.signals import post_save, pre_save
from django.test.utils import CaptureQueriesContext

from django_support_tickets.choices import EventType, MessageKind, Party
from django_support_tickets.models import SupportTicket, TicketAttachment, TicketEvent, TicketMessage
from django_support_tickets.models.inserting import insert_all
from tests.factories import make_ticket, make_user, ticket_fields

pytestmark = pytest.mark.django_db


def new_ticket(**fields: Any) -> SupportTicket:
    return SupportTicket(ticket_number="SUP-2001-000001", **ticket_fields(**fields))


def new_event(ticket: SupportTicket, **data: Any) -> TicketEvent:
    return TicketEvent(ticket=ticket, ticket_number=ticket.ticket_number, type=EventType.CREATED, data=data)


def new_file(ticket: SupportTicket, message: TicketMessage | None, name: str) -> TicketAttachment:
    about = {"attachment_filename": name, "attachment_content_type": "text/plain", "attachment_size": 1}
    return TicketAttachment(ticket=ticket, message=message, attachment=f"x/{name}", **about)


def test_rows_refer_to_those_before_them() -> None:
    user = make_user()
    ticket = new_ticket(user=user)
    message = TicketMessage(ticket=ticket, kind=MessageKind.REPLY, sender=Party.STAFF, author=user, text="100 % 'x'")
    files = [new_file(ticket, message, f"{name}.txt") for name in "ab"]
    event = new_event(ticket, name="50 %s", sub={"deep": [1, None]})
    insert_all([ticket, message, *files, event], DEFAULT_DB_ALIAS)

    stored = SupportTicket.objects.get()
    assert (stored.pk, stored.user, stored.name) == (ticket.pk, user, "Ayşe Yılmaz")
    assert stored.messages.get().text == "100 % 'x'"
    assert [(row.pk, row.message, str(row)) for row in stored.attachments.all()] == [
        (row.pk, message, str(row)) for row in files
    ]
    assert stored.events.get().data == {"name": "50 %s", "sub": {"deep": [1, None]}}
    assert (message.ticket_id, files[1].message_id, event.ticket_id) == (ticket.pk, message.pk, ticket.pk)


def test_they_are_as_if_they_were_saved() -> None:
    ticket = new_ticket()
    insert_all([ticket, new_event(ticket)], DEFAULT_DB_ALIAS)
    assert ticket.created_at == SupportTicket.objects.get().created_at
    assert ticket._state.db == DEFAULT_DB_ALIAS
    ticket.name = "Ayşe Demir"
    ticket.save()
    assert SupportTicket.objects.get().name == "Ayşe Demir"


def test_signals_are_sent() -> None:
    sent: list[tuple[str, type, bool]] = []

    def before(sender: type, instance: Any, **kwargs: Any) -> None:
        sent.append(("before", sender, instance.pk is None))

    def after(sender: type, instance: Any, created: bool, **kwargs: Any) -> None:
        sent.append(("after", sender, created and instance.ticket_number == "SUP-2001-000001"))

    pre_save.connect(before)
    post_save.connect(after)
    try:
        ticket = new_ticket()
        insert_all([ticket, new_event(ticket), new_event(ticket)], DEFAULT_DB_ALIAS)
    finally:
        pre_save.disconnect(before)
        post_save.disconnect(after)
    senders = [SupportTicket, TicketEvent, TicketEvent]
    assert sorted(sent, key=str) == sorted(
        [(when, sender, True) for when in ("before", "after") for sender in senders], key=str
    )


def test_all_or_none() -> None:
    taken = make_ticket().ticket_number
    ticket = new_ticket()
    duplicate = SupportTicket(**ticket_fields(), ticket_number=taken)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_all([ticket, new_event(ticket), duplicate], DEFAULT_DB_ALIAS)
    assert SupportTicket.objects.count() == 1
    assert not TicketEvent.objects.filter(ticket_number=ticket.ticket_number, type=EventType.CREATED, data={}).exists()


def test_one_statement_on_postgresql_and_one_a_model_elsewhere() -> None:
    ticket = new_ticket()
    rows = [ticket, new_event(ticket), new_event(ticket), new_event(ticket)]
    with CaptureQueriesContext(connection) as captured:
        insert_all(rows, DEFAULT_DB_ALIAS)
    inserts = [query["sql"] for query in captured if "INSERT" in query["sql"]]
    assert len(inserts) == (1 if connection.vendor == "postgresql" else 2)
