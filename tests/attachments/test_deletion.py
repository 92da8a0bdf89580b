"""Files whose rows went: deleted after the commit, and until that succeeds."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from django_support_tickets import workflow
from django_support_tickets.attachments import deletion
from django_support_tickets.models import FileDeletion, Lease, SupportTicket, TicketAttachment, TicketMessage
from django_support_tickets.workflow import housekeeping
from tests.attachments import samples
from tests.attachments.storages import Disk
from tests.factories import make_ticket, make_user, ticket_fields

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _disk(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.STORAGES = {**settings.STORAGES, "disk": {"BACKEND": f"{Disk.__module__}.Disk"}}
    settings.SUPPORT_TICKET_STORAGE = "disk"
    monkeypatch.setattr(Disk, "tried", [])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "private"


def files(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def upload() -> Any:
    return samples.upload(samples.pdf(), "fatura.pdf")


def open_with(count: int) -> SupportTicket:
    return workflow.open_ticket(
        **ticket_fields(), attachment=upload(), attachments=[upload() for _n in range(count - 1)]
    )


def test_a_storage_that_is_read_only_for_a_while(root: Path, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    ticket = open_with(3)
    stored = files(root)
    monkeypatch.setattr(Disk, "read_only", True)
    workflow.delete_ticket(ticket=ticket, actor=None)
    assert files(root) == stored
    assert len(Disk.tried) == 1, "a storage that refuses one is not asked for the others in a request"
    assert {row.name for row in FileDeletion.objects.all()} == stored
    tried = FileDeletion.objects.get(attempts=1)
    assert "Read-only file system" in tried.last_error
    assert tried.name in caplog.text

    monkeypatch.setattr(Disk, "read_only", False)
    workflow.tick(1)
    assert files(root) == stored, "not before a minute"
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        workflow.tick(1)
    assert files(root) == set()
    assert not FileDeletion.objects.exists()


def test_a_storage_that_stays_read_only(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = open_with(1)
    monkeypatch.setattr(Disk, "read_only", True)
    workflow.delete_ticket(ticket=ticket, actor=None)
    waits = []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _attempt in range(14):
            row = FileDeletion.objects.get()
            waits.append(row.due_at - timezone.now())
            clock.move_to(row.due_at)
            workflow.tick(1)
        assert FileDeletion.objects.get().attempts == 15
    assert [round(wait.total_seconds() / 60) for wait in waits[:4]] == [1, 2, 4, 8]
    assert waits[-1] == timedelta(days=1)
    assert len(files(root)) == 1


def test_one_file_that_cannot_be_deleted_keeps_no_other(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tickets = [open_with(1) for _number in range(4)]
    monkeypatch.setattr(Disk, "read_only", True)
    for ticket in tickets:
        workflow.delete_ticket(ticket=ticket, actor=None)
    monkeypatch.setattr(Disk, "read_only", False)
    stuck = FileDeletion.objects.earliest("pk").name
    delete = Disk.delete

    def refuse_one(self: Any, name: str) -> None:
        if name == stuck:
            raise PermissionError(name)
        delete(self, name)

    monkeypatch.setattr(Disk, "delete", refuse_one)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        workflow.tick(1)
    assert files(root) == {stuck}
    assert [row.name for row in FileDeletion.objects.all()] == [stuck]


def test_a_run_asks_a_dead_storage_a_few_times_only(monkeypatch: pytest.MonkeyPatch) -> None:
    FileDeletion.objects.bulk_create(FileDeletion(storage="disk", name=f"a{n}.pdf") for n in range(10))
    monkeypatch.setattr(Disk, "read_only", True)
    for _run in range(2):
        workflow.tick(1)
    assert Disk.tried == ["a0.pdf", "a1.pdf", "a2.pdf"]


def test_a_run_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    FileDeletion.objects.bulk_create(FileDeletion(storage="disk", name=f"a{n}.pdf") for n in range(deletion.BATCH + 5))
    workflow.tick(1)
    assert FileDeletion.objects.count() == 5
    workflow.tick(1)
    assert not FileDeletion.objects.exists()


def test_a_run_stops_when_it_is_told_to() -> None:
    FileDeletion.objects.bulk_create(FileDeletion(storage="disk", name=f"a{n}.pdf") for n in range(3))
    answers = iter([True, True, False])
    deletion.delete_due_files("default", may_go_on=lambda: next(answers))
    assert [row.name for row in FileDeletion.objects.all()] == ["a2.pdf"]


def test_two_runs_are_not_at_it_at_once() -> None:
    FileDeletion.objects.create(storage="disk", name="a.pdf")
    Lease.objects.create(name=housekeeping.FILES, holder="another", until=timezone.now() + timedelta(seconds=200))
    workflow.tick(1)
    assert FileDeletion.objects.exists()


def test_a_request_deletes_a_few_files_only(root: Path, settings: Any) -> None:
    settings.SUPPORT_TICKET_MAX_ATTACHMENTS = 50
    ticket = open_with(deletion.AT_ONCE + 4)
    with transaction.atomic():
        workflow.delete_ticket(ticket=ticket, actor=None)
        assert len(files(root)) == FileDeletion.objects.count() == deletion.AT_ONCE + 4
    assert len(files(root)) < 5


@pytest.mark.parametrize("what", ["ticket", "tickets", "message", "attachments", "user's tickets"])
def test_rows_that_django_deletes_by_itself(root: Path, what: str) -> None:
    ticket, kept = open_with(2), open_with(2)
    user = make_user(is_staff=True)
    message = workflow.reply_as_staff(ticket=ticket, text="x", actor=user, attachments=[upload()])
    assert len(files(root)) == 5
    left = 2
    if what == "ticket":
        ticket.delete()
    elif what == "message":
        message.delete()
        left = 4
    elif what == "attachments":
        TicketAttachment.objects.filter(ticket=ticket).delete()
        left = 3
    elif what == "tickets":
        SupportTicket.objects.exclude(pk=kept.pk).delete()
    else:
        TicketMessage.objects.all().delete()
        SupportTicket.objects.filter(email=ticket.email).exclude(pk=kept.pk).delete()
    assert len(files(root)) == left
    assert not FileDeletion.objects.exists()


def test_rows_whose_deletion_is_rolled_back_keep_their_files(root: Path) -> None:
    ticket = open_with(2)
    with transaction.atomic():
        ticket.delete()
        transaction.set_rollback(True)
    workflow.tick(1)
    assert len(files(root)) == 2
    assert not FileDeletion.objects.exists()


def test_a_file_that_another_row_names_stays(root: Path) -> None:
    ticket = open_with(1)
    name = ticket.attachment.name
    copy = make_ticket(attachment=name)
    workflow.delete_ticket(ticket=ticket, actor=None)
    assert files(root) == {name}
    assert not FileDeletion.objects.exists(), "it goes with the copy"
    workflow.delete_ticket(ticket=copy, actor=None)
    assert files(root) == set()


def test_a_storage_that_the_site_no_longer_uses(root: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = open_with(1)
    monkeypatch.setattr(Disk, "read_only", True)
    workflow.delete_ticket(ticket=ticket, actor=None)
    monkeypatch.setattr(Disk, "read_only", False)
    settings.SUPPORT_TICKET_STORAGE = ""
    storages, settings.STORAGES = settings.STORAGES, {k: v for k, v in settings.STORAGES.items() if k != "disk"}
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        workflow.tick(1)
        assert "InvalidStorageError" in FileDeletion.objects.get().last_error
    settings.STORAGES = storages
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        workflow.tick(1)
    assert files(root) == set()


@pytest.mark.parametrize("name", ["../../etc/passwd", "support_tickets/2026/11/gone.pdf"])
def test_what_is_not_there_or_not_in_the_storage_is_done(name: str) -> None:
    FileDeletion.objects.create(storage="disk", name=name)
    workflow.tick(1)
    assert not FileDeletion.objects.exists()


def test_a_clock_that_ran_ahead_keeps_no_file(root: Path) -> None:
    FileDeletion.objects.create(storage="disk", name="a.pdf", due_at=timezone.now() + timedelta(days=400))
    workflow.tick(1)
    assert not FileDeletion.objects.exists()


def test_an_intent_is_named_by_its_file() -> None:
    assert str(FileDeletion(name="a.pdf")) == "a.pdf"


def test_a_site_that_only_runs_the_command(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing but the intent was left of a process that was killed after its commit."""
    ticket = open_with(1)
    monkeypatch.setattr(deletion, "delete_due_files", lambda *args, **kwargs: None)
    workflow.delete_ticket(ticket=ticket, actor=None)
    monkeypatch.undo()
    (name,) = (row.name for row in FileDeletion.objects.all())
    assert name == ticket.attachment.name
    call_command("support_tick")
    assert not FileDeletion.objects.exists()
