"""Requests that may be sent again without a second effect: the key that names one, and what makes two the same."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from .attachments.storage import AcceptedFile
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


def fingerprint(fields: Mapping[str, Any]) -> str:
    """Return a digest of what the client asked for, the content of its files included."""
    texts = {name: fields.get(name) for name in SupportTicketSerializer.Meta.fields if name not in FILES}
    digest = hashlib.sha256(json.dumps(texts, sort_keys=True).encode())
    if fields.get("attachment"):
        for part in _parts(fields["attachment"]):
            digest.update(part)
    for file in fields.get("attachments", ()):
        # A digest for each, since one file's end must not pass for the next one's beginning.
        of_file = hashlib.sha256()
        for part in _parts(file):
            of_file.update(part)
        digest.update(of_file.digest())
    return digest.hexdigest()


def _parts(accepted: AcceptedFile) -> Iterator[bytes]:
    yield accepted.inspected.filename.encode()
    accepted.file.seek(0)
    yield from accepted.file.chunks()
