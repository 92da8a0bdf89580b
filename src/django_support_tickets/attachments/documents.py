"""Is this really a Word document, and can it be opened without harm?"""

import zipfile
from collections.abc import Iterable
from typing import IO, TYPE_CHECKING, Final, NoReturn
from urllib.parse import unquote
from xml.parsers import expat

from .reading import MEBIBYTE, LimitedReader, read_start, require_start
from .rejections import damaged_if_it_fails, rejection

if TYPE_CHECKING:
    from django.core.files import File

_OLE_START: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP_START: Final = b"PK\x03\x04"

_DOC_MACROS: Final = frozenset({"vba", "_vba_project", "_vba_project_cur"})
# [MS-DOC] 2.5.2: the document opens with this number, and the lowest bit of its twelfth byte says "encrypted".
_DOC_HEADER: Final = b"\xec\xa5"
_DOC_HEADER_LENGTH: Final = 12

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
_DOCX_RATIO_FLOOR: Final = 4 * MEBIBYTE
_DOCX_PART_RATIO_FLOOR: Final = 10 * MEBIBYTE
_CHUNK: Final = 65_536
_DOCTYPES: Final = tuple("DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16le", "utf-16be", "utf-32le"))
_LONGEST_DOCTYPE: Final = max(map(len, _DOCTYPES))
_XML_EXTENSIONS: Final = (".xml", ".rels", ".vml")

# Zip (APPNOTE 4.4.4): encrypted, and encrypted strongly.
_ZIP_ENCRYPTED: Final = 0x01 | 0x40


# Word 97 to 2003


def check_doc(upload: "File[bytes]", size: int) -> None:
    require_start(upload, _OLE_START)
    import olefile

    with damaged_if_it_fails():
        reader = LimitedReader(upload, size)
        with olefile.OleFileIO(reader) as document:
            if document.get_type("WordDocument") != olefile.STGTY_STREAM:
                raise rejection("content_mismatch")
            paths = document.listdir(streams=True, storages=True)
            if _DOC_MACROS & {name.partition("\0")[0].lower() for path in paths for name in path}:
                raise rejection("macros")
            reader.allow(2 * size)
            header = document.openstream("WordDocument").read(_DOC_HEADER_LENGTH)
    if header.startswith(_DOC_HEADER) and header[-1] & 1:
        raise rejection("encrypted")


# Word since 2007


def check_docx(upload: "File[bytes]", size: int) -> None:
    if read_start(upload, len(_OLE_START)) == _OLE_START:
        _refuse_protected_docx(upload, size)
    require_start(upload, _ZIP_START)
    with damaged_if_it_fails():
        reader = LimitedReader(upload, size)
        with zipfile.ZipFile(reader) as archive:
            members = {member.filename.lower(): member for member in archive.infolist()}
            _check_archive_limits(archive.infolist(), size)
            _check_part_names(archive.infolist())
            # Of two parts with one name, which would Word open? (ECMA-376 part 2 forbids them.)
            if len(members) < len(archive.infolist()):
                raise rejection("damaged")
            reader.allow(4 * size)
            _check_document_type(archive, members)
            _check_parts(archive)


def _refuse_protected_docx(upload: "File[bytes]", size: int) -> NoReturn:
    """A .docx with a password is an OLE file around the encrypted one ([MS-OFFCRYPTO] 2.3)."""
    import olefile

    with damaged_if_it_fails(), olefile.OleFileIO(LimitedReader(upload, size)) as container:
        protected = container.exists("EncryptedPackage")
    raise rejection("encrypted" if protected else "content_mismatch")


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
        raise rejection("archive_too_large")
    if any(member.flag_bits & _ZIP_ENCRYPTED for member in members):
        raise rejection("encrypted")
    # Parts that overlap, and methods that no document uses, some of which reserve gigabytes to begin with.
    methods = {member.compress_type for member in members}
    if packed > size or not methods <= {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise rejection("damaged")


def _is_bomb(unpacked: int, packed: int, floor: int) -> bool:
    return unpacked > floor and unpacked > packed * _DOCX_MAX_RATIO


def _check_document_type(archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo]) -> None:
    if _DOCX_TYPES_PART not in members:
        raise rejection("content_mismatch")
    with archive.open(members[_DOCX_TYPES_PART]) as part:
        content = part.read(_DOCX_MAX_TYPES_SIZE + 1)
    if len(content) > _DOCX_MAX_TYPES_SIZE:
        raise rejection("archive_too_large")
    types = _declared_part_types(content)
    if _mentions_macros(members) or _mentions_macros(types):
        raise rejection("macros")
    # By convention it is word/document.xml, which not every program keeps to (ECMA-376 part 1, 11.3.10).
    if not types.get(_DOCX_MAIN_TYPE, set()) & members.keys():
        raise rejection("content_mismatch")


