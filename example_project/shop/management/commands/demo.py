"""Sets up the demo and serves it."""

import argparse
import shutil
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.urls import reverse
from django.utils import translation

from shop.demo.accounts import LOGINS
from shop.demo.loading import is_loaded, load


def positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{value} is not a positive number.")
    return number


class Command(BaseCommand):
    help = (
        "Creates the demo's database, fills it, prints the addresses and logins, and serves. A second run only serves."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=positive, default=8000, help="port to serve on (default: 8000)")
        parser.add_argument("--tickets", type=positive, default=500, help="tickets to load (default: 500)")
        parser.add_argument("--fresh", action="store_true", help="delete what an earlier run left, and start anew")
        parser.add_argument("--no-serve", action="store_true", help="set up only")

    def handle(self, *args: Any, **options: Any) -> None:
        address = f"http://127.0.0.1:{options['port']}"
        settings.SUPPORT_TICKET_BASE_URL = address  # The mails link to the port that is served now.
        if options["fresh"]:
            self.remove()
        self.set_up(options["tickets"])
        with translation.override("en"):
            self.introduce(address)
        if not options["no_serve"]:
            call_command("runserver", f"127.0.0.1:{options['port']}", use_reloader=False)

    def remove(self) -> None:
        """Delete the database, the attachments and the mails; nothing else in their folder."""
        connection.close()
        database = settings.DATABASES["default"]["NAME"]
        for suffix in ("", "-wal", "-shm"):
            database.with_name(database.name + suffix).unlink(missing_ok=True)
        for folder in (settings.SUPPORT_TICKET_PRIVATE_ROOT, settings.MEDIA_ROOT, settings.MAIL_DIR):
            shutil.rmtree(folder, ignore_errors=True)

    def set_up(self, tickets: int) -> None:
        call_command("migrate", verbosity=0)
        if is_loaded():
            self.stdout.write("The data is there already; --fresh loads it anew.")
            call_command("support_tick")  # An earlier run may have been stopped before it sent its mails.
            return
        started = time.monotonic()
        self.stdout.write(f"Loading {tickets} tickets ...", ending="")
        self.stdout.flush()
        load(tickets)
        self.stdout.write(f" done in {time.monotonic() - started:.0f} s.")

    def introduce(self, address: str) -> None:
        pages = (
            ("Start here", "start"),
            ("Support", "support_portal:new"),
            ("Admin", "admin:index"),
            ("API", "support-ticket-list"),
            ("Swagger UI", "swagger-ui"),
            ("Mailbox", "mailbox"),
        )
        self.stdout.write("")
        for label, name in pages:
            self.stdout.write(f"  {label:<11} {self.style.SUCCESS(address + reverse(name))}")
        self.stdout.write("")
        for login in LOGINS:
            self.stdout.write(f"  {login.username + ' / ' + login.password:<15} {login.role}")
        self.stdout.write("")
