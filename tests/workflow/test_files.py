"""A file is stored as long as a committed ticket refers to it, and never goes before that is known not to be so."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from django.db import transaction
from django.utils import timezone

from django_support_tickets import workflow
from django_support_tickets.attachments import storage as attachment_files
from django_support_tickets.exceptions import AttachmentRejected, StaleTicket, StorageUnavailable
from django_support_tickets.models import FileDeletion, SupportTicket
from django_support_tickets.models.attachment import PrivateStorage
from django_support_tickets.workflow import opening
from tests.attachments import samples
from tests.factories import make_ticket, ticket_fields

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "private"


def files(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def stored() -> set[str]:
    return {ticket.attachment.name for ticket in SupportTicket.objects.all() if ticket.attachment}


def open_with_file(name: str = "fatura.pdf") -> SupportTicket:
    return workflow.open_ticket(**ticket_fields(), attachment=samples.upload(samples.pdf(), name))


def test_a_file_stays_with_its_ticket(root: Path) -> None:
    ticket = open_with_file()
    assert files(root) == stored() == {ticket.attachment.name}
    assert "fatura" not in ticket.attachment.name
    assert ticket.get_attachment_filename() == "fatura.pdf"
    with ticket.attachment.open() as file:
        assert file.read() == samples.pdf()


def test_an_outer_transaction_that_commits_keeps_it(root: Path) -> None:
    with transaction.atomic():
        open_with_file()
    assert files(root) == stored() != set()


@pytest.mark.parametrize("savepoint", [False, True])
def test_an_outer_transaction_that_rolls_back_leaves_it_to_the_sweep(root: Path, savepoint: bool) -> None:
    def fail() -> None:
        with transaction.atomic():
            open_with_file()
            assert files(root)
            raise RuntimeError

    with transaction.atomic():
        if savepoint:
            make_ticket()
        with pytest.raises(RuntimeError):
            fail()
        if not savepoint:
            transaction.set_rollback(True)
    assert SupportTicket.objects.count() == savepoint
    assert len(files(root)) == 1
    assert workflow.tick(1) == 0
    assert len(files(root)) == 1, "of the last day"
    with time_machine.travel(timezone.now() + timedelta(days=1, seconds=1)):
        workflow.tick(1)
    assert files(root) == set()


def test_a_failure_removes_it(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "record", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        open_with_file()
    assert files(root) == set()
    assert not SupportTicket.objects.exists()


def test_a_repeated_request_leaves_no_second_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up, calls = opening.ticket_of_key, list[Any]()
    # Its first look-up misses the key, as if another request took it in between.
    monkeypatch.setattr(opening, "ticket_of_key", lambda *key: looked_up(*key) if len(calls) > 1 else calls.append(key))
    for _turn in range(2):
        workflow.open_ticket_once(
            key="key", fingerprint="body", **ticket_fields(), attachment=samples.upload(samples.pdf(), "fatura.pdf")
        )
    assert files(root) == stored()
    assert len(stored()) == 1


def test_a_rejected_file_is_not_stored(root: Path) -> None:
    with pytest.raises(AttachmentRejected):
        workflow.open_ticket(**ticket_fields(), attachment=samples.upload(b"#!/bin/sh", "fatura.pdf"))
    assert not root.exists()
    assert not SupportTicket.objects.exists()


@pytest.mark.parametrize(
    "file", [File(io.BytesIO(samples.pdf())), ContentFile(b"", name="empty.pdf"), ContentFile(b"")]
)
def test_a_file_without_name_or_content_is_not_dropped_silently(file: Any) -> None:
    with pytest.raises(AttachmentRejected):
        workflow.open_ticket(**ticket_fields(), attachment=file)


def test_a_new_file_replaces_the_old_one(root: Path) -> None:
    ticket = open_with_file()
    old = ticket.attachment.name

    changes = {"attachment": samples.upload(samples.png(), "foto.png")}
    edited = workflow.edit_ticket(ticket=ticket, changes=changes, actor=None)

    assert files(root) == stored() == {edited.attachment.name} != {old}
    assert (edited.attachment_filename, edited.attachment_content_type) == ("foto.png", "image/png")


def test_a_file_can_be_removed(root: Path) -> None:
    edited = workflow.edit_ticket(ticket=open_with_file(), changes={"attachment": None}, actor=None)
    assert files(root) == stored() == set()
    assert (edited.attachment_filename, edited.attachment_size, edited.get_attachment_filename()) == ("", None, None)
    assert [event.data for event in edited.events.filter(type="edited")] == [{"fields": ["attachment"]}]


def test_a_refused_edit_keeps_the_old_file_and_not_the_new_one(root: Path) -> None:
    ticket = open_with_file()
    changes = {"attachment": samples.upload(samples.png(), "foto.png")}
    with pytest.raises(StaleTicket):
        workflow.edit_ticket(ticket=ticket, changes=changes, actor=None, version=7)
    assert files(root) == stored() == {ticket.attachment.name}


def test_an_edit_that_is_rolled_back_keeps_the_old_file(root: Path) -> None:
    ticket = open_with_file()
    with transaction.atomic():
        changes = {"attachment": samples.upload(samples.png(), "foto.png")}
        workflow.edit_ticket(ticket=ticket, changes=changes, actor=None)
        transaction.set_rollback(True)
    assert stored() == {ticket.attachment.name} < files(root)
    assert not FileDeletion.objects.exists()


def test_deleting_the_ticket_deletes_its_file(root: Path) -> None:
    ticket = open_with_file()
    with transaction.atomic():
        workflow.delete_ticket(ticket=ticket, actor=None)
        assert files(root), "not before the commit"
    assert files(root) == set()


def test_a_deletion_that_is_rolled_back_deletes_no_file(root: Path) -> None:
    ticket = open_with_file()
    with transaction.atomic():
        workflow.delete_ticket(ticket=ticket, actor=None)
        transaction.set_rollback(True)
    assert files(root) == stored() == {ticket.attachment.name}


def test_a_storage_that_cannot_delete_hinders_nothing(monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    ticket = open_with_file()

    def refuse(storage: Storage, name: str) -> None:
        raise OSError("read-only")

    monkeypatch.setattr(PrivateStorage, "delete", refuse)
    workflow.delete_ticket(ticket=ticket, actor=None)
    assert not SupportTicket.objects.exists()
    assert "read-only" in caplog.text


def test_a_storage_that_cannot_write_opens_no_ticket(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(PrivateStorage, "save", refuse)
    with pytest.raises(StorageUnavailable):
        open_with_file()
    assert not SupportTicket.objects.exists()


def test_a_file_is_inspected_once(monkeypatch: pytest.MonkeyPatch) -> None:
    accepted = attachment_files.accept_attachment(samples.upload(samples.pdf(), "fatura.pdf"))
    monkeypatch.setattr(attachment_files, "inspect_attachment", lambda upload: pytest.fail("inspected again"))
    ticket = workflow.open_ticket(**ticket_fields(), attachment=accepted)
    assert ticket.attachment_filename == "fatura.pdf"


def test_names_cannot_be_guessed() -> None:
    first, second = open_with_file().attachment.name, open_with_file().attachment.name
    assert first != second
    assert len(Path(first).stem) >= 32
    assert Path(first).suffix == ".pdf"
