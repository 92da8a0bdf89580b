"""Who is told of what."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext

from ..choices import DeliveryKind, EventType
from ..models import SupportTicket


@dataclass(frozen=True, slots=True)
class Notice:
    """One mail to one recipient, in the language of its reader."""

    kind: DeliveryKind
    recipient: str
    language: str


def notices_for(event_type: EventType, ticket: SupportTicket) -> list[Notice]:
    """Return the mails that an event of this type asks for."""
    if event_type != EventType.CREATED:
        return []
    notices = [
        Notice(DeliveryKind.STAFF_NOTICE, address, settings.SUPPORT_TICKET_STAFF_LANGUAGE or settings.LANGUAGE_CODE)
        for address in dict.fromkeys(settings.SUPPORT_TICKET_STAFF_EMAILS)
    ]
    if settings.SUPPORT_TICKET_SEND_CONFIRMATION:
        notices.insert(0, Notice(DeliveryKind.CONFIRMATION, ticket.email, ticket.language))
    return notices


def estimated_response_time() -> str:
    """Return the promised response time in the active language: the site's text, or "within 24 hours"."""
    return str(settings.SUPPORT_TICKET_ESTIMATED_RESPONSE_TIME or "") or gettext("within 24 hours")
