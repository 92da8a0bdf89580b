"""Requests that are sent again: the keys by which they are known, and what the first one did."""

import hashlib
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from ..exceptions import IdempotencyConflict
from ..models import IdempotencyKey
from .transaction import database


def key_digest(key: str) -> str:
    """Return what is stored of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def earlier_request(digest: str, fingerprint: str) -> IdempotencyKey | None:
    """Return what a request with this key left, if there was one that is not too long ago.

    :param fingerprint: digest of the request.
    :raises IdempotencyConflict: if it was another request.
    """
    known = _known(digest).select_related("ticket", "message").first()
    if known is None:
        return None
    if known.created_at < _oldest_honoured():
        known.delete()
        return None
    if known.fingerprint != fingerprint:
        raise IdempotencyConflict
    return known


def is_repeated(key: str) -> bool:
    """Tell whether a request with this key succeeded, so that it has no second effect. One query.

    :param key: as it is given to :func:`open_ticket_once`.
    """
    return _known(key_digest(key)).filter(created_at__gte=_oldest_honoured()).exists()


def expired_keys() -> QuerySet[IdempotencyKey]:
    """Return the keys that are too old to be honoured."""
    return IdempotencyKey.objects.using(database()).filter(created_at__lt=_oldest_honoured())


def _known(digest: str) -> QuerySet[IdempotencyKey]:
    return IdempotencyKey.objects.using(database()).filter(digest=digest)


def _oldest_honoured() -> Any:
    return timezone.now() - timedelta(hours=settings.SUPPORT_TICKET_IDEMPOTENCY_HOURS)
