from typing import Any

import pytest

from django_support_tickets import workflow
from django_support_tickets.exceptions import (
    AssigneeNotFound,
    AttachmentRejected,
    InvalidStatus,
    StaleTicket,
    TicketNotFound,
)
from django_support_tickets.models import SupportTicket, TicketEvent
from tests.attachments import samples
from tests.factories import make_ticket, make_user

pytestmark = pytest.mark.django_db


def edit(ticket: SupportTicket, changes: dict[str, Any], **kwargs: Any) -> SupportTicket:
    return workflow.edit_ticket(ticket=ticket, changes=changes, **{"actor": None, **kwargs})


def test_an_edit_is_recorded_by_the_names_of_its_fields() -> None:
    actor, ticket = make_user(is_staff=True), make_ticket()

    edited = edit(ticket, {"name": "Gül Ak", "phone": None, "email": ticket.email}, actor=actor)

    assert edited.version == 2
    stored = SupportTicket.objects.get()
    assert (stored.name, stored.phone, stored.version) == ("Gül Ak", None, 2)
    event = TicketEvent.objects.get()
    assert (event.type, event.actor, event.data) == ("edited", actor, {"fields": ["name", "phone"]})


@pytest.mark.parametrize("changes", [{}, {"name": "Ayşe Yılmaz", "status": "pending", "assigned_to": None}])
def test_an_edit_that_changes_nothing_writes_nothing(changes: dict[str, Any]) -> None:
    ticket = make_ticket()
    before = SupportTicket.objects.values().get()
    edit(ticket, {**changes, "attachment": None})
    assert SupportTicket.objects.values().get() == before
    assert not TicketEvent.objects.exists()


def test_an_edit_can_change_everything_at_once() -> None:
    agent = make_user(is_staff=True)
    ticket = make_ticket()
    file = samples.upload(samples.pdf(), "fatura.pdf")

    edited = edit(
        ticket, {"notes": "Called.", "status": "resolved", "assigned_to": agent, "attachment": file}, version=1
    )

    stored = SupportTicket.objects.get()
    assert (stored.notes, stored.status, stored.assigned_to) == ("Called.", "resolved", agent)
    assert stored.resolved_at == edited.resolved_at is not None
    assert (stored.attachment_filename, stored.attachment_content_type) == ("fatura.pdf", "application/pdf")
    assert stored.attachment_size == len(samples.pdf())
    events = TicketEvent.objects.all()
    assert [event.type for event in events] == ["edited", "status_changed", "assigned"]
    assert events[0].data == {"fields": ["attachment", "notes"]}
    assert stored.version == 1 + len(events)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"status": "nonsense"}, InvalidStatus),
        ({"assigned_to": "customer"}, AssigneeNotFound),
        ({"attachment": "script"}, AttachmentRejected),
        ({"ticket_number": "SUP-1"}, ValueError),
        ({"version": 5}, ValueError),
    ],
)
def test_an_edit_is_all_or_nothing(changes: dict[str, Any], error: type[Exception]) -> None:
    ticket = make_ticket()
    before = SupportTicket.objects.values().get()
    if "assigned_to" in changes:
        changes = {"assigned_to": make_user()}
    if "attachment" in changes:
        changes = {"attachment": samples.upload(b"#!/bin/sh", "run.sh")}
    with pytest.raises(error):
        edit(ticket, {"name": "Another Name", "notes": "Never stored.", **changes})
    assert SupportTicket.objects.values().get() == before
    assert not TicketEvent.objects.exists()


def test_an_edit_of_what_someone_else_changed_is_refused() -> None:
    ticket = make_ticket()
    edit(ticket, {"notes": "The faster one."}, version=1)
    with pytest.raises(StaleTicket) as caught:
        edit(ticket, {"notes": "The slower one."}, version=1)
    assert caught.value.code == "stale_ticket"
    assert edit(ticket, {"name": "Gül Ak"}).notes == "The faster one."


def test_a_deleted_ticket_is_not_found() -> None:
    ticket = make_ticket()
    SupportTicket.objects.all().delete()
    with pytest.raises(TicketNotFound):
        edit(ticket, {"name": "Gül Ak"})
