"""An error does not tell that nothing was stored: files stay until it is known that no row names them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.db.models.signals import post_save
from django.test import TestCase
from rest_framework.test import APIClient

from django_support_tickets import workflow
from django_support_tickets.attachments import storage as attachment_files
from django_support_tickets.exceptions import StaleTicket, StorageUnavailable
from django_support_tickets.models import SupportTicket, TicketAttachment, TicketEvent
from tests.attachments import samples
from tests.attachments.storages import Disk
from tests.factories import make_ticket, make_user, ticket_fields

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def files(tmp_path: Path) -> Callable[[], set[str]]:
    """Return a function that tells what is in the storage."""
    root = tmp_path / "private"
    return lambda: {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def named() -> set[str]:
    rows = [*SupportTicket.objects.all(), *TicketAttachment.objects.all()]
    return {row.attachment.name for row in rows if row.attachment}


def pdf() -> Any:
    return samples.upload(samples.pdf(), "fatura.pdf")


def open_with_files() -> SupportTicket:
    return workflow.open_ticket(**ticket_fields(), attachment=pdf(), attachments=[pdf()])


@pytest.fixture
def host_hook() -> Iterator[None]:
    """The site's own hook on the commit of an event fails, before the app's are called."""

    def fail() -> None:
        raise ZeroDivisionError

    def receive(**_kwargs: Any) -> None:
        transaction.on_commit(fail)

    post_save.connect(receive, sender=TicketEvent, weak=False)
    yield
    post_save.disconnect(receive, sender=TicketEvent)


def write_as(door: str, ticket: SupportTicket, agent: Any) -> None:
    if door == "open":
        open_with_files()
    elif door == "edit":
        workflow.edit_ticket(ticket=ticket, changes={"attachment": pdf()}, actor=None)
    elif door == "note":
        workflow.add_note(ticket=ticket, text="x", actor=agent, attachments=[pdf()])
    elif door == "staff":
        workflow.reply_as_staff(ticket=ticket, text="x", actor=agent, attachments=[pdf(), pdf()])
    else:
        workflow.reply_as_requester(ticket=ticket, text="x", attachments=[pdf()])


DOORS = ["open", "edit", "note", "staff", "requester"]


@pytest.mark.usefixtures("host_hook")
@pytest.mark.parametrize("door", DOORS)
def test_a_hook_of_the_site_that_fails(files: Any, door: str) -> None:
    with pytest.raises(ZeroDivisionError):
        write_as(door, make_ticket(), make_user(is_staff=True))
    assert files() == named() != set()


@pytest.mark.usefixtures("host_hook")
def test_a_hook_of_the_site_that_fails_keeps_no_deleted_file(files: Any) -> None:
    with pytest.raises(ZeroDivisionError):
        open_with_files()
    ticket = SupportTicket.objects.get()
    with pytest.raises(ZeroDivisionError):
        workflow.delete_ticket(ticket=ticket, actor=None)
    assert len(files()) == 2
    workflow.tick(1)
    assert files() == set()


@pytest.fixture
def losing(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return what lets the answer to the next COMMIT get lost, whether or not that is carried out."""
    wrapper = type(connections["default"])
    commit = wrapper._commit

    def lose(*, after: bool) -> None:
        def fail(self: Any) -> None:
            monkeypatch.undo()
            if after:
                commit(self)
            self.connection.close()
            raise OperationalError("server closed the connection unexpectedly")

        monkeypatch.setattr(wrapper, "_commit", fail)

    return lose


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("after", [True, False])
def test_the_answer_to_a_commit_that_gets_lost(files: Any, losing: Any, door: str, after: bool) -> None:
    ticket, agent = make_ticket(), make_user(is_staff=True)
    losing(after=after)
    with pytest.raises(OperationalError):
        write_as(door, ticket, agent)
    assert bool(named()) == after
    assert files() >= named()
    assert files(), "nobody could say at that time whether a row names it"


@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt])
def test_a_process_that_is_ended_in_its_transaction(monkeypatch: Any, files: Any, error: Any) -> None:
    def end(*_args: Any, **_kwargs: Any) -> None:
        raise error

    monkeypatch.setattr("django_support_tickets.workflow.opening.record", end)
    with pytest.raises(error):
        open_with_files()
    assert len(files()) == 2


def test_the_session_of_another_transaction_is_not_asked(monkeypatch: Any, files: Any) -> None:
    """A fresh connection cannot know what becomes of a COMMIT that is still on its way."""

    def lose_connection(*_args: Any, **_kwargs: Any) -> None:
        connection.connection.close()
        raise OperationalError("gone")

    monkeypatch.setattr("django_support_tickets.workflow.opening.record", lose_connection)
    with pytest.raises(OperationalError):
        open_with_files()
    assert SupportTicket.objects.count() == 0, "the connection is a new one"
    assert len(files()) == 2


