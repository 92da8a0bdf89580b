"""Closing, reopening and rating: a page that asks, and a POST."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from django_support_tickets import workflow
from django_support_tickets.models import SupportTicket, TicketEvent
from tests.factories import make_ticket
from tests.portal.pages import address, guest

pytestmark = pytest.mark.django_db


def now(ticket: SupportTicket) -> SupportTicket:
    return SupportTicket.objects.get(pk=ticket.pk)


@pytest.mark.parametrize(
    ("name", "before", "after", "done"),
    [
        ("close", "pending", "closed", "Ticket closed"),
        ("close", "resolved", "closed", "Ticket closed"),
        ("reopen", "resolved", "pending", "Ticket reopened"),
        ("reopen", "closed", "pending", "Ticket reopened"),
    ],
)
def test_a_page_asks_and_a_post_does(
    signed_in: Client, owner: Any, name: str, before: str, after: str, done: str
) -> None:
    ticket = make_ticket(user=owner, status=before)
    url = address(name, ticket)
    assert url in signed_in.get(address("ticket", ticket)).text
    assert '<form class="support-card support-form" method="post">' in signed_in.get(url).text
    assert now(ticket).status == before
    response = signed_in.post(url)
    assert (response.status_code, response.headers["Location"]) == (302, address("ticket", ticket))
    assert now(ticket).status == after
    assert done in signed_in.get(address("ticket", ticket)).text
    event = TicketEvent.objects.get()
    assert (event.actor, event.data["by"]) == (owner, "requester")


def test_a_guest_does_the_same(ticket: SupportTicket) -> None:
    visitor = guest(ticket)
    for name, status in (("close", "closed"), ("reopen", "pending")):
        assert visitor.post(address(name, ticket)).status_code == 302
        assert now(ticket).status == status
    assert [event.actor for event in TicketEvent.objects.all()] == [None, None]


@pytest.mark.parametrize(
    ("name", "status", "reason"),
    [
        ("close", "closed", "The ticket is closed already."),
        ("reopen", "pending", "The ticket is still being worked on."),
        ("rate", "pending", "Only a resolved ticket can be rated."),
    ],
)
def test_what_cannot_be_done_is_not_offered_and_refused(
    signed_in: Client, owner: Any, name: str, status: str, reason: str
) -> None:
    ticket = make_ticket(user=owner, status=status)
    url = address(name, ticket)
    assert url not in signed_in.get(address("ticket", ticket)).text
    assert signed_in.get(url).headers["Location"] == address("ticket", ticket)
    response = signed_in.post(url, {"rating": "4"})
    assert response.status_code == 409
    assert reason in response.text
    assert 'role="alert"' in response.text
    assert not TicketEvent.objects.exists()


def test_what_was_closed_too_long_ago_stays_closed(signed_in: Client, owner: Any) -> None:
    ticket = make_ticket(user=owner, status="closed")
    SupportTicket.objects.update(closed_at=timezone.now() - timedelta(days=15))
    assert address("reopen", ticket) not in signed_in.get(address("ticket", ticket)).text
    assert "closed too long ago" in signed_in.post(address("reopen", ticket)).text
    assert now(ticket).status == "closed"


# Rating


@pytest.fixture
def resolved(owner: Any) -> SupportTicket:
    return make_ticket(user=owner, status="resolved")


def chosen(page: str) -> list[int]:
    inputs = re.findall(r'<input type="radio" name="rating"[^>]*>', page)
    return [int(value) for each in inputs if " checked" in each for value in re.findall(r'value="(\d)"', each)]


def test_a_rating(signed_in: Client, resolved: SupportTicket) -> None:
    page = signed_in.get(address("ticket", resolved)).text
    assert "How satisfied are you with the solution?" in page
    assert chosen(page) == []
    response = signed_in.post(address("rate", resolved), {"rating": "4", "comment": " Quick\r\nand <b>friendly</b> "})
    assert response.headers["Location"] == address("ticket", resolved)
    ticket = now(resolved)
    assert (ticket.rating, ticket.rating_comment) == (4, "Quick\nand <b>friendly</b>")
    page = signed_in.get(address("ticket", resolved)).text
    assert "Thank you for your rating" in page
    assert "4 of 5" in page
    assert "Quick<br>and &lt;b&gt;friendly&lt;/b&gt;" in page
    assert "How satisfied" not in page


def test_a_links_choice_is_shown_and_not_stored(signed_in: Client, resolved: SupportTicket) -> None:
    for name in ("ticket", "rate"):
        assert chosen(signed_in.get(f"{address(name, resolved)}?rating=4").text) == [4]
    assert now(resolved).rating is None


@pytest.mark.parametrize("rating", ["0", "6", "x", "", "4x", "٤", "9" * 5000])
def test_a_strange_choice_is_none(signed_in: Client, resolved: SupportTicket, rating: str) -> None:
    assert chosen(signed_in.get(address("ticket", resolved), {"rating": rating}).text) == []


@pytest.mark.parametrize("rating", ["0", "6", "x", "", "4.0", "٤"])
def test_a_strange_rating_is_refused_beside_its_field(signed_in: Client, resolved: SupportTicket, rating: str) -> None:
    page = signed_in.post(address("rate", resolved), {"rating": rating, "comment": "Kept"}).text
    assert 'id="support-rating_error"' in page
    assert '<a href="#support-rating">' in page
    assert "Choose one of the offered values." in page
    assert "Kept" in page
    assert now(resolved).rating is None


def test_a_comment_of_reasonable_length(signed_in: Client, resolved: SupportTicket) -> None:
    page = signed_in.post(address("rate", resolved), {"rating": "3", "comment": "x" * 2001}).text
    assert "The message may have at most 2000 characters." in page
    assert now(resolved).rating is None


def test_a_rating_can_be_changed_until_the_ticket_is_closed(signed_in: Client, resolved: SupportTicket) -> None:
    signed_in.post(address("rate", resolved), {"rating": "2", "comment": "Slow"})
    assert address("rate", resolved) in signed_in.get(address("ticket", resolved)).text
    page = signed_in.get(address("rate", resolved)).text
    assert chosen(page) == [2]
    assert "Slow" in page
    assert chosen(signed_in.get(f"{address('ticket', resolved)}?rating=5").text) == [5]
    signed_in.post(address("rate", resolved), {"rating": "5"})
    assert now(resolved).rating == 5
    workflow.close_ticket(ticket=resolved, actor=None)
    assert address("rate", resolved) not in signed_in.get(address("ticket", resolved)).text
    response = signed_in.post(address("rate", resolved), {"rating": "1"})
    assert response.status_code == 409
    assert "its rating can no longer be changed" in response.text
    assert now(resolved).rating == 5


def test_no_get_changes_anything(signed_in: Client, resolved: SupportTicket) -> None:
    before = now(resolved).version
    for name in ("ticket", "close", "reopen", "rate"):
        assert signed_in.get(f"{address(name, resolved)}?rating=4").status_code == 200
    assert now(resolved).version == before
    assert not TicketEvent.objects.exists()
