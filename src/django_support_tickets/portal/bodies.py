"""Reading what a form sends: no more of it than a valid one may have, and an answer to what cannot be read."""

from contextlib import suppress
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import UnreadablePostError
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..attachments.reading import largest_body


class Refusal(NamedTuple):
    """Why a form was not looked at: the answer's status, and what to say."""

    status: int
    reason: str | Promise


TOO_LARGE = Refusal(413, _("The files are too large together. Send fewer or smaller ones."))
TOO_MUCH_TEXT = Refusal(413, _("The text is too long."))
UNREADABLE = Refusal(400, _("The form could not be read. Please send it again."))


def read_form(request: Any) -> Refusal | None:
    """Read the request's form, and return why it is refused, if it is.

    What was typed is in ``request.POST`` even so, as far as it stands before the files; the files are left out.
    """
    limit = _UploadLimit(request)
    with suppress(AttributeError):  # A middleware of the site's has read it already.
        request.upload_handlers.insert(0, limit)
    # Another charset is nobody's who filled in our form, and some are none for text.
    if request.encoding and request.encoding.lower() != "utf-8":
        request.encoding = "utf-8"
    try:
        request.POST  # noqa: B018  It is read when it is first asked for.
    except RequestDataTooBig:
        refusal = TOO_MUCH_TEXT
    except (SuspiciousOperation, MultiPartParserError, BadRequest, UnreadablePostError):
        refusal = UNREADABLE
    else:
        return TOO_LARGE if limit.is_exceeded else None
    request._mark_post_parse_error()  # Or it is read again when it is asked for again.
    return refusal


class _UploadLimit(FileUploadHandler):
    """Hands a form to Django's parser: of one that is too large only its beginning, and none of its files."""

    is_exceeded = False

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> Any:
        limit = largest_body()
        self.is_exceeded = content_length > limit
        request: Any = self.request
        others = [handler for handler in request.upload_handlers if handler is not self]
        handlers = [_NoFiles()] if self.is_exceeded else [_FewFiles(), *others]
        beginning: Any = _Beginning(input_data, limit)
        return MultiPartParser(META, beginning, handlers, encoding).parse()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        return None


class _NoFiles(_UploadLimit):
    """Leaves all files out."""

    def handle_raw_input(self, *_args: Any, **_kwargs: Any) -> None:
        return None

    def new_file(self, *_args: Any, **_kwargs: Any) -> None:
        raise SkipFile


class _FewFiles(_NoFiles):
    """Takes one file more than may come, which is enough to say so, and none of those behind it."""

    number = 0

    def new_file(self, *_args: Any, **_kwargs: Any) -> None:
        self.number += 1
        if self.number > settings.SUPPORT_TICKET_MAX_ATTACHMENTS + 1:
            raise StopUpload


class _Beginning:
    """The first bytes of a stream, as if there were no more."""

    def __init__(self, stream: Any, length: int) -> None:
        self._stream = stream
        self._left = length

    def read(self, size: int = -1) -> bytes:
        data: bytes = self._stream.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(data)
        return data
