"""Files built in code: honest ones of every accepted kind, and crafted ones of many others."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

MEBIBYTE = 1024 * 1024

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOCX_MAIN_TYPE = f"{DOCX_TYPE}.main+xml"
DOCM_MAIN_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"


def upload(content: bytes, name: str, content_type: str | None = "") -> SimpleUploadedFile:
    """Return an upload; the type that the client declares is none unless given."""
    file = SimpleUploadedFile("upload", content, content_type=content_type)
    # Django cleans the name of an upload; other doors hand over names as they come.
    file.__dict__["_name"] = name
    return file


# PDF


def pdf() -> bytes:
    """A page without anything on it, with a correct cross-reference table."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>",
    ]
    content, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(content)
    return content + b"xref\n0 4\n0000000000 65535 f \n" + table + trailer


# Images


def image(image_format: str, mode: str = "RGB", size: tuple[int, int] = (32, 24), **options: Any) -> bytes:
    """A picture with some detail, so that cutting it off loses pixels."""
    buffer = io.BytesIO()
    picture = Image.linear_gradient("L").resize(size).convert(mode)
    picture.save(buffer, image_format, **options)
    return buffer.getvalue()


def png(**options: Any) -> bytes:
    return image("PNG", **options)


def jpeg(**options: Any) -> bytes:
    return image("JPEG", **options)


def noisy_jpeg(variant: int) -> bytes:
    buffer = io.BytesIO()
    Image.frombytes("L", (8, 8), noise(64 + variant)[variant:]).save(buffer, "JPEG")
    return buffer.getvalue()


def jpeg_with_greedy_exif(tags: int = 400, size: int = 600_000) -> bytes:
    """A JPEG of which every Exif tag claims the same 600 kB, so that copying them all takes 240 MB."""
    entries = b"".join(struct.pack("<HHLL", tag, 7, size, 8) for tag in range(1, tags + 1))
    tiff = (b"II*\0" + struct.pack("<LH", 8, tags) + entries).ljust(size + 8, b"\0")
    segments = [b"Exif\0\0" + tiff[start : start + 65_000] for start in range(0, len(tiff), 65_000)]
    exif = b"".join(b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment for segment in segments)
    # In place of the JFIF header: Pillow looks for the resolution there first.
    whole = jpeg()
    return whole[:2] + exif + whole[whole.index(b"\xff\xdb") :]


def mpo() -> bytes:
    """What many phones save as .jpg: a JPEG with a second picture behind it."""
    second = Image.new("RGB", (32, 24), "white")
    return image("MPO", save_all=True, append_images=[second])


