"""What is sent to the calls for anyone and for staff, and what comes back, with examples."""

from functools import cache
from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from ..choices import Status
from ..fields import AttachmentField, AttachmentsField
from ..parsers import JSONParser, MultiPartParser
from ..serializers import SupportTicketListSerializer, SupportTicketMessageSerializer
from .answers import changed

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
REPLY = {"text": "Kargonuz bugün yola çıktı.", "kind": "reply"}
NOTE = {"text": "Müşteri arandı, kargo firmasına sorulacak.", "kind": "note"}


class _Sent:
    """A serializer as a body's description: what may be sent, without what is only shown."""

    with_files = False

    def get_fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().get_fields()  # type: ignore[misc]
        return {name: field for name, field in fields.items() if not field.read_only and self._may_hold(field)}

    def _may_hold(self, field: Any) -> bool:
        return self.with_files or not isinstance(field, AttachmentField | AttachmentsField)


@cache
def body_of(serializer_class: Any, name: str) -> dict[str, Any]:
    """Return the bodies that a call takes, by media type: only multipart can hold files.

    They are two components, ``name`` and ``nameWithFiles``, so that a generated client can send plain JSON. Forms
    without files are taken too; they are left out, for a client would have to choose among equals.
    """
    said = {"__doc__": serializer_class.__doc__}
    plain = type(f"{name}Serializer", (_Sent, serializer_class), said)
    full = type(f"{name}WithFilesSerializer", (_Sent, serializer_class), {**said, "with_files": True})
    return {JSONParser.media_type: plain, MultiPartParser.media_type: full}


def _body_of(**properties: Any) -> dict[str, Any]:
    """Return a body of which DRF's serializers would say that nothing in it is required."""
    return {JSONParser.media_type: {"type": "object", "properties": properties, "required": [*properties]}}


STATUS_CHANGE = _body_of(status={"type": "string", "enum": Status.values})
ASSIGNMENT = _body_of(
    assigned_to={
        "oneOf": [{"type": "integer"}, {"type": "string"}],
        "nullable": True,
        "description": "Primary key of an active member of staff; null for nobody.",
    }
)
SPAM_MARK = _body_of(is_spam={"type": "boolean"})

CREATED = inline_serializer(
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
CHANGED = changed("SupportTicketChanged", SupportTicketListSerializer())
ADDED = changed("SupportTicketMessageAdded", SupportTicketMessageSerializer())
