"""Reading an upload: its beginning, and within limits."""

import os
from typing import TYPE_CHECKING, Final

from django.conf import settings

from .rejections import rejection

if TYPE_CHECKING:
    from django.core.files import File

MEBIBYTE: Final = 1024 * 1024


def largest_body() -> int:
    """Return how many bytes of a form with files are worth receiving: as many of the largest as may come, and one."""
    files = settings.SUPPORT_TICKET_MAX_ATTACHMENTS + 1
    return int(files * settings.SUPPORT_TICKET_MAX_ATTACHMENT_SIZE + MEBIBYTE)


class LimitedReader:
    """The upload as olefile and zipfile see it: cannot be closed, and gives only so much.

    Both follow tables inside the file, which can send them round in circles: with a crafted .doc of 130 kB olefile
    was busy for two minutes, and the time grows with the square of the size. An honest file's tables are a small
    part of it.
    """

    closed = False

    def __init__(self, upload: "File[bytes]", size: int) -> None:
        self._upload = upload
        self._allowance = MEBIBYTE // 2 + size // 64

    def allow(self, amount: int) -> None:
        """Let this many more bytes be read."""
        self._allowance += amount

    def read(self, size: int = -1, /) -> bytes:
        most = self._allowance + 1
        data: bytes = self._upload.read(most if size < 0 else min(size, most))
        self._allowance -= len(data)
        if self._allowance < 0:
            raise rejection("archive_too_large")
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        position: int = self._upload.seek(offset, whence)
        return position

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        position: int = self._upload.tell()
        return position


def read_start(upload: "File[bytes]", length: int) -> bytes:
    upload.seek(0)
    content: bytes = upload.read(length)
    return content


def require_start(upload: "File[bytes]", expected: bytes) -> None:
    if read_start(upload, len(expected)) != expected:
        raise rejection("content_mismatch")
