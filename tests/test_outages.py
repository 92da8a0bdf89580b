"""The database or the storage is away: every door says so in words. With real servers and disks: ``tests/faults``."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from django_support_tickets import workflow
from django_support_tickets.models import SupportTicket
from django_support_tickets.workflow import transaction
from tests.api.routes import TICKETS, assign, detail, messages
from tests.attachments import samples
from tests.attachments.storages import Disk
from tests.factories import make_ticket, make_user, ticket_fields

pytestmark = pytest.mark.django_db

OURS = re.compile(r"/(api/support|support|admin/django_support_tickets)/")
HEALTH = "/api/support/health/"  # Without its token there is none; tests/test_health.py has one.
NUMBER = "SUP-2026-000001"
VALUES = {"ticket_number": NUMBER, "number": NUMBER, "file": 1, "token": "x.y", "link_id": UUID(int=1)}


def addresses(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    """Return an address of every route of the app's."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern) and entry.name:
            names = (entry.pattern.converters or entry.pattern.regex.groupindex).keys()
            if not names & {"format", "app_label"}:
                url = reverse(namespace + entry.name, kwargs={name: VALUES.get(name, "1") for name in names})
                if OURS.match(url):
                    yield url


def away(error: Exception) -> Any:
    def fail(*_args: Any) -> Any:
        raise error

    return connection.execute_wrapper(fail)


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_every_route_says_that_the_database_is_away(superuser: Any, method: str, caplog: Any) -> None:
    client = Client(headers={"X-CSRFToken": "a" * 32})
    client.force_login(superuser)
    urls = sorted(set(addresses(get_resolver())))
    assert len(urls) > 35
    said = 0
    for url in urls:
        caplog.clear()
        with away(OperationalError("gone\nfor good")):
            response = getattr(client, method)(url)
        if response.status_code != 503:  # What is answered without the database.
            assert response.status_code in {200, 302, 401, 403, 405} or url == HEALTH, url
            continue
        said += 1
        assert int(response["Retry-After"]) > 0
        assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
        if url.startswith("/api/"):
            assert response.json()["code"] == "database_unavailable"
        else:
            assert "<h1>" in response.text
        assert "gone" not in response.text
        assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
            f"{method.upper()} {url} was answered with 503: OperationalError: gone for good"
        ]
    assert said > 5


def test_a_connection_that_was_closed_is_an_outage_too(client: Client) -> None:
    with away(InterfaceError("connection already closed")):
        assert client.post(TICKETS, ticket_fields()).status_code == 503


def test_a_transaction_of_the_requests_own_is_no_matter(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """Where Django opens one, for the admin, the site answers."""
    settings.SUPPORT_TICKET_HEALTH_TOKEN = "a" * 20
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)
    client.cookies["sessionid"] = "a" * 32
    for url in sorted({url for url in addresses(get_resolver()) if not url.startswith("/admin/")}):
        with away(OperationalError("gone")):
            response = client.get(url, headers={"Authorization": f"Bearer {'a' * 20}"})
        assert response.status_code in {503, 302, 405}, url


def test_any_other_error_stays_one(client: Client) -> None:
    with away(ValueError("a bug")), pytest.raises(ValueError, match="a bug"):
        client.post(TICKETS, ticket_fields())


def swallow(*_args: Any) -> None:
    raise AssertionError("the site's own handler was asked")


def test_a_sites_own_exception_handler_is_not_asked(client: Client, settings: Any) -> None:
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "EXCEPTION_HANDLER": f"{__name__}.swallow"}
    with away(OperationalError("gone")):
        assert client.post(TICKETS, ticket_fields()).status_code == 503


