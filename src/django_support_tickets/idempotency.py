"""Requests that may be sent again without a second effect: the key that names one, and what makes two the same."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from .attachments.fingerprints import fingerprint
from .serializers import SupportTicketSerializer

MAX_KEY_LENGTH = 255
FILES = {"attachment", "attachments"}


def idempotency_key(request: Request) -> str:
    """Return the request's Idempotency-Key, or "" without one.

    :raises ValidationError: if it is none that can be kept.
    """
    key: str = request.headers.get("Idempotency-Key", "")
    if len(key) > MAX_KEY_LENGTH or not (key.isascii() and key.isprintable()):
        raise ValidationError({"Idempotency-Key": [_("Send at most 255 printable ASCII characters.")]})
    return key


def request_fingerprint(fields: Mapping[str, Any]) -> str:
    """Return a digest of what the client asked for, the content of its files included."""
    texts = {name: fields.get(name) for name in SupportTicketSerializer.Meta.fields if name not in FILES}
    single = fields.get("attachment")
    files = [*([single] if single else ()), *fields.get("attachments", ())]
    return fingerprint({**texts, "attachment": single is not None}, files)
