"""A delivery's templates, rendered to a message.

Each kind of mail is a family of templates, ``<kind>_subject.txt``, ``<kind>_message.txt`` and optionally
``<kind>_message.html``, under ``django_support_tickets/mail/``. A site overrides a file, or extends it under its own
name and overrides one of its blocks.
"""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import router
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils import translation

from ..choices import DeliveryKind
from ..models import Delivery
from .context import mail_context
from .texts import UNSAFE_IN_HEADER, header_text

MAIL_TEMPLATES = "django_support_tickets/mail/"
# The first of a conversation and its last ones: enough for a mail program to keep it together (RFC 5322, 3.6.4).
MAX_REFERENCES = 20
# Each is the first mail of its ticket that its reader gets.
OPENING = frozenset({DeliveryKind.CONFIRMATION, DeliveryKind.STAFF_NOTICE})


def render_delivery(delivery: Delivery) -> EmailMultiAlternatives | None:
    """Return the message of a delivery, in its reader's language, ready to be sent; None if none is needed.

    :raises Exception: whatever a site's own templates raise.
    """
    with translation.override(delivery.language or settings.LANGUAGE_CODE):
        context = mail_context(delivery)
        if context is None:
            return None
        base = f"{MAIL_TEMPLATES}{delivery.kind}"
        message = EmailMultiAlternatives(
            subject=header_text(render_to_string(f"{base}_subject.txt", context)),
            body=render_to_string(f"{base}_message.txt", context).strip() + "\n",
            from_email=settings.SUPPORT_TICKET_FROM_EMAIL or None,
            to=[_recipient(delivery)],
            reply_to=[settings.SUPPORT_TICKET_REPLY_TO] if settings.SUPPORT_TICKET_REPLY_TO else None,
            headers=_headers(delivery),
        )
        try:
            message.attach_alternative(render_to_string(f"{base}_message.html", context), "text/html")
        except TemplateDoesNotExist as error:
            if error.args != (f"{base}_message.html",):
                raise
    return message


def _recipient(delivery: Delivery) -> str:
    """Return the recipient's address as it is stored: changed, it would be another's.

    :raises ValueError: if it could forge a header, or be decoded to another address (RFC 2047, section 5).
    """
    if "=?" in delivery.recipient or UNSAFE_IN_HEADER.search(delivery.recipient):
        raise ValueError(f"No mail can be sent to {delivery.recipient!r}.")
    return delivery.recipient


def _headers(delivery: Delivery) -> dict[str, str]:
    """Return the mail's own headers.

    They mark it as automatic, so that no other machine answers it (RFC 3834), and as an answer to the mails of its
    ticket that this reader got before, so that mail programs show them as one conversation (RFC 5322, section 3.6.4).
    """
    answers_a_person = delivery.kind == DeliveryKind.CONFIRMATION
    headers = {
        "Message-ID": delivery.message_id,
        "Auto-Submitted": "auto-replied" if answers_a_person else "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    earlier = _earlier_ids(delivery) if delivery.ticket_id and delivery.kind not in OPENING else []
    if earlier:
        headers["In-Reply-To"] = earlier[-1]
        headers["References"] = " ".join(earlier)
    return headers


def _earlier_ids(delivery: Delivery) -> list[str]:
    """Return the Message-IDs of the ticket's earlier mails to the same reader: the first and the last, oldest first."""
    rows = Delivery.objects.using(router.db_for_write(Delivery)).order_by("pk")
    rows = rows.filter(ticket=delivery.ticket_id, recipient=delivery.recipient, pk__lt=delivery.pk)
    ids = rows.values_list("message_id", flat=True)
    last = [*reversed(ids.reverse()[:MAX_REFERENCES])]
    return last if len(last) < MAX_REFERENCES else [*ids[:1], *last[1:]]
