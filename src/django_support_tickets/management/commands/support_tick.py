"""The one command that cron runs."""

import signal
import threading
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand

from ...workflow import tick


def positive_number(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


@contextmanager
def stopping_on_signals() -> Iterator[threading.Event]:
    """Give an event that SIGTERM and SIGINT set, instead of ending the process in the middle of a mail."""
    stop, before = threading.Event(), {}
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            before[number] = signal.signal(number, lambda *_args: stop.set())
    try:
        yield stop
    finally:
        for number, handler in before.items():
            # None is a handler that was not set by Python, which cannot be put back either.
            signal.signal(number, signal.SIG_DFL if handler is None else handler)


class Command(BaseCommand):
    help = (
        "Sends the mails that are due, takes over those whose sender died, forgets expired keys, and deletes "
        "files that are to go. Run it every minute: while one run is not done, others return at once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=positive_number, default=500, help="mails to send at most (default: 500)")

    def handle(self, *args: Any, **options: Any) -> None:
        with stopping_on_signals() as stop:
            sent = tick(options["limit"], stop.is_set)
        if options["verbosity"] > 1 or sent:
            self.stdout.write(f"Mails sent: {sent}")
