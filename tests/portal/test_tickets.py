"""The list of one's own tickets."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from django_support_tickets.models import SupportTicket
from tests.factories import make_ticket, make_user
from tests.portal.pages import TICKETS, guest

pytestmark = pytest.mark.django_db


def numbers(page: str) -> list[str]:
    return re.findall(r'<span class="support-number">([^<]+)</span>', page)


def test_a_stranger_is_sent_to_the_login(client: Client) -> None:
    response = client.get(TICKETS)
    assert (response.status_code, response.headers["Location"]) == (302, f"/admin/login/?next={TICKETS}")


def test_a_guest_is_too(ticket: SupportTicket) -> None:
    assert guest(ticket).get(TICKETS).status_code == 302


def test_only_ones_own(signed_in: Client, ticket: SupportTicket, owner: Any) -> None:
    make_ticket(user=make_user())
    make_ticket(email=owner.email)
    make_ticket(user=owner, is_spam=True)
    assert numbers(signed_in.get(TICKETS).text) == [ticket.ticket_number]


def test_what_staff_marked_as_spam_is_gone(signed_in: Client, owner: Any) -> None:
    ticket = make_ticket(user=owner, is_spam=True)
    assert signed_in.get(f"{TICKETS}{ticket.ticket_number}/").status_code == 404


def test_staff_see_their_own_only(ticket: SupportTicket, superuser: Any) -> None:
    client = Client()
    client.force_login(superuser)
    assert "You have no tickets yet." in client.get(TICKETS).text


def test_a_row(signed_in: Client, owner: Any) -> None:
    make_ticket(user=owner, status="in_progress", turn="requester", message="<b>Where</b> is it?\nThanks")
    page = signed_in.get(TICKETS).text
    assert "Order problem" in page
    assert re.search(r'support-badge--in_progress"><svg.*?</svg>\s*In progress</span>', page, re.DOTALL)
    assert "Waiting for your reply" in page
    assert "&lt;b&gt;Where&lt;/b&gt; is it?" in page


@pytest.mark.parametrize("status", ["resolved", "closed"])
def test_it_is_nobodys_turn_when_all_is_done(signed_in: Client, owner: Any, status: str) -> None:
    make_ticket(user=owner, status=status)
    page = signed_in.get(TICKETS).text
    assert "Waiting for us" not in page
    assert "We are waiting" not in page


def test_in_turkish(signed_in: Client, ticket: SupportTicket) -> None:
    page = signed_in.get(TICKETS, headers={"accept-language": "tr"}).text
    assert "Sipariş Sorunu" in page
    assert "Beklemede" in page


def test_older_ones_follow(signed_in: Client, owner: Any) -> None:
    tickets = [make_ticket(user=owner) for _number in range(45)]
    # Some at the same moment, and their order by number is not that by time.
    at = timezone.now() - timedelta(days=1)
    for number, ticket in enumerate(tickets):
        SupportTicket.objects.filter(pk=ticket.pk).update(created_at=at - timedelta(minutes=number % 4))
    expected = list(SupportTicket.objects.order_by("-created_at", "-pk").values_list("ticket_number", flat=True))
    found, url, sizes = [], TICKETS, []
    while url:
        page = signed_in.get(url).text
        found += numbers(page)
        sizes.append(len(numbers(page)))
        older = re.search(r'href="(\?before=[^"]+)"', page)
        url = TICKETS + older[1] if older else ""
    assert found == expected
    assert sizes == [20, 20, 5]


@pytest.mark.parametrize("before", ["", "SUP-1999-000001", "%00", "x" * 500, "ş"])
def test_a_strange_place_is_the_beginning(signed_in: Client, ticket: SupportTicket, before: str) -> None:
    assert numbers(signed_in.get(f"{TICKETS}?before={before}").text) == [ticket.ticket_number]


def test_nobody_elses_ticket_is_a_place(signed_in: Client, ticket: SupportTicket) -> None:
    other = make_ticket(user=make_user())
    assert numbers(signed_in.get(f"{TICKETS}?before={other.ticket_number}").text) == [ticket.ticket_number]


def test_behind_the_last_there_are_none(signed_in: Client, ticket: SupportTicket) -> None:
    assert "There are no older tickets." in signed_in.get(f"{TICKETS}?before={ticket.ticket_number}").text


def test_the_list_costs_the_same_for_one_and_for_many(signed_in: Client, owner: Any) -> None:
    def cost(url: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert signed_in.get(url).status_code == 200
        return len(queries)

    first = make_ticket(user=owner)
    one = cost(TICKETS)
    one_before = cost(f"{TICKETS}?before={first.ticket_number}")
    last = [make_ticket(user=owner, follow_up_of=first, status=status) for status in ("closed", "resolved") * 15][-1]
    assert cost(TICKETS) == one
    assert cost(f"{TICKETS}?before={last.ticket_number}") == one_before


def test_a_number_with_a_slash(signed_in: Client, owner: Any) -> None:
    """Imported tickets have whatever numbers they had."""
    ticket = make_ticket(user=owner, ticket_number="OLD/12 ?#é")
    page = signed_in.get(TICKETS).text
    url = re.search(r'class="support-row-link" href="([^"]+)"', page)
    assert url
    assert ticket.message in signed_in.get(url[1]).text
    assert signed_in.post(f"{url[1]}close/").status_code == 302
    ticket.refresh_from_db()
    assert ticket.status == "closed"
