"""What becomes of files when real processes die, and when the database's answer gets lost on its way to them."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from django_support_tickets import workflow
from django_support_tickets.models import FileDeletion, SupportTicket, TicketAttachment
from tests.attachments import samples
from tests.concurrency.children import ROOT, environment, run_clients, start_command
from tests.factories import make_ticket, ticket_fields
from tests.faults.proxy import LosingProxy

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder of the attachments, which the test has in common with its children."""
    return tmp_path / "private"


def files(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def named() -> set[str]:
    return {row.attachment.name for row in (*SupportTicket.objects.all(), *TicketAttachment.objects.all())} - {""}


def open_with_file() -> SupportTicket:
    return workflow.open_ticket(**ticket_fields(), attachment=samples.upload(samples.pdf(), "fatura.pdf"))


@pytest.fixture
def proxy() -> Iterator[LosingProxy]:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has no server")
    with LosingProxy(connection.settings_dict["HOST"], connection.settings_dict["PORT"]) as proxy:
        yield proxy


def through(proxy: LosingProxy, root: Path) -> dict[str, Any]:
    """Return the variables of a child that reaches the database through the proxy."""
    prefix = "POSTGRES" if connection.vendor == "postgresql" else "MARIADB"
    return {f"{prefix}_PORT": proxy.port, "CHILD_PRIVATE_ROOT": root}


class TestLostAnswers:
    def test_a_ticket_that_was_stored_is_found_with_its_file(self, proxy: LosingProxy, root: Path) -> None:
        proxy.lose_next_commit_answer()
        first = run_clients("open_once", 1, 1, "the-key", **through(proxy, root))
        assert len(first.errors) == 1
        assert proxy.lost.is_set()
        again = run_clients("open_once", 1, 1, "the-key", **through(proxy, root))
        assert again == ([[SupportTicket.objects.get().ticket_number, True]], [])
        assert files(root) >= named() != set()

    def test_a_reply_that_was_stored_keeps_its_file(self, proxy: LosingProxy, root: Path) -> None:
        ticket = make_ticket()
        proxy.lose_next_commit_answer()
        assert len(run_clients("reply", 1, 1, ticket.pk, **through(proxy, root)).errors) == 1
        assert files(root) == named()
        assert len(files(root)) == 1

    def test_a_ticket_that_was_not_stored_leaves_its_file_to_the_sweep(self, proxy: LosingProxy, root: Path) -> None:
        proxy.lose_next_commit()
        assert len(run_clients("open_once", 1, 1, "the-key", **through(proxy, root)).errors) == 1
        assert not SupportTicket.objects.exists()
        assert len(files(root)) == 1
        again = run_clients("open_once", 1, 1, "the-key", **through(proxy, root))
        assert again == ([[SupportTicket.objects.get().ticket_number, True]], [])
        assert len(files(root)) == 2
        with time_machine.travel(timezone.now() + timedelta(days=1, seconds=1)):
            workflow.tick(1)
        assert files(root) == named()


def run(code: str, root: Path, dies_at: str) -> int:
    """Run Python in a process that is killed at a call to its storage, and return its exit code."""
    start = "import django; django.setup(); from tests.faults.test_files import *; "
    variables = environment(CHILD_PRIVATE_ROOT=root, CHILD_DIES_AT=dies_at)
    return subprocess.run([sys.executable, "-c", start + code], env=variables, cwd=ROOT, timeout=120).returncode


class TestKilledProcesses:
    def test_between_the_commit_and_the_deletion(self, root: Path) -> None:
        ticket = open_with_file()
        code = f"workflow.delete_ticket(ticket=SupportTicket.objects.get(pk={ticket.pk}), actor=None)"
        assert run(code, root, "delete") == -signal.SIGKILL
        assert not SupportTicket.objects.exists()
        assert files(root) == {FileDeletion.objects.get().name}
        assert start_command("support_tick", CHILD_PRIVATE_ROOT=root, CHILD_DIES_AT="delete").wait(60) == -9
        assert files(root) == {FileDeletion.objects.get().name}

        with time_machine.travel(timezone.now() + timedelta(seconds=301)):  # The leases of the killed run have ended.
            FileDeletion.objects.update(storage="")
            workflow.tick(1)
        assert files(root) == set()
        assert not FileDeletion.objects.exists()

    def test_between_the_file_and_the_commit(self, root: Path) -> None:
        assert run("open_with_file()", root, "save") == -signal.SIGKILL
        assert not SupportTicket.objects.exists()
        assert len(files(root)) == 1
        assert start_command("support_files", "--check", CHILD_PRIVATE_ROOT=root).wait(60) == 1
        workflow.tick(1)
        assert len(files(root)) == 1
        with time_machine.travel(timezone.now() + timedelta(days=1, seconds=1)):
            workflow.tick(1)
        assert files(root) == set()
        assert start_command("support_files", "--check", CHILD_PRIVATE_ROOT=root).wait(60) == 0
