"""Limits for strangers: per client address, and per address that a mail would go to."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from django.core.cache import BaseCache
from django.urls import reverse
from rest_framework.test import APIClient

from django_support_tickets import limits
from django_support_tickets.conf import SupportTicketsConf
from django_support_tickets.models import SupportTicket
from tests.api.routes import TICKETS, detail
from tests.attachments import samples
from tests.factories import make_ticket, make_user, ticket_fields
from tests.portal.pages import new_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(_no_limits: None) -> Iterator[time_machine.Traveller]:
    """Stand still at a quarter past, so that no window ends during a test."""
    with time_machine.travel("2026-03-04T10:15:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def one_an_hour(settings: Any) -> None:
    settings.SUPPORT_TICKET_CLIENT_RATE = "1/hour"


@pytest.fixture
def one_mail_an_hour(settings: Any) -> None:
    settings.SUPPORT_TICKET_EMAIL_RATE = "1/hour"


def send(address: str = "192.0.2.1", forwarded: str = "", **fields: Any) -> int:
    """Open a ticket from an address and return the status of the answer."""
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    client = APIClient(REMOTE_ADDR=address)
    return client.post(TICKETS, ticket_fields(**fields), format="json", headers=headers).status_code


def test_the_defaults_limit_both(settings: Any) -> None:
    settings.SUPPORT_TICKET_CLIENT_RATE = SupportTicketsConf.CLIENT_RATE
    settings.SUPPORT_TICKET_EMAIL_RATE = SupportTicketsConf.EMAIL_RATE
    assert [send(f"192.0.2.{number}") for number in range(11)] == [201] * 10 + [429]
    assert [send(email=f"a{number}@customer.example") for number in range(31)] == [201] * 29 + [429] * 2


# The client


@pytest.mark.usefixtures("one_an_hour")
def test_the_answer_says_how_long_to_wait(clock: time_machine.Traveller, api: APIClient) -> None:
    assert api.post(TICKETS, ticket_fields(), format="json").status_code == 201
    response = api.post(TICKETS, ticket_fields(), format="json")
    assert (response.status_code, list(response.json())) == (429, ["detail"])
    assert response.headers["Retry-After"] == str(45 * 60)
    assert SupportTicket.objects.count() == 1
    clock.shift(45 * 60 - 1)
    assert api.post(TICKETS, {}, format="json").headers["Retry-After"] == "1"
    clock.shift(1)
    assert api.post(TICKETS, ticket_fields(), format="json").status_code == 201


@pytest.mark.usefixtures("one_an_hour")
def test_refused_requests_count_too() -> None:
    assert [send(name="R2D2"), send()] == [400, 429]


@pytest.mark.usefixtures("one_an_hour")
def test_a_client_is_limited_before_its_file_is_looked_at(api: APIClient) -> None:
    send("127.0.0.1")
    evil = samples.upload(samples.docm(), "x.docx")
    assert api.post(TICKETS, {**ticket_fields(), "attachment": evil}, format="multipart").status_code == 429


@pytest.mark.usefixtures("one_an_hour", "one_mail_an_hour")
def test_only_creating_is_limited(staff_api: APIClient) -> None:
    ticket = make_ticket()
    for _number in range(3):
        assert staff_api.get(TICKETS).status_code == 200
        assert staff_api.patch(detail(ticket), {"notes": "x"}, format="json").status_code == 200


@pytest.mark.parametrize("rate", [None, ""])
def test_a_limit_can_be_switched_off(settings: Any, rate: str | None) -> None:
    settings.SUPPORT_TICKET_CLIENT_RATE = settings.SUPPORT_TICKET_EMAIL_RATE = rate
    assert {send() for _number in range(40)} == {201}


@pytest.mark.usefixtures("one_an_hour")
@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),
        ("2001:db8:1:2::1", "2001:DB8:1:2:0::1", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        ("", "", True),
        ("unix:", "unix:", True),
    ],
)
def test_who_is_one_client(first: str, second: str, same: bool) -> None:
    """Whoever has one IPv6 address has all of its /64 network."""
    assert send(first) == 201
    assert send(second) == (429 if same else 201)


PROXY, CLIENT, LIE = "10.0.0.1", "192.0.2.1", "198.51.100.1"


@pytest.mark.usefixtures("one_an_hour")
@pytest.mark.parametrize(
    ("proxies", "forwarded"),
    [
        (1, CLIENT),
        (1, f"{LIE}, {CLIENT}"),
        (1, f"{LIE},,{CLIENT} ,"),
        (1, f"{CLIENT}:41234"),
        (1, f"nonsense, {CLIENT}"),
        (2, f"{CLIENT}, {PROXY}"),
        (2, f"{LIE}, {LIE}, {CLIENT}, {PROXY}"),
        (2, CLIENT),
        (0, ""),
        (1, ""),
    ],
)
def test_behind_proxies_the_client_is_whom_the_outermost_one_saw(settings: Any, proxies: int, forwarded: str) -> None:
    settings.SUPPORT_TICKET_TRUSTED_PROXIES = 0
    assert send(CLIENT) == 201
    settings.SUPPORT_TICKET_TRUSTED_PROXIES = proxies
    assert send(PROXY if forwarded else CLIENT, forwarded) == 429


@pytest.mark.usefixtures("one_an_hour")
@pytest.mark.parametrize("proxies", [0, 1, 2])
def test_a_forged_header_makes_no_other_client(settings: Any, proxies: int) -> None:
    settings.SUPPORT_TICKET_TRUSTED_PROXIES = proxies
    written_by_proxies = ["", f", {CLIENT}", f", {CLIENT}, {PROXY}"][proxies]
    answers = [send(PROXY, f"198.51.100.{number}{written_by_proxies}") for number in range(4)]
    assert answers == [201, 429, 429, 429]


@pytest.mark.usefixtures("one_an_hour")
@pytest.mark.parametrize("ipv6", ["2001:db8::7", "[2001:db8::7]", "[2001:db8::7]:443"])
def test_a_proxy_may_write_ipv6_addresses_in_brackets(settings: Any, ipv6: str) -> None:
    settings.SUPPORT_TICKET_TRUSTED_PROXIES = 1
    assert send("2001:db8::1") == 201
    assert send(PROXY, ipv6) == 429


@pytest.mark.usefixtures("one_an_hour")
@pytest.mark.parametrize("nonsense", ["unknown", "_hidden", "1.2.3", "<script>", "a" * 9999])
def test_what_is_no_address_counts_for_the_proxy(settings: Any, nonsense: str) -> None:
    settings.SUPPORT_TICKET_TRUSTED_PROXIES = 1
    assert [send(PROXY, nonsense), send(PROXY)] == [201, 429]


# The recipient


@pytest.mark.usefixtures("one_mail_an_hour")
@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("ayse@customer.example", True),
        ("AYSE@Customer.Example", True),
        ("ayse+shop@customer.example", True),
        ("ayse+a+b@customer.example", True),
        ("ayse@other.example", False),
        ("fatma@customer.example", False),
    ],
)
def test_a_mailbox_is_limited_whoever_names_it(address: str, same: bool) -> None:
    assert send("192.0.2.1", email="ayse@customer.example") == 201
    assert send("192.0.2.2", email=address) == (429 if same else 201)


@pytest.mark.usefixtures("one_mail_an_hour")
def test_a_limited_mailbox_gets_no_ticket_and_no_mail(api: APIClient) -> None:
    send()
    response = api.post(TICKETS, ticket_fields(), format="json")
    assert (response.status_code, response.headers["Retry-After"]) == (429, "2700")
    assert SupportTicket.objects.count() == 1


@pytest.mark.usefixtures("one_mail_an_hour")
def test_an_invalid_ticket_does_not_count_for_the_mailbox() -> None:
    """Or anyone could use up another one's limit without a trace."""
    assert [send(name="R2D2"), send(), send()] == [400, 201, 429]


