"""What an uploaded file really is, whatever its name and its sender say.

``inspect_attachment`` is the only door. It believes nothing: the extension, the file's own content and the declared
type must agree, and whatever opens the content does so within limits that the file cannot set.
"""

import logging
import os
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NoReturn
from xml.parsers import expat

from django.conf import settings
from django.utils.functional import Promise, lazy
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from ..exceptions import AttachmentRejected, ScannerUnavailable
from .filenames import clean_filename, last_extension

if TYPE_CHECKING:
    from django.core.files import File
    from django.core.files.uploadedfile import UploadedFile

logger = logging.getLogger("django_support_tickets")

ALLOWED_EXTENSIONS: Final = ("pdf", "doc", "docx", "jpg", "jpeg", "png")

MEBIBYTE: Final = 1024 * 1024

# Other names that clients give to our types. A missing or generic one declares nothing: curl sends that for .docx.
_TYPE_ALIASES: Final = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/x-png": "image/png"}
_UNDECLARED: Final = frozenset({"", "application/octet-stream"})

_PDF_START: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*%PDF-[0-9]")
_PNG_START: Final = b"\x89PNG\r\n\x1a\n"
_PNG_END: Final = b"\0\0\0\0IEND\xaeB`\x82"
_JPEG_START: Final = b"\xff\xd8\xff"
_OLE_START: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP_START: Final = b"PK\x03\x04"

# A JPEG marker that a length follows: no stuffed zero, fill byte, or marker that stands alone (ITU T.81, B.1.1).
_JPEG_MARKER: Final = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])")
_JPEG_SCAN: Final = 0xDA
_JPEG_END: Final = 0xD9
# An encoder writes about ten. A scan can be 50 bytes long and yet touch every block of the image: without a limit
# 5 MiB keep a decoder busy for half an hour.
_MAX_JPEG_SCANS: Final = 50

_DOC_MACROS: Final = frozenset({"vba", "_vba_project", "_vba_project_cur"})
# [MS-DOC] 2.5.2: the document opens with this number, and the lowest bit of its twelfth byte says "encrypted".
_DOC_HEADER: Final = b"\xec\xa5"
_DOC_HEADER_LENGTH: Final = 12

_DOCX_MAIN_PART: Final = "word/document.xml"
_DOCX_TYPES_PART: Final = "[content_types].xml"
_DOCX_MAIN_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_DOCX_MACROS: Final = ("vbaproject", "macroenabled")
_DOCX_MAX_MEMBERS: Final = 2_000
_DOCX_MAX_UNPACKED: Final = 100 * MEBIBYTE
_DOCX_MAX_TYPES_SIZE: Final = MEBIBYTE
_DOCX_MAX_RATIO: Final = 100
# Honest parts pass 100:1 when they are small (styles.xml of a generator, a blank drawing), and a picture of a white
# page does at a few megabytes. So the ratio counts for the whole archive from the first of these sizes upwards, and
# for a single part from the second; below them even 1000:1, the most that deflate can do, is no burden.
_DOCX_RATIO_FLOOR: Final = MEBIBYTE
_DOCX_PART_RATIO_FLOOR: Final = 10 * MEBIBYTE

# Zip (APPNOTE 4.4.4): encrypted, and encrypted strongly.
_ZIP_ENCRYPTED: Final = 0x01 | 0x40

_WRONG_TYPE = _("Only PDF, DOC, DOCX, JPG, JPEG, PNG files can be uploaded.")
_MESSAGES: Final[dict[str, Promise | str]] = {
    "too_large": _("The file may not be larger than %(limit)sMB."),
    "empty": _("The file is empty."),
    "wrong_type": _WRONG_TYPE,
    "content_mismatch": _WRONG_TYPE,
    "too_many_pixels": _("The image is too large: it may have at most %(limit)s megapixels."),
    "damaged": _("The file is damaged and cannot be opened."),
    "encrypted": _("Files protected with a password cannot be accepted. Remove the password and try again."),
    "macros": _("Documents with macros cannot be accepted. Save the document without macros and try again."),
    "archive_too_large": _("The document's content is too large. Save it as PDF and try again."),
}


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
        raise _rejection("wrong_type")
    kind = _KINDS[extension]
    _check_declared_type(upload, kind.content_type)
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
        raise _rejection("too_large", limit=f"{limit / MEBIBYTE:.6g}")
    if not size:
        raise _rejection("empty")
    return size


