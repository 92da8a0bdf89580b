"""The response that hands out a file. Whoever calls it has checked that the reader may have the file."""

from __future__ import annotations

import hashlib
import io
import logging
from typing import TYPE_CHECKING

from django.core.exceptions import SuspiciousOperation
from django.core.files.base import File
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from ..exceptions import StorageUnavailable
from ..models import SupportTicket, TicketAttachment

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

Owner = SupportTicket | TicketAttachment
logger = logging.getLogger("django_support_tickets")

INLINE_TYPES = frozenset({"image/jpeg", "image/png"})
KNOWN_TYPES = INLINE_TYPES | {
    "application/pdf",
    "application/msword",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
THUMBNAIL_PIXELS = 320
# Whatever the file is, a browser runs nothing in it and guesses nothing about it.
SAFETY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}


def attachment_response(request: HttpRequest, owner: Owner, variant: str = "") -> HttpResponseBase:
    """Return the file of a ticket or a message, or 304 or 412 by the request's conditions (RFC 9110, section 13).

    :param variant: ``inline`` to show an image in the page, ``thumbnail`` for a small one; otherwise it is saved.
    :raises Http404: if there is no file, or no such variant of it.
    """
    if not owner.attachment:
        raise Http404
    is_image = owner.attachment_content_type in INLINE_TYPES
    if variant == "thumbnail" and not is_image:
        raise Http404
    digest = hashlib.sha256(f"{owner.attachment.name} {variant}".encode()).hexdigest()
    etag = f'"{digest[:32]}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        content = _open(owner)
        response = FileResponse(_thumbnail(content) if variant == "thumbnail" else content)
        known = owner.attachment_content_type in KNOWN_TYPES
        response.headers["Content-Type"] = owner.attachment_content_type if known else "application/octet-stream"
        response.headers["Content-Disposition"] = _disposition(owner, inline=is_image and bool(variant))
    response.headers["ETag"] = etag
    for header, value in SAFETY_HEADERS.items():
        response.headers[header] = value
    return response


def _open(owner: Owner) -> File[bytes]:
    try:
        return owner.attachment.open("rb")
    except (FileNotFoundError, SuspiciousOperation) as error:
        ticket = owner if isinstance(owner, SupportTicket) else owner.ticket
        name = f"{owner._meta.model_name} {owner.pk}"
        logger.exception("The file of %s, ticket %s, is missing from its storage", name, ticket.ticket_number)
        raise Http404 from error
    except Exception as error:
        raise StorageUnavailable from error


def _disposition(owner: Owner, *, inline: bool) -> str:
    """Return a header with the file's name in any script (RFC 6266, RFC 8187)."""
    filename = owner.get_attachment_filename() or "attachment"
    return content_disposition_header(not inline, filename) or "attachment"


def _thumbnail(content: File[bytes]) -> io.BytesIO:
    from PIL import Image

    with content, Image.open(content, formats=("PNG", "JPEG")) as image:
        file_format = "PNG" if image.format == "PNG" else "JPEG"
        image.draft(None, (THUMBNAIL_PIXELS, THUMBNAIL_PIXELS))
        image.thumbnail((THUMBNAIL_PIXELS, THUMBNAIL_PIXELS))
        small = _upright(image)
        output = io.BytesIO()
        small.save(output, format=file_format)
    output.seek(0)
    return output


def _upright(image: Picture) -> Picture:
    """Return the image turned as its EXIF data say, or as it is where Pillow cannot read them."""
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # noqa: BLE001  What it raises on hostile data is no closed list.
        return image