# Repetitions


@pytest.mark.usefixtures("one_an_hour", "one_mail_an_hour")
def test_a_repetition_is_not_counted(api: APIClient) -> None:
    key = {"idempotency-key": "k1"}
    answers = [api.post(TICKETS, ticket_fields(), format="json", headers=key) for _number in range(5)]
    assert {answer.status_code for answer in answers} == {201}
    assert SupportTicket.objects.count() == 1
    assert api.post(TICKETS, ticket_fields(), format="json").status_code == 429
    assert api.post(TICKETS, ticket_fields(), format="json", headers={"idempotency-key": "k2"}).status_code == 429


@pytest.mark.usefixtures("one_an_hour")
def test_repetitions_are_not_free_for_ever(api: APIClient) -> None:
    key = {"idempotency-key": "k1"}
    answers = [api.post(TICKETS, ticket_fields(), format="json", headers=key).status_code for _number in range(52)]
    assert answers == [201] * 50 + [429] * 2


@pytest.mark.usefixtures("one_an_hour")
def test_a_key_makes_nothing_free_that_was_refused(api: APIClient) -> None:
    """Each had its files looked at."""
    key = {"idempotency-key": "k1"}
    answers = [api.post(TICKETS, {}, format="json", headers=key).status_code for _number in range(3)]
    assert answers == [400, 429, 429]


