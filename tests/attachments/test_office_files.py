"""Word documents and PDFs as real programs write them, and what only looks like one."""

import io
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest

from tests.attachments import samples
from tests.attachments.test_inspection import code_for

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "uploads"


def real_file(name: str) -> bytes:
    path = CORPUS / name
    if not path.is_file():
        pytest.skip(f"{path} is not here")
    return path.read_bytes()


@pytest.mark.parametrize(
    "name",
    [
        "ok-word-online-document2.docx",
        "ok-lo-attendance-70.docx",
        "ok-lo-owner-password.pdf",
        "ok-16bit-grey-1400.png",
    ],
)
def test_real_files_are_taken(name: str) -> None:
    assert code_for(real_file(name), name) == ""


# Word

MAIN = samples.docx_parts()["word/document.xml"]
TYPES = "[Content_Types].xml"


def types_for(part: str) -> str:
    types = samples.docx_parts()[TYPES]
    return (types if isinstance(types, str) else types.decode()).replace("/word/document.xml", part)


def docx_with_main(part: str, declared: str) -> bytes:
    parts = {name: content for name, content in samples.docx_parts().items() if name != "word/document.xml"}
    return samples.archive({**parts, TYPES: types_for(declared), part: MAIN})


@pytest.mark.parametrize(
    ("part", "declared"),
    [("word/document2.xml", "/word/document2.xml"), ("doc/Main.xml", "/doc/main.xml"), ("a.xml", "/a.xml")],
)
def test_the_main_part_is_the_one_that_is_declared(part: str, declared: str) -> None:
    assert code_for(docx_with_main(part, declared), "a.docx") == ""


@pytest.mark.parametrize("declared", ["/word/document.xml", "/word/document22.xml", ""])
def test_a_main_part_that_is_not_there(declared: str) -> None:
    assert code_for(docx_with_main("word/document2.xml", declared), "a.docx") == "content_mismatch"


DTD = '<!DOCTYPE w [<!ENTITY x "y">]>'


