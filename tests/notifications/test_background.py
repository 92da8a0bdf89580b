"""The thread that sends a web process's mails, and where there is none. See tests/concurrency/test_hang.py too."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.core.signals import request_started
from django.db import connection, connections

from django_support_tickets import workflow
from django_support_tickets.notifications import background, tasks
from django_support_tickets.notifications.background import BackgroundSender
from tests.conftest import use_smtp
from tests.factories import ticket_fields
from tests.notifications.servers import FaultySMTP

pytestmark = pytest.mark.django_db(transaction=True)


def wait_for(sender: BackgroundSender) -> None:
    if (thread := sender._thread) is not None:
        thread.join(timeout=30)
        assert not thread.is_alive()


class Work:
    """Notes the keys that it is called with; waits at each until it is let go on."""

    def __init__(self) -> None:
        self.keys: list[int] = []
        self.started, self.go_on = threading.Event(), threading.Event()

    def __call__(self, pk: int) -> None:
        self.keys.append(pk)
        self.started.set()
        assert self.go_on.wait(timeout=30)
        if pk < 0:
            raise RuntimeError("this one fails")


@pytest.fixture
def work() -> Iterator[Work]:
    work = Work()
    yield work
    work.go_on.set()


def test_mails_are_worked_off_in_order_by_one_thread(work: Work, caplog: Any) -> None:
    sender = BackgroundSender(work)
    sender.submit([1, -2])
    assert work.started.wait(timeout=30)
    sender.submit([3])
    assert work.keys == [1], "nobody waits for it"
    work.go_on.set()
    wait_for(sender)
    assert work.keys == [1, -2, 3]
    assert "this one fails" in caplog.text
    assert sender._thread is None
    sender.submit([4])
    wait_for(sender)
    assert work.keys == [1, -2, 3, 4]


def test_the_queue_is_bounded(work: Work, monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    monkeypatch.setattr(background, "MAX_WAITING", 2)
    sender = BackgroundSender(work)
    sender.submit([1])
    assert work.started.wait(timeout=30)
    sender.submit([2, 3, 4])
    sender.submit([5])
    work.go_on.set()
    wait_for(sender)
    assert work.keys == [1, 2, 3]
    assert "the sweep sends the rest" in caplog.text


def test_the_end_of_the_process_waits_for_a_mail_and_begins_none_too_late(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "FLUSH_SECONDS", -1)
    sender = BackgroundSender(work)
    sender.submit([1, 2])
    assert work.started.wait(timeout=30)
    ending = threading.Thread(target=sender.stop)
    ending.start()
    work.go_on.set()
    ending.join(timeout=30)
    assert work.keys == [1]
    assert sender._thread is None


def test_the_end_of_the_process_sends_what_waits(work: Work) -> None:
    sender = BackgroundSender(work)
    work.go_on.set()
    sender.submit([1, 2, 3])
    sender.stop()
    assert work.keys == [1, 2, 3]
    BackgroundSender(work).stop()


def test_where_no_thread_can_be_started_the_sweep_sends(
    work: Work, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    def fail(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    sender = BackgroundSender(work)
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", fail)
        sender.submit([1])
    assert "the sweep sends 1 mails" in caplog.text
    work.go_on.set()
    sender.submit([2])
    wait_for(sender)
    assert work.keys == [2]


def test_a_forked_process_has_a_thread_of_its_own() -> None:
    """As that of a server which loads the site before it forks."""
    script = """
import os, threading
from django_support_tickets.notifications.background import BackgroundSender
done, go_on = [], threading.Event()
sender = BackgroundSender(lambda pk: (go_on.wait(30), done.append(pk)))
sender.submit([1])
child = os.fork()
if child == 0:
    go_on.set()
    sender.submit([2])
    sender._thread and sender._thread.join(30)
    os._exit(0 if done == [2] else 1)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
go_on.set()
"""
    setup = "import django, warnings; warnings.simplefilter('ignore'); django.setup()\n"
    subprocess.run([sys.executable, "-c", setup + script], check=True, timeout=60, cwd=".", env=child_environment())


def child_environment() -> dict[str, str]:
    from tests.concurrency.children import environment

    return environment(DJANGO_SETTINGS_MODULE="tests.settings")


class TestWhereItIsUsed:
    @pytest.fixture(autouse=True)
    def process_that_serves(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(background, "_serves_requests", threading.Event())
        monkeypatch.delattr(mail, "outbox")

    def test_in_a_process_that_serves_requests(self) -> None:
        assert not background.is_possible(), "a command or a task worker may wait"
        request_started.send(sender=type(self))
        assert background.is_possible()

    def test_not_where_tests_look_for_their_mails(self, monkeypatch: pytest.MonkeyPatch) -> None:
        background.note_request()
        monkeypatch.setattr(mail, "outbox", [], raising=False)
        assert not background.is_possible()

    @pytest.mark.parametrize(
        ("options", "possible"),
        [({}, False), ({"enable-threads": True}, True), ({"threads": b"4"}, True), ({"workers": b"2"}, False)],
    )
    def test_not_under_uwsgi_without_threads(
        self, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], possible: bool
    ) -> None:
        background.note_request()
        monkeypatch.setitem(sys.modules, "uwsgi", SimpleNamespace(opt=options))  # type: ignore[arg-type]
        assert background.is_possible() == possible

    @pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")
    def test_not_with_a_database_in_memory(self, monkeypatch: pytest.MonkeyPatch) -> None:
        background.note_request()
        monkeypatch.setattr(connections["default"], "is_in_memory_db", lambda: True)
        assert not background.is_possible()

    def test_it_sends(self, settings: Any) -> None:
        background.note_request()
        with FaultySMTP(faults={"EHLO": "hang"}) as server:
            use_smtp(settings, server.host, server.port, timeout=30)
            first = workflow.open_ticket(**ticket_fields(), language="en")
            assert server.hanging.wait(timeout=30)
            second = workflow.open_ticket(**ticket_fields(), language="en")
            assert server.messages == [], "and nobody waited"
            server.faults = {}
            server.resume()
            wait_for(tasks._background)
        assert [ticket.deliveries.get().state for ticket in (first, second)] == ["sent", "sent"]
        assert server.message_ids() == [ticket.deliveries.get().message_id for ticket in (first, second)]
