from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.db import connection
from django.utils import translation

from django_support_tickets import workflow
from django_support_tickets.exceptions import AssigneeNotFound, InvalidStatus
from django_support_tickets.models import Delivery, SupportTicket, TicketEvent
from tests.factories import make_user, ticket_fields

pytestmark = pytest.mark.django_db


def test_a_ticket_is_stored_with_its_history() -> None:
    user, agent = make_user(), make_user(is_staff=True)

    opened = workflow.open_ticket(
        **ticket_fields(), user=user, actor=agent, assigned_to=agent, status="in_progress", notes="VIP", source="admin"
    )

    ticket = SupportTicket.objects.get()
    assert ticket == opened
    assert {name: getattr(ticket, name) for name in ticket_fields()} == ticket_fields()
    assert (ticket.user, ticket.assigned_to, ticket.status, ticket.notes) == (user, agent, "in_progress", "VIP")
    assert (ticket.source, ticket.version, ticket.attachment_filename) == ("admin", 1, "")
    event = TicketEvent.objects.get()
    assert (event.ticket, event.ticket_number, event.type) == (ticket, ticket.ticket_number, "created")
    assert (event.actor, event.data) == (agent, {"source": "admin"})


@pytest.mark.parametrize("nobody", [None, AnonymousUser()])
def test_a_guest_opens_a_ticket(nobody: Any) -> None:
    ticket = workflow.open_ticket(**ticket_fields(), user=nobody, actor=nobody)
    assert (ticket.user, ticket.events.get().actor, ticket.source) == (None, None, "code")


@pytest.mark.parametrize(("given", "active", "stored"), [("tr", "en", "tr"), ("", "tr", "tr"), ("", None, "en")])
def test_the_language_is_the_requesters(given: str, active: Any, stored: str) -> None:
    with translation.override(active):
        assert workflow.open_ticket(**ticket_fields(), language=given).language == stored


def test_mails_are_queued_with_the_ticket(settings: Any) -> None:
    settings.SUPPORT_TICKET_STAFF_EMAILS = ["desk@shop.example", "boss@shop.example", "desk@shop.example"]
    settings.SUPPORT_TICKET_STAFF_LANGUAGE = "tr"

    ticket = workflow.open_ticket(**ticket_fields(), language="en")

    assert list(ticket.deliveries.values_list("kind", "recipient", "language", "state")) == [
        ("ticket_confirmation", "ayse@customer.example", "en", "pending"),
        ("staff_new_ticket", "desk@shop.example", "tr", "pending"),
        ("staff_new_ticket", "boss@shop.example", "tr", "pending"),
    ]
    assert mail.outbox == [], "nothing is sent before the commit"


def test_a_site_may_do_without_confirmations(settings: Any) -> None:
    settings.SUPPORT_TICKET_SEND_CONFIRMATION = False
    workflow.open_ticket(**ticket_fields())
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("status", ["open", "", None, 1, ["pending"], "Pending"])
def test_an_unknown_status_is_refused(status: Any) -> None:
    with pytest.raises(InvalidStatus) as caught:
        workflow.open_ticket(**ticket_fields(), status=status)
    assert caught.value.code == "invalid_status"
    assert not SupportTicket.objects.exists()


def test_tickets_are_assigned_to_staff_alone() -> None:
    with pytest.raises(AssigneeNotFound):
        workflow.open_ticket(**ticket_fields(), assigned_to=make_user())
    assert not SupportTicket.objects.exists()


def test_a_ticket_opened_as_resolved_is_resolved() -> None:
    assert workflow.open_ticket(**ticket_fields(), status="resolved").resolved_at


def test_opening_costs_the_same_each_time(django_assert_num_queries: Any) -> None:
    workflow.open_ticket(**ticket_fields())
    # Two of them the savepoint that stands for the transaction. MariaDB counts, reads and looks with three, not one;
    # PostgreSQL inserts all rows with one, not four.
    with django_assert_num_queries({"mysql": 9, "postgresql": 4}.get(connection.vendor, 7)):
        workflow.open_ticket(**ticket_fields())
