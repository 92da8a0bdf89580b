from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client

from django_support_tickets.models import SupportTicket, TicketEvent
from tests.admin.conftest import LIST, said
from tests.factories import make_ticket, make_user


def run(client: Client, action: str, *tickets: SupportTicket, query: str = "", **data: Any) -> Any:
    selected = [str(ticket.pk) for ticket in tickets]
    return client.post(f"{LIST}{query}", {"action": action, ACTION_CHECKBOX_NAME: selected, **data}, follow=True)


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("mark_as_resolved", "pending", "resolved"),
        ("mark_as_closed", "in_progress", "closed"),
        ("reopen", "resolved", "pending"),
        ("reopen", "closed", "pending"),
    ],
)
def test_changes_each_through_the_workflow(desk: Client, agent: Any, action: str, before: str, after: str) -> None:
    tickets = [make_ticket(status=before) for _ in range(3)]
    levels = [level for level, _text in said(run(desk, action, *tickets))]
    assert levels == ["success"]
    assert set(SupportTicket.objects.values_list("status", flat=True)) == {after}
    assert TicketEvent.objects.filter(type="status_changed", actor=agent).count() == 3


def test_tells_which_stayed_as_they_were(desk: Client) -> None:
    pending, resolved = make_ticket(), make_ticket(status="resolved")
    messages = said(run(desk, "mark_as_resolved", pending, resolved))
    assert ("success", "1 ticket was marked as resolved.") in messages
    assert ("info", f"Nothing to change: {resolved.ticket_number}") in messages


def test_reopens_nothing_that_is_open(desk: Client) -> None:
    ticket = make_ticket(status="in_progress")
    assert [level for level, _text in said(run(desk, "reopen", ticket))] == ["info"]
    ticket.refresh_from_db()
    assert ticket.status == "in_progress"


def test_takes(desk: Client, agent: Any) -> None:
    tickets = [make_ticket(), make_ticket()]
    run(desk, "take", *tickets)
    assert {ticket.assigned_to for ticket in SupportTicket.objects.all()} == {agent}


def test_assigns_to_a_chosen_member_of_staff(desk: Client) -> None:
    colleague = make_user(email="colleague@shop.example", is_staff=True)
    outsider = make_user(email="outsider@customer.example")
    tickets = [make_ticket(), make_ticket(), make_ticket()]
    page = run(desk, "assign", *tickets[:2])
    assert page.status_code == 200
    html = page.content.decode()
    assert str(colleague) in html
    assert str(outsider) not in html
    run(desk, "assign", *tickets[:2], assignee=str(colleague.pk), apply="1", select_across="0")
    assert SupportTicket.objects.filter(assigned_to=colleague).count() == 2
    run(desk, "assign", tickets[0], assignee="", apply="1", select_across="0")
    assert SupportTicket.objects.filter(assigned_to=colleague).count() == 1


def test_refuses_an_assignee_from_outside(desk: Client, customer: Any) -> None:
    ticket = make_ticket()
    page = run(desk, "assign", ticket, assignee=str(customer.pk), apply="1", select_across="0")
    assert "errorlist" in page.content.decode()
    ticket.refresh_from_db()
    assert ticket.assigned_to is None


def test_assigns_all_that_the_filter_finds(desk: Client, agent: Any) -> None:
    tickets = [make_ticket() for _ in range(3)]
    run(desk, "assign", tickets[0], assignee=str(agent.pk), apply="1", select_across="1")
    assert SupportTicket.objects.filter(assigned_to=agent).count() == 3


def test_who_may_only_view_has_no_actions(viewer: Client) -> None:
    ticket = make_ticket()
    run(viewer, "mark_as_resolved", ticket)
    ticket.refresh_from_db()
    assert ticket.status == "pending"


def test_deletes_through_the_workflow(desk: Client, agent: Any) -> None:
    tickets = [make_ticket(), make_ticket()]
    run(desk, "delete_selected", *tickets, post="yes")
    assert not SupportTicket.objects.exists()
    assert TicketEvent.objects.filter(type="deleted", ticket=None, actor=agent).count() == 2


def test_a_permission_for_each_object(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site's subclass may allow one ticket and not another."""
    from django_support_tickets.admin import SupportTicketAdmin

    allowed, refused = make_ticket(), make_ticket(subject="Diğer")

    def has_change_permission(self: Any, request: Any, obj: Any = None) -> bool:
        return obj is None or obj.subject != "Diğer"

    monkeypatch.setattr(SupportTicketAdmin, "has_change_permission", has_change_permission)
    messages = said(run(desk, "mark_as_closed", allowed, refused))
    assert [level for level, _text in messages] == ["error", "success"]
    refused.refresh_from_db()
    assert refused.status == "pending"
    assert desk.post(f"{LIST}{refused.pk}/status/closed/").status_code == 403


def test_deleting_what_someone_else_deleted_first(agent: Any, rf: Any) -> None:
    ticket = make_ticket()
    SupportTicket.objects.filter(pk=ticket.pk).delete()
    request = rf.post(LIST)
    request.user = agent
    admin.site.get_model_admin(SupportTicket).delete_model(request, ticket)
    assert not TicketEvent.objects.exists()
