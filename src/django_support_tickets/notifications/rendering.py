"""A delivery's templates, rendered to a message.

Each kind of mail is a family of templates, ``<kind>_subject.txt``, ``<kind>_message.txt`` and optionally
``<kind>_message.html``, under ``django_support_tickets/mail/``. A site overrides a file, or extends it under its own
name and overrides one of its blocks.
"""

import re
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from ..choices import DeliveryKind
from ..models import Delivery
from .policy import estimated_response_time

_UNSAFE_IN_HEADER = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
# A period inside a word, as in a web address: mail programs would make a link of it.
_ADDRESS_LIKE_PERIOD = re.compile(r"\.(?=\w\w)")


def header_text(text: str) -> str:
    """Return the text on one line and without encoded-word openers, so that it forges no header (RFC 2047)."""
    on_one_line = _UNSAFE_IN_HEADER.sub(" ", text)
    return " ".join(on_one_line.replace("=?", "= ?").split())


def name_in_mail(name: str) -> str:
    """Return a requester's name so that no mail program shows a link in it.

    A confirmation goes to an address that anyone may have typed; it must not carry an advertisement there.
    """
    return _ADDRESS_LIKE_PERIOD.sub(".\u200b", header_text(name))


def render_delivery(delivery: Delivery) -> EmailMultiAlternatives:
    """Return the message of a delivery, in its reader's language, ready to be sent.

    :raises Exception: whatever a site's own templates raise.
    """
    with translation.override(delivery.language or settings.LANGUAGE_CODE):
        context = _context(delivery)
        base = f"django_support_tickets/mail/{delivery.kind}"
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
    if "=?" in delivery.recipient or _UNSAFE_IN_HEADER.search(delivery.recipient):
        raise ValueError(f"No mail can be sent to {delivery.recipient!r}.")
    return delivery.recipient


def _headers(delivery: Delivery) -> dict[str, str]:
    """Return the headers that mark the mail as automatic, so that no other machine answers it (RFC 3834)."""
    answers_a_person = delivery.kind == DeliveryKind.CONFIRMATION
    return {
        "Message-ID": delivery.message_id,
        "Auto-Submitted": "auto-replied" if answers_a_person else "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }


def _context(delivery: Delivery) -> dict[str, Any]:
    ticket = delivery.ticket
    return {
        "delivery": delivery,
        "ticket": ticket,
        "name": name_in_mail(ticket.name),
        "site_name": settings.SUPPORT_TICKET_SITE_NAME,
        "estimated_response_time": estimated_response_time(),
        "admin_url": _admin_url(ticket.pk),
        "language": translation.get_language(),
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
    }


def _admin_url(pk: int) -> str:
    """Return the ticket's address in the admin, or nothing where the site's address or its admin is unknown."""
    if not settings.SUPPORT_TICKET_BASE_URL:
        return ""
    try:
        path = reverse("admin:django_support_tickets_supportticket_change", args=[pk])
    except NoReverseMatch:
        return ""
    return f"{settings.SUPPORT_TICKET_BASE_URL.rstrip('/')}{path}"