@pytest.mark.usefixtures("one_an_hour")
def test_a_key_is_one_accounts_alone() -> None:
    answers = []
    for _account in range(2):
        client = APIClient()
        client.force_login(make_user())
        answers.append(client.post(TICKETS, ticket_fields(), format="json", headers={"idempotency-key": "k1"}))
    assert [answer.status_code for answer in answers] == [201, 429]


@pytest.mark.usefixtures("one_an_hour")
@pytest.mark.parametrize("prefix", ["", ":portal:", "portal:", ":", "api:"])
def test_a_form_of_the_portals_makes_no_key_known(client: Any, prefix: str) -> None:
    sent = new_ticket()
    assert client.post(reverse("support_portal:new"), sent).status_code == 302
    key = prefix + sent["stamp"].partition(":")[0]
    response = client.post(TICKETS, ticket_fields(), headers={"idempotency-key": key})
    assert response.status_code == 429


def test_each_scope_counts_by_itself() -> None:
    for scope in ("a", "b"):
        assert limits.seconds_to_wait(scope, "x", "1/hour") is None
    assert limits.seconds_to_wait("a", "x", "1/hour") is not None
    attempt = limits.Attempt("k", is_free=True)
    for scope in ("c", "d"):
        assert limits.seconds_to_wait(scope, "x", "1/hour", attempt) is None
    assert limits.seconds_to_wait("d", "x", "1/hour") is not None


# The cache


class BrokenCache(BaseCache):
    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        raise ConnectionError("the cache is away")

    get = set = incr = add

    def clear(self) -> None:
        """There is nothing."""


@pytest.mark.usefixtures("one_an_hour", "one_mail_an_hour")
def test_without_its_cache_the_desk_stays_open(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.CACHES = {**settings.CACHES, "broken": {"BACKEND": f"{__name__}.BrokenCache"}}
    settings.SUPPORT_TICKET_THROTTLE_CACHE = "broken"
    assert [send(), send()] == [201, 201]
    errors = [record for record in caplog.records if record.name == "django_support_tickets"]
    assert errors
    assert {record.levelno for record in errors} == {logging.ERROR}


@pytest.mark.usefixtures("one_an_hour")
def test_a_cache_that_keeps_nothing_limits_nothing(settings: Any) -> None:
    dummy = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    settings.CACHES = {**settings.CACHES, "dummy": dummy}
    settings.SUPPORT_TICKET_THROTTLE_CACHE = "dummy"
    assert [send(), send()] == [201, 201]


@pytest.mark.concurrency
def test_of_many_at_once_exactly_as_many_pass_as_may(settings: Any) -> None:
    """Reading, comparing and writing in three steps would let more pass."""
    settings.SUPPORT_TICKET_CLIENT_RATE = "7/hour"

    def ask(_number: int) -> int:
        return APIClient().post(TICKETS, {}, format="json").status_code

    with ThreadPoolExecutor(20) as threads:
        answers = sorted(threads.map(ask, range(20)))
    assert answers == [400] * 7 + [429] * 13


@pytest.mark.parametrize(
    ("address", "proxies", "is_said"),
    [("10.0.0.7", 0, True), ("127.0.0.1", 0, True), ("", 0, True), ("8.8.8.8", 0, False), ("10.0.0.7", 1, False)],
)
def test_the_log_says_once_that_a_proxy_makes_all_clients_one(
    settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any, address: str, proxies: int, is_said: bool
) -> None:
    monkeypatch.setattr(limits._Said, "that_a_proxy_is_not_counted", False)
    settings.SUPPORT_TICKET_CLIENT_RATE, settings.SUPPORT_TICKET_TRUSTED_PROXIES = "9/hour", proxies
    for _request in range(2):
        send(address, forwarded="8.8.4.4")
    said = [record for record in caplog.records if "SUPPORT_TICKET_TRUSTED_PROXIES" in record.getMessage()]
    assert len(said) == is_said
