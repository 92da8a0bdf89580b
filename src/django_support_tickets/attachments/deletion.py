"""Deleting files whose rows went: an intent that is committed with that, and carried out until it succeeds."""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models.signals import post_delete
from django.utils import timezone

from ..models import FileDeletion, SupportTicket, TicketAttachment
from ..models.attachment import storage_of
from ..models.file_deletion import MAX_BACKOFF
from .references import BATCH, named_files
from .thumbnails import thumbnail_names

logger = logging.getLogger("django_support_tickets")

# What is deleted right after a commit, in the process that committed; the rest is left to the recurring command.
AT_ONCE = 20
# A storage that refuses so many files in a row is left alone until the next run.
MAX_FAILURES = 3
BACKOFF = timedelta(minutes=1)
MAX_ERROR_LENGTH = 1000


def intend_deletion(owner: SupportTicket | TicketAttachment, using: str) -> None:
    """Let the file of a row, if it has one, be deleted once the current transaction has committed.

    :param using: alias of the database that the row is in.
    """
    if not owner.attachment.name:
        return
    FileDeletion.objects.using(using).create(storage=settings.SUPPORT_TICKET_STORAGE, name=owner.attachment.name)

    # No partial: Django 5.2 fails to log the failure of a function that has no name.
    def delete_at_once() -> None:
        delete_due_files(using, limit=AT_ONCE, max_failures=1)

    transaction.on_commit(delete_at_once, using=using, robust=True)


def register_receivers() -> None:
    """Give up the file of every row that Django deletes, be it by a cascade or by code of the site's own."""
    for model in (SupportTicket, TicketAttachment):
        post_delete.connect(_row_deleted, sender=model, dispatch_uid="django_support_tickets.file")


def _row_deleted(instance: Any, using: str, **_kwargs: Any) -> None:
    intend_deletion(instance, using)


def delete_due_files(
    using: str,
    *,
    limit: int = BATCH,
    max_failures: int = MAX_FAILURES,
    may_go_on: Callable[[], bool] = lambda: True,
) -> None:
    """Delete the files that are due, oldest first; what fails waits, each time for twice as long, up to a day.

    :param using: alias of the database that holds the intents.
    :param limit: files to attempt at most.
    :param max_failures: failures in a row after which the others wait as well.
    :param may_go_on: asked before each file.
    """
    rows = FileDeletion.objects.using(using)
    due = [*rows.due(timezone.now())[:limit]]
    named = named_files([row.name for row in due], using) if due else set()
    done, failures = [], 0
    for number, row in enumerate(due, start=1):
        if not may_go_on():
            break
        # A row that names the file now, as a copy of the one that went, will give it up itself.
        if row.name in named or _is_deleted(row):
            done.append(row.pk)
            failures = 0
            continue
        row.save(using=using, update_fields=["attempts", "due_at", "last_error"])
        failures += 1
        if failures == max_failures:
            postponed = [later.pk for later in due[number:]]
            rows.filter(pk__in=postponed).update(due_at=timezone.now() + BACKOFF)
            break
    if done:
        rows.filter(pk__in=done).delete()


def delete_file(storage: Storage, name: str) -> None:
    """Delete a file, and the thumbnail that belongs to it first. That one is not there is no error.

    :raises Exception: whatever the storage raises where it cannot.
    """
    for each in (*thumbnail_names(name), name):
        with suppress(FileNotFoundError):
            storage.delete(each)


def _is_deleted(row: FileDeletion) -> bool:
    """Delete a file, or set what is to be stored of the failure."""
    try:
        delete_file(storage_of(row.storage), row.name)
    except SuspiciousOperation as error:
        logger.warning("File %r is outside of its storage, and stays: %s", row.name, error)
    except Exception as error:  # noqa: BLE001  Every storage has errors of its own.
        row.attempts = min(row.attempts + 1, 32767)
        row.last_error = f"{type(error).__name__}: {error}".replace("\0", "")[:MAX_ERROR_LENGTH]
        row.due_at = timezone.now() + min(MAX_BACKOFF, BACKOFF * 2 ** min(row.attempts - 1, 20))
        logger.warning("File %r could not be deleted, attempt %s: %s", row.name, row.attempts, row.last_error)
        return False
    return True