def png_chunk(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_with_chunk(kind: bytes, content: bytes) -> bytes:
    """A PNG with one more chunk behind its header."""
    header_end = 8 + 25
    whole = png()
    return whole[:header_end] + png_chunk(kind, content) + whole[header_end:]


def huge_png(width: int, height: int) -> bytes:
    """A PNG whose header announces any size, with next to no pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = png_chunk(b"IHDR", header) + png_chunk(b"IDAT", zlib.compress(b"\0" * 100)) + png_chunk(b"IEND")
    return b"\x89PNG\r\n\x1a\n" + parts


def huge_jpeg(width: int, height: int) -> bytes:
    """A JPEG whose header announces any size."""
    whole = jpeg()
    size_at = whole.index(b"\xff\xc0") + 5
    return whole[:size_at] + struct.pack(">HH", height, width) + whole[size_at + 4 :]


def jpeg_with_scans(number: int) -> bytes:
    """A valid progressive JPEG in which the last scan, with its table, is repeated."""
    whole = jpeg(progressive=True)
    last_scan = whole[whole.rindex(b"\xff\xc4") : -2]
    return whole[:-2] + last_scan * (number - whole.count(b"\xff\xda")) + whole[-2:]


# OLE2 compound files, [MS-CFB]

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NONE = 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5

Tree = Mapping[str, "bytes | Tree"]


def ole(tree: Tree) -> bytes:
    """A compound file with these streams (bytes) and storages (mappings)."""
    entries: list[dict[str, Any]] = [{"name": "Root Entry", "type": _ROOT, "start": _END}]
    _add_children(entries, 0, tree)
    sectors: list[bytes] = []
    table: list[int] = []
    for entry in entries:
        if entry["type"] == _STREAM:
            # Short streams would live in the mini stream: padding keeps them, and this builder, out of it.
            content = entry["content"].ljust(4096, b"\0")
            entry["size"], entry["start"] = len(content), _place(content, sectors, table)
    directory = _place(b"".join(map(_directory_entry, entries)), sectors, table)
    return _container(sectors, table, directory)


def _place(content: bytes, sectors: list[bytes], table: list[int]) -> int:
    """Append the content as one chain and return its first sector."""
    first = len(sectors)
    for start in range(0, len(content), _SECTOR):
        sectors.append(content[start : start + _SECTOR].ljust(_SECTOR, b"\0"))
        table.append(len(sectors))
    table[-1] = _END
    return first


def _container(sectors: list[bytes], table: list[int], directory: int) -> bytes:
    fat_sectors = 1
    while fat_sectors * (_SECTOR // 4) < len(table) + fat_sectors:
        fat_sectors += 1
    first_fat = len(table)
    table += [_FAT] * fat_sectors
    table += [_FREE] * (fat_sectors * (_SECTOR // 4) - len(table))
    fat = struct.pack(f"<{len(table)}I", *table)
    return _ole_header(directory, range(first_fat, first_fat + fat_sectors)) + b"".join(sectors) + fat


def _add_children(entries: list[dict[str, Any]], parent: int, tree: Tree) -> None:
    """Append a storage's children as a chain of right siblings, which is a (poor) red-black tree."""
    previous = None
    for name, content in sorted(tree.items(), key=lambda item: (len(item[0]), item[0].upper())):
        number = len(entries)
        is_stream = isinstance(content, bytes)
        entries.append(
            {"name": name, "type": _STREAM if is_stream else _STORAGE, "content": content if is_stream else b""}
        )
        if previous is None:
            entries[parent]["child"] = number
        else:
            entries[previous]["right"] = number
        previous = number
        if not isinstance(content, bytes):
            _add_children(entries, number, content)


def _directory_entry(entry: Mapping[str, Any]) -> bytes:
    name = entry["name"].encode("utf-16-le")
    links = (entry.get(link, _NONE) for link in ("left", "right", "child"))
    place = entry.get("start", 0), entry.get("size", 0), 0
    return struct.pack("<64sHBBIII16sIQQIII", name, len(name) + 2, entry["type"], 1, *links, b"", 0, 0, 0, *place)


def _ole_header(directory: int, fat: range) -> bytes:
    fixed = struct.pack(
        "<8s16sHHHHHHLLLLLLLLLL",
        *(OLE_MAGIC, b"", 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0),
        *(len(fat), directory, 0, 4096, _END, 0, _END, 0),
    )
    return fixed + struct.pack("<109I", *fat, *[_FREE] * (109 - len(fat)))


def doc(*, flags: int = 0, identifier: int = 0xA5EC, size: int = 4096, more: Tree | None = None) -> bytes:
    """A Word 97 document as far as its container and the start of its header go."""
    header = struct.pack("<HHHHHH", identifier, 0x00C1, 0, 0x0409, 0, flags)
    return ole({"WordDocument": header.ljust(size, b"\0"), "1Table": b"", **(more or {})})


def doc_with_endless_directory(number: int = 36_000) -> bytes:
    """A .doc of under 5 MiB with a balanced tree of streams, each of which olefile compares with all before it."""
    entries: list[dict[str, Any]] = [{"name": "Root Entry", "type": _ROOT, "start": _END, "child": 1}]
    for entry in range(1, number + 1):
        links = {link: below for link, below in (("left", 2 * entry), ("right", 2 * entry + 1)) if below <= number}
        name = "WordDocument" if entry == 1 else f"{entry:x}"
        entries.append({"name": name, "type": _STREAM, "start": entry + 20_000, "size": 4096, **links})
    sectors: list[bytes] = []
    table: list[int] = []
    directory = _place(b"".join(map(_directory_entry, entries)), sectors, table)
    return _container(sectors, table, directory)


def doc_with_repeated_fat(size: int = 32_768) -> bytes:
    """A .doc whose header makes a reader load one FAT sector 8,000 times, in a time that grows with the square."""
    sectors = size // _SECTOR
    pointers = _SECTOR // 4 - 1
    difat = [struct.pack(f"<{pointers + 1}I", *[0] * pointers, number + 2) for number in range(sectors)]
    fixed = struct.pack(
        "<8s16sHHHHHHLLLLLLLLLL",
        *(OLE_MAGIC, b"", 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0),
        *(109 + sectors * pointers, 1, 0, 4096, _END, 0, 1, sectors),
    )
    return fixed + struct.pack("<109I", *[0] * 109) + b"\xff" * _SECTOR + b"".join(difat)


# Office Open XML

Parts = Mapping[str, "bytes | str"]


def content_types(main_type: str = DOCX_MAIN_TYPE, *, more: str = "", encoding: str = "utf-8") -> bytes:
    return (
        f'<?xml version="1.0" encoding="{encoding}" standalone="yes"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main_type}"/>{more}</Types>'
    ).encode(encoding)


def docx_parts() -> dict[str, bytes | str]:
    """The parts of the smallest document that Word opens."""
    relationships = "http://schemas.openxmlformats.org"
    return {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": (
            f'<Relationships xmlns="{relationships}/package/2006/relationships"><Relationship Id="rId1" '
            f'Type="{relationships}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
            "</Relationships>"
        ),
        "word/document.xml": (
            '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            "<w:body><w:p><w:r><w:t>Merhaba</w:t></w:r></w:p></w:body></w:document>"
        ),
    }


