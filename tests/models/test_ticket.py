"""What ``save()`` keeps true, and what users may see."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone, translation

from django_support_tickets.models import SupportTicket
from tests.factories import make_ticket, make_user

pytestmark = pytest.mark.django_db

SPECIFIED_FIELDS = {
    *("id", "ticket_number", "user", "name", "email", "phone", "subject", "message", "status", "attachment"),
    *("assigned_to", "notes", "created_at", "updated_at", "resolved_at"),
}


def stored(ticket: SupportTicket) -> SupportTicket:
    return SupportTicket.objects.get(pk=ticket.pk)


def test_the_specified_fields_exist() -> None:
    names = {field.name for field in SupportTicket._meta.get_fields()}
    assert names >= SPECIFIED_FIELDS


def test_users_know_their_tickets() -> None:
    user, agent = make_user(), make_user(is_staff=True)
    ticket = make_ticket(user=user, assigned_to=agent)
    assert list(user.support_tickets.all()) == list(agent.assigned_tickets.all()) == [ticket]


def test_a_ticket_survives_its_users() -> None:
    user = make_user()
    ticket = make_ticket(user=user, assigned_to=user)
    user.delete()
    assert (stored(ticket).user, stored(ticket).assigned_to) == (None, None)


def test_status_choices_are_the_specified_ones() -> None:
    with translation.override("tr"):
        labels = [(value, str(label)) for value, label in SupportTicket.STATUS_CHOICES]
    assert labels == [
        ("pending", "Beklemede"),
        ("in_progress", "İşlemde"),
        ("resolved", "Çözüldü"),
        ("closed", "Kapatıldı"),
    ]


@pytest.mark.parametrize(("language", "text"), [("en", "SUP-1 - Order problem"), ("tr", "SUP-1 - Sipariş Sorunu")])
def test_a_ticket_reads_as_its_number_and_subject(language: str, text: str) -> None:
    ticket = make_ticket(ticket_number="SUP-1")
    with translation.override(language):
        assert str(ticket) == text


def test_resolved_at_is_set_on_entering_resolved() -> None:
    before = timezone.now()
    ticket = make_ticket(status="resolved")
    assert before <= stored(ticket).resolved_at <= timezone.now()  # type: ignore[operator]


def test_resolved_at_stays_while_resolved() -> None:
    ticket = make_ticket(status="resolved")
    resolved_at = ticket.resolved_at
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        ticket.save()
    assert stored(ticket).resolved_at == resolved_at


def test_resolved_at_survives_closing() -> None:
    ticket = make_ticket(status="resolved")
    resolved_at = ticket.resolved_at
    ticket.status = "closed"
    ticket.save()
    assert stored(ticket).resolved_at == resolved_at


def test_closing_at_once_resolves_nothing() -> None:
    assert stored(make_ticket(status="closed")).resolved_at is None


@pytest.mark.parametrize("status", ["pending", "in_progress"])
@pytest.mark.parametrize("update_fields", [None, ["status"]])
def test_resolved_at_is_cleared_when_work_resumes(status: str, update_fields: Any) -> None:
    ticket = make_ticket(status="resolved")
    ticket.status = status
    ticket.save(update_fields=update_fields)
    assert (stored(ticket).status, stored(ticket).resolved_at) == (status, None)


def test_resolved_at_is_saved_along_with_the_status() -> None:
    ticket = make_ticket()
    ticket.status = "resolved"
    ticket.save(update_fields=["status"])
    assert stored(ticket).resolved_at is not None


def test_resolved_at_waits_for_the_status_to_be_saved() -> None:
    ticket = make_ticket()
    ticket.status, ticket.notes = "resolved", "Called back."
    ticket.save(update_fields=["notes"])
    assert (stored(ticket).status, stored(ticket).resolved_at) == ("pending", None)
    ticket.save()
    assert stored(ticket).resolved_at is not None


def test_resolved_at_cannot_be_set_against_the_status() -> None:
    ticket = make_ticket()
    ticket.resolved_at = timezone.now()
    ticket.save(update_fields=["resolved_at"])
    assert stored(ticket).resolved_at is None


def test_saving_no_field_saves_nothing() -> None:
    ticket = make_ticket()
    ticket.status = "resolved"
    ticket.save(update_fields=[])
    assert stored(ticket).resolved_at is None


def test_everyone_sees_what_is_theirs() -> None:
    customer, other, staff = make_user(), make_user(), make_user(is_staff=True)
    root = make_user(is_superuser=True)
    mine, guests = make_ticket(user=customer), make_ticket()

    def seen(user: Any) -> set[SupportTicket]:
        return set(SupportTicket.objects.visible_to(user))

    assert seen(AnonymousUser()) == seen(other) == set()
    assert seen(customer) == {mine}
    assert seen(staff) == seen(root) == {mine, guests}
