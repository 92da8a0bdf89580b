"""Deleting files that no row names: what a killed process or a lost answer of the database left behind."""

import logging
import posixpath
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, timedelta

from django.utils import timezone

from ..models.attachment import attachment_storage
from ..stored_names import upload_folder
from .deletion import MAX_FAILURES, delete_file
from .inventory import Inventory

logger = logging.getLogger("django_support_tickets")

# Files of older months to look at in one run; the month in which they are reached is finished.
BUDGET = 50_000
# More files without a row in one month than these, and than this share of all, are no leftovers: the database is empty,
# or an older one, and the files may be all that is left.
MAX_UNNAMED = 20
MAX_SHARE = 0.1


def sweep(using: str, position: str, may_go_on: Callable[[], bool]) -> str:
    """Delete files that have had no row for a day, in this month, the last one, and some older ones.

    One month's folder is listed at a time. What a killed process left is in a recent one. The older ones take their
    turns: where files are few all of them at once, else at least one in each run.

    :param using: alias of the database whose rows name the files.
    :param position: the older folder that was swept last; "" at first.
    :param may_go_on: asked before each folder and each deletion.
    :returns: the position for the next time.
    """
    inventory = Inventory(attachment_storage(), using)
    folders = inventory.folders()
    recent = [folder for folder in folders if folder >= _last_month()]
    for folder in recent:
        _sweep_folder(inventory, folder, may_go_on)
    looked_at = 0
    for folder in _from(position, folders[len(recent) :]):
        if looked_at >= BUDGET or not may_go_on():
            break
        looked_at += _sweep_folder(inventory, folder, may_go_on)
        position = folder
    return position


def _last_month() -> str:
    last = timezone.now().astimezone(UTC).replace(day=1) - timedelta(days=1)
    return posixpath.join(upload_folder(), f"{last:%Y/%m}")


def _from(position: str, folders: list[str]) -> list[str]:
    """Return the folders, newest first, beginning behind a position and going round."""
    behind = [folder for folder in folders if folder < position]
    return [*behind, *folders[: len(folders) - len(behind)]]


def _sweep_folder(inventory: Inventory, folder: str, may_go_on: Callable[[], bool]) -> int:
    """Sweep the files of one month, and return how many there are."""
    names = inventory.names(folder)
    unnamed = [*inventory.without_row(names)]
    if len(unnamed) > max(MAX_UNNAMED, len(names) * MAX_SHARE):
        logger.error(
            "%s of %s files in %r have no row, and stay: is this the right database? See manage.py support_files",
            *(len(unnamed), len(names), folder),
        )
        return len(names)
    for name in delete_old(inventory, unnamed, may_go_on):
        logger.info("File %r had no row, and was deleted", name)
    return len(names)


def delete_old(inventory: Inventory, unnamed: Iterable[str], may_go_on: Callable[[], bool]) -> Iterator[str]:
    """Delete those files that are old enough, and yield their names.

    :raises Exception: whatever the storage raises, if it refuses several in a row.
    """
    failures = 0
    for name in unnamed:
        if not may_go_on():
            return
        try:
            if not inventory.is_old(name):
                continue
            delete_file(inventory.storage, name)
        except Exception as error:
            failures += 1
            logger.warning("File %r has no row, and could not be deleted: %s: %s", name, type(error).__name__, error)
            if failures == MAX_FAILURES:
                raise
        else:
            failures = 0
            yield name