def test_what_the_site_shows_instead(client: Client, settings: Any, tmp_path: Any) -> None:
    folder = tmp_path / "django_support_tickets"
    folder.mkdir()
    (folder / "unavailable.html").write_text("The shop is closed. {{ error.code }} {{ texts.0 }}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    with away(OperationalError("gone")):
        url = reverse("support_portal:ticket", args=[NUMBER])
        response = client.post(url, {"text": "a longer text with <b>"})
    assert response.text == "The shop is closed. database_unavailable a longer text with &lt;b&gt;"


@pytest.fixture
def full_disk(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.STORAGES = {**settings.STORAGES, "faulty": {"BACKEND": f"{Disk.__module__}.Disk"}}
    settings.SUPPORT_TICKET_STORAGE = "faulty"
    monkeypatch.setattr(Disk, "room", 10)


@pytest.mark.usefixtures("full_disk")
class TestFullDisk:
    def test_the_api(self, client: Client, staff_api: Any) -> None:
        sent = {**ticket_fields(), "attachment": samples.upload(samples.pdf(), "a.pdf")}
        assert client.post(TICKETS, sent).json()["code"] == "storage_unavailable"
        assert not SupportTicket.objects.exists()
        ticket = make_ticket()
        sent = {"text": "A reply.", "attachments": [samples.upload(samples.pdf(), "a.pdf")]}
        response = staff_api.post(messages(ticket), sent, format="multipart")
        assert (response.status_code, response.json()["code"]) == (503, "storage_unavailable")
        assert not ticket.messages.exists()

    def test_the_portal_gives_back_what_was_typed(self, client: Client, settings: Any) -> None:
        settings.SUPPORT_TICKET_SPAM_CHECK = None
        page = client.get(reverse("support_portal:new"))
        sent = {**ticket_fields(), "stamp": page.context["form"]["stamp"].value()}
        sent["attachments"] = [samples.upload(samples.pdf(), "a.pdf")]
        response = client.post(reverse("support_portal:new"), sent)
        assert response.status_code == 503
        assert ticket_fields()["message"] in response.text
        assert not SupportTicket.objects.exists()

    def test_the_admin_gives_back_what_was_typed(self, superuser: Any, client: Client) -> None:
        client.force_login(superuser)
        url = reverse("admin:django_support_tickets_supportticket_add")
        sent = {**ticket_fields(), "status": "pending", "attachment": samples.upload(samples.pdf(), "a.pdf")}
        response = client.post(url, sent)
        assert response.status_code == 503
        assert ticket_fields()["message"] in response.text
        assert not SupportTicket.objects.exists()


def test_a_storage_that_cannot_be_read(staff_api: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = workflow.open_ticket(**ticket_fields(), attachment=samples.upload(samples.pdf(), "a.pdf"))

    def fail(*_args: Any, **_more: Any) -> Any:
        raise ConnectionError("the bucket is away")

    monkeypatch.setattr(type(ticket.attachment.storage), "_open", fail)
    response = staff_api.get(f"{detail(ticket)}attachment/")
    assert (response.status_code, response.json()["code"]) == (503, "storage_unavailable")
    assert response["Retry-After"]


@pytest.mark.django_db(transaction=True)
class TestAccountsThatAreDeletedInTheSameMoment:
    """Between the check of who may do it and the change."""

    @pytest.fixture
    def deleted(self, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
        accounts: list[Any] = []
        database = transaction.database

        def delete_first() -> str:
            while accounts:
                accounts.pop().delete()
            return database()

        monkeypatch.setattr(transaction, "database", delete_first)
        return accounts

    def test_staff_who_reply(self, staff: Any, staff_api: Any, deleted: list[Any]) -> None:
        ticket = make_ticket()
        deleted.append(staff)
        response = staff_api.post(messages(ticket), {"text": "A reply."}, format="json")
        assert (response.status_code, response.json()["code"]) == (401, "account_vanished")

    def test_a_requester(self, customer: Any, client: Client, deleted: list[Any]) -> None:
        client.force_login(customer)
        deleted.append(customer)
        assert client.post(TICKETS, ticket_fields()).status_code == 401
        assert not SupportTicket.objects.exists()

    def test_an_assignee(self, staff: Any, staff_api: Any, deleted: list[Any]) -> None:
        ticket, colleague = make_ticket(), make_user(is_staff=True)
        deleted.append(colleague)
        response = staff_api.patch(assign(ticket), {"assigned_to": str(colleague.pk)}, format="json")
        assert (response.status_code, response.json()["code"]) == (404, "vanished")

    def test_in_the_admin(self, superuser: Any, client: Client, deleted: list[Any]) -> None:
        ticket = make_ticket()
        client.force_login(superuser)
        deleted.append(superuser)
        url = reverse("admin:django_support_tickets_supportticket_quick_status", args=[ticket.pk, "closed"])
        assert client.post(url).status_code == 401
