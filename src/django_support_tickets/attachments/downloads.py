"""The response that hands out a file. Whoever calls it has checked that the reader may have the file."""

from __future__ import annotations

import hashlib
import logging

from django.core.exceptions import SuspiciousOperation
from django.core.files.base import File
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from ..exceptions import StorageUnavailable
from ..models import SupportTicket, TicketAttachment
from .thumbnails import open_thumbnail

Owner = SupportTicket | TicketAttachment
logger = logging.getLogger("django_support_tickets")

INLINE_TYPES = frozenset({"image/jpeg", "image/png"})
KNOWN_TYPES = INLINE_TYPES | {
    "application/pdf",
    "application/msword",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
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
        response = FileResponse(_open(owner, small=variant == "thumbnail"))
        known = owner.attachment_content_type in KNOWN_TYPES
        response.headers["Content-Type"] = owner.attachment_content_type if known else "application/octet-stream"
        response.headers["Content-Disposition"] = _disposition(owner, inline=is_image and bool(variant))
    response.headers["ETag"] = etag
    for header, value in SAFETY_HEADERS.items():
        response.headers[header] = value
    return response


def _open(owner: Owner, *, small: bool) -> File[bytes]:
    file = owner.attachment
    try:
        return open_thumbnail(file.storage, str(file.name)) if small else file.open("rb")
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
