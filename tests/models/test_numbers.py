"""Ticket numbers, as one process sees them; several at once are in tests/concurrency."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from django_support_tickets.models import SupportTicket, TicketSequence
from tests.factories import make_ticket, ticket_fields

pytestmark = pytest.mark.django_db

ISTANBUL = ZoneInfo("Europe/Istanbul")
JUNE = datetime(2026, 6, 1, 12, tzinfo=ISTANBUL)


@pytest.fixture(autouse=True)
def in_june() -> Any:
    with time_machine.travel(JUNE, tick=False):
        yield


def test_numbers_follow_each_other() -> None:
    assert [make_ticket().ticket_number for _turn in range(3)] == [
        "SUP-2026-000001",
        "SUP-2026-000002",
        "SUP-2026-000003",
    ]


def test_save_without_a_number_allocates_one() -> None:
    ticket = SupportTicket(**ticket_fields())
    ticket.save()
    assert ticket.ticket_number == "SUP-2026-000001"
    ticket.save()
    assert SupportTicket.objects.get().ticket_number == "SUP-2026-000001"


def test_a_given_number_is_kept() -> None:
    assert make_ticket(ticket_number="OLD-7").ticket_number == "OLD-7"
    assert not TicketSequence.objects.exists()


def test_generate_ticket_number_allocates() -> None:
    assert SupportTicket.generate_ticket_number() == "SUP-2026-000001"
    assert make_ticket().ticket_number == "SUP-2026-000002"


def test_the_prefix_is_a_setting(settings: Any) -> None:
    settings.SUPPORT_TICKET_NUMBER_PREFIX = "HELP42"
    assert make_ticket().ticket_number == "HELP42-2026-000001"


@pytest.mark.parametrize("active", ["UTC", "Pacific/Kiritimati", "America/Los_Angeles"])
@pytest.mark.parametrize(
    ("moment", "number"),
    [
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=ISTANBUL), "SUP-2026-000001"),
        (datetime(2027, 1, 1, 0, 0, 0, tzinfo=ISTANBUL), "SUP-2027-000001"),
    ],
)
def test_the_year_is_that_of_the_sites_time_zone(moment: datetime, number: str, active: str) -> None:
    with time_machine.travel(moment, tick=False), timezone.override(active):
        assert make_ticket().ticket_number == number


@pytest.mark.parametrize(("hour", "number"), [(23, "SUP-2026-000001"), (24, "SUP-2027-000001")])
def test_the_year_without_time_zone_support(settings: Any, hour: int, number: str) -> None:
    settings.USE_TZ = False
    year, day, month = (2026, 31, 12) if hour == 23 else (2027, 1, 1)
    with time_machine.travel(datetime(year, month, day, hour % 24, tzinfo=ISTANBUL), tick=False):
        assert SupportTicket.generate_ticket_number() == number


def test_every_year_begins_anew() -> None:
    make_ticket()
    with time_machine.travel(datetime(2027, 3, 1, tzinfo=ISTANBUL), tick=False):
        assert make_ticket().ticket_number == "SUP-2027-000001"
    assert make_ticket().ticket_number == "SUP-2026-000002"


def test_numbers_grow_past_six_digits() -> None:
    TicketSequence.objects.create(year=2026, last_value=999_998)
    numbers = [make_ticket().ticket_number for _turn in range(3)]
    assert numbers == ["SUP-2026-999999", "SUP-2026-1000000", "SUP-2026-1000001"]


@pytest.mark.parametrize(
    ("imported", "number"),
    [
        (["SUP-2026-000001", "SUP-2026-000007"], "SUP-2026-000008"),
        (["SUP-2026-000001", "SUP-2026-999999", "SUP-2026-1000000"], "SUP-2026-1000001"),
        (["SUP-2026-000001", "SUP-2026-x-12", "SUP-2026-", "SUP-2026-12b", "SUP-2026--99"], "SUP-2026-000002"),
        (["SUP-2026-000001", "SUP-2026-000002", "SUP-2026-0000000001"], "SUP-2026-000003"),
        (["SUP-2026-000001", "SUP-2026-000002", "SUP-2026-000003", "SUP-2026-00000000"], "SUP-2026-000004"),
        (["SUP-2026-000001", "SUP-2025-000500", "SUP2026-000600", "TSUP-2026-000700"], "SUP-2026-000002"),
        (["SUP-2026-000001", "SUP-2026-0000900"], "SUP-2026-000002"),
        (["SUP-2026-000005"], "SUP-2026-000001"),
    ],
)
def test_the_counter_catches_up_with_imported_rows(imported: list[str], number: str) -> None:
    rows = [SupportTicket(ticket_number=number, **ticket_fields()) for number in imported]
    SupportTicket.objects.bulk_create(rows)

    ticket = make_ticket()

    assert ticket.ticket_number == number
    assert make_ticket().ticket_number == f"SUP-2026-{int(number.rpartition('-')[2]) + 1:06d}"


def test_the_counter_catches_up_in_one_step(django_assert_num_queries: Any) -> None:
    numbers = ["SUP-2026-000001", *(f"SUP-2026-{number}" for number in range(999_950, 1_000_050))]
    SupportTicket.objects.bulk_create([SupportTicket(ticket_number=number, **ticket_fields()) for number in numbers])
    TicketSequence.objects.create(year=2026)
    # Two of them are looks whether the number is taken. MariaDB counts, reads and looks with three, others with one.
    with django_assert_num_queries(8 if connection.vendor == "mysql" else 6):
        assert SupportTicket.generate_ticket_number() == "SUP-2026-1000050"


def test_the_counter_passes_what_the_database_takes_for_its_number() -> None:
    """MariaDB compares without case: a number in small letters is taken there, and elsewhere it is not."""
    for number in ("sup-2026-000001", "sup-2026-000002"):
        make_ticket(ticket_number=number)
    assert make_ticket().ticket_number in ("SUP-2026-000001", "SUP-2026-000003")


@pytest.mark.parametrize("prefix", ["S.P", "S_P", "S%P"])
def test_the_prefix_is_no_pattern(settings: Any, prefix: str) -> None:
    """The system check refuses these; a number must not depend on it."""
    settings.SUPPORT_TICKET_NUMBER_PREFIX = prefix
    for number in ("SXP-2026-000900", f"{prefix}-2026-000001"):
        make_ticket(ticket_number=number)
    assert make_ticket().ticket_number == f"{prefix}-2026-000002"


def test_a_rollback_leaves_no_gap() -> None:
    def fail() -> None:
        with transaction.atomic():
            make_ticket()
            raise RuntimeError

    make_ticket()
    with pytest.raises(RuntimeError):
        fail()
    assert make_ticket().ticket_number == "SUP-2026-000002"


def test_a_failed_save_gives_its_number_back() -> None:
    ticket = SupportTicket(**ticket_fields(user_id=None), attachment_size=None)
    ticket.version = None  # type: ignore[assignment]
    with pytest.raises(Exception, match=r"(?i)null"):
        ticket.save()
    assert ticket.ticket_number == ""
    ticket.version = 1
    ticket.save()
    assert ticket.ticket_number == "SUP-2026-000001"
