"""What is sent to the calls for anyone and for staff, and what comes back, with examples."""

from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from ..choices import Status
from ..serializers import SupportTicketListSerializer, SupportTicketMessageSerializer
from .answers import MEDIA_TYPES, changed

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


def _body_of(**properties: Any) -> dict[str, Any]:
    """Return a body of which DRF's serializers would say that nothing in it is required."""
    body = {"type": "object", "properties": properties, "required": [*properties]}
    return dict.fromkeys(MEDIA_TYPES, body)


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
