"""On a large table every list, filter, sort, search and sweep reads few rows: what PostgreSQL itself says of its plans.

No clock is asked. Each page is fetched as a client would fetch it, its queries are run again under EXPLAIN ANALYZE,
and the rows that any step of a plan went through are counted.
"""

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.request import Request

from django_support_tickets.attachments.references import BATCH, named_files
from django_support_tickets.models import Delivery, GuestLink, SupportTicket
from django_support_tickets.notifications.links import token_for
from django_support_tickets.pagination import KeysetPagination
from django_support_tickets.views import SupportTicketViewSet
from django_support_tickets.workflow import housekeeping, idempotency
from tests.factories import make_user

pytestmark = [
    pytest.mark.plans,
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="the plans are PostgreSQL's"),
]

TICKETS = 100_000
API = "/api/support/tickets/"
ADMIN = "/admin/django_support_tickets/supportticket/"
# What a page of at most 100 rows may go through, and what a list that counts up to its cap may.
FEW, CAPPED = 1_000, 11_000

FILL = """
INSERT INTO django_support_tickets_supportticket (
    ticket_number, user_id, name, email, phone, subject, message, status, attachment_filename, attachment_content_type,
    assigned_to_id, language, turn, is_spam, rating_comment, source, version, created_at, updated_at, closed_at)
SELECT 'SUP-2025-' || lpad(n::text, 6, '0'), CASE WHEN n %% 10 = 0 THEN %(user)s::text::{key} END,
    'Ayşe Yılmaz', 'customer' || n %% 30000 || '@customer.example', '0532 123 45 67',
    (ARRAY['Sipariş Sorunu','Ürün Hakkında Soru','Ödeme Sorunu','Teknik Destek','Diğer'])[1 + n %% 5], 'Text',
    (ARRAY['pending','in_progress','resolved','closed','closed','closed'])[1 + n %% 6], '', '',
    CASE WHEN n %% 3 = 0 THEN %(agent)s::text::{key} END, 'tr', (ARRAY['staff','requester'])[1 + n / 6 %% 2],
    n %% 200 = 7, '', 'api', 1, now() - n * interval '7 minutes',
    now() - (n * 7919 %% {tickets}) * interval '7 minutes',
    CASE WHEN n %% 6 > 2 THEN now() END
FROM generate_series(1, {tickets}) AS n;
INSERT INTO django_support_tickets_searchdocument (ticket_id, text)
SELECT id, lower(ticket_number) || ' ayse yilmaz ' || email || ' 0532 123 45 67 siparis kargo '
    || md5(id::text) || ' ' || md5(ticket_number) || CASE WHEN id %% 5000 = 0 THEN ' zeplin' ELSE '' END
    || CASE WHEN id / 7 %% 3 = 0 THEN ' iade' ELSE '' END
FROM django_support_tickets_supportticket;
INSERT INTO django_support_tickets_ticketmessage (ticket_id, kind, sender, text, source, created_at)
SELECT id, 'reply', 'staff', 'Text', 'api', now() FROM django_support_tickets_supportticket WHERE id %% 5 = 0;
INSERT INTO django_support_tickets_searchdocument (ticket_id, message_id, text)
SELECT ticket_id, id, 'merhaba ' || md5(id::text) FROM django_support_tickets_ticketmessage;
INSERT INTO django_support_tickets_ticketevent (ticket_id, ticket_number, type, data, created_at)
SELECT id, ticket_number, 'created', '{{}}', now() FROM django_support_tickets_supportticket;
INSERT INTO django_support_tickets_delivery (
    ticket_id, kind, recipient, language, message_id, state, attempts, due_at, maybe_sent, last_error,
    created_at, sent_at)
SELECT id, 'ticket_confirmation', email, 'tr', '<' || id || '@shop.example>',
    CASE WHEN id %% 1000 = 0 THEN 'pending' ELSE 'sent' END, 1, now(), false, '', now(), now()
FROM django_support_tickets_supportticket;
INSERT INTO django_support_tickets_guestlink (id, ticket_id, email, delivery_id, created_at)
SELECT gen_random_uuid(), ticket_id, recipient, id, now() - id * interval '1 minute'
FROM django_support_tickets_delivery;
INSERT INTO django_support_tickets_idempotencykey (digest, fingerprint, ticket_id, created_at)
SELECT md5(id::text), '', id, now() - id * interval '1 minute' FROM django_support_tickets_supportticket;
"""
TABLES = ("supportticket", "searchdocument", "ticketmessage", "ticketevent", "delivery", "guestlink", "idempotencykey")