def _check_declared_type(upload: "File[bytes]", content_type: str) -> None:
    declared = (getattr(upload, "content_type", None) or "").partition(";")[0].strip().lower()
    if declared not in _UNDECLARED and _TYPE_ALIASES.get(declared, declared) != content_type:
        raise _rejection("wrong_type")


# PDF


def _check_pdf(upload: "File[bytes]", size: int) -> None:
    if not _PDF_START.match(_start(upload, 1024)):
        raise _rejection("content_mismatch")


# Images


def _check_png(upload: "File[bytes]", size: int) -> None:
    _require_start(upload, _PNG_START)
    # Pillow is content once it has all the pixels.
    if _PNG_END not in _start(upload, size):
        raise _rejection("damaged")
    _decode_image(upload, "PNG")


def _check_jpeg(upload: "File[bytes]", size: int) -> None:
    _require_start(upload, _JPEG_START)
    markers = list(_jpeg_markers(_start(upload, size)))
    if _JPEG_END not in markers or markers.count(_JPEG_SCAN) > _MAX_JPEG_SCANS:
        raise _rejection("damaged")
    _decode_image(upload, "JPEG")


def _jpeg_markers(content: bytes) -> Iterator[int]:
    """Yield the markers of the first image, up to its end: what follows is another one, or never decoded."""
    position = len(_JPEG_START) - 1
    while marker := _JPEG_MARKER.search(content, position):
        code = marker[1][0]
        yield code
        if code == _JPEG_END:
            return
        length = int.from_bytes(content[marker.end() : marker.end() + 2], "big")
        position = marker.end() + length


def _decode_image(upload: "File[bytes]", image_format: str) -> None:
    """Decode the (first) image, once its header says that it has no more pixels than allowed."""
    from PIL import Image

    limit = settings.SUPPORT_TICKET_MAX_IMAGE_PIXELS
    too_many = _rejection("too_many_pixels", limit=f"{limit / 1_000_000:.6g}")
    with _damaged_if_it_fails():
        try:
            with Image.open(upload, formats=(image_format,)) as image:
                if image.width * image.height > limit:
                    raise too_many
                # Decodes a JPEG at an eighth of its size: every byte is read, with a sixty-fourth of the memory.
                image.draft(None, (1, 1))
                image.load()
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise too_many from error


# Word 97 to 2003


def _check_doc(upload: "File[bytes]", size: int) -> None:
    _require_start(upload, _OLE_START)
    import olefile

    with _damaged_if_it_fails():
        reader = _Reader(upload, size)
        with olefile.OleFileIO(reader) as document:
            if document.get_type("WordDocument") != olefile.STGTY_STREAM:
                raise _rejection("content_mismatch")
            paths = document.listdir(streams=True, storages=True)
            if _DOC_MACROS & {name.partition("\0")[0].lower() for path in paths for name in path}:
                raise _rejection("macros")
            reader.allow(2 * size)
            header = document.openstream("WordDocument").read(_DOC_HEADER_LENGTH)
    if len(header) == _DOC_HEADER_LENGTH and header.startswith(_DOC_HEADER) and header[-1] & 1:
        raise _rejection("encrypted")


# Word since 2007


def _check_docx(upload: "File[bytes]", size: int) -> None:
    if _start(upload, len(_OLE_START)) == _OLE_START:
        _refuse_protected_docx(upload, size)
    _require_start(upload, _ZIP_START)
    with _damaged_if_it_fails():
        reader = _Reader(upload, size)
        with zipfile.ZipFile(reader) as archive:
            members = {member.filename.lower(): member for member in archive.infolist()}
            _check_archive_limits(archive.infolist(), size)
            # Of two parts with one name, which would Word open? (ECMA-376 part 2 forbids them.)
            if len(members) < len(archive.infolist()):
                raise _rejection("damaged")
            reader.allow(4 * size)
            _check_document_type(archive, members)
            _check_integrity(archive)


def _refuse_protected_docx(upload: "File[bytes]", size: int) -> NoReturn:
    """A .docx with a password is an OLE file around the encrypted one ([MS-OFFCRYPTO] 2.3)."""
    import olefile

    with _damaged_if_it_fails(), olefile.OleFileIO(_Reader(upload, size)) as container:
        protected = container.exists("EncryptedPackage")
    raise _rejection("encrypted" if protected else "content_mismatch")


