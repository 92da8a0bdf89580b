"""The one command that cron runs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from ...workflow import tick


def positive_number(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


class Command(BaseCommand):
    help = (
        "Sends the mails that are due, takes over those whose sender died, and forgets expired keys. "
        "Run it every minute; several at once do not disturb each other."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=positive_number, default=500, help="mails to send at most (default: 500)")

    def handle(self, *args: Any, **options: Any) -> None:
        sent = tick(options["limit"])
        if options["verbosity"] > 1 or sent:
            self.stdout.write(f"Mails sent: {sent}")
