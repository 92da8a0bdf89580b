"""Whether the app can do its work, as a monitor, an operator and staff hear of it."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from django_support_tickets.choices import DeliveryKind
from django_support_tickets.models import Delivery, Heartbeat, SupportTicket
from django_support_tickets.models.attachment import attachment_storage
from django_support_tickets.notifications.policy import Notice
from django_support_tickets.workflow.housekeeping import TICK
from tests.attachments.storages import Disk
from tests.factories import make_agent, make_ticket, make_user, queue_mails
from tests.test_outages import away

pytestmark = pytest.mark.django_db

URL = "/api/support/health/"
TOKEN = "a-token-that-is-long-enough"
LATE = "Emails are waiting to be sent"


@pytest.fixture(autouse=True)
def _a_site_that_is_watched(settings: Any, db: None) -> None:
    settings.SUPPORT_TICKET_HEALTH_TOKEN = TOKEN
    Heartbeat.objects.create(name=TICK, at=timezone.now())


def ask(token: str = TOKEN) -> Any:
    return Client().get(URL, headers={"Authorization": f"Bearer {token}"})


def wait_in_vain(*, is_spam: bool = False) -> Delivery:
    """Leave a mail waiting for a sweep that last ran an hour ago."""
    Heartbeat.objects.update(at=timezone.now() - timedelta(hours=1))
    queue_mails(make_ticket(is_spam=is_spam), [Notice(DeliveryKind.CONFIRMATION, "a@a.example", "en")])
    Delivery.objects.update(due_at=timezone.now() - timedelta(minutes=40))
    return Delivery.objects.get()


def test_all_is_well() -> None:
    response = ask()
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert response.json() == {
        "status": "ok",
        "database": True,
        "storage": True,
        "cache": True,
        "sweep_is_late": False,
        "oldest_due_mail": None,
        "last_tick": 0,
        "failed_mails": 0,
        "unknown_mails": 0,
    }


def test_it_leaves_nothing_behind() -> None:
    ask()
    storage = attachment_storage()
    assert storage.listdir("support_tickets")[1] == []
    assert not SupportTicket.objects.exists()


def test_its_price(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(8):  # Of which two open and release a savepoint of the test's transaction.
        ask()


@pytest.mark.parametrize("token", ["", "a", TOKEN[:-1], f"{TOKEN}x", "ş", "\0"])
def test_whoever_does_not_know_the_token_finds_nothing(token: str, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        response = ask(token)
    assert response.status_code == 404
    assert "database" not in response.text


def test_without_a_token_there_is_no_such_page(settings: Any, superuser: Any) -> None:
    settings.SUPPORT_TICKET_HEALTH_TOKEN = ""
    assert ask("").status_code == 404
    client = Client()
    client.force_login(superuser)
    assert client.get(URL).status_code == 404


def test_mails_that_wait_for_a_sweep() -> None:
    wait_in_vain()
    response = ask()
    assert response.status_code == 503
    data = response.json()
    assert data["status"] == "failing"
    assert data["sweep_is_late"]
    assert 2400 <= data["oldest_due_mail"] < 2500
    assert 3600 <= data["last_tick"] < 3700


def test_mails_of_spam_wait_for_nothing() -> None:
    wait_in_vain(is_spam=True)
    assert ask().json()["oldest_due_mail"] is None
    assert ask().status_code == 200


def test_mails_that_failed_are_counted_and_no_outage() -> None:
    wait_in_vain()
    Heartbeat.objects.update(at=timezone.now())
    Delivery.objects.update(state="failed")
    assert (ask().status_code, ask().json()["failed_mails"]) == (200, 1)


def test_a_database_that_is_away(caplog: Any) -> None:
    with away(OperationalError("gone")):
        response = ask()
    assert response.status_code == 503
    assert response.json()["database"] is False
    assert response.json()["storage"] is True
    assert response.json()["last_tick"] is None
    assert "gone" not in response.text
    assert "The database does not work: OperationalError: gone" in caplog.text


def test_a_full_disk(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.STORAGES = {**settings.STORAGES, "faulty": {"BACKEND": f"{Disk.__module__}.Disk"}}
    settings.SUPPORT_TICKET_STORAGE = "faulty"
    monkeypatch.setattr(Disk, "room", 1)
    response = ask()
    assert (response.status_code, response.json()["storage"]) == (503, False)
    assert attachment_storage().listdir("support_tickets")[1] == []


def test_a_cache_that_forgets(settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert (ask().status_code, ask().json()["cache"]) == (503, False)


def status(*arguments: str) -> tuple[str, int]:
    out, code = StringIO(), 0
    try:
        call_command("support_status", *arguments, stdout=out)
    except CommandError as error:
        code = error.returncode
    return out.getvalue(), code


def test_the_command() -> None:
    text, code = status()
    assert (text.count("works"), text.count("NOT"), code) == (3, 0, 0)
    wait_in_vain()
    text, code = status()
    assert "Mails that wait for a support_tick: YES" in text
    assert code == 1
    assert json.loads(status("--json")[0])["status"] == "failing"
    with away(OperationalError("gone")):
        text, code = status()
    assert "Database: DOES NOT WORK" in text
    assert "Last support_tick: unknown" in text
    assert code == 1


INDEX = "admin:index"
CHANGELIST = "admin:django_support_tickets_supportticket_changelist"


@pytest.mark.parametrize("name", [INDEX, CHANGELIST])
class TestStaffAreTold:
    def notices(self, user: Any, name: str) -> list[str]:
        client = Client()
        client.force_login(user)
        return [LATE] * client.get(reverse(name)).text.count(LATE)

    def test_that_nothing_sends_the_mails(self, name: str) -> None:
        wait_in_vain()
        assert self.notices(make_agent(), name) == [LATE]

    def test_nothing_while_it_runs(self, name: str) -> None:
        wait_in_vain()
        Heartbeat.objects.update(at=timezone.now())
        assert self.notices(make_agent(), name) == []

    def test_nothing_without_permission(self, name: str) -> None:
        wait_in_vain()
        assert self.notices(make_user(is_staff=True), name) == []
