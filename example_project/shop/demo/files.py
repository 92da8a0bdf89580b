"""What customers and staff attach: small files, drawn and written here.

Each function returns a Django file whose name is like those that phones and banks give.
"""

import io
import random
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Final
from xml.sax.saxutils import escape

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from .people import ascii_name

Lines = Sequence[str]

INK: Final = "#22303c"
PALE: Final = "#e7ecf0"
ACCENT: Final = "#0f766e"
WEAVES: Final = (
    ("#5f7f52", "#e9dfc8", "#3c5636", "#c9a24b"),
    ("#8c3b2e", "#f0e2c8", "#2f3e5c", "#d08a3e"),
    ("#2f4a6b", "#dfe6ee", "#a8433a", "#e0c27a"),
)
DOCX_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def photo(source: random.Random, lines: Lines, at: datetime) -> SimpleUploadedFile:
    """A photo of a parcel with a dent, as JPEG."""
    image = Image.new("RGB", (960, 720), source.choice(("#5d5148", "#4a5560", "#6b6459")))
    draw = ImageDraw.Draw(image)
    left, top = source.randint(120, 220), source.randint(140, 220)
    right, bottom = left + source.randint(520, 600), top + source.randint(330, 400)
    draw.polygon([(left, top), (left + 70, top - 80), (right + 70, top - 80), (right, top)], fill="#d9ae7c")
    draw.polygon([(right, top), (right + 70, top - 80), (right + 70, bottom - 80), (right, bottom)], fill="#a97d4d")
    draw.rectangle((left, top, right, bottom), fill="#c6955f")
    middle = (left + right) // 2
    draw.rectangle((middle - 28, top, middle + 28, bottom), fill="#dcc39a")
    _draw_dent(draw, source, right, bottom)
    draw.rectangle((left + 40, top + 60, left + 210, top + 170), fill="white")
    for row, text in enumerate(lines[:4]):
        draw.text((left + 50, top + 70 + 24 * row), _drawable(text)[:17], font=_font(15), fill=INK)
    name = source.choice((f"IMG_{at:%Y%m%d_%H%M%S}.jpg", f"{at:%Y%m%d_%H%M%S}.jpg", "kutu.jpg", "photo.jpeg"))
    return SimpleUploadedFile(name, _encoded(image, "JPEG", quality=72), "image/jpeg")


def swatch(source: random.Random, lines: Lines, at: datetime) -> SimpleUploadedFile:
    """A photo of a woven cloth, as JPEG."""
    ground, *threads = source.choice(WEAVES)
    image = Image.new("RGB", (800, 600), ground)
    draw = ImageDraw.Draw(image)
    for top in range(0, 600, 100):
        draw.rectangle((0, top, 800, top + 18), fill=source.choice(threads))
        for left in range(-50, 800, 100):
            diamond = [(left, top + 60), (left + 50, top + 26), (left + 100, top + 60), (left + 50, top + 94)]
            draw.polygon(diamond, fill=source.choice(threads), outline=ground, width=4)
    name = f"IMG_{at:%Y%m%d}_{source.randint(100_000, 235_959)}.jpg"
    return SimpleUploadedFile(name, _encoded(image, "JPEG", quality=72), "image/jpeg")


def scan(source: random.Random, lines: Lines, at: datetime) -> SimpleUploadedFile:
    """A photo of a sheet of paper, as JPEG."""
    paper = _page(lines).rotate(source.uniform(-3, 3), expand=True, fillcolor=110)
    name = source.choice((f"IMG_{at:%Y%m%d_%H%M%S}.jpg", f"tarama_{at:%d%m%Y}.jpg", "scan.jpg"))
    return SimpleUploadedFile(name, _encoded(paper, "JPEG", quality=60), "image/jpeg")


def screenshot(source: random.Random, lines: Lines, at: datetime) -> SimpleUploadedFile:
    """A page of the shop that shows an error, as PNG."""
    image = Image.new("RGB", (1000, 640), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 1000, 44), fill=PALE)
    for place, colour in enumerate(("#e5484d", "#f5a524", "#30a46c")):
        draw.ellipse((18 + 26 * place, 15, 32 + 26 * place, 29), fill=colour)
    draw.rounded_rectangle((120, 8, 960, 36), 14, fill="white")
    draw.text((138, 12), "https://shop.example/checkout", font=_font(16), fill=INK)
    draw.rectangle((0, 44, 1000, 104), fill=ACCENT)
    draw.text((40, 58), _drawable("İmeceHub"), font=_font(28), fill="white")
    draw.rounded_rectangle((200, 190, 800, 470), 14, fill="#fff5f5", outline="#e5484d", width=3)
    draw.ellipse((232, 224, 276, 268), fill="#e5484d")
    draw.text((254, 246), "!", font=_font(28), fill="white", anchor="mm")
    for row, text in enumerate(lines):
        draw.text((300, 226 + 38 * row), _drawable(text), font=_font(24 if row == 0 else 18), fill=INK)
    draw.rounded_rectangle((300, 400, 460, 444), 8, fill=ACCENT)
    draw.text((380, 422), "OK", font=_font(18), fill="white", anchor="mm")
    name = source.choice(
        (
            f"Screenshot {at:%Y-%m-%d} {at:%H%M%S}.png",
            "ekran-görüntüsü.png",
            f"Ekran Alıntısı {at:%H%M}.PNG",
            "error.png",
        )
    )
    colours = image.quantize(64, method=Image.Quantize.FASTOCTREE)
    return SimpleUploadedFile(name, _encoded(colours, "PNG"), "image/png")


