"""What the OpenAPI schema says of the views. Loaded only where drf-spectacular, the extra ``openapi``, is installed."""

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiSerializerFieldExtension, OpenApiViewExtension
from drf_spectacular.plumbing import build_basic_type
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

from .attachments.downloads import KNOWN_TYPES
from .choices import Status, subject_choices
from .filters import ME, NOBODY
from .pagination import KeysetPagination
from .parsers import FormParser, JSONParser, MultiPartParser
from .serializers import MESSAGE_MIN_LENGTH, SupportTicketListSerializer, SupportTicketSerializer
from .validators import NAME_MAX_LENGTH, NAME_MIN_LENGTH
from .views import MAX_KEY_LENGTH

TAG = "support tickets"
MEDIA_TYPES = (JSONParser.media_type, MultiPartParser.media_type, FormParser.media_type)

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

# What is sent to the two calls of which DRF's serializers would say that nothing in them is required.

STATUS_CHANGE = {
    "type": "object",
    "properties": {"status": {"type": "string", "enum": Status.values}},
    "required": ["status"],
}
USER_KEY = {"oneOf": [{"type": "integer"}, {"type": "string"}], "nullable": True}
ASSIGNMENT = {
    "type": "object",
    "properties": {
        "assigned_to": {**USER_KEY, "description": "Primary key of an active member of staff; null for nobody."}
    },
    "required": ["assigned_to"],
}

# What comes back

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
_ErrorOrDetail = PolymorphicProxySerializer("SupportTicketErrorOrDetail", [_Error, _Detail], None)

_TEXTS = {"type": "array", "items": {"type": "string"}}
INVALID = OpenApiResponse(
    {"type": "object", "additionalProperties": {"oneOf": [_TEXTS, {"type": "string"}]}},
    "The input is invalid: each field with its errors; or `detail`, where the body could not be read.",
    examples=[OpenApiExample("Invalid", value={"name": ["Ad soyad sadece harf içerebilir."]})],
)
NOT_ALLOWED = {
    401: OpenApiResponse(_Detail, "Not authenticated, or with wrong credentials."),
    403: OpenApiResponse(_Detail, "Not permitted, or without the session's CSRF token."),
}
NOT_FOUND = {404: OpenApiResponse(_Detail, "No such ticket.")}
BODY_REFUSED = {
    400: INVALID,
    413: OpenApiResponse(_Detail, "The request is larger than any valid one."),
    415: OpenApiResponse(_Detail, "Neither JSON nor a form."),
}
NOT_SCANNED = {503: OpenApiResponse(_Error, "The file could not be scanned; try again later.")}
FILE = {(200, content_type): OpenApiTypes.BINARY for content_type in sorted(KNOWN_TYPES)}
CHANGING = {**BODY_REFUSED, **NOT_ALLOWED, **NOT_FOUND}
EDITING = {
    200: OpenApiResponse(SupportTicketListSerializer, "The ticket as it is now."),
    **CHANGING,
    409: OpenApiResponse(_Error, "The ticket has another version by now."),
    **NOT_SCANNED,
}

# Parameters

TICKET_ID = OpenApiParameter("id", int, OpenApiParameter.PATH, description="A ticket's `id`; not its number.")
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "maxLength": MAX_KEY_LENGTH},
    OpenApiParameter.HEADER,
    description="Repeat a request with the same key and it opens no second ticket: the first answer comes again.",
)
RETRY_AFTER = OpenApiParameter(
    "Retry-After", int, OpenApiParameter.HEADER, response=[429], description="Seconds to wait."
)
VARIANT = OpenApiParameter(
    "variant", str, enum=["inline", "thumbnail"], description="For images: shown, or shown small."
)


def list_parameters(view: Any) -> list[OpenApiParameter]:
    """Return those parameters of the list that cannot be told from its filters."""
    size = {"type": "integer", "minimum": 1, "default": KeysetPagination.page_size}
    subjects = [value for value, _label in subject_choices()]
    orderings = [f"{sign}{name}" for name in view.ordering_fields for sign in ("", "-")]
    return [
        OpenApiParameter("status", str, many=True, enum=Status.values, description="One of these statuses."),
        OpenApiParameter("subject", str, many=True, enum=subjects, description="One of these subjects."),
        OpenApiParameter("assigned_to", str, description=f"`{ME}`, `{NOBODY}`, or the primary key of a user."),
        OpenApiParameter(
            "ordering",
            str,
            many=True,
            explode=False,
            enum=orderings,
            description="Fields to sort by, the first one first; `-` sorts downwards.",
        ),
        OpenApiParameter(
            "page_size", size, description=f"Tickets on a page, {KeysetPagination.max_page_size} at most."
        ),
    ]


class NameFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    target_class = "django_support_tickets.serializers.NameField"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> Any:
        return {"type": "string", "minLength": NAME_MIN_LENGTH, "maxLength": NAME_MAX_LENGTH}


class MessageFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    target_class = "django_support_tickets.serializers.MessageField"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> Any:
        limit = settings.SUPPORT_TICKET_MESSAGE_MAX_LENGTH
        return {"type": "string", "minLength": MESSAGE_MIN_LENGTH, "maxLength": limit}


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
        documented = type(view.__name__, (view,), {})
        return extend_schema_view(
            list=_operation(
                "list",
                "List tickets",
                "In pages, each of which names the next one. For staff.",
                {
                    200: SupportTicketListSerializer(many=True),
                    400: INVALID,
                    **NOT_ALLOWED,
                    404: OpenApiResponse(_Detail, "The cursor is none of this ordering."),
                },
                parameters=list_parameters(view),
            ),
            create=_operation(
                "create",
                "Open a ticket",
                "Open to anyone, within limits per client address and per e-mail address.",
                {
                    201: OpenApiResponse(_Created, "The ticket is stored, and its mails are on their way."),
                    **BODY_REFUSED,
                    **NOT_ALLOWED,
                    409: OpenApiResponse(_Error, "The Idempotency-Key was used with another body."),
                    429: OpenApiResponse(_Detail, "Too many requests."),
                    **NOT_SCANNED,
                },
                parameters=[IDEMPOTENCY_KEY, RETRY_AFTER],
                request=SupportTicketSerializer,
                examples=[
                    OpenApiExample("A ticket", value=REQUEST, request_only=True),
                    OpenApiExample("Created", value=ANSWER, response_only=True, status_codes=["201"]),
                ],
            ),
            retrieve=_operation(
                "retrieve",
                "Show a ticket",
                "For staff.",
                {200: SupportTicketListSerializer, **NOT_ALLOWED, **NOT_FOUND},
                parameters=[TICKET_ID],
            ),
            update=_operation(
                "update",
                "Replace a ticket",
                "For staff. With `version`, only if the ticket still has that one.",
                EDITING,
                parameters=[TICKET_ID],
            ),
            partial_update=_operation(
                "partial_update",
                "Change a ticket",
                "For staff. With `version`, only if the ticket still has that one.",
                EDITING,
                parameters=[TICKET_ID],
            ),
            destroy=_operation(
                "destroy",
                "Delete a ticket",
                "With its file and its mails. For staff.",
                {204: None, **NOT_ALLOWED, **NOT_FOUND},
                parameters=[TICKET_ID],
            ),
            update_status=_operation(
                "update_status",
                "Change the status of a ticket",
                "For staff.",
                {
                    200: OpenApiResponse(_Changed, "Changed."),
                    **CHANGING,
                    400: OpenApiResponse(_ErrorOrDetail, "No such status; or the body could not be read."),
                },
                parameters=[TICKET_ID],
                request=dict.fromkeys(MEDIA_TYPES, STATUS_CHANGE),
                examples=[OpenApiExample("In progress", value={"status": "in_progress"}, request_only=True)],
            ),
            assign=_operation(
                "assign",
                "Assign a ticket",
                "To an active member of staff, or with null to nobody. For staff.",
                {
                    200: OpenApiResponse(_Changed, "Assigned."),
                    **CHANGING,
                    404: OpenApiResponse(_ErrorOrDetail, "No such active member of staff; or no such ticket."),
                },
                parameters=[TICKET_ID],
                request=dict.fromkeys(MEDIA_TYPES, ASSIGNMENT),
                examples=[OpenApiExample("Assign", value={"assigned_to": 5}, request_only=True)],
            ),
        )(documented)


class AttachmentViewExtension(OpenApiViewExtension):  # type: ignore[no-untyped-call]
    target_class = "django_support_tickets.views.AttachmentView"
    match_subclasses = True

    def view_replacement(self) -> Any:
        view: Any = self.target_class
        documented = type(view.__name__, (view,), {})
        return extend_schema_view(
            get=_operation(
                "download",
                "Download the file of a ticket",
                "For staff, and for the signed-in user who sent it.",
                {
                    **FILE,
                    304: OpenApiResponse(description="The file is the one that If-None-Match names."),
                    **NOT_ALLOWED,
                    **NOT_FOUND,
                    412: OpenApiResponse(description="The file is not the one that If-Match names."),
                },
                parameters=[TICKET_ID, VARIANT],
            )
        )(documented)


def _operation(name: str, summary: str, description: str, responses: dict[Any, Any], **more: Any) -> Any:
    return extend_schema(
        operation_id=f"support_tickets_{name}",
        tags=[TAG],
        summary=summary,
        description=description,
        responses=responses,
        **more,
    )
