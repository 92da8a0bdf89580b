"""What several calls have in common: their errors, their parameters, and how an operation is described."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    PolymorphicProxySerializer,
    extend_schema,
    inline_serializer,
)
from rest_framework import serializers

from ..attachments.downloads import KNOWN_TYPES
from ..pagination import KeysetPagination
from ..parsers import FormParser, JSONParser, MultiPartParser

TAG = "support tickets"
MEDIA_TYPES = (JSONParser.media_type, MultiPartParser.media_type, FormParser.media_type)

ERROR = inline_serializer("SupportTicketError", {"status": serializers.CharField(), "message": serializers.CharField()})
DETAIL = inline_serializer("SupportTicketDetail", {"detail": serializers.CharField()})
ERROR_OR_DETAIL = PolymorphicProxySerializer("SupportTicketErrorOrDetail", [ERROR, DETAIL], None)

_TEXTS = {"type": "array", "items": {"type": "string"}}
INVALID = OpenApiResponse(
    {"type": "object", "additionalProperties": {"oneOf": [_TEXTS, {"type": "string"}]}},
    "The input is invalid: each field with its errors; or `detail`, where the body could not be read.",
    examples=[OpenApiExample("Invalid", value={"name": ["Ad soyad sadece harf içerebilir."]})],
)
NOT_ALLOWED = {
    401: OpenApiResponse(DETAIL, "Not authenticated, or with wrong credentials."),
    403: OpenApiResponse(DETAIL, "Not permitted, or without the session's CSRF token."),
}
BODY_REFUSED = {
    400: INVALID,
    413: OpenApiResponse(DETAIL, "The request is larger than any valid one."),
    415: OpenApiResponse(DETAIL, "Neither JSON nor a form."),
}
TOO_MANY = {429: OpenApiResponse(DETAIL, "Too many requests.")}
NOT_SCANNED = {503: OpenApiResponse(ERROR, "A file could not be scanned; try again later.")}
FILE: dict[Any, Any] = {
    **{(200, content_type): OpenApiTypes.BINARY for content_type in sorted(KNOWN_TYPES)},
    304: OpenApiResponse(description="The file is the one that If-None-Match names."),
    412: OpenApiResponse(description="The file is not the one that If-Match names."),
}
FORGED_CURSOR = OpenApiResponse(DETAIL, "The cursor is none of this ordering.")

FILE_ID = OpenApiParameter("file", int, OpenApiParameter.PATH, description="A file, as the `url` of one names it.")
RETRY_AFTER = OpenApiParameter(
    "Retry-After", int, OpenApiParameter.HEADER, response=[429], description="Seconds to wait."
)
VARIANT = OpenApiParameter(
    "variant", str, enum=["inline", "thumbnail"], description="For images: shown, or shown small."
)
PAGE_SIZE = OpenApiParameter(
    "page_size",
    {"type": "integer", "minimum": 1, "default": KeysetPagination.page_size},
    description=f"Rows on a page, {KeysetPagination.max_page_size} at most.",
)


def changed(name: str, data: Any) -> Any:
    """Return the answer to a change: what was done, and what is there now."""
    return inline_serializer(
        name, {"status": serializers.CharField(), "message": serializers.CharField(), "data": data}
    )


def operation(
    name: str, summary: str, description: str, responses: dict[Any, Any], *, tag: str = TAG, **more: Any
) -> Any:
    """Return a decorator that describes one call."""
    return extend_schema(
        operation_id=f"{tag.replace(' ', '_')}_{name}",
        tags=[tag],
        summary=summary,
        description=description,
        responses=responses,
        **more,
    )
