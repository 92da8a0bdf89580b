import pytest

from django_support_tickets import workflow
from django_support_tickets.exceptions import TicketNotFound
from django_support_tickets.models import Delivery, IdempotencyKey, SupportTicket, TicketEvent
from tests.factories import make_ticket, make_user, ticket_fields

pytestmark = pytest.mark.django_db


def test_the_history_outlives_its_ticket_without_personal_data() -> None:
    agent = make_user(is_staff=True)
    fields = ticket_fields(name="Zeynep Secret", email="zeynep@secret.example", message="A very secret message.")
    ticket = workflow.open_ticket_once(key="key", fingerprint="body", **fields).ticket
    workflow.edit_ticket(ticket=ticket, changes={"name": "Other Secret", "notes": "A secret note."}, actor=agent)
    workflow.assign_ticket(ticket=ticket, assignee=agent, actor=agent)
    number = ticket.ticket_number

    workflow.delete_ticket(ticket=ticket, actor=agent)

    assert not SupportTicket.objects.exists()
    assert not Delivery.objects.exists()
    assert not IdempotencyKey.objects.exists()
    events = list(TicketEvent.objects.values())
    assert [event["type"] for event in events] == ["created", "edited", "assigned", "deleted"]
    assert {(event["ticket_id"], event["ticket_number"]) for event in events} == {(None, number)}
    assert events[-1]["actor_id"] == agent.pk
    assert "secret" not in str(events).lower()
    assert str(TicketEvent.objects.last()) == f"{number}: Deleted"


def test_a_ticket_is_deleted_once() -> None:
    ticket = make_ticket()
    stale = SupportTicket.objects.get()
    workflow.delete_ticket(ticket=ticket, actor=None)
    with pytest.raises(TicketNotFound):
        workflow.delete_ticket(ticket=stale, actor=None)
    assert TicketEvent.objects.count() == 1


def test_a_deleted_tickets_number_is_not_given_again() -> None:
    ticket = make_ticket()
    workflow.delete_ticket(ticket=ticket, actor=None)
    assert make_ticket().ticket_number > ticket.ticket_number
