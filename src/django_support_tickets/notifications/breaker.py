"""Lets sending rest while the mail server is away, so that a dead one costs each process little.

The state is in the cache, shared by all processes where the cache is. Without a working cache each process remembers
for itself.
"""

import logging
import time

from django.conf import settings
from django.core.cache import BaseCache, caches

from ..models.delivery import MAX_BACKOFF

logger = logging.getLogger("django_support_tickets")

KEY = "django_support_tickets.mail_server_is_away"


class _Own:
    """What this process remembers where the cache is down."""

    rests_until = 0.0  # on time.monotonic()


def is_open() -> bool:
    """Tell whether mails are left to the sweep for now."""
    if time.monotonic() < _Own.rests_until:
        return True
    try:
        return bool(_cache().get(KEY))
    except Exception:
        logger.exception("The cache could not be asked whether the mail server is away")
        return False


def trip() -> None:
    """Let sending rest for ``SUPPORT_TICKET_DELIVERY_BACKOFF`` seconds: the mail server could not be reached."""
    seconds = min(settings.SUPPORT_TICKET_DELIVERY_BACKOFF, MAX_BACKOFF.total_seconds())
    try:
        _cache().set(KEY, True, seconds)
    except Exception:
        logger.exception("The cache could not store that the mail server is away")
        _Own.rests_until = time.monotonic() + seconds


def close() -> None:
    """Let sending go on: the mail server is back."""
    _Own.rests_until = 0.0
    try:
        _cache().delete(KEY)
    except Exception:
        logger.exception("The cache could not forget that the mail server was away")


def _cache() -> BaseCache:
    return caches[settings.SUPPORT_TICKET_THROTTLE_CACHE]
