from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from django_support_tickets.admin import SupportTicketAdmin
from django_support_tickets.admin.paginator import CappedPaginator
from django_support_tickets.models import Delivery, SupportTicket
from tests.admin.conftest import LIST
from tests.factories import make_ticket, make_user


def page(client: Client, query: str = "") -> str:
    response = client.get(f"{LIST}{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_shows_a_ticket_with_a_badge_that_has_a_sign_and_a_text(desk: Client) -> None:
    ticket = make_ticket(status="in_progress")
    html = page(desk)
    assert ticket.ticket_number in html
    assert "support-badge-in_progress" in html
    assert "◐</span> In progress" in html


def test_escapes_what_a_customer_wrote(desk: Client) -> None:
    make_ticket(name="<script>alert(1)</script>", email="a@b.example")
    assert "<script>alert(1)" not in page(desk)


@pytest.mark.parametrize("query", ["", "?status__exact=pending", "?q=order", "?assignee=me"])
def test_costs_the_same_number_of_queries_however_many_tickets(desk: Client, agent: Any, query: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page(desk, query)
        return len(captured)

    make_ticket(assigned_to=agent)
    page(desk, query)
    one = queries()
    for _ in range(20):
        make_ticket(assigned_to=make_user(is_staff=True), user=make_user())
        make_ticket(assigned_to=agent)
    # Session, user, two permission look-ups, page, capped count, assignees, three for the date hierarchy.
    assert queries() == one <= 11


def test_counts_no_further_than_the_cap(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CappedPaginator, "cap", 3)
    for _ in range(5):
        make_ticket()
    paginator = CappedPaginator(SupportTicket.objects.all(), 2)
    assert paginator.count == 3
    with CaptureQueriesContext(connection) as captured:
        CappedPaginator(SupportTicket.objects.all(), 2).count  # noqa: B018
    assert "LIMIT 3" in captured[0]["sql"]


@pytest.mark.parametrize("query", ["IŞIK", "ışık", "isik", "Işık Yıldırım", "SUP-", "isik@customer"])
def test_search_folds_letters(desk: Client, query: str) -> None:
    make_ticket(name="Işık Yıldırım", email="isik@customer.example")
    other = make_ticket(name="Ada Lovelace", email="ada@customer.example")
    html = page(desk, f"?q={query}")
    assert "Işık Yıldırım" in html
    assert (other.name in html) == (query == "SUP-")


def test_filters_by_assignee(desk: Client, agent: Any) -> None:
    mine, nobodys = make_ticket(assigned_to=agent), make_ticket()
    other = make_user(email="other@shop.example", is_staff=True)
    others = make_ticket(assigned_to=other)

    def shown(value: Any) -> set[str]:
        html = page(desk, f"?assignee={value}")
        return {ticket.ticket_number for ticket in (mine, nobodys, others) if ticket.ticket_number in html}

    assert shown("me") == {mine.ticket_number}
    assert shown("none") == {nobodys.ticket_number}
    assert shown(other.pk) == {others.ticket_number}
    assert len(shown("nonsense")) == 3


def test_filters_by_mail_that_failed(desk: Client) -> None:
    failed, sent = make_ticket(), make_ticket()
    Delivery.objects.create(ticket=failed, recipient="a@b.example", message_id="<1@b>", state="failed")
    Delivery.objects.create(
        ticket=sent, recipient="a@b.example", message_id="<2@b>", state="sent", sent_at=timezone.now()
    )
    html = page(desk, "?mail=failed")
    assert failed.ticket_number in html
    assert sent.ticket_number not in html
    assert sent.ticket_number not in page(desk, "?mail=pending")


def test_filters_by_status_subject_and_date(desk: Client) -> None:
    ticket = make_ticket(subject="Diğer", status="closed")
    assert ticket.ticket_number in page(desk, "?status__exact=closed&subject__exact=Diğer")
    assert ticket.ticket_number not in page(desk, "?status__exact=pending")
    assert ticket.ticket_number not in page(desk, "?created_at__year=1999")


def test_who_may_only_view_sees_no_buttons(viewer: Client) -> None:
    ticket = make_ticket()
    html = page(viewer)
    assert ticket.ticket_number in html
    assert "support-button" not in html


def test_offers_the_statuses_that_the_ticket_does_not_have(desk: Client) -> None:
    ticket = make_ticket(status="resolved")
    html = page(desk)
    offered = [status for status in ("in_progress", "resolved", "closed") if f"/{ticket.pk}/status/{status}/" in html]
    assert offered == ["in_progress", "closed"]


def test_goes_without_dates_where_the_database_knows_no_time_zones(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As MariaDB without its time zone tables, which answers such a query with an invalid value."""
    make_ticket()
    monkeypatch.setattr(connection.features, "has_zoneinfo_database", True)
    if connection.vendor != "mysql":
        assert desk.get(LIST).context["cl"].date_hierarchy == "created_at"
    monkeypatch.setattr(connection.features, "has_zoneinfo_database", False)
    response = desk.get(LIST)
    assert response.status_code == 200
    assert response.context["cl"].date_hierarchy is None


def test_offers_the_assignees_of_tickets_whoever_they_are_now(desk: Client, agent: Any) -> None:
    """Whose tickets are left can be found, and nobody is offered who has none."""
    former, idle = make_user(is_staff=False), make_user(is_staff=True)
    for assignee in (agent, former, former, None):
        make_ticket(assigned_to=assignee)
    html = page(desk)
    assert f"?assignee={agent.pk}" in html
    assert f"?assignee={former.pk}" in html
    assert f"?assignee={idle.pk}" not in html
    assert page(desk, f"?assignee={former.pk}").count('class="action-select"') == 2
    # He was offered until his last ticket went to another: then the list is empty, not everybody's.
    assert 'class="action-select"' not in page(desk, f"?assignee={idle.pk}")


def test_a_search_reads_the_rows_of_a_page_by_their_keys(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SupportTicketAdmin, "list_per_page", 2)
    tickets = [make_ticket(message=f"Lost parcel {number}.") for number in range(5)]
    make_ticket(message="Something else.")
    shown = [
        [ticket.pk for ticket in desk.get(f"{LIST}?q=parcel&p={number}").context["cl"].result_list]
        for number in (1, 2, 3)
    ]
    assert [key for keys in shown for key in keys] == [ticket.pk for ticket in reversed(tickets)]


def test_a_sites_own_cap_holds_for_a_search_too(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CappedPaginator, "cap", 2)
    for _time in range(3):
        make_ticket()
    assert desk.get(f"{LIST}?q=SUP").context["cl"].result_count == 2
