"""DRF's parsers, with an answer to what makes the originals fail: bodies without end, depth or a sane encoding."""

import io
import math
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.utils.translation import gettext_lazy as _
from rest_framework import parsers
from rest_framework.exceptions import APIException, ParseError

from .attachments.reading import largest_body

# No field takes nested values; what shows one in an error message fails on a deeply nested one.
MAX_DEPTH = 20

_FORM_SAMPLE = r"a=1&b=\u0041-"


class PayloadTooLarge(APIException):
    """The body is larger than any valid request (RFC 9110, section 15.5.14)."""

    status_code = 413
    default_detail = _("The request is too large.")
    default_code = "payload_too_large"


class LimitedStream:
    """Reads from a stream and refuses to read more than a limit.

    :param limit: in bytes; None for no limit.
    """

    def __init__(self, stream: Any, limit: int | None) -> None:
        self._stream = stream
        self._left = math.inf if limit is None else limit

    def read(self, size: int | None = None) -> bytes:
        """:raises PayloadTooLarge: when the limit is passed."""
        most = self._left + 1 if size is None or size < 0 else min(size, self._left + 1)
        data: bytes = self._stream.read() if most == math.inf else self._stream.read(int(most))
        self._left -= len(data)
        if self._left < 0:
            raise PayloadTooLarge
        return data


def text_encoding(context: Mapping[str, Any] | None) -> str:
    """Return the charset that the client named, or UTF-8 unless it is one in which a form can be written.

    Python also knows "hex" and "zlib", which are none for text, "idna", which fails on bytes that it cannot decode,
    "unicode_escape", and those in which ``&`` and ``=`` are other bytes than a form's.
    """
    name = str((context or {}).get("encoding") or "utf-8")
    try:
        usable = _FORM_SAMPLE.encode("ascii").decode(name, "replace") == _FORM_SAMPLE
    except (LookupError, UnicodeError):
        usable = False
    return name if usable else "utf-8"


class JSONParser(parsers.BaseParser):
    """Reads at most DATA_UPLOAD_MAX_MEMORY_SIZE bytes of JSON, which is UTF-8 (RFC 8259, section 8.1).

    No subclass of DRF's parser, nor is the next: for those DRF 3.18 reads the body itself, and one that is too large
    gets an answer of Django's, in HTML.
    """

    media_type = parsers.JSONParser.media_type
    renderer_class = parsers.JSONParser.renderer_class

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        body = LimitedStream(stream, settings.DATA_UPLOAD_MAX_MEMORY_SIZE).read()
        try:
            context = {**(parser_context or {}), "encoding": "utf-8"}
            data = parsers.JSONParser().parse(io.BytesIO(body), media_type, context)
        except RecursionError:
            raise ParseError(_("The JSON is nested too deeply.")) from None
        may_be_deep = body.count(b"[") + body.count(b"{") > MAX_DEPTH
        if may_be_deep and _is_deeper(data, MAX_DEPTH):
            raise ParseError(_("The JSON is nested too deeply."))
        return data


def _is_deeper(data: Any, depth: int) -> bool:
    """Tell whether lists and objects are nested more than ``depth`` levels deep."""
    level = [data]
    for _level in range(depth + 1):
        level = [child for node in level for child in _children(node)]
    return bool(level)


def _children(node: Any) -> Iterable[Any]:
    if isinstance(node, dict):
        return node.values()
    return node if isinstance(node, list) else ()


class FormParser(parsers.BaseParser):
    """Reads at most DATA_UPLOAD_MAX_MEMORY_SIZE bytes of a form."""

    media_type = parsers.FormParser.media_type

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        limited: Any = LimitedStream(stream, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        try:
            context = {**(parser_context or {}), "encoding": text_encoding(parser_context)}
            return parsers.FormParser().parse(limited, media_type, context)
        except SuspiciousOperation as error:
            raise ParseError(_("The form has too many fields.")) from error


class MultiPartParser(parsers.MultiPartParser):
    """Reads a form with as many of the largest files as may come, and one more: a larger one is not worth receiving."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        limited: Any = LimitedStream(stream, largest_body())
        context = {**(parser_context or {}), "encoding": text_encoding(parser_context)}
        try:
            return super().parse(limited, media_type, context)
        except RequestDataTooBig as error:
            raise PayloadTooLarge from error
        except SuspiciousOperation as error:
            raise ParseError(_("The form has too many fields.")) from error
