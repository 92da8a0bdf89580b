"""Is this really a PNG or a JPEG, and can it be decoded without harm?"""

import re
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from django.conf import settings

from .reading import read_start, require_start
from .rejections import damaged_if_it_fails, rejection

if TYPE_CHECKING:
    from django.core.files import File

_PNG_START: Final = b"\x89PNG\r\n\x1a\n"
_PNG_END: Final = b"\0\0\0\0IEND\xaeB`\x82"
_JPEG_START: Final = b"\xff\xd8\xff"

# A JPEG marker that a length follows: no stuffed zero, fill byte, or marker that stands alone (ITU T.81, B.1.1).
_JPEG_MARKER: Final = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])")
_JPEG_SCAN: Final = 0xDA
_JPEG_END: Final = 0xD9
# An encoder writes about ten. A scan can be 50 bytes long and yet touch every block of the image: without a limit
# 5 MiB keep a decoder busy for half an hour.
_MAX_JPEG_SCANS: Final = 50

# A picture may take several hundred megabytes while it is decoded: a process decodes one at a time.
one_at_a_time: Final = threading.Lock()


def check_png(upload: "File[bytes]", size: int) -> None:
    require_start(upload, _PNG_START)
    # Pillow is content once it has all the pixels.
    if _PNG_END not in read_start(upload, size):
        raise rejection("damaged")
    _decode_image(upload, "PNG")


def check_jpeg(upload: "File[bytes]", size: int) -> None:
    require_start(upload, _JPEG_START)
    markers = list(_jpeg_markers(read_start(upload, size)))
    if _JPEG_END not in markers or markers.count(_JPEG_SCAN) > _MAX_JPEG_SCANS:
        raise rejection("damaged")
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
    too_many = rejection("too_many_pixels", limit=f"{limit / 1_000_000:.6g}")
    with damaged_if_it_fails():
        try:
            with one_at_a_time, Image.open(upload, formats=(image_format,)) as image:
                if image.width * image.height > limit:
                    raise too_many
                # Decodes a JPEG at an eighth of its size: every byte is read, with a sixty-fourth of the memory.
                image.draft(None, (1, 1))
                image.load()
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise too_many from error
        except ValueError as error:
            # Pillow unpacks no more of a colour profile or a text than it takes for harmless.
            if "too large" in str(error).lower() or "too much memory" in str(error).lower():
                raise rejection("metadata_too_large") from error
            raise
