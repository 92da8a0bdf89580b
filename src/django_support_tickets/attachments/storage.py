"""Accepting, storing and deleting the files of tickets."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.files.base import File
from django.core.files.storage import Storage
from django.db import router, transaction

from ..models import SupportTicket
from .inspection import InspectedFile, inspect_attachment


@dataclass(frozen=True, slots=True)
class AcceptedFile:
    """A file that was inspected and may be stored."""

    file: File[Any]
    inspected: InspectedFile


def accept_attachment(upload: File[Any] | AcceptedFile) -> AcceptedFile:
    """Inspect a file, unless that was done already.

    :raises AttachmentRejected: if it may not be stored.
    :raises ScannerUnavailable: if the site's scanner failed.
    """
    if isinstance(upload, AcceptedFile):
        return upload
    return AcceptedFile(upload, inspect_attachment(upload))


class StoredFile:
    """A file in the storage that is deleted again unless a transaction commits that refers to it.

    Django tells nobody of a rollback, but it drops the hooks that waited for the commit. The hook set by
    ``keep_on_commit`` therefore holds the only lasting reference to this object: when it goes unused, the
    finalizer deletes the file.
    """

    def __init__(self, storage: Storage, name: str, inspected: InspectedFile) -> None:
        self.name = name
        self.inspected = inspected
        self._finalizer = weakref.finalize(self, storage.delete, name)

    def keep_on_commit(self) -> None:
        """Keep the file if the current transaction commits."""
        transaction.on_commit(self._keep, using=router.db_for_write(SupportTicket))

    def discard(self) -> None:
        """Delete the file now."""
        self._finalizer()

    def _keep(self) -> None:
        self._finalizer.detach()


@contextmanager
def storing(upload: File[Any] | AcceptedFile | None) -> Iterator[StoredFile | None]:
    """Inspect a file, write it under a name that cannot be guessed, and delete it again if the block fails.

    :raises AttachmentRejected: if it may not be stored; nothing is.
    :raises ScannerUnavailable: if the site's scanner failed; nothing is stored.
    """
    # Compared with None: before Django 6.1 a file without a name counts as false.
    stored = None if upload is None else _store(accept_attachment(upload))
    try:
        yield stored
    except BaseException:
        if stored:
            stored.discard()
        raise


def _store(accepted: AcceptedFile) -> StoredFile:
    field = SupportTicket._meta.get_field("attachment")
    wanted = field.generate_filename(SupportTicket(), f"attachment.{accepted.inspected.extension}")
    accepted.file.seek(0)
    name = field.storage.save(wanted, accepted.file, max_length=field.max_length)
    return StoredFile(field.storage, name, accepted.inspected)


def delete_on_commit(ticket: SupportTicket) -> None:
    """Delete the ticket's file, if it has one, once the current transaction has committed."""
    storage, name = ticket.attachment.storage, ticket.attachment.name
    if not name:
        return

    # No partial: Django 5.2 fails to log the failure of a function that has no name.
    def delete() -> None:
        storage.delete(name)

    transaction.on_commit(delete, using=router.db_for_write(SupportTicket), robust=True)
