"""The mails that Django's file-based backend wrote.

The backend opens one file a connection and ends each message in it with a line of dashes; two connections of the same
second may share a file. A mail's name is its file's stem and its place in the file.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path
from typing import cast

from django.conf import settings

SEPARATOR = b"\n" + b"-" * 79 + b"\n"
SHOWN_HEADERS = ("From", "To", "Reply-To", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted")
MAX_FILES = 200


@dataclass(frozen=True)
class Mail:
    """One mail: its name in the mailbox, what was written, and when."""

    name: str
    source: bytes
    written_at: datetime

    @cached_property
    def message(self) -> EmailMessage:
        return cast(EmailMessage, message_from_bytes(self.source, policy=policy.default))

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    @property
    def recipient(self) -> str:
        return str(self.message["To"] or "")

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(self.message[name])) for name in SHOWN_HEADERS if self.message[name]]

    @property
    def text(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    def _body(self, subtype: str) -> str:
        part = self.message.get_body(preferencelist=(subtype,))
        return str(part.get_content()) if part else ""


def newest_mails() -> list[Mail]:
    """Return the mails of the newest files, newest first."""
    if not settings.MAIL_DIR.is_dir():
        return []
    # The names begin with the time.
    files = sorted(settings.MAIL_DIR.glob("*.log"), reverse=True)[:MAX_FILES]
    mails = [mail for file in sorted(files, key=lambda file: file.stat().st_mtime_ns) for mail in _mails_in(file)]
    return mails[::-1]


def find_mail(name: str) -> Mail | None:
    """Return the mail of this name, or None. The name is only compared: it never becomes a path."""
    return next((mail for mail in newest_mails() if mail.name == name), None)


def _mails_in(file: Path) -> list[Mail]:
    written_at = datetime.fromtimestamp(file.stat().st_mtime, tz=UTC)
    sources = file.read_bytes().split(SEPARATOR)
    return [
        Mail(f"{file.stem}-{place}", source, written_at) for place, source in enumerate(sources, 1) if source.strip()
    ]
