"""Why a file is refused: the codes, their messages, and how a check refuses."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from ..exceptions import AttachmentRejected

_WRONG_TYPE = _("Only PDF, DOC, DOCX, JPG, JPEG, PNG files can be uploaded.")
_MESSAGES: Final[dict[str, Promise | str]] = {
    "too_large": _("The file may not be larger than %(limit)sMB."),
    "empty": _("The file is empty."),
    "too_many": _("At most %(limit)s files can be sent at once."),
    "wrong_type": _WRONG_TYPE,
    "content_mismatch": _WRONG_TYPE,
    "too_many_pixels": _("The image is too large: it may have at most %(limit)s megapixels."),
    "metadata_too_large": _(
        "The picture carries too much besides its pixels, such as a colour profile or texts. "
        "Save it without them and try again."
    ),
    "damaged": _("The file is damaged and cannot be opened."),
    "encrypted": _("Files protected with a password cannot be accepted. Remove the password and try again."),
    "macros": _("Documents with macros cannot be accepted. Save the document without macros and try again."),
    "archive_too_large": _("The document's content is too large. Save it as PDF and try again."),
}


def _fill_in(message: Promise | str, parameters: dict[str, str]) -> str:
    return str(message) % parameters


# ``%`` on a lazy string would translate it there and then, in the language of whoever checks, not of whoever reads.
_fill_in_when_shown = lazy(_fill_in, str)


def rejection(code: str, **parameters: str) -> AttachmentRejected:
    return AttachmentRejected(code, _fill_in_when_shown(_MESSAGES[code], parameters))


@contextmanager
def damaged_if_it_fails() -> Iterator[None]:
    """Refuse a file on which a parser fails. What parsers raise on hostile files is no closed list: Pillow, olefile
    and zipfile let through SyntaxError, struct.error, zlib.error, RecursionError, MemoryError and a dozen others."""
    try:
        yield
    except AttachmentRejected:
        raise
    except Exception as error:
        raise rejection("damaged") from error