def _check_archive_limits(members: list[zipfile.ZipInfo], size: int) -> None:
    """Judge the archive by its table of contents, before anything is unpacked."""
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if (
        len(members) > _DOCX_MAX_MEMBERS
        or unpacked > _DOCX_MAX_UNPACKED
        or _is_bomb(unpacked, packed, _DOCX_RATIO_FLOOR)
        or any(_is_bomb(member.file_size, member.compress_size, _DOCX_PART_RATIO_FLOOR) for member in members)
    ):
        raise _rejection("archive_too_large")
    if any(member.flag_bits & _ZIP_ENCRYPTED for member in members):
        raise _rejection("encrypted")
    # Parts that overlap, and methods that no document uses, some of which reserve gigabytes to begin with.
    methods = {member.compress_type for member in members}
    if packed > size or not methods <= {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise _rejection("damaged")


def _is_bomb(unpacked: int, packed: int, floor: int) -> bool:
    return unpacked > floor and unpacked > packed * _DOCX_MAX_RATIO


def _check_document_type(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> None:
    if _DOCX_TYPES_PART not in members or _DOCX_MAIN_PART not in members:
        raise _rejection("content_mismatch")
    with archive.open(members[_DOCX_TYPES_PART]) as part:
        content = part.read(_DOCX_MAX_TYPES_SIZE + 1)
    if len(content) > _DOCX_MAX_TYPES_SIZE:
        raise _rejection("archive_too_large")
    types = _declared_part_types(content)
    if _mentions_macros(members) or _mentions_macros(types):
        raise _rejection("macros")
    if _DOCX_MAIN_TYPE not in types:
        raise _rejection("content_mismatch")


def _mentions_macros(names: Iterable[str]) -> bool:
    return any(word in name for name in names for word in _DOCX_MACROS)


def _declared_part_types(xml: bytes) -> set[str]:
    """Return every content type that ``[Content_Types].xml`` names, in lower case.

    Parsed, not searched: comments, character references and UTF-16 would hide a name from a search. Without a
    DOCTYPE there are no entities that could expand.
    """
    types: set[str] = set()

    def collect(_name: str, attributes: dict[str, str]) -> None:
        types.add(attributes.get("ContentType", "").strip().lower())

    def refuse(*_doctype: object) -> NoReturn:
        raise _rejection("damaged")

    parser = expat.ParserCreate()
    parser.StartElementHandler = collect
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(xml, True)
    return types


def _check_integrity(archive: zipfile.ZipFile) -> None:
    """Unpack every part to nowhere: zipfile stops at the declared size and then compares the checksum, so that
    neither a lie in the table of contents nor a truncated part comes through."""
    for member in archive.infolist():
        with archive.open(member) as part:
            while part.read(65_536):
                pass


# The site's scanner


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


# What the checks share


class _Reader:
    """The upload as olefile and zipfile see it: cannot be closed, and gives only so much.

    Both follow tables inside the file, which can send them round in circles: the directory of a crafted .doc of
    5 MiB costs olefile minutes, the central directory of a zip a few hundred megabytes. An honest file's tables are a
    small part of it.
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
            raise _rejection("archive_too_large")
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        position: int = self._upload.seek(offset, whence)
        return position

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        position: int = self._upload.tell()
        return position


def _start(upload: "File[bytes]", length: int) -> bytes:
    upload.seek(0)
    content: bytes = upload.read(length)
    return content


def _require_start(upload: "File[bytes]", expected: bytes) -> None:
    if _start(upload, len(expected)) != expected:
        raise _rejection("content_mismatch")


@contextmanager
def _damaged_if_it_fails() -> Iterator[None]:
    """Refuse a file on which a parser fails. What parsers raise on hostile files is no closed list: Pillow, olefile
    and zipfile let through SyntaxError, struct.error, zlib.error, RecursionError, MemoryError and a dozen others."""
    try:
        yield
    except AttachmentRejected:
        raise
    except Exception as error:
        raise _rejection("damaged") from error


def _fill_in(message: Promise | str, parameters: dict[str, str]) -> str:
    return str(message) % parameters


# ``%`` on a lazy string would translate it there and then, in the language of whoever checks, not of whoever reads.
_fill_in_when_shown = lazy(_fill_in, str)


def _rejection(code: str, **parameters: str) -> AttachmentRejected:
    return AttachmentRejected(code, _fill_in_when_shown(_MESSAGES[code], parameters))


@dataclass(frozen=True, slots=True)
class _Kind:
    extension: str
    content_type: str
    check: Callable[["File[bytes]", int], None]


_JPEG = _Kind("jpg", "image/jpeg", _check_jpeg)
_KINDS: Final = {
    "pdf": _Kind("pdf", "application/pdf", _check_pdf),
    "doc": _Kind("doc", "application/msword", _check_doc),
    "docx": _Kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _check_docx),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "png": _Kind("png", "image/png", _check_png),
}
