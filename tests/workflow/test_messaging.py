"""What a reply or a note does to its ticket."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from django_support_tickets import workflow
from django_support_tickets.exceptions import AttachmentRejected, TicketNotFound
from django_support_tickets.models import Delivery, SupportTicket, TicketAttachment, TicketEvent, TicketMessage
from tests.attachments import samples
from tests.factories import make_ticket, make_user

pytestmark = pytest.mark.django_db


def history() -> list[tuple[str, Any]]:
    return list(TicketEvent.objects.values_list("type", "data"))


def closed_ticket(days_ago: float, **kwargs: Any) -> SupportTicket:
    ticket = make_ticket(status="closed", **kwargs)
    ticket.closed_at = timezone.now() - timedelta(days=days_ago)
    ticket.save(update_fields=["closed_at"])
    return ticket


@pytest.fixture
def agent() -> Any:
    return make_user(is_staff=True)


# Staff


def test_the_first_reply_takes_a_pending_ticket_in_progress(agent: Any) -> None:
    ticket = make_ticket()
    message = workflow.reply_as_staff(ticket=ticket, text="We are looking.", actor=agent, source="admin")
    stored = SupportTicket.objects.get()
    assert (stored.status, stored.turn) == ("in_progress", "requester")
    assert stored.first_response_at is not None
    assert (message.kind, message.sender, message.author, message.source) == ("reply", "staff", agent, "admin")
    assert history() == [
        ("replied", {"by": "staff"}),
        ("status_changed", {"old": "pending", "new": "in_progress"}),
    ]


@pytest.mark.parametrize("status", ["in_progress", "resolved", "closed"])
def test_a_reply_of_staffs_leaves_other_statuses_alone(agent: Any, status: str) -> None:
    workflow.reply_as_staff(ticket=make_ticket(status=status), text="One more thing.", actor=agent)
    assert SupportTicket.objects.get().status == status


def test_the_first_response_stays_the_first(agent: Any) -> None:
    ticket = make_ticket()
    workflow.reply_as_staff(ticket=ticket, text="One", actor=agent)
    first = SupportTicket.objects.get().first_response_at
    workflow.reply_as_staff(ticket=ticket, text="Two", actor=agent)
    assert SupportTicket.objects.get().first_response_at == first


def test_a_note_changes_nothing_else(agent: Any) -> None:
    ticket = make_ticket()
    before = SupportTicket.objects.values().get()
    note = workflow.add_note(ticket=ticket, text="Ask the courier.", actor=agent)
    assert SupportTicket.objects.values().get() == before
    assert (note.kind, note.sender) == ("note", "staff")
    assert history() == [("noted", {"by": "staff"})]
    assert not Delivery.objects.exists()
    assert not ticket.messages.public().exists()


# The requester


@pytest.mark.parametrize("status", ["pending", "in_progress"])
def test_the_requesters_reply_hands_the_turn_back(agent: Any, status: str) -> None:
    ticket = make_ticket(status=status)
    workflow.reply_as_staff(ticket=ticket, text="Which order?", actor=agent)
    reply = workflow.reply_as_requester(ticket=ticket, text="Order 12.")
    assert reply.ticket == ticket
    assert reply.message is not None
    assert (reply.message.sender, reply.message.author) == ("requester", None)
    stored = SupportTicket.objects.get()
    assert (stored.turn, stored.status) == ("staff", "in_progress")


@pytest.mark.parametrize("ticket", ["resolved", "closed"])
def test_the_requesters_reply_reopens(ticket: str) -> None:
    row = make_ticket(status="resolved") if ticket == "resolved" else closed_ticket(13.9)
    reply = workflow.reply_as_requester(ticket=row, text="It broke again.")
    assert reply.message is not None
    stored = SupportTicket.objects.get()
    assert (stored.status, stored.turn, stored.resolved_at, stored.closed_at) == ("pending", "staff", None, None)
    assert history() == [
        ("replied", {"by": "requester"}),
        ("status_changed", {"old": ticket, "new": "pending", "by": "requester"}),
    ]


@pytest.mark.parametrize(("reopen_days", "closed_days_ago"), [(14, 14.1), (0, 0)])
def test_long_after_closing_it_opens_a_follow_up(settings: Any, reopen_days: int, closed_days_ago: float) -> None:
    settings.SUPPORT_TICKET_REOPEN_DAYS = reopen_days
    user = make_user()
    old = closed_ticket(closed_days_ago, user=user, language="tr", phone=None)
    upload = samples.upload(samples.pdf(), "fatura.pdf")

    reply = workflow.reply_as_requester(ticket=old, text="It is me again.", actor=user, attachments=[upload])

    assert reply.message is None
    new = reply.ticket
    assert new.follow_up_of == old
    assert (new.name, new.email, new.user, new.subject, new.language) == (
        old.name,
        old.email,
        user,
        old.subject,
        "tr",
    )
    assert (new.message, new.status, new.turn) == ("It is me again.", "pending", "staff")
    assert [file.get_attachment_filename() for file in new.attachments.of_opening()] == ["fatura.pdf"]
    old.refresh_from_db()
    assert old.status == "closed"
    assert not old.messages.exists()
    assert ("followed_up", {"number": new.ticket_number}) in history()
    assert {delivery.ticket for delivery in Delivery.objects.all()} == {new}


@pytest.mark.parametrize("is_active", [True, False])
def test_a_follow_up_stays_with_its_agent_while_there_is_one(is_active: bool) -> None:
    agent = make_user(is_staff=True)
    old = closed_ticket(15, assigned_to=agent)
    agent.is_active = is_active
    agent.save()
    follow_up = workflow.reply_as_requester(ticket=old, text="It is me again.").ticket
    assert follow_up.assigned_to == (agent if is_active else None)


def test_a_ticket_from_before_the_time_of_closing_was_kept(settings: Any) -> None:
    ticket = make_ticket(status="closed")
    SupportTicket.objects.update(closed_at=None, updated_at=timezone.now() - timedelta(days=1))
    assert workflow.reply_as_requester(ticket=ticket, text="Hello?").message is not None


# Files


def test_files_stay_with_their_message(agent: Any) -> None:
    ticket = make_ticket()
    uploads = [samples.upload(samples.pdf(), "a.pdf"), samples.upload(samples.png(), "b.png")]
    reply = workflow.reply_as_staff(ticket=ticket, text="Attached.", actor=agent, attachments=uploads)
    note = workflow.add_note(
        ticket=ticket, text="Internal.", actor=agent, attachments=[samples.upload(samples.pdf(), "c.pdf")]
    )
    names = {message.pk: [file.attachment_filename for file in message.attachments.all()] for message in (reply, note)}
    assert names == {reply.pk: ["a.pdf", "b.png"], note.pk: ["c.pdf"]}
    assert {file.attachment_filename for file in ticket.attachments.public()} == {"a.pdf", "b.png"}
    for file in TicketAttachment.objects.all():
        assert file.attachment.storage.exists(file.attachment.name)


@pytest.mark.parametrize("bad", [0, 1])
def test_one_bad_file_refuses_all(agent: Any, bad: int, tmp_path: Any) -> None:
    uploads = [samples.upload(samples.pdf(), "a.pdf"), samples.upload(samples.pdf(), "b.pdf")]
    uploads[bad] = samples.upload(b"#!/bin/sh", "x.pdf")
    with pytest.raises(AttachmentRejected):
        workflow.reply_as_staff(ticket=make_ticket(), text="Attached.", actor=agent, attachments=uploads)
    assert not TicketMessage.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_too_many_files_are_refused(settings: Any, agent: Any) -> None:
    settings.SUPPORT_TICKET_MAX_ATTACHMENTS = 2
    uploads = [samples.upload(samples.pdf(), f"{n}.pdf") for n in range(3)]
    with pytest.raises(AttachmentRejected) as caught:
        workflow.add_note(ticket=make_ticket(), text="Three.", actor=agent, attachments=uploads)
    assert caught.value.code == "too_many"


def test_the_single_attachment_counts_too(settings: Any) -> None:
    from tests.factories import ticket_fields

    settings.SUPPORT_TICKET_MAX_ATTACHMENTS = 2
    uploads = [samples.upload(samples.pdf(), f"{n}.pdf") for n in range(3)]
    with pytest.raises(AttachmentRejected):
        workflow.open_ticket(**ticket_fields(), attachment=uploads[0], attachments=uploads[1:])
    assert not SupportTicket.objects.exists()
    ticket = workflow.open_ticket(**ticket_fields(), attachment=uploads[0], attachments=uploads[1:2])
    assert ticket.get_attachment_filename() == "0.pdf"
    assert [file.attachment_filename for file in ticket.attachments.of_opening()] == ["1.pdf"]


def test_files_go_with_their_ticket(agent: Any, django_capture_on_commit_callbacks: Any, tmp_path: Any) -> None:
    def files() -> list[Any]:
        return [path for path in tmp_path.rglob("*") if path.is_file()]

    with django_capture_on_commit_callbacks(execute=True):
        ticket = make_ticket()
        for send in (workflow.reply_as_staff, workflow.add_note):
            send(ticket=ticket, text="File.", actor=agent, attachments=[samples.upload(samples.pdf(), "a.pdf")])  # type: ignore[operator]
    assert len(files()) == 2
    with django_capture_on_commit_callbacks(execute=True):
        workflow.delete_ticket(ticket=ticket, actor=agent)
    assert files() == []
    assert not TicketMessage.objects.exists()


def test_a_deleted_ticket_takes_no_message(agent: Any, tmp_path: Any) -> None:
    ticket = make_ticket()
    SupportTicket.objects.all().delete()
    upload = samples.upload(samples.pdf(), "a.pdf")
    with pytest.raises(TicketNotFound):
        workflow.reply_as_staff(ticket=ticket, text="Gone?", actor=agent, attachments=[upload])
    with pytest.raises(TicketNotFound):
        workflow.reply_as_requester(ticket=ticket, text="Gone?")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_costs_the_same_however_long_the_conversation(agent: Any) -> None:
    ticket = make_ticket(status="in_progress")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            workflow.reply_as_staff(ticket=ticket, text="Hello.", actor=agent)
        return len(captured)

    before = queries()
    for _turn in range(5):
        workflow.reply_as_requester(ticket=ticket, text="Hello?")
    assert queries() == before
