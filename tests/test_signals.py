"""The signals: sent after the commit, with the documented arguments, to receivers that can hinder nothing."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.dispatch import Signal

from django_support_tickets import signals, workflow
from django_support_tickets.models import SupportTicket, TicketEvent
from tests.factories import make_ticket, make_user, ticket_fields

pytestmark = pytest.mark.django_db(transaction=True)

SIGNALS = {name: value for name, value in vars(signals).items() if isinstance(value, Signal)}
Sent = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def sent() -> Iterator[Sent]:
    """The signals sent so far, as names and arguments."""
    received: Sent = []

    def listen(name: str) -> Any:
        def receive(sender: Any, signal: Any, **arguments: Any) -> None:
            assert sender is SupportTicket
            received.append((name, arguments))

        return receive

    receivers = {name: listen(name) for name in SIGNALS}
    for name, receiver in receivers.items():
        SIGNALS[name].connect(receiver)
    yield received
    for name, receiver in receivers.items():
        SIGNALS[name].disconnect(receiver)


def documented_arguments() -> dict[str, set[str]]:
    rows = re.findall(r"^(ticket_\w+) +(.+)$", signals.__doc__ or "", re.MULTILINE)
    return {name: set(re.findall(r"``(\w+)``", arguments)) - {"pk", "kind"} for name, arguments in rows}


def test_every_signal_is_documented() -> None:
    assert documented_arguments().keys() == SIGNALS.keys()


def test_signals_have_the_documented_arguments(sent: Sent) -> None:
    agent = make_user(is_staff=True)
    ticket = workflow.open_ticket(**ticket_fields(), actor=agent)
    workflow.edit_ticket(ticket=ticket, changes={"phone": None, "name": "Gül Ak"}, actor=agent)
    note = workflow.add_note(ticket=ticket, text="A regular.", actor=agent)
    workflow.change_status(ticket=ticket, status="resolved", actor=agent)
    workflow.rate_ticket(ticket=ticket, rating=4)
    workflow.assign_ticket(ticket=ticket, assignee=agent, actor=agent)
    workflow.assign_ticket(ticket=ticket, assignee=None, actor=agent)
    workflow.delete_ticket(ticket=ticket, actor=None)

    assert sent == [
        ("ticket_created", {"ticket": ticket, "actor": agent}),
        ("ticket_edited", {"ticket": ticket, "actor": agent, "fields": ["name", "phone"]}),
        ("ticket_message_added", {"ticket": ticket, "actor": agent, "message": note}),
        (
            "ticket_status_changed",
            {"ticket": ticket, "actor": agent, "old_status": "pending", "new_status": "resolved"},
        ),
        ("ticket_rated", {"ticket": ticket, "actor": None, "rating": 4}),
        ("ticket_assigned", {"ticket": ticket, "actor": agent, "old_assignee_id": None, "assignee": agent}),
        ("ticket_assigned", {"ticket": ticket, "actor": agent, "old_assignee_id": agent.pk, "assignee": None}),
        ("ticket_deleted", {"ticket": ticket, "actor": None}),
    ]
    assert {name: set(arguments) for name, arguments in sent} == documented_arguments()
    assert sent[-1][1]["ticket"].pk == ticket.pk


def test_one_edit_sends_a_signal_for_each_thing_that_happened(sent: Sent) -> None:
    agent = make_user(is_staff=True)
    changes = {"notes": "Called.", "status": "closed", "assigned_to": agent}
    workflow.edit_ticket(ticket=make_ticket(), changes=changes, actor=agent)
    assert [name for name, _arguments in sent] == ["ticket_edited", "ticket_status_changed", "ticket_assigned"]


def test_replies_send_what_they_bring_about_as_well(sent: Sent) -> None:
    agent, ticket = make_user(is_staff=True), make_ticket()
    ours = workflow.reply_as_staff(ticket=ticket, text="Here.", actor=agent)
    workflow.change_status(ticket=ticket, status="resolved", actor=agent)
    theirs = workflow.reply_as_requester(ticket=ticket, text="Not quite.").message
    changes = [arguments.get("message") or arguments["new_status"] for _name, arguments in sent]
    assert changes == [ours, "in_progress", "resolved", theirs, "pending"]
    assert [arguments["actor"] for _name, arguments in sent] == [agent, agent, agent, None, None]


def test_a_follow_up_is_a_new_ticket_and_no_message(sent: Sent, settings: Any) -> None:
    settings.SUPPORT_TICKET_REOPEN_DAYS = 0
    closed = make_ticket(status="closed")
    follow_up = workflow.reply_as_requester(ticket=closed, text="It broke again.").ticket
    assert sent == [("ticket_created", {"ticket": follow_up, "actor": None})]
    assert sent[0][1]["ticket"].follow_up_of == closed


def test_a_change_that_changes_nothing_sends_nothing(sent: Sent) -> None:
    ticket = make_ticket()
    workflow.rate_ticket(ticket=make_ticket(status="resolved", rating=4), rating=4)
    workflow.change_status(ticket=ticket, status="pending", actor=None)
    workflow.assign_ticket(ticket=ticket, assignee=None, actor=None)
    workflow.edit_ticket(ticket=ticket, changes={"name": ticket.name, "status": "pending"}, actor=None)
    assert sent == []


def test_nothing_is_sent_before_the_commit(sent: Sent) -> None:
    with transaction.atomic():
        workflow.open_ticket(**ticket_fields())
        assert sent == []
    assert [name for name, _arguments in sent] == ["ticket_created"]


def test_nothing_is_sent_for_what_was_rolled_back(sent: Sent) -> None:
    ticket = make_ticket()
    with transaction.atomic():
        workflow.open_ticket(**ticket_fields())
        workflow.change_status(ticket=ticket, status="closed", actor=None)
        workflow.delete_ticket(ticket=ticket, actor=None)
        transaction.set_rollback(True)
    assert sent == []
    assert not TicketEvent.objects.exists()


def test_receivers_see_what_was_committed() -> None:
    seen = []

    def look(ticket: SupportTicket, **kwargs: Any) -> None:
        seen.append((SupportTicket.objects.get(pk=ticket.pk).status, transaction.get_connection().in_atomic_block))

    signals.ticket_status_changed.connect(look)
    try:
        workflow.change_status(ticket=make_ticket(), status="resolved", actor=None)
    finally:
        signals.ticket_status_changed.disconnect(look)
    assert seen == [("resolved", False)]


@pytest.mark.parametrize("name", sorted(SIGNALS))
def test_a_receiver_that_fails_hinders_nothing(name: str, sent: Sent, caplog: Any) -> None:
    def fail(**kwargs: Any) -> None:
        raise RuntimeError("receiver is broken")

    def receive_after_it(**kwargs: Any) -> None:
        called.append(name)

    called: list[str] = []
    SIGNALS[name].connect(fail)
    SIGNALS[name].connect(receive_after_it)
    try:
        ticket = workflow.open_ticket(**ticket_fields())
        workflow.edit_ticket(ticket=ticket, changes={"notes": "Called."}, actor=None)
        workflow.add_note(ticket=ticket, text="A regular.", actor=None)
        workflow.change_status(ticket=ticket, status="resolved", actor=None)
        workflow.rate_ticket(ticket=ticket, rating=4)
        workflow.assign_ticket(ticket=ticket, assignee=make_user(is_staff=True), actor=None)
        workflow.delete_ticket(ticket=ticket, actor=None)
    finally:
        SIGNALS[name].disconnect(fail)
        SIGNALS[name].disconnect(receive_after_it)

    assert TicketEvent.objects.count() == 7
    assert {signal for signal, _arguments in sent} == set(SIGNALS)
    assert called == [name]
    assert "receiver is broken" in caplog.text