@pytest.mark.parametrize(
    "part", ["word/document.xml", "_rels/.rels", "word/styles.xml", "customXml/item1.xml", "word/drawing.vml"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_no_xml_part_has_a_dtd(part: str, encoding: str) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding}"?><!-- {"x" * 70_000} -->{{}}<a/>'
    assert code_for(samples.docx({part: xml.format(DTD).encode(encoding)}), "a.docx") == "damaged"
    assert code_for(samples.docx({part: xml.format("").encode(encoding)}), "a.docx") == ""


def test_a_dtd_in_a_text_is_none() -> None:
    part = MAIN.replace("Merhaba", f"<![CDATA[{DTD}]]>")  # type: ignore[union-attr, arg-type]
    assert code_for(samples.docx({"word/document.xml": part}), "a.docx") == ""


def test_a_drawing_may_be_no_xml_behind_its_first_tag() -> None:
    assert code_for(samples.docx({"word/vmlDrawing1.vml": "<xml><br></xml>"}), "a.docx") == ""


@pytest.mark.parametrize(
    "name",
    [
        *("../evil.xml", "word/../../evil.xml", "/etc/passwd", "word\\evil.xml", "C:/evil.xml", "..\\evil.xml"),
        *("%2e%2e/evil.xml", "word/%2E%2E/evil.xml", "word/%5cevil.xml"),
    ],
)
def test_no_part_leaves_the_package(name: str) -> None:
    assert code_for(samples.docx({name: "<a/>"}), "a.docx") == "damaged"


def test_a_name_with_a_nul_is_two_names() -> None:
    content = samples.docx({"word/evil.xmlX/a": "<a/>"}).replace(b"word/evil.xmlX/a", b"word/evil.xml\0/a")
    assert code_for(content, "a.docx") == "damaged"


@pytest.mark.parametrize("name", ["word/a..b.xml", "word/...xml", "customXml/item 1.xml", "word/media/ş.bin"])
def test_dots_in_a_name_are_no_path(name: str) -> None:
    assert code_for(samples.docx({name: "<a/>"}), "a.docx") == ""


def test_a_small_table_that_packs_well_is_no_bomb() -> None:
    content = samples.docx({"word/document.xml": f"<a>{'<c/>' * 600_000}</a>"})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        member = archive.getinfo("word/document.xml")
    assert member.file_size > 200 * member.compress_size
    assert code_for(content, "a.docx") == ""


# PDF


@pytest.mark.parametrize("cut", [1, 6, 20, 60, 150])
def test_a_truncated_pdf_is_refused(cut: int) -> None:
    content = samples.pdf().rstrip()
    assert code_for(content[:-cut], "a.pdf") == "damaged"


@pytest.mark.parametrize(
    "behind",
    [b"", b"\r\n", b"\0" * 100_000, b"\n<!-- a virus scanner was here -->" * 100, b"x" * 4_000 + b"\0" * 9_000],
)
def test_what_comes_behind_the_end(behind: bytes) -> None:
    assert code_for(samples.pdf() + behind, "a.pdf") == ""


def test_an_end_long_ago_is_no_end() -> None:
    assert code_for(samples.pdf() + b"x" * 20_000, "a.pdf") == "damaged"


@pytest.mark.parametrize("end", [b"startxref\r\n9\r\n%%EOF", b"startxref 9 %%EOF", b"startxref\n9\n%by a tool\n%%EOF"])
def test_ends_of_many_programs(end: bytes) -> None:
    content = samples.pdf()
    assert code_for(content[: content.index(b"startxref")] + end, "a.pdf") == ""


def encrypted(algorithm: str, password: str, **options: Any) -> bytes:
    pypdf = pytest.importorskip("pypdf")
    writer, output = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.encrypt(user_password=password, owner_password="owner", algorithm=algorithm, **options)
    writer.write(output)
    return output.getvalue()


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256-R5", "AES-256"])
@pytest.mark.parametrize("password", ["", "secret", "şifre"])
def test_a_pdf_that_needs_a_password_to_open(algorithm: str, password: str) -> None:
    assert code_for(encrypted(algorithm, password), "a.pdf") == ("encrypted" if password else "")


def test_for_certain_readers_alone() -> None:
    content = samples.pdf().replace(b"trailer<<", b"trailer<</Encrypt<</Filter/Adobe.PubSec/V 4>>")
    assert code_for(content, "a.pdf") == "encrypted"


@pytest.mark.parametrize(
    "dictionary",
    [
        *(b"", b"/R 3", b"/R 6/U(a)", b"/R 3/U(", b"/R 3/U<zz>/O<00>/P 1", b"/R 6/U<" + b"00" * 48 + b">"),
        *(b"/R 2/U()/O()/P 99999999999999999999", b"/R 4/Length 0/U<00>/O<00>/P -1"),
    ],
)
def test_damaged_encryption_counts_as_one_that_does_not_open(dictionary: bytes) -> None:
    content = samples.pdf().replace(b"trailer<<", b"trailer<</Encrypt<</Filter/Standard" + dictionary + b">>")
    assert code_for(content, "a.pdf") == "encrypted"


def test_the_word_in_a_text_is_none() -> None:
    content = samples.pdf().replace(b"%PDF-1.4\n", b"%PDF-1.4\n%/Encrypt 77 0 R, they said\n")
    assert code_for(content, "a.pdf") == ""


# PNG


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (b"iCCP", b"profile\0\0" + zlib.compress(b"\0" * 3_000_000)),
        (b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 3_000_000)),
        (b"iTXt", b"Comment\0\1\0\0\0" + zlib.compress(b"\0" * 3_000_000)),
    ],
)
def test_the_right_reason_is_told(kind: bytes, content: bytes) -> None:
    png = samples.png_with_chunk(kind, content)
    assert code_for(png, "a.png") == "metadata_too_large"
