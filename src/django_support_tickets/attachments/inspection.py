"""What an uploaded file really is, whatever its name and its sender say.

``inspect_attachment`` is the only door. It believes nothing: the extension, the file's own content and the declared
type must agree, and whatever opens the content does so within limits that the file cannot set.
"""

import logging
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.module_loading import import_string

from ..exceptions import AttachmentRejected, ScannerUnavailable
from .documents import check_doc, check_docx
from .filenames import clean_filename, last_extension
from .images import check_jpeg, check_png
from .pdf import check_pdf
from .reading import MEBIBYTE
from .rejections import rejection

if TYPE_CHECKING:
    from django.core.files import File
    from django.core.files.uploadedfile import UploadedFile

logger = logging.getLogger("django_support_tickets")

ALLOWED_EXTENSIONS: Final = ("pdf", "doc", "docx", "jpg", "jpeg", "png")

# What declares nothing, if name and content agree: unknown bytes, something to be saved, or anything at all.
_UNDECLARED: Final = re.compile(
    r"|unknown|\*|\*/\*|application/(\*|unknown|x-unknown)|(application|binary|unknown)/(x-)?octet-?stream"
    r"|[a-z*]+/(x-)?(force-)?download|unknown/unknown"
)
# Other names of our types, as senders' computers have registered them.
_PDF_NAMES: Final = re.compile(
    r"(application|text|applications)/(x-|vnd\.)?(pdf|acrobat|x-pdf)|application/wps-office\.pdf"
)
_DOC_NAMES: Final = re.compile(
    r"application/(x-|vnd\.)?(ms-?office|ms-?word|word|docx?|winword|openxmlformats(-officedocument)?|kswps|wps)"
    r"|application/(vnd\.)?wps-(office|writer)(\.\w+)?|application/(x-cfb|x-ole-storage|cdfv2)"
    r"|zz-application/zz-winassoc-doc"
)
_ZIP_NAMES: Final = re.compile(r"(application|multipart)/(x-)?zip(-compressed)?")
_JPEG_NAMES: Final = re.compile(r"image/\*|(image|application)/(x-|p|x-citrix-)?(jpe?g|jpe|jfif)")
_PNG_NAMES: Final = re.compile(r"image/\*|(image|application)/(x-|x-citrix-)?png")


@dataclass(frozen=True, slots=True)
class InspectedFile:
    """What is known of a file that passed.

    :param filename: cleaned, safe to show in pages and headers.
    :param content_type: from our own table, never the client's.
    :param extension: without dot; one of ALLOWED_EXTENSIONS, and "jpg" for a .jpeg.
    :param size: in bytes, as measured.
    """

    filename: str
    content_type: str
    extension: str
    size: int


def inspect_attachment(upload: "UploadedFile[bytes] | File[bytes]") -> InspectedFile:
    """Return what the file is, and leave its position at 0.

    :raises AttachmentRejected: with the code too_large, empty, wrong_type, content_mismatch, too_many_pixels, damaged,
        encrypted, macros or archive_too_large, or the scanner's own.
    :raises ScannerUnavailable: when SUPPORT_TICKET_ATTACHMENT_SCANNER cannot say whether the file is harmless.
    """
    try:
        inspected = _inspect(upload)
        _scan(upload, inspected)
    finally:
        if not upload.closed:
            upload.seek(0)
    return inspected


def _inspect(upload: "File[bytes]") -> InspectedFile:
    size = _measured_size(upload)
    name = upload.name or ""
    extension = last_extension(name)
    if extension not in ALLOWED_EXTENSIONS:
        raise rejection("wrong_type")
    kind = _KINDS[extension]
    _check_declared_type(upload, kind)
    kind.check(upload, size)
    return InspectedFile(
        filename=clean_filename(name, extension=extension),
        content_type=kind.content_type,
        extension=kind.extension,
        size=size,
    )


def _measured_size(upload: "File[bytes]") -> int:
    upload.seek(0, os.SEEK_END)
    size: int = upload.tell()
    limit = settings.SUPPORT_TICKET_MAX_ATTACHMENT_SIZE
    if size > limit:
        raise rejection("too_large", limit=f"{limit / MEBIBYTE:.6g}")
    if not size:
        raise rejection("empty")
    return size


def _check_declared_type(upload: "File[bytes]", kind: "_Kind") -> None:
    """Refuse a file whose sender plainly says that it is something else."""
    declared = (getattr(upload, "content_type", None) or "").partition(";")[0].strip().lower()
    known = declared == kind.content_type or _UNDECLARED.fullmatch(declared)
    # What one of our own types is called, no other kind may be called.
    taken = declared in {other.content_type for other in _KINDS.values()} - {kind.content_type}
    if not known and (taken or not any(names.fullmatch(declared) for names in kind.names)):
        raise rejection("wrong_type")


def _scan(upload: "File[bytes]", inspected: InspectedFile) -> None:
    """Ask the site's scanner; if it cannot answer, the file is not accepted."""
    path = settings.SUPPORT_TICKET_ATTACHMENT_SCANNER
    if not path:
        return
    try:
        upload.seek(0)
        import_string(path)(upload, filename=inspected.filename, content_type=inspected.content_type)
        # A scanner that closed the file has taken it from us.
        upload.seek(0)
    except AttachmentRejected:
        raise
    except Exception as error:
        logger.exception("SUPPORT_TICKET_ATTACHMENT_SCANNER %r failed: the attachment was refused.", path)
        raise ScannerUnavailable from error


@dataclass(frozen=True, slots=True)
class _Kind:
    extension: str
    content_type: str
    check: Callable[["File[bytes]", int], None]
    names: tuple[re.Pattern[str], ...]


_JPEG = _Kind("jpg", "image/jpeg", check_jpeg, (_JPEG_NAMES,))
_KINDS: Final = {
    "pdf": _Kind("pdf", "application/pdf", check_pdf, (_PDF_NAMES,)),
    "doc": _Kind("doc", "application/msword", check_doc, (_DOC_NAMES,)),
    "docx": _Kind(
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        check_docx,
        (_DOC_NAMES, _ZIP_NAMES),
    ),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "png": _Kind("png", "image/png", check_png, (_PNG_NAMES,)),
}
