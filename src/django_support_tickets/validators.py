"""What migrations refer to. The dotted paths in this module never change."""

import re
import unicodedata
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import router
from django.utils.translation import gettext_lazy as _

from .stored_names import new_name

if TYPE_CHECKING:
    from django.db.models import Model

NAME_MIN_LENGTH = 2
NAME_MAX_LENGTH = 100
PHONE_MIN_DIGITS = 10
PHONE_MAX_DIGITS = 15

# Hyphens and the dash that is typed for one, apostrophes (typewriter, typographic, modifier letter, acute accent) and
# the period; the hyphens, apostrophes and middle dots of a script: Armenian, Hebrew, Catalan, Japanese; and the two
# joiners that the orthographies of Persian and of Indic languages need inside a word.
NAME_PUNCTUATION = frozenset(
    " .-\u2010\u2011\u2013'\u2018\u2019\u02bc\u00b4\u058a\u05be\u05f3\u05f4\u00b7\u30a0\u30fb\uff65\u200c\u200d"
)
_PHONE = re.compile(r"\+?[0-9 ().\-/]+")


def validate_person_name(value: str) -> None:
    """Accept 2 to 100 letters and marks of any script, spaces, hyphens, apostrophes and periods.

    :raises ValidationError: with the code ``name_too_short``, ``name_too_long`` or ``name_not_letters``.
    """
    if len(value) < NAME_MIN_LENGTH:
        raise ValidationError(_("The name must have at least 2 characters."), code="name_too_short")
    if len(value) > NAME_MAX_LENGTH:
        raise ValidationError(_("The name may have at most 100 characters."), code="name_too_long")
    letters = [char for char in value if unicodedata.category(char)[0] == "L"]
    others = (char for char in value if unicodedata.category(char)[0] not in "LM")
    if not letters or any(char not in NAME_PUNCTUATION for char in others):
        raise ValidationError(_("The name may contain only letters."), code="name_not_letters")


def validate_phone(value: str) -> None:
    """Accept an optional +, then digits, spaces and ``().-/``, with 10 to 15 digits in all (E.164's most).

    :raises ValidationError: with the code ``invalid_phone``.
    """
    digits = sum(char in "0123456789" for char in value)
    if not _PHONE.fullmatch(value) or not PHONE_MIN_DIGITS <= digits <= PHONE_MAX_DIGITS:
        raise ValidationError(_("Enter a valid phone number."), code="invalid_phone")


def attachment_path(instance: "Model", filename: str) -> str:
    """Return where a new attachment is stored: UPLOAD_DIR, year, month, and an unguessable name.

    The client's name is not part of it; only the extension is, and only if it is plain letters and digits.
    """
    suffix = PurePosixPath(filename).suffix.lower()
    if not re.fullmatch(r"\.[a-z0-9]{1,8}", suffix):
        suffix = ""
    return new_name(suffix, router.db_for_write(type(instance)))