def _mentions_macros(names: Iterable[str]) -> bool:
    return any(word in name for name in names for word in _DOCX_MACROS)


def _declared_part_types(xml: bytes) -> dict[str, set[str]]:
    """Return every content type that ``[Content_Types].xml`` names, with the parts that it names it for, in lower case.

    Parsed, not searched: comments, character references and UTF-16 would hide a name from a search. Without a
    DOCTYPE there are no entities that could expand.
    """
    types: dict[str, set[str]] = {}

    def collect(_name: str, attributes: dict[str, str]) -> None:
        parts = types.setdefault(attributes.get("ContentType", "").strip().lower(), set())
        parts.add(attributes.get("PartName", "").lower().removeprefix("/"))

    def refuse(*_doctype: object) -> NoReturn:
        raise rejection("damaged")

    parser = expat.ParserCreate()
    parser.StartElementHandler = collect
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(xml, True)
    return types


def _check_part_names(members: list[zipfile.ZipInfo]) -> None:
    """Refuse names that leave the package (ECMA-376 part 2, 6.2.2), also as other programs would read them."""
    for member in members:
        name = unquote(member.orig_filename)
        leaves = name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")
        if leaves or member.filename != member.orig_filename:
            raise rejection("damaged")


def _check_parts(archive: zipfile.ZipFile) -> None:
    """Unpack every part to nowhere: zipfile stops at the declared size and then compares the checksum, so that
    neither a lie in the table of contents nor a truncated part comes through. None has a DTD (ECMA-376 part 2, 6.4)."""
    for member in archive.infolist():
        with archive.open(member) as part:
            if member.filename.lower().endswith(_XML_EXTENSIONS):
                _check_prolog(part)
            while part.read(_CHUNK):
                pass


def _check_prolog(part: IO[bytes]) -> None:
    """Refuse a DTD, which stands before the first element. What comes behind that is the reader's affair: some programs
    write drawings that are no XML.
    """
    prolog = _Prolog()
    before = b""
    while not prolog.is_over and (chunk := part.read(_CHUNK)):
        prolog.read(chunk)
        # What expat cannot read, in whatever encoding, is searched for the word.
        if prolog.is_unreadable and any(word in before + chunk for word in _DOCTYPES):
            raise rejection("damaged")
        before = chunk[-_LONGEST_DOCTYPE:]
    if not prolog.is_over:
        prolog.end()


class _Prolog:
    """What stands before the first element of an XML part."""

    def __init__(self) -> None:
        self.is_over = self.is_unreadable = False
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._stop
        self._parser.StartDoctypeDeclHandler = self._refuse

    def read(self, chunk: bytes) -> None:
        self._parse(chunk, is_last=False)

    def end(self) -> None:
        """Look at what expat has held back, since it might have gone on."""
        self._parse(b"", is_last=True)

    def _parse(self, chunk: bytes, *, is_last: bool) -> None:
        try:
            if not self.is_unreadable:
                self._parser.Parse(chunk, is_last)
        except expat.ExpatError:
            self.is_unreadable = True

    def _stop(self, *_element: object) -> None:
        self.is_over = True

    def _refuse(self, *_doctype: object) -> NoReturn:
        raise rejection("damaged")