@pytest.fixture(scope="module")
def large(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """A hundred thousand tickets, committed and vacuumed as on a site that runs, and in the end removed."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        with transaction.atomic():
            people = {
                "user": make_user(email="much@customer.example"),
                "agent": make_user(email="busy@shop.example", is_staff=True, is_superuser=True),
            }
            keys = {name: str(user.pk) for name, user in people.items()}
            key = "uuid" if get_user_model()._meta.pk.get_internal_type() == "UUIDField" else "bigint"
            cursor.execute(FILL.format(tickets=TICKETS, key=key), keys)
        cursor.execute(f"VACUUM (ANALYZE) {', '.join(f'django_support_tickets_{table}' for table in TABLES)}")
    yield people
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE django_support_tickets_supportticket CASCADE")
        for user in people.values():
            user.delete()


def rows_of(plan: dict[str, Any]) -> Iterator[int]:
    """Yield how many rows each step of a plan went through: what it gave, and what it threw away."""
    removed = sum(count for name, count in plan.items() if name.startswith("Rows Removed by"))
    yield int((plan["Actual Rows"] + removed) * plan["Actual Loops"])
    for step in plan.get("Plans", ()):
        yield from rows_of(step)


def most_rows(run: Callable[[], Any]) -> int:
    """Do something, and return the most rows that any step of any of its queries went through."""
    with CaptureQueriesContext(connection) as captured:
        run()
    reading = [query["sql"] for query in captured if "django_support_tickets_" in query["sql"]]
    assert reading
    return max(most for sql in reading if (most := _explained(sql)) is not None)


def _explained(sql: str) -> int | None:
    if not sql.startswith(("SELECT", "(SELECT", "UPDATE", "DELETE")):
        return None
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}".replace("%", "%%"), ())
        (answer,) = cursor.fetchone()
        transaction.set_rollback(True)
    plans = json.loads(answer) if isinstance(answer, str) else answer
    return max(rows_of(plans[0]["Plan"]))


def get(user: Any, address: str) -> Callable[[], Any]:
    client = Client()
    client.force_login(user)

    def run() -> Any:
        response = client.get(address)
        assert response.status_code == 200, response.content[:500]
        return response

    return run


@pytest.mark.parametrize(
    "query",
    [
        "",
        "page_size=100",
        "status=pending",
        "status=pending&status=in_progress",
        "subject=Diğer",
        "assigned_to=me",
        "assigned_to=none",
        "turn=staff",
        "turn=requester&status=pending",
        "is_spam=true",
        "created_after=2026-01-01",
        "created_before=2026-01-01",
        *(f"ordering={sign}{name}" for name in SupportTicketViewSet.ordering_fields for sign in ("", "-")),
        "search=zeplin",
        "search=iade",
        "search=nowhere",
        "search=SUP-2025-000042",
        "search=customer4242@",
        "search=kargo+iade",
        "search=SİPARİŞ",
        "search=iade&status=pending",
    ],
)
def test_the_staffs_list(large: Any, query: str) -> None:
    assert most_rows(get(large["agent"], f"{API}?{query}")) <= FEW


@pytest.mark.parametrize("name", SupportTicketViewSet.ordering_fields)
@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("backward", [False, True])
def test_a_page_deep_down(large: Any, name: str, sign: str, backward: bool) -> None:
    """Where the list is half through, in whichever order and direction."""
    paginator = KeysetPagination()
    paginator.ordering = (f"{sign}{name}",)
    paginator.order = paginator._order(SupportTicket.objects.all(), Request(HttpRequest()), None)
    paginator.base_url = f"{API}?ordering={sign}{name}"
    row = SupportTicket.objects.genuine().order_by(*paginator.order)[TICKETS // 2]
    assert most_rows(get(large["agent"], paginator._link(row, backward=backward))) <= FEW


@pytest.mark.parametrize(
    "query",
    [
        "",
        "status__exact=pending",
        "subject__exact=Diğer",
        "assignee=me",
        "assignee=none",
        "turn__exact=staff",
        "mail=pending",
        "q=zeplin",
        "q=iade",
        "q=nowhere",
        "p=150",
    ],
)
def test_the_admins_list(large: Any, query: str) -> None:
    assert most_rows(get(large["agent"], f"{ADMIN}?{query}")) <= CAPPED


@pytest.mark.parametrize("query", ["", "status__exact=pending&", "assignee=none&", "q=iade&"])
def test_the_admins_older_tickets(large: Any, query: str) -> None:
    """Half through the list, from where more tickets follow than are counted."""
    ticket = SupportTicket.objects.genuine().order_by("-created_at", "-pk")[50_000]
    assert most_rows(get(large["agent"], f"{ADMIN}?{query}before={ticket.pk}")) <= CAPPED


def test_a_ticket(large: Any) -> None:
    ticket = SupportTicket.objects.filter(pk__gte=50_000).earliest("pk")
    assert most_rows(get(large["agent"], f"{API}{ticket.pk}/")) <= FEW
    assert most_rows(get(large["agent"], f"{ADMIN}{ticket.pk}/change/")) <= FEW


def test_the_requesters_tickets(large: Any) -> None:
    assert most_rows(get(large["user"], "/api/support/my-tickets/")) <= FEW
    assert most_rows(get(large["user"], "/support/tickets/")) <= FEW
    number = SupportTicket.objects.filter(user=large["user"], is_spam=False).latest("pk").ticket_number
    assert most_rows(get(large["user"], f"/api/support/my-tickets/{number}/")) <= FEW
    assert most_rows(get(large["user"], f"/support/tickets/{number}/")) <= FEW


def test_a_link(large: Any) -> None:
    link = SupportTicket.objects.filter(is_spam=False).latest("created_at").links.get()
    client = Client(headers={"authorization": f"TicketLink {token_for(link)}"})

    def follow() -> None:
        assert client.get("/api/support/my-tickets/").status_code == 200

    assert most_rows(follow) <= FEW


def test_opening_a_ticket(large: Any) -> None:
    from django_support_tickets import workflow
    from tests.factories import ticket_fields

    assert most_rows(lambda: workflow.open_ticket(**ticket_fields())) <= FEW


def test_the_sweeps(large: Any) -> None:
    def due() -> None:
        list(Delivery.objects.due(timezone.now()).order_by("due_at", "id").values_list("pk", flat=True)[:500])

    assert most_rows(due) <= FEW
    for rows in (GuestLink.objects.expired(), idempotency.expired_keys()):
        assert rows.count() > 2 * housekeeping.BATCH
        assert most_rows(partial(housekeeping.forget, rows)) <= 2 * housekeeping.BATCH


def test_who_names_a_file(large: Any) -> None:
    assert most_rows(lambda: named_files([f"support_tickets/2026/11/{n}.pdf" for n in range(BATCH)], "default")) <= FEW
