"""Accepting and storing the files of tickets and messages."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import File
from django.core.files.storage import Storage
from django.db import Error, connections, router

from ..exceptions import StorageUnavailable
from ..models import SupportTicket
from .deletion import delete_file
from .inspection import InspectedFile, inspect_attachment
from .references import named_files
from .rejections import rejection

logger = logging.getLogger("django_support_tickets")


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
    """A file in the storage, and what is known of the rows that may name it."""

    def __init__(self, storage: Storage, name: str, inspected: InspectedFile) -> None:
        self.name = name
        self.inspected = inspected
        self._storage = storage
        # The database's session in which a row was to name it.
        self._session: Any = None

    def expect_row(self) -> None:
        """Note that the current transaction stores a row that names the file."""
        self._session = connections[router.db_for_write(SupportTicket)].connection

    @property
    def is_expected(self) -> bool:
        return self._session is not None

    def is_known_to_be_unnamed(self) -> bool:
        """Tell whether it is certain that the expected row is not there, and never will be.

        Where a transaction was to store one, that can be said only by the session that it ran in, and after its end. If
        that session is gone, its COMMIT may have succeeded, or may yet do so.
        """
        using = router.db_for_write(SupportTicket)
        connection = connections[using]
        if connection.connection is not self._session or connection.in_atomic_block or not connection.autocommit:
            return False
        try:
            named = named_files([self.name], using)
        except Error:
            return False
        return not named and connection.connection is self._session

    def discard(self) -> None:
        """Delete the file now; where that fails, it is left to the sweep."""
        discard(self._storage, self.name)


@contextmanager
def storing(upload: File[Any] | AcceptedFile | None) -> Iterator[StoredFile | None]:
    """Inspect a file, and write it under a name that cannot be guessed, for the block to store a row that names it.

    It is deleted again only if it is known that there is no such row. Otherwise it stays: the sweep deletes it after a
    day, if there still is none.

    :raises AttachmentRejected: if it may not be stored; nothing is.
    :raises ScannerUnavailable: if the site's scanner failed; nothing is stored.
    """
    # Compared with None: before Django 6.1 a file without a name counts as false.
    if upload is None:
        yield None
        return
    stored = _store(accept_attachment(upload))
    try:
        yield stored
    except Exception:
        if stored.is_expected and stored.is_known_to_be_unnamed():
            stored.discard()
        raise
    finally:
        if not stored.is_expected:
            stored.discard()


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
    storage, wanted = field.storage, field.generate_filename(SupportTicket(), f"a.{accepted.inspected.extension}")
    accepted.file.seek(0)
    try:
        name = storage.save(wanted, accepted.file, max_length=field.max_length)
    except BaseException as error:
        # The beginning of it, which a full disk has taken, or a whole that the storage could not confirm. No row names
        # it yet, and nobody else can have a file of this name.
        discard(storage, wanted)
        if isinstance(error, SuspiciousOperation) or not isinstance(error, Exception):
            raise
        raise StorageUnavailable from error
    return StoredFile(storage, name, accepted.inspected)


def discard(storage: Storage, name: str) -> None:
    """Delete a file that no row names; where that fails, it is left to the sweep."""
    try:
        delete_file(storage, name)
    except Exception as error:  # noqa: BLE001  Every storage has errors of its own.
        logger.warning("File %r has no row, and could not be deleted: %s: %s", name, type(error).__name__, error)
