"""What a requester may do besides writing: close, reopen, rate; and how spam and links are handled."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from django_support_tickets import workflow
from django_support_tickets.exceptions import NotAllowedNow, TicketNotFound
from django_support_tickets.models import Delivery, GuestLink, SupportTicket, TicketEvent
from tests.factories import make_ticket, make_user, ticket_fields

pytestmark = pytest.mark.django_db


def events() -> list[str]:
    return list(TicketEvent.objects.values_list("type", flat=True))


@pytest.mark.parametrize("status", ["pending", "in_progress", "resolved"])
def test_closing(status: str) -> None:
    closed = workflow.close_ticket(ticket=make_ticket(status=status), actor=None)
    assert closed.status == "closed"
    assert closed.closed_at is not None
    assert (closed.resolved_at is not None) == (status == "resolved")
    assert TicketEvent.objects.get().data == {"old": status, "new": "closed", "by": "requester"}
    assert not Delivery.objects.exists()


def test_a_closed_ticket_is_not_closed_again() -> None:
    with pytest.raises(NotAllowedNow) as caught:
        workflow.close_ticket(ticket=make_ticket(status="closed"), actor=None)
    assert caught.value.code == "already_closed"


@pytest.mark.parametrize("status", ["resolved", "closed"])
def test_reopening(status: str) -> None:
    ticket = make_ticket(status=status, turn="requester")
    reopened = workflow.reopen_ticket(ticket=ticket, actor=None)
    assert (reopened.status, reopened.turn) == ("pending", "staff")
    assert (reopened.resolved_at, reopened.closed_at) == (None, None)


@pytest.mark.parametrize("status", ["pending", "in_progress"])
def test_what_is_open_is_not_reopened(status: str) -> None:
    with pytest.raises(NotAllowedNow) as caught:
        workflow.reopen_ticket(ticket=make_ticket(status=status), actor=None)
    assert caught.value.code == "not_finished"


def test_what_was_closed_long_ago_is_not_reopened() -> None:
    ticket = make_ticket(status="closed")
    SupportTicket.objects.update(closed_at=timezone.now() - timedelta(days=14, seconds=1))
    with pytest.raises(NotAllowedNow) as caught:
        workflow.reopen_ticket(ticket=ticket, actor=None)
    assert caught.value.code == "closed_for_too_long"


def test_closed_at_follows_the_status() -> None:
    ticket = make_ticket()
    assert workflow.change_status(ticket=ticket, status="closed", actor=None).closed_at is not None
    assert workflow.change_status(ticket=ticket, status="resolved", actor=None).closed_at is None


# Rating


def test_rating() -> None:
    user = make_user()
    rated = workflow.rate_ticket(ticket=make_ticket(status="resolved"), rating=4, comment="Quick.", actor=user)
    assert (rated.rating, rated.rating_comment) == (4, "Quick.")
    assert rated.rated_at is not None
    event = TicketEvent.objects.get()
    assert (event.type, event.actor, event.data) == ("rated", user, {"rating": 4})


def test_a_rating_changes_until_the_ticket_is_closed() -> None:
    ticket = make_ticket(status="resolved")
    workflow.rate_ticket(ticket=ticket, rating=1)
    assert workflow.rate_ticket(ticket=ticket, rating=5).rating == 5
    workflow.rate_ticket(ticket=ticket, rating=5)
    assert events() == ["rated", "rated"]
    workflow.close_ticket(ticket=ticket, actor=None)
    with pytest.raises(NotAllowedNow) as caught:
        workflow.rate_ticket(ticket=ticket, rating=2)
    assert caught.value.code == "rated_and_closed"


def test_a_first_rating_may_come_after_closing() -> None:
    ticket = make_ticket(status="resolved")
    workflow.close_ticket(ticket=ticket, actor=None)
    assert workflow.rate_ticket(ticket=ticket, rating=3).rating == 3


@pytest.mark.parametrize("status", ["pending", "in_progress", "closed"])
def test_what_was_never_resolved_is_not_rated(status: str) -> None:
    with pytest.raises(NotAllowedNow) as caught:
        workflow.rate_ticket(ticket=make_ticket(status=status), rating=3)
    assert caught.value.code == "not_resolved"


@pytest.mark.parametrize("rating", [0, 6, -1, None, "5"])
def test_a_rating_is_one_to_five(rating: Any) -> None:
    with pytest.raises(ValueError, match="rating"):
        workflow.rate_ticket(ticket=make_ticket(status="resolved"), rating=rating)


# Spam


def test_spam_is_kept_but_told_to_nobody(settings: Any) -> None:
    settings.SUPPORT_TICKET_STAFF_EMAILS = ["desk@shop.example"]
    ticket = workflow.open_ticket(**ticket_fields(), is_spam=True)
    assert ticket.ticket_number
    assert not Delivery.objects.exists()
    assert not SupportTicket.objects.genuine().exists()


def test_release_sends_what_was_kept_back(settings: Any) -> None:
    settings.SUPPORT_TICKET_STAFF_EMAILS = ["desk@shop.example"]
    ticket = workflow.open_ticket(**ticket_fields(), is_spam=True)
    assert not workflow.release_from_spam(ticket=ticket, actor=None).is_spam
    assert set(Delivery.objects.values_list("recipient", flat=True)) == {ticket.email, "desk@shop.example"}
    workflow.release_from_spam(ticket=ticket, actor=None)
    assert Delivery.objects.count() == 2
    assert events() == ["created", "released"]


def test_marking_as_spam() -> None:
    ticket = make_ticket()
    assert workflow.mark_as_spam(ticket=ticket, actor=None).is_spam
    workflow.mark_as_spam(ticket=ticket, actor=None)
    assert events() == ["marked_as_spam"]


def test_spam_is_nobodys_ticket() -> None:
    user = make_user()
    make_ticket(user=user, is_spam=True)
    assert not SupportTicket.objects.requested_by(user).exists()
    assert not SupportTicket.objects.visible_to(user).exists()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See https://a.example and https://b.example, please.", False),
        (" ".join(["http://x.example"] * 6), True),
        (" ".join(["www.x.example"] * 6), True),
        ('<a href="x">y</a>' * 6, True),
        ("[url=http://x.example]y[/url]" * 3, True),
        ("Awww, how sweet. " * 20, False),
    ],
)
def test_many_web_addresses_look_like_spam(text: str, expected: bool) -> None:
    assert workflow.looks_like_spam(text) == expected


def test_any_number_of_web_addresses_may_be_fine(settings: Any) -> None:
    settings.SUPPORT_TICKET_SPAM_LINKS = None
    assert not workflow.looks_like_spam("https://x.example " * 100)


# Links


def make_link(ticket: SupportTicket) -> GuestLink:
    return GuestLink.objects.create(ticket=ticket, email=ticket.email)


def test_one_link_is_revoked_and_the_others_are_not() -> None:
    ticket = make_ticket()
    link, other = make_link(ticket), make_link(ticket)
    assert workflow.revoke_link(link=link, actor=None)
    assert not workflow.revoke_link(link=link, actor=None)
    assert list(GuestLink.objects.usable()) == [other]
    assert events() == ["links_revoked"]


def test_all_links_of_a_ticket_are_revoked() -> None:
    ticket, other = make_ticket(), make_ticket()
    make_link(ticket), make_link(ticket)
    left = make_link(other)
    assert workflow.revoke_links(ticket=ticket, actor=None) == 2
    assert list(GuestLink.objects.usable()) == [left]


def test_a_link_of_a_deleted_ticket() -> None:
    ticket = make_ticket()
    link = make_link(ticket)
    ticket.delete()
    with pytest.raises(TicketNotFound):
        workflow.revoke_link(link=link, actor=None)


def test_a_link_that_is_unknown_is_not_revoked() -> None:
    ticket = make_ticket()
    assert not workflow.revoke_link(link=GuestLink(pk=uuid.uuid4(), ticket=ticket, email="a@b.example"), actor=None)
    assert events() == []


def test_links_end_with_the_address_the_days_and_spam(settings: Any) -> None:
    tickets = [make_ticket() for _number in range(4)]
    links = [make_link(ticket) for ticket in tickets]
    workflow.edit_ticket(ticket=tickets[0], changes={"email": "new@customer.example"}, actor=None)
    workflow.mark_as_spam(ticket=tickets[1], actor=None)
    GuestLink.objects.filter(pk=links[2].pk).update(created_at=timezone.now() - timedelta(days=30))
    assert list(GuestLink.objects.usable()) == [links[3]]
    assert list(GuestLink.objects.expired()) == [links[2]]


def test_asking_for_links_looks_nobody_up(django_assert_num_queries: Any) -> None:
    make_ticket(email="known@customer.example")
    for address in ("known@customer.example", "unknown@customer.example"):
        with django_assert_num_queries(3):  # A savepoint, the row, the savepoint's end.
            delivery = workflow.request_links(email=address, language="tr")
        assert (delivery.recipient, delivery.ticket, delivery.kind) == (address, None, "ticket_links")
