"""What several calls have in common: their errors, their parameters, and how an operation is described."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    PolymorphicProxySerializer,
    extend_schema,
    extend_schema_view,
    inline_serializer,
)
from rest_framework import serializers

from ..idempotency import MAX_KEY_LENGTH
from ..pagination import KeysetPagination

TAG = "support tickets"

ERROR = inline_serializer(
    "SupportTicketError",
    {
        "status": serializers.CharField(),
        "code": serializers.CharField(required=False, help_text="What is away, with 503."),
        "message": serializers.CharField(),
    },
)
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
AWAY = {503: OpenApiResponse(ERROR, "The database, the storage or the scanner is away: see Retry-After.")}
FILE: dict[Any, Any] = {
    # Of any type that may be uploaded; one for all, since generated clients make a method of each.
    (200, "application/octet-stream"): OpenApiTypes.BINARY,
    304: OpenApiResponse(description="The file is the one that If-None-Match names."),
    412: OpenApiResponse(description="The file is not the one that If-Match names."),
}
FORGED_CURSOR = OpenApiResponse(DETAIL, "The cursor is none of this ordering.")

FILE_ID = OpenApiParameter("file", int, OpenApiParameter.PATH, description="A file, as the `url` of one names it.")
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "maxLength": MAX_KEY_LENGTH},
    OpenApiParameter.HEADER,
    description="Repeat a request with the same key and it has no second effect: the first answer comes again.",
)
KEY_USED = {409: OpenApiResponse(ERROR, "The Idempotency-Key was used with another body.")}
LANGUAGE = OpenApiParameter(
    "Accept-Language",
    str,
    OpenApiParameter.HEADER,
    description="The language of the answer's texts, and of a new ticket's mails; by Django's LocaleMiddleware.",
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


class _RequiredBody:
    """Says that a call's body has to be sent: drf-spectacular does so only where a field of it is required."""

    def get_operation(self, *args: Any, **more: Any) -> Any:
        described = super().get_operation(*args, **more)  # type: ignore[misc]
        if "requestBody" in described:
            described["requestBody"]["required"] = True
        return described


def operation(
    name: str, summary: str, description: str, responses: dict[Any, Any], *, tag: str = TAG, **more: Any
) -> Any:
    """Return a decorator that describes one call."""
    responses = {**responses, **AWAY}
    parameters = [*more.pop("parameters", []), _retry_after(*(code for code in (429, 503) if code in responses))]
    if more.get("request"):
        parameters.append(LANGUAGE)
    describe = extend_schema(
        operation_id=f"{tag.replace(' ', '_')}_{name}",
        tags=[tag],
        summary=summary,
        description=description,
        responses=responses,
        parameters=parameters,
        **more,
    )

    def decorate(method: Any) -> Any:
        described = describe(method)
        schema = described.kwargs["schema"]
        if not issubclass(schema, _RequiredBody):  # A view for two methods is described twice.
            described.kwargs["schema"] = type(schema.__name__, (_RequiredBody, schema), {})
        return described

    return decorate


def _retry_after(*statuses: int) -> OpenApiParameter:
    return OpenApiParameter(
        "Retry-After", int, OpenApiParameter.HEADER, response=statuses, description="Seconds to wait."
    )


def documented(view: Any, **operations: Any) -> Any:
    """Return a subclass of a view that has its calls described."""
    return extend_schema_view(**operations)(type(view.__name__, (view,), {}))
