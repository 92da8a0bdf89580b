"""The staff's list: narrowed, searched, sorted, and turned page by page."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from django_support_tickets.models import SupportTicket, TicketAttachment
from tests.api.routes import TICKETS
from tests.factories import make_ticket, make_user

pytestmark = pytest.mark.django_db


def listed(client: APIClient, **query: Any) -> list[int]:
    """Return the keys of the tickets that a query lists."""
    response = client.get(TICKETS, query)
    assert response.status_code == 200, response.content
    return [ticket["id"] for ticket in response.json()["results"]]


def refused(client: APIClient, **query: Any) -> list[str]:
    """Return the parameters that a query is refused for."""
    response = client.get(TICKETS, query)
    assert response.status_code == 400, response.content
    return list(response.json())


# Narrowing


def test_by_status_and_subject(staff_api: APIClient) -> None:
    closed = make_ticket(status="closed", subject="Diğer")
    pending = make_ticket(subject="Diğer")
    make_ticket(status="resolved")
    assert listed(staff_api, status="closed") == [closed.pk]
    assert listed(staff_api, status=["closed", "pending"]) == [pending.pk, closed.pk]
    assert listed(staff_api, subject="Diğer") == [pending.pk, closed.pk]
    assert listed(staff_api, subject="Diğer", status="pending") == [pending.pk]
    assert listed(staff_api, subject="Hesap Sorunu") == []


def test_by_whose_turn_it_is(staff_api: APIClient) -> None:
    staffs, requesters = make_ticket(), make_ticket(turn="requester")
    assert listed(staff_api, turn="staff") == [staffs.pk]
    assert listed(staff_api, turn="requester") == [requesters.pk]
    assert listed(staff_api, turn="") == [requesters.pk, staffs.pk]


def test_by_spam(staff_api: APIClient) -> None:
    genuine, spam = make_ticket(), make_ticket(is_spam=True)
    for hidden in ({}, {"is_spam": ""}, {"is_spam": "false"}, {"search": "order"}, {"search": spam.ticket_number}):
        assert spam.pk not in listed(staff_api, **hidden)
    assert listed(staff_api) == [genuine.pk]
    assert listed(staff_api, is_spam="true") == [spam.pk]
    assert listed(staff_api, is_spam="true", status="closed") == []


def test_by_assignee(staff_api: APIClient, staff: Any) -> None:
    other = make_user(is_staff=True)
    mine, others, nobodys = make_ticket(assigned_to=staff), make_ticket(assigned_to=other), make_ticket()
    assert listed(staff_api, assigned_to="me") == [mine.pk]
    assert listed(staff_api, assigned_to="none") == [nobodys.pk]
    assert listed(staff_api, assigned_to=str(other.pk)) == [others.pk]
    assert listed(staff_api, assigned_to="") == [nobodys.pk, others.pk, mine.pk]


def test_by_an_assignee_that_cannot_be(staff_api: APIClient, staff: Any) -> None:
    make_ticket(assigned_to=staff)
    impossible = [str(10**30), "-1"] if isinstance(staff.pk, int) else ["00000000-0000-0000-0000-000000000000"]
    for key in impossible:
        assert listed(staff_api, assigned_to=key) == []
    for nonsense in ("abc", "1.5", "1e400", "9" * 5000, "\0", "None"):
        assert refused(staff_api, assigned_to=nonsense) == ["assigned_to"]


def test_by_time_of_creation(staff_api: APIClient) -> None:
    now = timezone.now()
    old, new = make_ticket(), make_ticket()
    SupportTicket.objects.filter(pk=old.pk).update(created_at=now - timedelta(days=10))
    assert listed(staff_api, created_after=(now - timedelta(days=1)).isoformat()) == [new.pk]
    assert listed(staff_api, created_before=(now - timedelta(days=1)).isoformat()) == [old.pk]
    assert listed(staff_api, created_before=f"{now - timedelta(days=5):%Y-%m-%d}") == [old.pk]
    edge = SupportTicket.objects.get(pk=old.pk).created_at.isoformat()
    assert listed(staff_api, created_after=edge, created_before=edge) == []
    assert old.pk in listed(staff_api, created_after=edge)
    assert listed(staff_api, created_after="1900-01-01", created_before="2999-12-31T23:59:59-12:00") == [new.pk, old.pk]


@pytest.mark.parametrize("name", ["created_after", "created_before"])
@pytest.mark.parametrize(
    "moment",
    [
        "0001-01-01",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31",
        "9999-12-31T23:59:59-12:00",
        "99999-01-01",
        "2024-02-30",
        "yesterday",
        "2024-05-01T10:00:00+99:99",
        "1e400",
        "\0",
        "9" * 5000,
    ],
)
def test_a_time_that_cannot_be_is_refused(staff_api: APIClient, name: str, moment: str) -> None:
    assert refused(staff_api, **{name: moment}) == [name]


@pytest.mark.parametrize("name", ["status", "subject", "turn", "is_spam"])
@pytest.mark.parametrize("value", ["open", "\0", "'; DROP TABLE x; --"])
def test_a_choice_that_is_none_is_refused(staff_api: APIClient, name: str, value: str) -> None:
    assert refused(staff_api, **{name: value}) == [name]


FOREIGN_NAMES = [
    "user__password",
    "user__password__startswith",
    "assigned_to__password__regex",
    "notes__contains",
    "idempotencykey__digest",
    "deliveries__message_id",
    "deliveries__last_error__contains",
    "events__data__contains",
    "email",
    "id",
    "pk__in",
    "search_text",
    "status__in",
    "created_at__lt",
]


@pytest.mark.parametrize("name", FOREIGN_NAMES)
def test_no_other_name_filters_or_sorts(staff_api: APIClient, customer: Any, name: str) -> None:
    """A help desk once let staff read passwords by filtering and sorting by them."""
    tickets = [make_ticket(user=customer, notes="a"), make_ticket(notes="b")]
    everything = [ticket.pk for ticket in reversed(tickets)]
    for value in ("a", "zzz", "!"):
        assert listed(staff_api, **{name: value}) == everything
    for prefix in ("", "-"):
        assert listed(staff_api, ordering=f"{prefix}{name.removesuffix('__startswith')}") == everything


# Searching


def test_search_looks_where_the_specification_says(staff_api: APIClient) -> None:
    ticket = make_ticket(
        name="Nazlı Çelik", email="nazli@kargo.example", phone="+90 555 000 11 22", message="Kapı kolu kırıldı, üzgünüm"
    )
    make_ticket()
    for words in ("nazlı", "KARGO", "i@kargo.ex", "000 11", "kolu", ticket.ticket_number, ticket.ticket_number[-6:]):
        assert listed(staff_api, search=words) == [ticket.pk], words
    assert listed(staff_api, search="çelik kapı") == [ticket.pk]
    assert listed(staff_api, search="çelik pencere") == []


@pytest.mark.parametrize("stored", ["IŞIK ısı", "ışık ISI", "İşik isi"])
@pytest.mark.parametrize("typed", ["ışık", "IŞIK", "işik", "İŞİK", "isik", "ISI", "ısı", "İSİ"])
def test_the_four_letters_i_are_one(staff_api: APIClient, stored: str, typed: str) -> None:
    ticket = make_ticket(message=f"{stored} hakkında bir soru")
    assert listed(staff_api, search=typed) == [ticket.pk]


@pytest.mark.parametrize(
    ("stored", "typed"),
    [("Müller", "muller"), ("Muller", "MÜLLER"), ("José", "jose\u0301"), ("Straße", "STRASSE"), ("ﬁnal", "final")],
)
def test_accents_and_ligatures_make_no_difference(staff_api: APIClient, stored: str, typed: str) -> None:
    ticket = make_ticket(message=f"Concerning {stored}, again")
    assert listed(staff_api, search=typed) == [ticket.pk]


@pytest.mark.parametrize("subject", ["Sipariş Sorunu", "siparis", "Order problem", "ORDER"])
def test_a_subject_is_found_by_value_and_by_label(staff_api: APIClient, subject: str) -> None:
    ticket = make_ticket(message="xxxxxxxxxxxx")
    make_ticket(message="xxxxxxxxxxxx", subject="Teknik Destek")
    assert listed(staff_api, search=subject) == [ticket.pk]


@pytest.mark.parametrize(
    ("typed", "found"), [("100%", True), ("a_b", True), ("100_", False), ("%", True), ("a%b", False)]
)
def test_wildcards_are_letters(staff_api: APIClient, typed: str, found: bool) -> None:
    ticket = make_ticket(message="off by 100% for a_b and c\\d")
    make_ticket()
    assert listed(staff_api, search=typed) == ([ticket.pk] if found else [])
    assert listed(staff_api, search="c\\d") == [ticket.pk]


@pytest.mark.parametrize("typed", ["\0", "\u202e", "'", '"', "\\", "🦄", "a" * 60_000, "e\u0301" * 20_000, "ﷺ" * 1000])
def test_any_search_is_answered(staff_api: APIClient, typed: str) -> None:
    make_ticket()
    assert staff_api.get(TICKETS, {"search": typed}).status_code == 200


def test_bytes_that_are_no_text_are_answered(staff_api: APIClient) -> None:
    make_ticket()
    assert staff_api.get(f"{TICKETS}?search=%ff%ed%a0%80%00").status_code == 200


# Sorting


@pytest.mark.parametrize("name", ["created_at", "updated_at", "status", "subject", "ticket_number"])
def test_sorting(staff_api: APIClient, name: str) -> None:
    for number in range(4):
        ticket = make_ticket(
            status=["resolved", "closed", "pending", "in_progress"][number],
            subject=["Teknik Destek", "Diğer", "Hesap Sorunu", "Sipariş Sorunu"][number],
            ticket_number=f"SUP-2024-00000{[3, 1, 4, 2][number]}",
        )
        moment = timezone.now() - timedelta(days=[3, 1, 4, 2][number])
        SupportTicket.objects.filter(pk=ticket.pk).update(created_at=moment, updated_at=moment)
    expected = list(SupportTicket.objects.order_by(name).values_list("pk", flat=True))
    assert len(expected) == 4
    assert listed(staff_api, ordering=name) == expected
    assert listed(staff_api, ordering=f"-{name}") == expected[::-1]


def test_the_newest_comes_first(staff_api: APIClient) -> None:
    tickets = [make_ticket().pk for _number in range(3)]
    for ordering in ("", "nonsense", "?", "--created_at", "\0"):
        assert listed(staff_api, ordering=ordering) == tickets[::-1]


@pytest.mark.parametrize("name", ["status", "subject", "turn"])
def test_among_equals_the_newest_comes_first(staff_api: APIClient, name: str) -> None:
    """And sorted downwards the oldest, so that one index serves both."""
    low, high = {"status": ("closed", "pending"), "subject": ("A", "B"), "turn": ("requester", "staff")}[name]
    tickets = [make_ticket(**{name: value}).pk for value in (low, high, low, high)]
    upwards = [tickets[2], tickets[0], tickets[3], tickets[1]]
    assert listed(staff_api, ordering=name) == upwards
    assert listed(staff_api, ordering=f"-{name}") == upwards[::-1]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the plan is read as SQLite words it")
@pytest.mark.parametrize("ordering", ["", "turn", "-turn", "status", "-subject", "-updated_at"])
def test_nothing_is_sorted_that_an_index_holds(staff_api: APIClient, ordering: str) -> None:
    """SQLite is read without the statistics that it does not gather by itself."""
    for _number in range(3):
        make_ticket()
    for narrowed in ({}, {"turn": "staff"}) if ordering in ("", "turn", "-turn") else ({},):
        with CaptureQueriesContext(connection) as queries:
            first = staff_api.get(TICKETS, {"ordering": ordering, "page_size": 1, **narrowed})
            staff_api.get(first.json()["next"])
        selects = [each["sql"] for each in queries if "is_spam" in each["sql"]]
        assert len(selects) == 2
        for select in selects:
            with connection.cursor() as cursor:
                plan = [row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {select}").fetchall()]
            assert "USING INDEX support_ticket_" in plan[0]
            assert "B-TREE" not in str(plan)


# Turning pages


def pages(client: APIClient, direction: str, url: str) -> Iterator[dict[str, Any]]:
    while url:
        page = client.get(url).json()
        yield page
        url = page[direction]


@pytest.mark.parametrize(
    "ordering",
    [
        "",
        "created_at",
        "-created_at",
        "status",
        "-status",
        "turn",
        "-turn",
        "subject,-status",
        "-subject,created_at",
        "-created_at,turn",
        "created_at,-status",
        "-ticket_number",
    ],
)
@pytest.mark.parametrize("extra", ["", "&status=closed&status=pending", "&search=order"])
def test_the_pages_are_the_list(staff_api: APIClient, ordering: str, extra: str) -> None:
    """Each ticket once, in the same order, forward and backward, with many equal values."""
    moments = [timezone.now() - timedelta(days=days) for days in (1, 1, 2, 2, 2)]
    for status, subject in itertools.product(
        ["closed", "pending", "resolved"], ["Diğer", "Ödeme Sorunu", "İade/İptal"]
    ):
        ticket = make_ticket(status=status, subject=subject, turn=["requester", "staff"][status == "closed"])
        moment = moments[ticket.pk % len(moments)]
        SupportTicket.objects.filter(pk=ticket.pk).update(created_at=moment)
    query = f"{TICKETS}?ordering={ordering}{extra}"
    whole = [ticket["id"] for ticket in staff_api.get(f"{query}&page_size=100").json()["results"]]
    assert len(whole) in (6, 9)

    forward = list(pages(staff_api, "next", f"{query}&page_size=2"))
    assert [ticket["id"] for page in forward for ticket in page["results"]] == whole
    assert forward[0]["previous"] is None
    backward = list(pages(staff_api, "previous", forward[-1]["previous"]))
    assert [ticket["id"] for page in backward[::-1] for ticket in page["results"]] == whole[
        : -len(forward[-1]["results"])
    ]
    assert all(page["next"] for page in backward)


def test_a_ticket_that_comes_in_between_moves_no_page(staff_api: APIClient) -> None:
    tickets = [make_ticket().pk for _number in range(4)]
    first = staff_api.get(TICKETS, {"page_size": 2}).json()
    make_ticket()
    SupportTicket.objects.filter(pk=tickets[3]).delete()
    second = staff_api.get(first["next"]).json()
    assert [ticket["id"] for ticket in second["results"]] == tickets[1::-1]


@pytest.mark.parametrize(
    ("asked", "given"),
    [("3", 3), ("100", 100), ("101", 100), ("9" * 5000, 25), ("0", 25), ("-1", 25), ("x", 25), ("", 25)],
)
def test_a_page_has_25_tickets_or_up_to_100(staff_api: APIClient, asked: str, given: int) -> None:
    SupportTicket.objects.bulk_create(
        SupportTicket(ticket_number=f"SUP-2024-{number:06d}", subject="Diğer") for number in range(101)
    )
    assert len(listed(staff_api, page_size=asked)) == given


def test_an_empty_list_has_no_other_pages(staff_api: APIClient) -> None:
    assert staff_api.get(TICKETS).json() == {"next": None, "previous": None, "results": []}


def cursor_of(client: APIClient, **query: Any) -> str:
    link = client.get(TICKETS, {"page_size": 1, **query}).json()["next"]
    return parse_qs(urlsplit(link).query)["cursor"][0]


def test_a_cursor_that_is_not_ours_is_not_found(staff_api: APIClient) -> None:
    for _number in range(3):
        make_ticket()
    cursor = cursor_of(staff_api)
    ours = signing.dumps([False, ["-created_at", "-pk"], ["x", 1]])
    for forged in ("x", "::", "a:b:c", "\0", "é", cursor[:-1], cursor.swapcase(), f"x{cursor}", ours, "." * 9999):
        assert staff_api.get(TICKETS, {"cursor": forged}).status_code == 404


def test_a_cursor_belongs_to_its_ordering(staff_api: APIClient) -> None:
    for _number in range(3):
        make_ticket()
    cursor = cursor_of(staff_api, ordering="status")
    assert staff_api.get(TICKETS, {"cursor": cursor, "ordering": "status"}).status_code == 200
    for ordering in ("", "-status", "subject", "status,subject"):
        assert staff_api.get(TICKETS, {"cursor": cursor, "ordering": ordering}).status_code == 404


# Cost


def test_a_list_takes_four_queries_however_long(staff_api: APIClient, staff: Any) -> None:
    """Session, user, tickets with their people, files; none to count them."""
    make_ticket(user=make_user(), assigned_to=staff)
    assert _queries(staff_api, "") == 4
    for _number in range(12):
        ticket = make_ticket(user=make_user(), assigned_to=make_user(is_staff=True), attachment="support_tickets/x.pdf")
        for name in ("a.pdf", "b.pdf"):
            TicketAttachment.objects.create(
                ticket=ticket, attachment="x.pdf", attachment_filename=name, attachment_size=1
            )
    assert _queries(staff_api, "") == 4
    query = "?page_size=2&search=order&assigned_to=me&ordering=turn&status=pending&turn=staff&is_spam=false"
    assert _queries(staff_api, query) == 4


def _queries(client: APIClient, query: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"{TICKETS}{query}").status_code == 200
    return len(queries)