def archive(parts: Parts, *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        for name, content in parts.items():
            # Without a date of its own each part gets the clock's.
            file.writestr(zipfile.ZipInfo(name), content, compression)
    return buffer.getvalue()


def docx(more: Parts | None = None, *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A .docx with these parts added or replaced."""
    return archive({**docx_parts(), **(more or {})}, compression=compression)


def edit_members(content: bytes, edit: Callable[[bytearray, int], None]) -> bytes:
    """Change an archive's central directory in place; ``edit`` gets the bytes and each entry's offset."""
    edited = bytearray(content)
    position = edited.find(b"PK\x01\x02")
    while position >= 0:
        edit(edited, position)
        position = edited.find(b"PK\x01\x02", position + 4)
    return bytes(edited)


def encrypted_docx(flag: int = 0x01) -> bytes:
    def mark(content: bytearray, entry: int) -> None:
        content[entry + 8] |= flag

    return edit_members(docx(), mark)


def docx_that_understates(name: str, size: int) -> bytes:
    """A .docx with a part of a megabyte of which the table of contents says that it has ``size`` bytes."""

    def understate(content: bytearray, entry: int) -> None:
        length = int.from_bytes(content[entry + 28 : entry + 30], "little")
        if content[entry + 46 : entry + 46 + length] == name.encode():
            content[entry + 24 : entry + 28] = struct.pack("<I", size)

    return edit_members(docx({name: noise(MEBIBYTE)}), understate)


def noise(size: int) -> bytes:
    """Bytes that do not compress, the same each time."""
    return random.Random(0).randbytes(size)


def docm() -> bytes:
    return docx({"[Content_Types].xml": content_types(DOCM_MAIN_TYPE), "word/vbaProject.bin": OLE_MAGIC})


# Others


def gif() -> bytes:
    return image("GIF", mode="L")


def xlsx() -> bytes:
    main_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return archive({"[Content_Types].xml": content_types(main_type), "xl/workbook.xml": "<workbook/>"})


def xls() -> bytes:
    return ole({"Workbook": b"\x09\x08\x10\x00"})


def ppt() -> bytes:
    return ole({"PowerPoint Document": b"", "Current User": b""})


def msi() -> bytes:
    """Windows Installer writes its table names in a private alphabet."""
    return ole({"\u4840\u3f3f\u4577\u446c\u3b6a\u45e4\u4824": b"", "\x05SummaryInformation": b""})
