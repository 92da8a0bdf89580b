"""Requests that may be sent again without a second effect: the key that names one, and what makes two the same."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from .attachments.fingerprints import fingerprint
from .limits import UNNAMED, Attempt
from .serializers import SupportTicketSerializer
from .workflow import Once, is_repeated

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


def owned_key(request: Request) -> str:
    """Return the request's Idempotency-Key with whose it is, or "" without one: each account has keys of its own."""
    key = idempotency_key(request)
    owner = request.user.pk if request.user and request.user.is_authenticated else ""
    return f"{owner}:{key}" if key else ""


def attempt_of(request: Request) -> Attempt:
    """Return what the limits are to know of a request: it is free if one with its key has opened a ticket."""
    try:
        key = owned_key(request)
    except ValidationError:
        return UNNAMED
    return Attempt(f"api:{key}", is_repeated(key)) if key else UNNAMED


def message_once(request: Request, fields: Mapping[str, Any]) -> Once | None:
    """Return what names the message that the request sends, or None without an Idempotency-Key.

    :param fields: what was sent; ``attachments`` are files.
    """
    key = owned_key(request)
    texts = {name: str(value) for name, value in fields.items() if name not in FILES}
    return Once(f"api:{key}", fingerprint(texts, fields.get("attachments", ()))) if key else None


def request_fingerprint(fields: Mapping[str, Any]) -> str:
    """Return a digest of what the client asked for, the content of its files included."""
    texts = {name: fields.get(name) for name in SupportTicketSerializer.Meta.fields if name not in FILES}
    single = fields.get("attachment")
    files = [*([single] if single else ()), *fields.get("attachments", ())]
    return fingerprint({**texts, "attachment": single is not None}, files)
