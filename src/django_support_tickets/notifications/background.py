"""Sends the mails of a web process beside its requests, so that no worker waits for a mail server.

One thread works off a short queue and ends when it is empty. Every mail in it is a row of the outbox already: what is
not sent, since the queue is full, the process ends or a thread cannot be started, the sweep finds.
"""

import atexit
import logging
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

from django.core import mail
from django.db import close_old_connections, connections, router

from ..models import Delivery

logger = logging.getLogger("django_support_tickets")

MAX_WAITING = 1000
# At the end of the process: how long further mails are begun, and how long the last one is waited for.
FLUSH_SECONDS = 5
EXIT_SECONDS = 10


class BackgroundSender:
    """The queue and its thread.

    :param work: called with the key of each mail; what it raises is logged.
    """

    def __init__(self, work: Callable[[int], None]) -> None:
        self._work = work
        self._reset()
        atexit.register(self.stop)
        os.register_at_fork(after_in_child=self._reset)

    def _reset(self) -> None:
        # A child process has none of its parent's threads, and leaves the parent's mails to it.
        self._lock = threading.Lock()
        self._waiting: deque[int] = deque()
        self._thread: threading.Thread | None = None
        self._ends_at = float("inf")

    def submit(self, deliveries: Iterable[int]) -> None:
        """Queue mails as long as there is room, and see to it that a thread sends them."""
        with self._lock:
            for pk in deliveries:
                if len(self._waiting) >= MAX_WAITING:
                    logger.warning("More than %s mails wait in this process; the sweep sends the rest", MAX_WAITING)
                    break
                self._waiting.append(pk)
            if self._waiting and self._thread is None:
                self._thread = threading.Thread(target=self._run, name="support-mails", daemon=True)
                try:
                    self._thread.start()
                except RuntimeError:  # No more threads, or the process ends.
                    logger.warning("No thread could be started; the sweep sends %s mails", len(self._waiting))
                    self._thread = None
                    self._waiting.clear()

    def stop(self) -> None:
        """Send what waits, for a few seconds; do not begin anything after that."""
        with self._lock:
            self._ends_at = time.monotonic() + FLUSH_SECONDS
            thread = self._thread
        if thread is not None:
            thread.join(EXIT_SECONDS)

    def _next(self) -> int | None:
        with self._lock:
            if self._waiting and time.monotonic() < self._ends_at:
                return self._waiting.popleft()
            self._waiting.clear()
            self._thread = None
            return None

    def _run(self) -> None:
        try:
            while (pk := self._next()) is not None:
                close_old_connections()
                try:
                    self._work(pk)
                except Exception:
                    logger.exception("Mail %s was not handed over; the sweep will find it", pk)
        finally:
            connections.close_all()


_serves_requests = threading.Event()


def note_request(**kwargs: Any) -> None:
    """Remember that this process serves requests: a receiver of Django's ``request_started``."""
    _serves_requests.set()


def is_possible() -> bool:
    """Tell whether mails are sent by a thread here: in a process that serves requests, and where threads run.

    Commands and task workers may wait. Tests look at ``mail.outbox`` at once, and a thread would see neither their
    transaction nor an SQLite database in memory.
    """
    if not _serves_requests.is_set() or hasattr(mail, "outbox") or not _threads_run():
        return False
    connection: Any = connections[router.db_for_write(Delivery)]
    return connection.vendor != "sqlite" or not connection.is_in_memory_db()


def _threads_run() -> bool:
    # uWSGI stops all threads between requests, unless it is told otherwise.
    uwsgi: Any = sys.modules.get("uwsgi")
    return uwsgi is None or "enable-threads" in uwsgi.opt or "threads" in uwsgi.opt
