from typing import Any

import pytest

from django_support_tickets import workflow
from django_support_tickets.choices import Status
from django_support_tickets.exceptions import InvalidStatus, TicketNotFound
from django_support_tickets.models import SupportTicket, TicketEvent
from tests.factories import make_ticket, make_user

pytestmark = pytest.mark.django_db


def change(ticket: SupportTicket, status: Any, actor: Any = None) -> SupportTicket:
    return workflow.change_status(ticket=ticket, status=status, actor=actor)


@pytest.mark.parametrize("new", Status.values)
@pytest.mark.parametrize("old", Status.values)
def test_any_status_may_follow_any_other(old: str, new: str) -> None:
    actor = make_user(is_staff=True)
    ticket = make_ticket(status=old)
    before = SupportTicket.objects.values().get()

    changed = change(ticket, new, actor)

    stored = SupportTicket.objects.get()
    assert (changed.status, stored.status) == (new, new)
    if old == new:
        assert SupportTicket.objects.values().get() == before
        assert not TicketEvent.objects.exists()
        return
    assert (changed.version, stored.version) == (2, 2)
    assert stored.updated_at > before["updated_at"]
    event = TicketEvent.objects.get()
    assert (event.type, event.actor, event.data) == ("status_changed", actor, {"old": old, "new": new})


def test_resolved_at_follows_the_status() -> None:
    ticket = make_ticket()
    resolved_at = change(ticket, "resolved").resolved_at
    assert resolved_at is not None
    assert change(ticket, "closed").resolved_at == resolved_at
    assert SupportTicket.objects.get().resolved_at == resolved_at
    change(ticket, "in_progress")
    assert SupportTicket.objects.get().resolved_at is None


def test_the_stored_ticket_counts() -> None:
    ticket = make_ticket()
    stale = SupportTicket.objects.get()
    workflow.edit_ticket(ticket=ticket, changes={"notes": "Call back."}, actor=None)
    stale.status, stale.notes = "closed", "Never stored."

    changed = change(stale, "resolved")

    assert (changed.status, changed.notes, changed.version) == ("resolved", "Call back.", 3)
    assert TicketEvent.objects.last().data == {"old": "pending", "new": "resolved"}  # type: ignore[union-attr]


@pytest.mark.parametrize("status", ["open", "", None, 1, True, ["resolved"], {"status": "resolved"}, "x" * 10_000])
def test_an_unknown_status_is_refused(status: Any) -> None:
    ticket = make_ticket()
    with pytest.raises(InvalidStatus) as caught:
        change(ticket, status)
    assert caught.value.code == "invalid_status"
    assert SupportTicket.objects.get().version == 1


def test_a_deleted_ticket_is_not_found() -> None:
    ticket = make_ticket()
    SupportTicket.objects.all().delete()
    with pytest.raises(TicketNotFound) as caught:
        change(ticket, "resolved")
    assert caught.value.code == "ticket_not_found"
    assert not TicketEvent.objects.exists()