def test_a_database_that_cannot_be_asked(monkeypatch: Any, files: Any) -> None:
    def away(*_args: Any) -> None:
        raise OperationalError("away")

    monkeypatch.setattr("django_support_tickets.workflow.opening.record", lambda *args, **kwargs: 1 / 0)
    monkeypatch.setattr(attachment_files, "named_files", away)
    with pytest.raises(ZeroDivisionError):
        open_with_files()
    assert len(files()) == 2


def test_nothing_is_asked_where_no_row_was_stored(files: Any, django_assert_num_queries: Any) -> None:
    def fail() -> None:
        with attachment_files.storing(pdf()):
            assert files()
            raise ZeroDivisionError

    with django_assert_num_queries(0), pytest.raises(ZeroDivisionError):
        fail()
    assert files() == set()


def test_files_of_a_reply_that_was_sent_before_go(files: Any) -> None:
    ticket = make_ticket()
    for _turn in range(2):
        workflow.reply_as_requester(ticket=ticket, text="x", attachments=[pdf()], once=workflow.Once("key"))
    assert files() == named()
    assert len(files()) == 1


@pytest.mark.parametrize("room", [0, 1, 100])
@pytest.mark.parametrize("number", [1, 3])
def test_a_full_disk_leaves_nothing(monkeypatch: Any, settings: Any, files: Any, room: int, number: int) -> None:
    use(settings)
    monkeypatch.setattr(Disk, "room", room)
    with pytest.raises(StorageUnavailable):
        workflow.open_ticket(**ticket_fields(), attachments=[pdf() for _number in range(number)])
    assert files() == set()
    assert not SupportTicket.objects.exists()


def test_a_disk_that_is_full_in_the_middle(monkeypatch: Any, settings: Any, files: Any) -> None:
    use(settings)
    save = Disk._save

    def fill(self: Any, name: str, content: Any) -> str:
        monkeypatch.setattr(Disk, "room", 50 if files() else None)
        return save(self, name, content)

    monkeypatch.setattr(Disk, "_save", fill)
    with pytest.raises(StorageUnavailable):
        open_with_files()
    assert files() == set()


def test_a_disk_that_can_neither_write_nor_delete(monkeypatch: Any, settings: Any, files: Any, caplog: Any) -> None:
    use(settings)
    monkeypatch.setattr(Disk, "room", 50)
    monkeypatch.setattr(Disk, "read_only", True)
    with pytest.raises(StorageUnavailable):
        open_with_files()
    assert len(files()) == 1
    assert "Read-only file system" in caplog.text


def use(settings: Any) -> None:
    backend = {"BACKEND": f"{Disk.__module__}.Disk"}
    settings.STORAGES = {**settings.STORAGES, "disk": backend}
    settings.SUPPORT_TICKET_STORAGE = "disk"


def test_a_request_that_is_sent_again_finds_its_files(files: Any, losing: Any) -> None:
    """The client reads an error, and sends the same with the same key."""
    api = APIClient(raise_request_exception=False, headers={"idempotency-key": "one"})
    body = {**ticket_fields(), "attachment": pdf(), "attachments": [pdf()]}
    losing(after=True)
    assert api.post("/api/support/tickets/", body).status_code >= 500
    for upload in (body["attachment"], *body["attachments"]):
        upload.seek(0)
    again = api.post("/api/support/tickets/", body)
    assert again.status_code == 201
    ticket = SupportTicket.objects.get()
    assert again.json()["data"]["ticket_number"] == ticket.ticket_number
    assert files() == named()
    assert len(files()) == 2


class TestInTheSitesTestCase(TestCase):
    """Transactions that never commit: files are neither missed nor deleted too early."""

    def test_a_deleted_ticket(self) -> None:
        ticket = open_with_files()
        with self.captureOnCommitCallbacks() as hooks:
            workflow.delete_ticket(ticket=ticket, actor=None)
        assert ticket.attachment.storage.exists(ticket.attachment.name)
        for hook in hooks:
            hook()
        assert not ticket.attachment.storage.exists(ticket.attachment.name)

    def test_a_change_that_fails(self) -> None:
        ticket = open_with_files()
        with pytest.raises(StaleTicket):
            workflow.edit_ticket(ticket=ticket, changes={"attachment": pdf()}, actor=None, version=7)
        assert ticket.attachment.storage.exists(ticket.attachment.name)