def receipt(source: random.Random, lines: Lines, at: datetime) -> SimpleUploadedFile:
    """A bank's receipt, as PDF."""
    name = source.choice(("Dekont.pdf", f"dekont_{at:%d%m%Y}.pdf", "receipt.pdf", f"EFT-{at:%Y%m%d%H%M}.pdf"))
    return SimpleUploadedFile(name, _pdf(lines), "application/pdf")


def invoice(source: random.Random, lines: Lines, at: datetime) -> SimpleUploadedFile:
    """An invoice of the shop, as PDF."""
    name = f"{source.choice(('fatura', 'Fatura', 'invoice'))}-IMH{at:%Y}{source.randint(10_000, 99_999):09}.pdf"
    return SimpleUploadedFile(name, _pdf(lines), "application/pdf")


def refund(source: random.Random, lines: Lines, at: datetime) -> SimpleUploadedFile:
    """The receipt for a refund, as PDF."""
    return SimpleUploadedFile(f"iade-dekontu-{at:%d%m%Y}.pdf", _pdf(lines), "application/pdf")


def label(source: random.Random, lines: Lines, at: datetime) -> SimpleUploadedFile:
    """A label for a parcel that goes back, as PDF."""
    return SimpleUploadedFile(f"iade-etiketi-{source.randint(1000, 9999)}.pdf", _pdf(lines), "application/pdf")


def sheet(source: random.Random, lines: Lines, at: datetime) -> SimpleUploadedFile:
    """A sheet with information, as PDF."""
    return SimpleUploadedFile("bilgi-formu.pdf", _pdf(lines), "application/pdf")


def offer(source: random.Random, lines: Lines, at: datetime) -> SimpleUploadedFile:
    """An offer to a company, as a Word document."""
    return SimpleUploadedFile(f"teklif-{at:%Y-%m}.docx", _docx(lines), DOCX_TYPE)


def form(source: random.Random, lines: Lines, at: datetime) -> SimpleUploadedFile:
    """A filled-in form, as a Word document."""
    name = source.choice(("iade_formu.docx", "İade Formu (imzalı).docx", f"form {at:%d.%m.%Y}.docx", "document.docx"))
    return SimpleUploadedFile(name, _docx(lines), DOCX_TYPE)


MAKERS: Final[dict[str, Callable[[random.Random, Lines, datetime], SimpleUploadedFile]]] = {
    "photo": photo,
    "swatch": swatch,
    "scan": scan,
    "screenshot": screenshot,
    "receipt": receipt,
    "invoice": invoice,
    "refund": refund,
    "label": label,
    "sheet": sheet,
    "offer": offer,
    "form": form,
}


def _draw_dent(draw: ImageDraw.ImageDraw, source: random.Random, right: int, bottom: int) -> None:
    """Crush the lower right corner, along a ragged line."""
    width, height = source.randint(160, 240), source.randint(120, 180)
    slope = [(right - width + width * step // 8, bottom - height * step // 8) for step in range(9)]
    ragged = [(x, y + source.randint(-18, 18)) for x, y in slope[1:-1]]
    draw.polygon([(right, bottom), slope[0], *ragged, slope[-1]], fill="#8a6238")
    draw.line([slope[0], *ragged, slope[-1]], fill="#5c3f22", width=4)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    try:
        return ImageFont.truetype("DejaVuSans.ttf", size)
    except OSError:
        return ImageFont.load_default(size)


def _drawable(text: str) -> str:
    """Return the text without the accents that Pillow's own font lacks, if there is no other."""
    if getattr(_font(16), "path", "").endswith("DejaVuSans.ttf"):
        return text
    return ascii_name(text.replace("’", "'")).encode("ascii", "replace").decode()


def _encoded(image: Image.Image, image_format: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, image_format, **options)
    return stream.getvalue()


def _pdf(lines: Lines) -> bytes:
    return _encoded(_page(lines), "PDF", resolution=100, title=lines[0])


def _page(lines: Lines) -> Image.Image:
    """Return a scanned page: a title, a rule, and lines of text."""
    title, *rest = lines
    page = Image.new("L", (827, 1169), 255)
    draw = ImageDraw.Draw(page)
    draw.text((78, 90), _drawable(title), font=_font(34), fill=40)
    draw.line((78, 146, 749, 146), fill=120, width=3)
    for row, text in enumerate(rest):
        draw.text((78, 180 + 38 * row), _drawable(text), font=_font(20), fill=40)
    return page


_DOCX_PARTS: Final = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{DOCX_TYPE}.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Target="word/document.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
    ),
}


def _docx(lines: Lines) -> bytes:
    """Return the least that Word opens (ECMA-376): three parts, a paragraph for each line."""
    paragraphs = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    main = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{paragraphs}</w:body></w:document>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in {**_DOCX_PARTS, "word/document.xml": main}.items():
            archive.writestr(part, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{content}')
    return stream.getvalue()
