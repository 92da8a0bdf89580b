"""Small pictures: made once from what was accepted, kept beside it, and gone with it."""

from __future__ import annotations

import io
import logging
import posixpath
from contextlib import suppress
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage

from ..stored_names import THUMBNAIL
from .images import one_at_a_time

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

logger = logging.getLogger("django_support_tickets")

THUMBNAIL_PIXELS = 320
# Of the length of a side: what a decoder may leave out, so that the smaller picture is still sharp.
_SHARPNESS = 2
_PLACEHOLDER_GREY = 200
_PICTURES = frozenset({".jpg", ".jpeg", ".png"})


def thumbnail_name(name: str) -> str:
    """Return where the thumbnail of a stored picture is kept: beside it, so that it is seen that they are a pair."""
    return name + THUMBNAIL


def thumbnail_names(name: str) -> list[str]:
    """Return where the thumbnail of a stored file may be; a document has none."""
    return [thumbnail_name(name)] if posixpath.splitext(name)[1] in _PICTURES else []


def open_thumbnail(storage: Storage, name: str) -> File[bytes]:
    """Return the thumbnail of a stored picture, which is made and stored if this is the first time.

    A process makes one at a time. What cannot be made small is a grey placeholder, made once as well.

    :raises FileNotFoundError: if the picture is not there.
    """
    with suppress(FileNotFoundError):
        return storage.open(thumbnail_name(name), "rb")
    with one_at_a_time:
        # Whoever waited may find what the one before has made.
        with suppress(FileNotFoundError):
            return storage.open(thumbnail_name(name), "rb")
        with storage.open(name, "rb") as content:
            small = _made_small(content, name)
    _keep(storage, name, small)
    return ContentFile(small)


def _keep(storage: Storage, name: str, small: bytes) -> None:
    """Store a thumbnail; where that fails, or another process was faster, the next one to ask finds what is there."""
    wanted = thumbnail_name(name)
    try:
        stored = storage.save(wanted, ContentFile(small))
        if stored != wanted:
            storage.delete(stored)
        if not storage.exists(name):  # It was deleted meanwhile.
            storage.delete(wanted)
    except Exception as error:  # noqa: BLE001  Every storage has errors of its own.
        logger.warning("The thumbnail of %r could not be stored: %s: %s", name, type(error).__name__, error)


def _made_small(content: File[bytes], name: str) -> bytes:
    from PIL import Image

    file_format = "PNG" if posixpath.splitext(name)[1] == ".png" else "JPEG"
    output = io.BytesIO()
    try:
        with Image.open(content, formats=("PNG", "JPEG")) as image:
            _reduced(image).save(output, format=file_format)
    except Exception as error:  # noqa: BLE001  What Pillow raises on odd pictures is no closed list.
        logger.warning("%r has no thumbnail: %s: %s", name, type(error).__name__, error)
        output = io.BytesIO()
        Image.new("L", (THUMBNAIL_PIXELS, THUMBNAIL_PIXELS), _PLACEHOLDER_GREY).save(output, format=file_format)
    return output.getvalue()


def _reduced(image: Picture) -> Picture:
    """Return the picture, upright, in a mode that both formats can hold; a JPEG is never decoded as a whole."""
    side = THUMBNAIL_PIXELS * _SHARPNESS
    image.draft(None, (side, side))
    picture = _plain(image)
    picture.thumbnail((THUMBNAIL_PIXELS, THUMBNAIL_PIXELS), reducing_gap=_SHARPNESS)
    return _upright(picture, image)


def _plain(image: Picture) -> Picture:
    """Return the picture in eight bits of grey or of colours, with transparency if it has some."""
    if image.mode == "F" or image.mode.startswith("I"):
        # 16 bits of grey.
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.format == "JPEG":
        return image if image.mode in ("L", "RGB") else image.convert("RGB")
    if image.mode in ("L", "LA", "RGB", "RGBA"):
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _upright(picture: Picture, image: Picture) -> Picture:
    """Return the picture turned as the EXIF data say, or as it is where Pillow cannot read them."""
    from PIL import ImageOps

    try:
        picture.info.update(image.info)
        return ImageOps.exif_transpose(picture)
    except Exception:  # noqa: BLE001  What it raises on hostile data is no closed list.
        return picture
