"""Brings back the mails that failed, for instance in an outage of the mail server."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from ...workflow import resend_all


def point_in_time(text: str) -> datetime:
    try:
        time = parse_datetime(text)
    except ValueError:
        time = None
    if time is None:
        raise ArgumentTypeError(f"{text!r} is no time such as '2026-03-01 08:00'")
    return timezone.make_aware(time) if timezone.is_naive(time) else time


class Command(BaseCommand):
    help = (
        "Puts all mails that failed back into the outbox, from their first attempt on; support_tick sends them. "
        "Each is recorded in its ticket's history."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--since", type=point_in_time, help="only what failed since then: '2026-03-01 08:00', in the site's time"
        )
        parser.add_argument(
            "--unknown",
            action="store_true",
            help="also those that may have been sent already: some arrive twice",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        number = resend_all(since=options["since"], unknown=options["unknown"])
        self.stdout.write(f"Mails put back: {number}")
