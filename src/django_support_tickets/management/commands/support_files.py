"""Compares what is in the storage with what the rows say."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ...attachments.inventory import Inventory
from ...attachments.sweeping import delete_old
from ...models import FileDeletion
from ...models.attachment import attachment_storage
from ...workflow.transaction import database

FOUND, UNKNOWN = 1, 2


class Command(BaseCommand):
    help = (
        "Lists the rows whose file is missing, and the files that no row names. Exits with 0 if there are none, with 1 "
        "if there are, with 2 if the storage or the database could not be asked. It can run beside the site."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--check", action="store_true", help="only list them (the default)")
        what.add_argument(
            "--repair", action="store_true", help="delete the files that no row names and that are older than a day"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = self._compare(Inventory(attachment_storage(), database()), repair=options["repair"])
        except Exception as error:
            text = f"Not all could be compared. {type(error).__name__}: {error}"
            raise CommandError(text, returncode=UNKNOWN) from error
        if found:
            raise CommandError(found, returncode=FOUND)

    def _compare(self, inventory: Inventory, *, repair: bool) -> str:
        """Print what is found, and return in words what is left of it."""
        missing = unnamed = 0
        for row in inventory.rows_without_file():
            missing += 1
            self.stdout.write(f"No file: {row.name} of {row.ticket_number}")
        for folder in inventory.folders():
            names = [*inventory.without_row(inventory.names(folder))]
            deleted = {*delete_old(inventory, names, lambda: True)} if repair else set()
            unnamed += len(names) - len(deleted)
            for name in names:
                self.stdout.write(f"Deleted: {name}" if name in deleted else self._unnamed(inventory, name))
        if waiting := FileDeletion.objects.using(inventory.using).count():
            self.stdout.write(f"Files that support_tick is about to delete: {waiting}")
        return f"Rows without a file: {missing}. Files without a row: {unnamed}." if missing or unnamed else ""

    def _unnamed(self, inventory: Inventory, name: str) -> str:
        return f"No row: {name}" + ("" if inventory.is_old(name) else " (of the last day, so that it may still come)")
