"""Tells whether the app can do its work."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ...health import Health, examine
from ...writer import reading_from_writer

NOT_WELL = 1
UNKNOWN = "unknown"


class Command(BaseCommand):
    help = (
        "Tries the database, the storage and the cache, and tells how old the oldest due mail and the last run of "
        "support_tick are, and how many mails failed. Exits with 1 if something does not work, or mails wait for a "
        "support_tick that does not run."
    )
    # A database that is away is what it reports.
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the health view's JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        with reading_from_writer():
            health = examine()
        if options["json"]:
            self.stdout.write(json.dumps(health.as_data()))
        else:
            for line in _lines(health):
                self.stdout.write(line)
        if not health.is_good:
            raise CommandError("Not all is well.", returncode=NOT_WELL)


def _lines(health: Health) -> list[str]:
    return [
        f"Database: {_works(health.database)}",
        f"Storage: {_works(health.storage)}",
        f"Cache: {_works(health.cache)}",
        f"Last support_tick: {_age(health, health.last_tick, 'never')}",
        f"Oldest due mail: {_age(health, health.oldest_due_mail, 'none')}",
        f"Mails that wait for a support_tick: {_yes(health.sweep_is_late)}",
        f"Failed mails: {_count(health.failed_mails)}",
        f"Mails with an unknown end: {_count(health.unknown_mails)}",
    ]


def _works(works: bool) -> str:
    return "works" if works else "DOES NOT WORK"


def _age(health: Health, seconds: int | None, without: str) -> str:
    if not health.database:
        return UNKNOWN
    return without if seconds is None else f"{seconds} seconds ago"


def _yes(answer: bool | None) -> str:
    return UNKNOWN if answer is None else "YES" if answer else "no"


def _count(number: int | None) -> str:
    return UNKNOWN if number is None else str(number)
