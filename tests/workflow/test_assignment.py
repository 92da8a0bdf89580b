from typing import Any

import pytest

from django_support_tickets import workflow
from django_support_tickets.exceptions import AssigneeNotFound, TicketNotFound
from django_support_tickets.models import SupportTicket, TicketEvent
from tests.factories import make_ticket, make_user

pytestmark = pytest.mark.django_db


def assign(ticket: SupportTicket, assignee: Any, actor: Any = None) -> SupportTicket:
    return workflow.assign_ticket(ticket=ticket, assignee=assignee, actor=actor)


def as_json(user: Any) -> Any:
    return user.pk if isinstance(user.pk, int) else str(user.pk)


def test_assigning_is_recorded() -> None:
    one, other = make_user(is_staff=True), make_user(is_staff=True)
    ticket = make_ticket()

    for assignee in (one, other, None):
        assert assign(ticket, assignee, actor=one).assigned_to == assignee
        assert SupportTicket.objects.get().assigned_to == assignee

    assert SupportTicket.objects.get().version == 4
    assert [(event.type, event.actor, event.data) for event in TicketEvent.objects.all()] == [
        ("assigned", one, {"old": None, "new": as_json(one)}),
        ("assigned", one, {"old": as_json(one), "new": as_json(other)}),
        ("assigned", one, {"old": as_json(other), "new": None}),
    ]


@pytest.mark.parametrize("somebody", [True, False])
def test_assigning_as_it_is_writes_nothing(somebody: bool) -> None:
    assignee = make_user(is_staff=True) if somebody else None
    ticket = make_ticket(assigned_to=assignee)
    before = SupportTicket.objects.values().get()

    assign(ticket, assignee)

    assert SupportTicket.objects.values().get() == before
    assert not TicketEvent.objects.exists()


@pytest.mark.parametrize(
    "user", [{}, {"is_staff": True, "is_active": False}, {"is_superuser": True}], ids=["customer", "left", "root"]
)
def test_only_active_staff_can_be_assigned(user: dict[str, bool]) -> None:
    ticket, user = make_ticket(), make_user(**user)
    with pytest.raises(AssigneeNotFound) as caught:
        assign(ticket, user)
    assert caught.value.code == "assignee_not_found"
    with pytest.raises(AssigneeNotFound):
        workflow.find_assignee(user.pk)
    assert user not in workflow.assignable_users()
    assert SupportTicket.objects.get().assigned_to is None


def test_an_assignee_is_found_by_its_key() -> None:
    agent = make_user(is_staff=True)
    assert workflow.find_assignee(as_json(agent)) == workflow.find_assignee(str(agent.pk)) == agent
    assert list(workflow.assignable_users()) == [agent]


@pytest.mark.parametrize(
    "key",
    ["", "nobody", "0", -1, 10**30, str(10**30), "9" * 5000, "1\x00", "\ud800", True, False, 1.0, [1], {"id": 1}, None],
    ids=repr,
)
def test_nonsense_is_no_assignee(key: Any) -> None:
    make_user(is_staff=True)
    with pytest.raises(AssigneeNotFound):
        workflow.find_assignee(key)


def test_a_deleted_ticket_is_not_found() -> None:
    ticket = make_ticket()
    SupportTicket.objects.all().delete()
    with pytest.raises(TicketNotFound):
        assign(ticket, make_user(is_staff=True))
