"""Storages of a site whose disk or server is not well."""

import errno
import os
import signal
from typing import Any, ClassVar

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from django_support_tickets.models.attachment import PrivateStorage


class Disk(PrivateStorage):
    """The private folder, on a disk with faults.

    ``room`` is how many bytes it still takes of a file, None for all of them; ``read_only`` lets nothing be deleted.
    """

    room: ClassVar[int | None] = None
    read_only: ClassVar[bool] = False
    tried: ClassVar[list[str]] = []

    def _save(self, name: str, content: Any) -> str:
        if self.room is None:
            return super()._save(name, content)
        content.seek(0)
        # The beginning is on the disk when that is full.
        FileSystemStorage._save(self, name, ContentFile(content.read(self.room)))
        raise OSError(errno.ENOSPC, "No space left on device")

    def delete(self, name: str) -> None:
        self.tried.append(name)
        if self.read_only:
            raise OSError(errno.EROFS, "Read-only file system")
        super().delete(name)


class Mortal(PrivateStorage):
    """The private folder of a process that is killed when it has saved a file, or is about to delete one."""

    def _save(self, name: str, content: Any) -> str:
        name = super()._save(name, content)
        self._die("save")
        return name

    def delete(self, name: str) -> None:
        self._die("delete")
        super().delete(name)

    def _die(self, call: str) -> None:
        if os.environ["CHILD_DIES_AT"] == call:
            os.kill(os.getpid(), signal.SIGKILL)
