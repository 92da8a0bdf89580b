"""After an outage everything that failed in it comes back: by one action in the admin, and by one command."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from django_support_tickets import workflow
from django_support_tickets.choices import DeliveryKind
from django_support_tickets.exceptions import TicketNotFound
from django_support_tickets.models import Delivery, SupportTicket, TicketEvent
from django_support_tickets.notifications.policy import Notice
from tests.admin.conftest import LIST, said
from tests.factories import make_agent, make_ticket, make_user, queue_mails

pytestmark = pytest.mark.django_db(transaction=True)


def ticket_with_mails(**states: str) -> SupportTicket:
    """Return a ticket with a mail to each recipient, in the state that it names."""
    ticket = make_ticket()
    for name, state in states.items():
        (pk,) = queue_mails(ticket, [Notice(DeliveryKind.REPLY, f"{name}@customer.example", "en")])
        end = {"sent_at": timezone.now()} if state == "sent" else {"last_error": "no"}
        Delivery.objects.filter(pk=pk).update(state=state, attempts=1, **end)
    return ticket


def states() -> dict[str, str]:
    rows = Delivery.objects.order_by("pk").values_list("recipient", "state")
    return {recipient.partition("@")[0]: state for recipient, state in rows}


def resend(*arguments: str) -> str:
    output = StringIO()
    call_command("support_resend", *arguments, stdout=output)
    return output.getvalue()


def test_a_tickets_failed_mails_are_sent_again(smtp: Any) -> None:
    actor = make_user(is_staff=True)
    ticket = ticket_with_mails(a="failed", b="sent", c="failed", d="unknown")
    assert workflow.resend_failed(ticket=ticket, actor=actor) == 2
    assert states() == {"a": "sent", "b": "sent", "c": "sent", "d": "unknown"}
    assert [message["To"] for message in smtp.messages] == ["a@customer.example", "c@customer.example"]
    events = TicketEvent.objects.filter(type="delivery_resent", ticket=ticket, actor=actor)
    keys = Delivery.objects.filter(recipient__in=["a@customer.example", "c@customer.example"]).values_list(
        "pk", flat=True
    )
    assert sorted(event.data["delivery"] for event in events) == sorted(keys)


def test_there_may_be_nothing_to_send_again() -> None:
    assert workflow.resend_failed(ticket=ticket_with_mails(a="sent"), actor=None) == 0
    assert not TicketEvent.objects.exists()


def test_a_ticket_that_is_gone() -> None:
    ticket = ticket_with_mails(a="failed")
    SupportTicket.objects.all().delete()
    with pytest.raises(TicketNotFound):
        workflow.resend_failed(ticket=ticket, actor=None)


def test_one_action_in_the_admin(client: Client, smtp: Any) -> None:
    agent = make_agent()
    client.force_login(agent)
    tickets = [ticket_with_mails(a="failed"), ticket_with_mails(b="failed", c="failed"), ticket_with_mails(d="sent")]
    data = {
        "action": "resend_failed",
        "select_across": "1",
        ACTION_CHECKBOX_NAME: [str(tickets[0].pk)],
    }
    response = client.post(f"{LIST}?mail=failed", data, follow=True)
    assert said(response) == [("success", "3 mails are sent again.")]
    assert set(states().values()) == {"sent"}
    assert len(smtp.messages) == 3
    assert TicketEvent.objects.filter(type="delivery_resent", actor=agent).count() == 3


def test_the_action_says_where_there_was_nothing(client: Client) -> None:
    client.force_login(make_agent())
    ticket = ticket_with_mails(a="unknown")
    data = {"action": "resend_failed", ACTION_CHECKBOX_NAME: [str(ticket.pk)]}
    response = client.post(LIST, data, follow=True)
    assert said(response) == [("info", f"Nothing to change: {ticket.ticket_number}")]
    assert states() == {"a": "unknown"}


@pytest.mark.parametrize("state", ["failed", "unknown"])
def test_staff_find_them_by_a_filter_and_see_them(client: Client, state: str) -> None:
    client.force_login(make_agent())
    ticket, other = ticket_with_mails(a=state), ticket_with_mails(b="sent")
    page = client.get(f"{LIST}?mail={state}").content.decode()
    assert ticket.ticket_number in page
    assert other.ticket_number not in page
    assert f"support-badge-{state}" in client.get(f"{LIST}{ticket.pk}/change/").content.decode()


def test_one_command(smtp: Any) -> None:
    ticket = ticket_with_mails(a="failed", b="sent", c="unknown", d="pending")
    links = workflow.request_links(email=ticket.email, language="en")
    Delivery.objects.filter(pk=links.pk).update(state="failed", recipient="e@customer.example")
    ticket_with_mails(f="failed")
    assert resend() == "Mails put back: 3\n"
    assert smtp.messages == [], "that is for the sweep"
    assert states() == {"a": "pending", "b": "sent", "c": "unknown", "d": "pending", "e": "pending", "f": "pending"}
    assert TicketEvent.objects.filter(type="delivery_resent").count() == 2
    assert resend() == "Mails put back: 0\n"
    row = Delivery.objects.get(recipient="a@customer.example")
    assert (row.attempts, row.last_error) == (0, "")
    workflow.tick(limit=10)
    assert len(smtp.messages) == 3, "the links' address has no tickets"


def test_the_command_takes_those_of_unknown_outcome_only_when_it_is_told_to(smtp: Any) -> None:
    ticket = ticket_with_mails(a="unknown")
    row = ticket.deliveries.get()
    Delivery.objects.update(maybe_sent=True)
    assert resend("--unknown") == "Mails put back: 1\n"
    workflow.tick(limit=10)
    assert states() == {"a": "sent"}
    assert smtp.messages[0]["Message-ID"] == row.message_id
    row.refresh_from_db()
    assert not row.maybe_sent


def test_the_command_takes_what_failed_since_a_time() -> None:
    ticket_with_mails(a="failed", b="failed")
    now = timezone.now()
    Delivery.objects.filter(recipient__startswith="a").update(due_at=now - timedelta(hours=3))
    Delivery.objects.filter(recipient__startswith="b").update(due_at=now - timedelta(hours=1))
    assert resend(f"--since={timezone.localtime(now - timedelta(hours=2)):%Y-%m-%d %H:%M}") == "Mails put back: 1\n"
    assert states() == {"a": "failed", "b": "pending"}
    assert resend(f"--since={(now - timedelta(hours=4)).isoformat()}") == "Mails put back: 1\n"


@pytest.mark.parametrize("text", ["yesterday", "2026-13-40 08:00", ""])
def test_a_time_is_a_time(text: str) -> None:
    with pytest.raises(CommandError):
        resend(f"--since={text}")
