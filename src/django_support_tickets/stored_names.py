"""The names under which files are stored: UPLOAD_DIR, year, month, and what nobody can guess.

A name ends in a mark of the database whose rows are to name the file. Desks that share a storage, such as those of
several tenants, or a copy of a site for trying things out, can therefore tell their own files from the others', and
delete no other's for want of a row.
"""

import posixpath
import re
import secrets
from collections.abc import Iterator
from pathlib import PurePosixPath

from django.conf import settings
from django.db import connections
from django.utils import timezone
from django.utils.crypto import salted_hmac

# 32 characters in all. Names of earlier versions have no mark.
_NAME = re.compile(r"(?P<token>[\w-]{23})(_(?P<mark>[0-9a-f]{8})|[\w-]{9})(\.[a-z0-9]{1,8})?", re.ASCII)
# At the end of a picture's name: that of its thumbnail.
THUMBNAIL = ".thumbnail"
YEAR = re.compile(r"[0-9]{4}")
MONTH = re.compile(r"0[1-9]|1[0-2]")


def new_name(suffix: str, using: str) -> str:
    """Return a name for a new file.

    :param suffix: its extension with the dot, or "".
    :param using: alias of the database that is to name it.
    """
    token = secrets.token_urlsafe(17)
    mark = next(_marks(token, using))
    return posixpath.join(upload_folder(), f"{timezone.now():%Y/%m}", f"{token}_{mark}{suffix}")


def upload_folder() -> str:
    """Return the folder that UPLOAD_DIR names; "" is the storage's root."""
    folder = str(PurePosixPath(settings.SUPPORT_TICKET_UPLOAD_DIR))
    return "" if folder == "." else folder


def month_folder(name: str) -> str | None:
    """Return the folder of a file, if it is one of those in which new files are stored."""
    folder = posixpath.dirname(name)
    year, month = posixpath.split(folder)
    is_month = MONTH.fullmatch(month) and YEAR.fullmatch(posixpath.basename(year))
    return folder if is_month and posixpath.dirname(year) == upload_folder() else None


def is_stored_name(basename: str, using: str) -> bool:
    """Tell whether a file of a month's folder was stored by a desk on this database: its name is of the kind made here.

    :param basename: the last part of its name.
    :param using: alias of the database.
    """
    if not (parts := _NAME.fullmatch(basename)):
        return False
    return parts["mark"] is None or parts["mark"] in _marks(parts["token"], using)


def _marks(token: str, using: str) -> Iterator[str]:
    """Yield the mark of a database, and those that it had by earlier secret keys.

    Its host and port are no part of it: a pooler or another address leads to the same database.
    """
    connection = connections[using]
    value = f"{token}:{connection.settings_dict['NAME']}:{getattr(connection, 'schema_name', '')}"
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield salted_hmac(__name__, value, secret, algorithm="sha256").hexdigest()[:8]


def original_name(name: str) -> str:
    """Return the file that a thumbnail belongs to, or the name of any other file."""
    return name.removesuffix(THUMBNAIL)
