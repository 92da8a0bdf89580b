"""The list's navigation by date."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from django_support_tickets.models import SupportTicket
from tests.admin.conftest import LIST
from tests.factories import make_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def with_time_zones(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also on MariaDB without its time zone tables, which the app's own navigation does not need."""
    monkeypatch.setattr(connection.features, "has_zoneinfo_database", True)


def made_at(*when: int, **fields: Any) -> SupportTicket:
    ticket = make_ticket(**fields)
    SupportTicket.objects.filter(pk=ticket.pk).update(created_at=datetime(*when, tzinfo=UTC))  # type: ignore[arg-type]
    return ticket


def links(client: Client, query: str = "") -> dict[str, str]:
    """Return titles and addresses of the navigation; what is no link has the address ""."""
    response = client.get(f"{LIST}{query}")
    assert response.status_code == 200
    html = response.content.decode()
    dates = response.context["cl"].dates
    shown = {each.title: each.link for each in [dates.back, *dates.choices] if each} if dates else {}
    assert "toplinks" in html or not shown
    for link in shown.values():
        assert f'href="{link.replace("&", "&amp;")}"' in html
    return shown


def test_from_years_to_months_to_days(desk: Client) -> None:
    made_at(2024, 11, 3, 12)
    made_at(2026, 2, 17, 12)
    years = links(desk)
    assert years == {str(year): f"?created_at__year={year}" for year in (2024, 2025, 2026)}
    months = links(desk, years["2026"])
    assert months == {
        "All dates": "?",
        "January 2026": "?created_at__month=1&created_at__year=2026",
        "February 2026": "?created_at__month=2&created_at__year=2026",
    }
    days = links(desk, months["February 2026"])
    assert list(days) == ["2026", *(f"February {day}" for day in range(1, 18))]
    assert days["2026"] == years["2026"]
    html = desk.get(f"{LIST}{days['February 17']}").content.decode()
    assert desk.get(f"{LIST}{days['February 17']}").context["cl"].result_count == 1
    assert "February 17" in html
    assert list(links(desk, years["2024"])) == ["All dates", "November 2024", "December 2024"]
    assert list(links(desk, "?created_at__year=2024&created_at__month=11"))[1] == "November 3"


@pytest.mark.parametrize(
    ("first", "first_title"), [((2026, 1, 5), "January 2026"), ((2026, 2, 5), "February 5")], ids=["year", "month"]
)
def test_what_is_the_same_for_all_need_not_be_chosen(desk: Client, first: Any, first_title: str) -> None:
    made_at(*first, 12)
    made_at(2026, 2, 17, 12)
    assert list(links(desk))[1] == first_title


def test_goes_by_the_sites_time(desk: Client, settings: Any) -> None:
    settings.TIME_ZONE = "Europe/Istanbul"
    made_at(2024, 12, 31, 22)
    made_at(2026, 2, 17, 12)
    assert list(links(desk)) == ["2025", "2026"]


def test_the_other_filters_stay(desk: Client) -> None:
    made_at(2024, 11, 3, 12)
    made_at(2026, 2, 17, 12)
    link = links(desk, "?status__exact=pending&p=1")["2026"]
    assert link == "?created_at__year=2026&status__exact=pending"


def test_spam_has_dates_of_its_own(desk: Client) -> None:
    made_at(2024, 11, 3, 12)
    made_at(2025, 11, 3, 12)
    made_at(2020, 2, 17, 12, is_spam=True)
    made_at(2021, 2, 17, 12, is_spam=True)
    assert list(links(desk)) == ["2024", "2025"]
    assert list(links(desk, "?spam=yes")) == ["2020", "2021"]


def test_is_not_there_while_one_searches_nor_without_tickets(desk: Client) -> None:
    assert links(desk) == {}
    made_at(2024, 11, 3, 12)
    assert links(desk, "?q=SUP") == {}
    assert "toplinks" not in desk.get(f"{LIST}?q=SUP").content.decode()


def test_asks_for_two_tickets_and_groups_none(desk: Client) -> None:
    made_at(2024, 11, 3, 12)
    for query in ("", "?created_at__year=2024", "?created_at__year=2024&created_at__month=11"):
        with CaptureQueriesContext(connection) as captured:
            links(desk, query)
        statements = [query["sql"] for query in captured if "created_at" in query["sql"]]
        assert not [sql for sql in statements if re.search(r"DISTINCT|MIN\(|MAX\(|TRUNC", sql)]
        assert sum("LIMIT 1" in sql and "LIMIT 10" not in sql for sql in statements) == 2


@pytest.mark.parametrize(
    "query",
    ["created_at__year=x", "created_at__year=2024&created_at__month=13", "created_at__year=2024&created_at__day=0"],
)
def test_no_date_is_no_failure(desk: Client, query: str) -> None:
    made_at(2024, 11, 3, 12)
    assert desk.get(f"{LIST}?{query}").headers["Location"] == f"{LIST}?e=1"
