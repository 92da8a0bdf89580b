"""Accepting, storing and deleting the files of tickets and messages."""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage
from django.db import router, transaction

from ..models import SupportTicket, TicketAttachment
from .inspection import InspectedFile, inspect_attachment
from .rejections import rejection


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


@contextmanager
def storing_all(uploads: Sequence[File[Any] | AcceptedFile]) -> Iterator[list[StoredFile]]:
    """Do the same for several files: all are inspected before the first is written.

    :raises AttachmentRejected: if one of them may not be stored, or if they are more than
        ``SUPPORT_TICKET_MAX_ATTACHMENTS``; none is stored.
    :raises ScannerUnavailable: if the site's scanner failed; none is stored.
    """
    check_number(len(uploads))
    accepted = [accept_attachment(upload) for upload in uploads]
    with ExitStack() as stack:
        yield [stored for each in accepted if (stored := stack.enter_context(storing(each)))]


def check_number(count: int) -> None:
    """:raises AttachmentRejected: if these are more files than may come at once."""
    limit = settings.SUPPORT_TICKET_MAX_ATTACHMENTS
    if count > limit:
        raise rejection("too_many", limit=str(limit))


def _store(accepted: AcceptedFile) -> StoredFile:
    field = SupportTicket._meta.get_field("attachment")
    wanted = field.generate_filename(SupportTicket(), f"attachment.{accepted.inspected.extension}")
    accepted.file.seek(0)
    name = field.storage.save(wanted, accepted.file, max_length=field.max_length)
    return StoredFile(field.storage, name, accepted.inspected)


def delete_on_commit(owners: Iterable[SupportTicket | TicketAttachment]) -> None:
    """Delete the files of these rows, where they have one, once the current transaction has committed."""
    for owner in owners:
        if owner.attachment.name:
            _delete_on_commit(owner.attachment.storage, owner.attachment.name)


def _delete_on_commit(storage: Storage, name: str) -> None:
    # No partial: Django 5.2 fails to log the failure of a function that has no name.
    def delete() -> None:
        storage.delete(name)

    transaction.on_commit(delete, using=router.db_for_write(SupportTicket), robust=True)
