"""Sending rests while the mail server is away; the sweep goes on asking for it."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.utils import timezone

from django_support_tickets import workflow
from django_support_tickets.models import Delivery
from django_support_tickets.notifications import breaker
from tests.conftest import use_smtp
from tests.factories import ticket_fields
from tests.notifications.servers import FaultySMTP

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def clock(settings: Any) -> Iterator[time_machine.Traveller]:
    # A cache in this process, since that of a server would not see the clock turn.
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "breaker"}}
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def server(settings: Any, mail_timeout: float) -> Iterator[FaultySMTP]:
    with FaultySMTP() as server:
        use_smtp(settings, server.host, server.port, timeout=mail_timeout)
        yield server
    breaker.close()


def open_tickets(number: int) -> None:
    for _ticket in range(number):
        workflow.open_ticket(**ticket_fields(), language="en")


def states() -> list[tuple[str, int]]:
    return [*Delivery.objects.order_by("pk").values_list("state", "attempts")]


@pytest.mark.parametrize(
    "faults",
    [
        {"CONNECT": "hang"},
        {"EHLO": "drop"},
        {"DATA": "hang"},
        {".": "drop"},
        {"RCPT": "421 Bye"},
        {"CONNECT": "554 No"},
    ],
)
def test_after_an_outage_nothing_is_tried_for_a_while(
    server: FaultySMTP, faults: dict[str, str], clock: time_machine.Traveller
) -> None:
    server.faults = faults
    open_tickets(3)
    assert server.steps.count("CONNECT") == 1
    assert [attempts for _state, attempts in states()] == [1, 0, 0]
    clock.shift(59)
    open_tickets(1)
    assert server.steps.count("CONNECT") == 1
    clock.shift(2)
    server.release()
    server.faults = {}
    open_tickets(1)
    assert states()[-1] == ("sent", 1)


@pytest.mark.parametrize("faults", [{"RCPT": "550 No"}, {"MAIL": "452 Full"}, {".": "554 Spam"}])
def test_what_is_about_one_mail_is_no_outage(server: FaultySMTP, faults: dict[str, str]) -> None:
    server.faults = faults
    open_tickets(2)
    assert [attempts for _state, attempts in states()] == [1, 1]


def test_the_sweep_asks_all_the_same_and_ends_the_rest(server: FaultySMTP, clock: time_machine.Traveller) -> None:
    server.refuse()
    open_tickets(3)
    server.listen()
    assert workflow.tick(limit=10) == 2
    assert not breaker.is_open()
    open_tickets(1)
    assert states() == [("pending", 1), ("sent", 1), ("sent", 1), ("sent", 1)]


def test_a_sweep_that_meets_a_dead_server_stops_early(server: FaultySMTP, caplog: Any) -> None:
    server.refuse()
    for _ticket in range(9):
        open_tickets(1)
    breaker.close()
    caplog.clear()
    assert workflow.tick(limit=500) == 0
    assert [attempts for _state, attempts in states()] == [1, 1, 1, 1, *[0] * 5]
    assert breaker.is_open()
    assert "3 times in a row" in caplog.text


def test_failures_that_are_not_in_a_row_do_not_stop_it(server: FaultySMTP) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(breaker, "is_open", lambda: True)
        open_tickets(8)
    server.faults = {"MAIL": "421 Bye"}
    # Every third mail gets through.
    answer = server._answer

    def recover(session: Any, step: str) -> None:
        if step == "CONNECT":
            server.faults = {} if server.steps.count("CONNECT") % 3 == 2 else {"MAIL": "421 Bye"}
        answer(session, step)

    server._answer = recover  # type: ignore[method-assign]
    assert workflow.tick(limit=500) == 2
    assert [attempts for _state, attempts in states()] == [1] * 8


class BrokenCache(LocMemCache):
    """A cache whose server is down."""

    def _fail(self, *args: Any, **kwargs: Any) -> Any:
        raise ConnectionRefusedError("the cache is down")

    get = set = delete = _fail


def test_without_a_cache_each_process_remembers_for_itself(
    server: FaultySMTP, settings: Any, clock: time_machine.Traveller, caplog: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CACHES = {"default": {"BACKEND": f"{__name__}.BrokenCache"}}
    now = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    server.refuse()
    assert not breaker.is_open()
    breaker.trip()
    assert breaker.is_open()
    now[0] += 61
    assert not breaker.is_open()
    breaker.trip()
    breaker.close()
    assert not breaker.is_open()
    assert "could not" in caplog.text


def test_the_state_is_in_the_cache_that_counts(settings: Any) -> None:
    settings.CACHES = {
        **settings.CACHES,
        "shared": {"BACKEND": f"{LocMemCache.__module__}.LocMemCache", "LOCATION": "s"},
    }
    settings.SUPPORT_TICKET_THROTTLE_CACHE = "shared"
    breaker.trip()
    assert caches["shared"].get(breaker.KEY)
    breaker.close()
    assert not caches["shared"].get(breaker.KEY)
