"""What the OpenAPI schema says of the views. Loaded only where drf-spectacular, the extra ``openapi``, is installed."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension, OpenApiViewExtension
from drf_spectacular.plumbing import build_basic_type
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
    inline_serializer,
)
from rest_framework import serializers

from .choices import Status
from .serializers import SupportTicketListSerializer, SupportTicketSerializer

REQUEST = {
    "name": "Ahmet Yılmaz",
    "email": "ahmet@example.com",
    "phone": "+90 555 123 45 67",
    "subject": "Sipariş Sorunu",
    "message": "Siparişim henüz gelmedi, durumunu kontrol edebilir misiniz?",
}
ANSWER = {
    "status": "success",
    "message": "Destek talebiniz başarıyla oluşturuldu",
    "data": {
        "ticket_id": "SUP-2024-001234",
        "ticket_number": "SUP-2024-001234",
        "created_at": "2024-01-15T10:30:00Z",
        "estimated_response_time": "24 saat içinde",
    },
}

_Created = inline_serializer(
    "SupportTicketCreated",
    {
        "status": serializers.CharField(),
        "message": serializers.CharField(),
        "data": inline_serializer(
            "SupportTicketCreatedData",
            {
                "ticket_id": serializers.CharField(),
                "ticket_number": serializers.CharField(),
                "created_at": serializers.DateTimeField(),
                "estimated_response_time": serializers.CharField(),
            },
        ),
    },
)
_Changed = inline_serializer(
    "SupportTicketChanged",
    {
        "status": serializers.CharField(),
        "message": serializers.CharField(),
        "data": SupportTicketListSerializer(),
    },
)
_Error = inline_serializer(
    "SupportTicketError", {"status": serializers.CharField(), "message": serializers.CharField()}
)
_Detail = inline_serializer("SupportTicketDetail", {"detail": serializers.CharField()})
_Invalid = inline_serializer(
    "SupportTicketInvalid", {"name": serializers.ListField(child=serializers.CharField(), required=False)}
)
_StatusChange = inline_serializer(
    "SupportTicketStatusChange", {"status": serializers.ChoiceField(choices=Status.choices)}
)
_Assignment = inline_serializer(
    "SupportTicketAssignment",
    {"assigned_to": serializers.CharField(allow_null=True, help_text="Primary key of an active member of staff.")},
)

INVALID = OpenApiResponse(
    _Invalid,
    "The input is invalid: each field with its errors.",
    examples=[OpenApiExample("Invalid", value={"name": ["Ad soyad sadece harf içerebilir."]})],
)
NOT_ALLOWED = {
    401: OpenApiResponse(_Detail, "Not authenticated."),
    403: OpenApiResponse(_Detail, "Not staff, or not permitted."),
}
NOT_FOUND = {404: OpenApiResponse(_Detail, "No such ticket.")}
TOO_LARGE = {
    413: OpenApiResponse(_Detail, "The request is larger than any valid one."),
    415: OpenApiResponse(_Detail, "Neither JSON nor a form."),
}
STALE = OpenApiResponse(_Error, "The ticket has another version by now.")

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Repeat a request with the same key and it opens no second ticket: the first answer comes again.",
)


class AttachmentFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A file when sent, an address when shown."""

    target_class = "django_support_tickets.serializers.AttachmentField"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> Any:
        return build_basic_type(OpenApiTypes.BINARY if direction == "request" else OpenApiTypes.URI)


class AccountEmailFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """An e-mail address, or null."""

    target_class = "django_support_tickets.serializers.AccountEmailField"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> Any:
        return build_basic_type(OpenApiTypes.EMAIL)


class SupportTicketViewSetExtension(OpenApiViewExtension):  # type: ignore[no-untyped-call]
    target_class = "django_support_tickets.views.SupportTicketViewSet"
    match_subclasses = True

    def view_replacement(self) -> Any:
        view: Any = self.target_class  # By now the class itself, no longer its path.
        staff = {**NOT_ALLOWED}
        writing = {400: INVALID, **staff, **NOT_FOUND, **TOO_LARGE}
        return extend_schema_view(
            create=extend_schema(
                summary="Open a ticket",
                description="Open to anyone, within limits per client address and per e-mail address.",
                parameters=[IDEMPOTENCY_KEY],
                request=SupportTicketSerializer,
                responses={
                    201: OpenApiResponse(_Created, "The ticket is stored, and its mails are on their way."),
                    400: INVALID,
                    409: OpenApiResponse(_Error, "The Idempotency-Key was used with another body."),
                    **TOO_LARGE,
                    429: OpenApiResponse(_Detail, "Too many requests; Retry-After says for how many seconds."),
                    503: OpenApiResponse(_Error, "The file could not be scanned; try again later."),
                },
                examples=[
                    OpenApiExample("A ticket", value=REQUEST, request_only=True),
                    OpenApiExample("Created", value=ANSWER, response_only=True, status_codes=["201"]),
                ],
                auth=[],
            ),
            list=extend_schema(
                summary="List tickets", responses={200: SupportTicketListSerializer, 400: INVALID, **staff, **NOT_FOUND}
            ),
            retrieve=extend_schema(
                summary="Show a ticket", responses={200: SupportTicketListSerializer, **staff, **NOT_FOUND}
            ),
            update=extend_schema(
                summary="Replace a ticket", responses={200: SupportTicketListSerializer, 409: STALE, **writing}
            ),
            partial_update=extend_schema(
                summary="Change a ticket", responses={200: SupportTicketListSerializer, 409: STALE, **writing}
            ),
            destroy=extend_schema(summary="Delete a ticket", responses={204: None, **staff, **NOT_FOUND}),
            update_status=extend_schema(
                summary="Change the status",
                request=_StatusChange,
                responses={
                    **writing,
                    200: OpenApiResponse(_Changed, "Changed."),
                    400: OpenApiResponse(_Error, "No such status."),
                },
                examples=[OpenApiExample("In progress", value={"status": "in_progress"}, request_only=True)],
            ),
            assign=extend_schema(
                summary="Assign to a member of staff",
                request=_Assignment,
                responses={
                    **writing,
                    200: OpenApiResponse(_Changed, "Assigned."),
                    404: OpenApiResponse(_Error, "No such ticket, or no such active member of staff."),
                },
                examples=[OpenApiExample("Assign", value={"assigned_to": 5}, request_only=True)],
            ),
        )(view)


class AttachmentViewExtension(OpenApiViewExtension):  # type: ignore[no-untyped-call]
    target_class = "django_support_tickets.views.AttachmentView"

    def view_replacement(self) -> Any:
        view: Any = self.target_class
        return extend_schema_view(
            get=extend_schema(
                summary="Download the file of a ticket",
                description="For staff, and for the signed-in user who sent it.",
                parameters=[
                    OpenApiParameter(
                        "variant", str, enum=["inline", "thumbnail"], description="For images: shown, or shown small."
                    )
                ],
                responses={
                    (200, "application/octet-stream"): OpenApiTypes.BINARY,
                    304: OpenApiResponse(description="The file is the one that If-None-Match names."),
                    **NOT_ALLOWED,
                    **NOT_FOUND,
                },
            )
        )(view)
