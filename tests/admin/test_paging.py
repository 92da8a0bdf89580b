"""Turning the pages of a list that is longer than what is counted."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from django_support_tickets.admin import SupportTicketAdmin
from django_support_tickets.admin.paginator import CappedPaginator, KeyedPaginator
from django_support_tickets.models import SupportTicket
from tests.admin.conftest import LIST, queries
from tests.factories import make_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def tickets(monkeypatch: pytest.MonkeyPatch) -> list[SupportTicket]:
    """Nine tickets, the newest first, in pages of two, of which two are counted; three are of the same moment."""
    monkeypatch.setattr(CappedPaginator, "cap", 4)
    monkeypatch.setattr(SupportTicketAdmin, "list_per_page", 2)
    made = [make_ticket(status="closed" if number % 2 else "pending") for number in range(9)]
    newest = made[-1].created_at
    for number, ticket in enumerate(made):
        at = newest - timedelta(hours=10 - (5 if number in (4, 5, 6) else number))
        SupportTicket.objects.filter(pk=ticket.pk).update(created_at=at)
    return made[::-1]


def shown(client: Client, query: str) -> tuple[list[int], dict[str, str]]:
    """Return the keys of the tickets on a page, and the addresses of its links to older and the newest ones."""
    response = client.get(f"{LIST}{query}")
    assert response.status_code == 200
    nav = response.content.decode().partition('<nav class="support-older"')[2].partition("</nav>")[0]
    links = {label: url.replace("&amp;", "&") for url, label in re.findall(r'<a href="([^"]*)"[^>]*>(\w+)', nav)}
    return [ticket.pk for ticket in response.context["cl"].result_list], links


def keys(tickets: list[SupportTicket]) -> list[int]:
    return [ticket.pk for ticket in tickets]


def test_older_tickets_follow_page_by_page_to_the_end(desk: Client, tickets: list[SupportTicket]) -> None:
    seen, query = [], ""
    for _page in range(4):
        rows, links = shown(desk, query)
        assert ("Newest" in links) == bool(query)
        seen += rows
        if "Older" not in links:
            break
        query = links["Older"]
    # From where no more than the cap are left, the pages are all there and numbered.
    assert seen + shown(desk, f"{query}&p=2")[0] == keys(tickets)
    assert links == {"Newest": "?"}


def test_the_last_page_that_is_counted_leads_on(desk: Client, tickets: list[SupportTicket]) -> None:
    rows, links = shown(desk, "?p=2")
    assert rows == keys(tickets[2:4])
    assert shown(desk, links["Older"])[0] == keys(tickets[4:6])


def test_pages_are_turned_within_what_is_older(desk: Client, tickets: list[SupportTicket]) -> None:
    html = desk.get(f"{LIST}?before={tickets[2].pk}").content.decode()
    assert f"?before={tickets[2].pk}&amp;p=2" in html
    rows, links = shown(desk, f"?before={tickets[2].pk}&p=2")
    assert rows == keys(tickets[5:7])
    assert links["Newest"] == "?"


def test_filters_stay_and_a_new_filter_begins_with_the_newest(desk: Client, tickets: list[SupportTicket]) -> None:
    rows, links = shown(desk, "?status__exact=pending")
    pending = [ticket.pk for ticket in tickets if ticket.status == "pending"]
    assert rows == pending[:2]
    rows, links = shown(desk, links["Older"])
    assert rows == pending[2:4]
    assert links == {"Newest": "?status__exact=pending"}
    html = desk.get(f"{LIST}?status__exact=pending&before={pending[1]}").content.decode()
    assert '"?status__exact=closed"' in html
    assert 'name="before"' not in html


def test_a_search_counts_less_and_goes_on(
    desk: Client, tickets: list[SupportTicket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(KeyedPaginator, "cap", 3)
    response = desk.get(f"{LIST}?q=SUP")
    assert response.context["cl"].result_count == 3
    rows, links = shown(desk, "?q=SUP")
    assert links["Older"] == f"?before={rows[-1]}&q=SUP"
    assert shown(desk, links["Older"])[0] == keys(tickets[2:4])
    assert desk.get(LIST).context["cl"].result_count == 4


def test_another_order_has_no_older_tickets(desk: Client, tickets: list[SupportTicket]) -> None:
    rows, links = shown(desk, f"?o=1&before={tickets[2].pk}")
    assert rows == keys(tickets[:-3:-1])
    assert links == {}


@pytest.mark.parametrize("before", ["", "0", "x", "-1", "1.5", "²", "9" * 30, "1' OR 1=1", "%00"])
def test_what_is_no_ticket_is_passed_over(desk: Client, tickets: list[SupportTicket], before: str) -> None:
    rows, links = shown(desk, f"?before={before}")
    assert rows == keys(tickets[:2])
    assert list(links) == ["Older"]


def test_a_short_list_has_no_such_links(desk: Client) -> None:
    make_ticket()
    assert "support-older" not in desk.get(LIST).content.decode()


def test_reads_neither_more_nor_by_counting_rows_off(desk: Client, tickets: list[SupportTicket]) -> None:
    first = queries(desk, LIST)
    address = f"{LIST}?before={tickets[5].pk}"
    with CaptureQueriesContext(connection) as captured:
        assert desk.get(address).status_code == 200
    assert len(captured) == first + 1
    assert not any("OFFSET" in query["sql"] for query in captured)


def test_a_button_and_an_action_return_to_the_same_place(desk: Client, tickets: list[SupportTicket]) -> None:
    address = f"{LIST}?before={tickets[3].pk}"
    html = desk.get(address).content.decode()
    target = re.search(rf'formaction="([^"]*/{tickets[4].pk}/status/resolved/[^"]*)"', html)
    assert target
    response = desk.post(target[1].replace("&amp;", "&"))
    assert response.headers["Location"] == address
    response = desk.post(address, {"action": "mark_as_closed", "_selected_action": [tickets[4].pk], "index": "0"})
    assert response.headers["Location"] == address
    tickets[4].refresh_from_db()
    assert tickets[4].status == "closed"


def test_an_action_on_all_is_about_what_the_list_shows(desk: Client, tickets: list[SupportTicket]) -> None:
    data: dict[str, Any] = {"action": "mark_as_spam", "_selected_action": [tickets[8].pk], "select_across": "1"}
    desk.post(f"{LIST}?before={tickets[7].pk}", {**data, "index": "0"})
    assert keys(list(SupportTicket.objects.filter(is_spam=True))) == keys(tickets[8:])
