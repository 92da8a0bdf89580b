""" "Send me my tickets": an address is asked for, and nobody learns whether it is known."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from django_support_tickets import workflow
from django_support_tickets.models import Delivery, GuestLink
from django_support_tickets.models.link import REMEMBERED_DAYS
from django_support_tickets.notifications import outbox, tasks
from django_support_tickets.notifications.context import MAX_LINKS
from tests.factories import make_ticket, queue_mails
from tests.notifications.reading import PORTAL, part, tokens

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def site(settings: Any) -> None:
    settings.SUPPORT_TICKET_LINK_URL = PORTAL
    settings.SUPPORT_TICKET_SITE_NAME = "Shop"


def ask(email: str) -> int:
    return workflow.request_links(email=email, language="en").pk


def test_asking_does_the_same_for_every_address() -> None:
    make_ticket(email="known@customer.example")
    costs = []
    for email in ("known@customer.example", "unknown@customer.example"):
        with CaptureQueriesContext(connection) as queries:
            ask(email)
        costs.append([query["sql"].replace("unknown", "known")[:60] for query in queries])
    assert costs[0] == costs[1]
    assert len(mail.outbox) == 0
    assert not GuestLink.objects.exists()


def test_links_that_were_asked_for(smtp: Any, settings: Any) -> None:
    settings.SUPPORT_TICKET_LINK_DAYS = 7
    older, newer = make_ticket(status="closed"), make_ticket(subject="Diğer")
    make_ticket(email="other@customer.example")
    make_ticket(is_spam=True)
    tasks.hand_over([workflow.request_links(email="ayse@customer.example", language="en").pk])

    (message,) = smtp.messages
    assert message["Subject"] == "Your support tickets"
    assert {"In-Reply-To", "References"}.isdisjoint(message.keys())
    first, second = (PORTAL.replace("{token}", token) for token in tokens(message))
    assert part(message, "plain").splitlines() == [
        "Hello,",
        "",
        "Here are the links to your support tickets. They are valid for 7 days.",
        "",
        f"Ticket number: {newer.ticket_number}",
        "Subject: Other",
        "Status: Pending",
        first,
        "",
        f"Ticket number: {older.ticket_number}",
        "Subject: Order problem",
        "Status: Closed",
        second,
        "",
        "If you didn’t ask for them, you can ignore this email.",
        "",
        "Kind regards",
        "Shop Support Team",
    ]
    html = part(message, "html")
    assert "<title>Your support tickets</title>" in html
    assert f'<a href="{first}"><strong>{newer.ticket_number}</strong></a>' in html


def test_links_are_in_the_language_in_which_they_were_asked_for(smtp: Any) -> None:
    make_ticket(language="en")
    tasks.hand_over([workflow.request_links(email="ayse@customer.example", language="tr").pk])
    assert "Konu: Sipariş Sorunu" in part(smtp.messages[0], "plain")
    assert "Shop Destek Ekibi" in part(smtp.messages[0], "plain")


def test_not_more_links_than_a_mail_can_hold(smtp: Any) -> None:
    tickets = [make_ticket() for _number in range(MAX_LINKS + 2)]
    tasks.hand_over([workflow.request_links(email="ayse@customer.example", language="en").pk])
    (message,) = smtp.messages
    assert len(tokens(message)) == MAX_LINKS
    assert tickets[-1].ticket_number in part(message, "plain")
    assert tickets[0].ticket_number not in part(message, "plain")


@pytest.mark.parametrize("ticket", [None, {"is_spam": True}, {"email": "other@customer.example"}], ids=str)
def test_an_address_without_tickets_gets_nothing_and_leaves_nothing(ticket: Any) -> None:
    if ticket:
        make_ticket(**{"email": "asked@customer.example", **ticket})
    tasks.hand_over([ask("asked@customer.example")])
    assert mail.outbox == []
    assert not Delivery.objects.exists()
    assert not GuestLink.objects.exists()


def test_where_links_lead_nowhere_nothing_is_sent(settings: Any) -> None:
    settings.SUPPORT_TICKET_LINK_URL, settings.ROOT_URLCONF = "", "django_support_tickets.urls"
    make_ticket()
    tasks.hand_over([ask("ayse@customer.example")])
    assert mail.outbox == []
    assert not Delivery.objects.exists()


def test_the_sweep_finds_what_was_not_handed_over() -> None:
    make_ticket()
    ask("ayse@customer.example")
    ask("unknown@customer.example")
    assert workflow.tick(limit=10) == 1
    assert [message.to for message in mail.outbox] == [["ayse@customer.example"]]
    assert list(Delivery.objects.values_list("recipient", "state", "ticket")) == [
        ("ayse@customer.example", "sent", None)
    ]


def test_a_failure_is_logged_and_tried_again(smtp: Any, caplog: Any) -> None:
    ticket = make_ticket()
    smtp.refuse_with = "451 Later"
    tasks.hand_over([ask(ticket.email)])
    assert "was not sent, attempt 1" in caplog.text
    first = GuestLink.objects.get()
    smtp.refuse_with = ""
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert workflow.tick(limit=10) == 1
    assert len(tokens(smtp.messages[0])) == 1
    assert list(GuestLink.objects.all()) == [first]


class TestHandingOverAfterTheAnswer:
    def test_only_when_the_answer_is_on_its_way(self) -> None:
        make_ticket()
        closed = []
        response = HttpResponse("The same for everyone.")
        response._resource_closers.append(lambda: closed.append(len(mail.outbox)))
        tasks.hand_over_after(response, [ask("ayse@customer.example")])
        assert mail.outbox == []
        response.close()
        assert len(mail.outbox) == 1
        assert closed == [1]
        assert response.closed

    def test_an_answer_that_is_closed_twice_sends_once(self) -> None:
        make_ticket()
        response = HttpResponse()
        tasks.hand_over_after(response, (pk for pk in [ask("ayse@customer.example")]))
        response.close()
        response.close()
        assert len(mail.outbox) == 1

    def test_a_failure_is_logged_and_the_answer_closed_all_the_same(
        self, monkeypatch: pytest.MonkeyPatch, caplog: Any
    ) -> None:
        def fail(pk: int) -> bool:
            raise RuntimeError("the broker is down")

        monkeypatch.setattr(outbox, "send", fail)
        response = HttpResponse()
        key = ask("ayse@customer.example")
        tasks.hand_over_after(response, [key])
        response.close()
        assert response.closed
        assert "the broker is down" in caplog.text
        assert f"[{key}]" in caplog.text
        assert Delivery.objects.get().state == "pending"


class TestForgetting:
    def test_links_that_open_nothing_any_longer(self, settings: Any) -> None:
        ticket = make_ticket()
        GuestLink.objects.create(ticket=ticket, email=ticket.email)
        # A year longer than they work: their readers are told, and offered new ones.
        later = timezone.now() + timedelta(days=settings.SUPPORT_TICKET_LINK_DAYS + REMEMBERED_DAYS)
        with time_machine.travel(later - timedelta(minutes=1)):
            workflow.tick(limit=10)
        assert GuestLink.objects.count() == 1
        with time_machine.travel(later + timedelta(minutes=1)):
            workflow.tick(limit=10)
        assert GuestLink.objects.count() == 0

    def test_not_more_at_a_time_than_a_short_transaction_can_take(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("django_support_tickets.workflow.housekeeping.BATCH", 2)
        ticket = make_ticket()
        for _number in range(3):
            GuestLink.objects.create(ticket=ticket, email=ticket.email)
            outbox.queue_links("ayse@customer.example", "en")
        Delivery.objects.update(state="sent", sent_at=timezone.now())
        with time_machine.travel(timezone.now() + timedelta(days=REMEMBERED_DAYS + 31)):
            workflow.tick(limit=10)
            assert (GuestLink.objects.count(), Delivery.objects.count()) == (1, 1)
            workflow.tick(limit=10)
        assert (GuestLink.objects.count(), Delivery.objects.count()) == (0, 0)

    def test_mails_that_belong_to_an_address_alone(self, settings: Any) -> None:
        """Deleting a ticket deletes its mails; nobody would ever delete these, and the address in them."""
        ticket = make_ticket()
        queue_mails(ticket, [outbox.Notice("ticket_confirmation", ticket.email, "en")])
        tasks.hand_over([ask(ticket.email), *Delivery.objects.filter(ticket=ticket).values_list("pk", flat=True)])
        failed = outbox.queue_links("failed@customer.example", "en")
        Delivery.objects.filter(pk=failed.pk).update(state="failed")
        later = timezone.now() + timedelta(days=settings.SUPPORT_TICKET_LINK_DAYS)
        with time_machine.travel(later - timedelta(minutes=1)):
            workflow.tick(limit=0)
        assert Delivery.objects.count() == 3
        with time_machine.travel(later + timedelta(minutes=1)):
            waiting = outbox.queue_links("waiting@customer.example", "en")
            Delivery.objects.filter(pk=waiting.pk).update(created_at=timezone.now() - timedelta(days=90))
            workflow.tick(limit=0)
        assert list(Delivery.objects.values_list("kind", "recipient")) == [
            ("ticket_confirmation", ticket.email),
            ("ticket_links", "waiting@customer.example"),
        ]
