"""Makes the search whole again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections

from ...models.search import build_trigram_index, has_trigram_index
from ...workflow import index_tickets
from ...workflow.transaction import database


class Command(BaseCommand):
    help = (
        "Lets the search find tickets that were stored in bulk, and builds PostgreSQL's trigram index where it is "
        "missing. It can run beside the site."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--anew", action="store_true", help="read every text again, not only those that are missing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        count = index_tickets(anew=options["anew"])
        self.stdout.write(f"Texts made findable: {count}")
        connection = connections[database()]
        if has_trigram_index(connection):
            return
        try:
            build_trigram_index(connection)
        except DatabaseError as error:
            hint = "If the extension pg_trgm is missing, a superuser can run: CREATE EXTENSION pg_trgm SCHEMA public"
            raise CommandError(f"The trigram index could not be built: {error} {hint}") from error
        self.stdout.write("The trigram index was built.")
