"""What the schema says of the serializers' own fields."""

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.plumbing import build_basic_type
from drf_spectacular.types import OpenApiTypes

from ..choices import Party
from ..fields import COMMENT_MAX_LENGTH, MESSAGE_MIN_LENGTH
from ..validators import NAME_MAX_LENGTH, NAME_MIN_LENGTH


class NameFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    target_class = "django_support_tickets.fields.NameField"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> Any:
        return {"type": "string", "minLength": NAME_MIN_LENGTH, "maxLength": NAME_MAX_LENGTH}


class MessageFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    target_class = "django_support_tickets.fields.MessageField"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> Any:
        limit = settings.SUPPORT_TICKET_MESSAGE_MAX_LENGTH
        return {"type": "string", "minLength": MESSAGE_MIN_LENGTH, "maxLength": limit}


class ReplyFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    target_class = "django_support_tickets.fields.ReplyField"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> Any:
        return {"type": "string", "minLength": 1, "maxLength": settings.SUPPORT_TICKET_REPLY_MAX_LENGTH}


class CommentFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    target_class = "django_support_tickets.fields.CommentField"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> Any:
        return {"type": "string", "maxLength": COMMENT_MAX_LENGTH}


class SenderFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """The same values as those of ``turn``, under a name of their own: two for one would be a warning."""

    target_class = "django_support_tickets.fields.SenderField"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> Any:
        return {"type": "string", "enum": Party.values, "x-spec-enum-id": "support-ticket-sender"}


class AttachmentFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A file when sent, an address when shown."""

    target_class = "django_support_tickets.fields.AttachmentField"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> Any:
        return build_basic_type(OpenApiTypes.BINARY if direction == "request" else OpenApiTypes.URI)


class AttachmentsFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Files, as many as the setting allows."""

    target_class = "django_support_tickets.fields.AttachmentsField"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> Any:
        files = {"type": "array", "items": build_basic_type(OpenApiTypes.BINARY)}
        return {**files, "maxItems": settings.SUPPORT_TICKET_MAX_ATTACHMENTS}


class AccountEmailFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """An e-mail address, or null."""

    target_class = "django_support_tickets.fields.AccountEmailField"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> Any:
        return build_basic_type(OpenApiTypes.EMAIL)


class RequesterUrlFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    target_class = "django_support_tickets.requester_serializers.RequesterUrlField"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> Any:
        return build_basic_type(OpenApiTypes.URI)
