"""Limits on what strangers may do: per client address, per address that mail would go to, per ticket.

DRF's own throttles read, compare and write in three steps, so that parallel requests slip through. These count with
the cache's atomic ``add`` and ``incr`` in windows of fixed length; the cache must be one that all processes share.
"""

import hashlib
import ipaddress
import logging
import math
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import BaseCache, caches

from .conf import parse_rate
from .exceptions import TooManyRequests
from .normalization import mailbox

logger = logging.getLogger("django_support_tickets")

# Tries with one key of which only the first is counted.
FREE_REPETITIONS = 50


class Attempt(NamedTuple):
    """A try of something that is known by a key.

    :param key: the client's, with who the client is and by which door it came, so that it is nobody else's; "" without.
    :param is_free: whether a repetition costs nothing: it has no second effect, or little work in it. Only the first
        try is counted then.
    """

    key: str = ""
    is_free: bool = False


UNNAMED = Attempt()


def seconds_to_wait(scope: str, identity: str, rate: str | None, attempt: Attempt = UNNAMED) -> float | None:
    """Count one request and return how long its sender has to wait, or None if it may go on.

    A free repetition is not counted again, up to a number. If the cache is out
    of order every request may go on, and an error is logged: a shop without its cache still wants its tickets.

    :param scope: what is counted; each scope has its own counters.
    :param identity: whom it is counted for.
    :param rate: a rate, or None for no limit.
    """
    if not rate:
        return None
    limit, seconds = parse_rate(rate)
    now = time.time()
    window = f"{scope}:{identity}:{int(now // seconds)}"
    cache = caches[settings.SUPPORT_TICKET_THROTTLE_CACHE]
    try:
        tries = _count(cache, f"{window}:{attempt.key}", seconds) if attempt.key else 0
        if attempt.is_free and 1 < tries <= FREE_REPETITIONS:
            counted = cache.get(_cache_key(window), 0)
        else:
            counted = _count(cache, window, seconds)
    except Exception:
        logger.exception("The cache %r cannot count requests; letting one pass", settings.SUPPORT_TICKET_THROTTLE_CACHE)
        return None
    return math.ceil(seconds - now % seconds) if counted > limit else None


def _count(cache: BaseCache, name: str, seconds: int) -> int:
    key = _cache_key(name)
    with suppress(ValueError):
        return cache.incr(key)
    # Nothing was counted yet. Whoever is second here adds to what the first one counted.
    if cache.add(key, 1, timeout=seconds + 1):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # It expired between the two calls, or this cache keeps nothing.
        return 1


def _cache_key(name: str) -> str:
    return f"django_support_tickets:{hashlib.sha256(name.encode()).hexdigest()}"


def check_client(meta: Mapping[str, Any], attempt: Attempt = UNNAMED) -> None:
    """Limit one client address to ``SUPPORT_TICKET_CLIENT_RATE``.

    :param meta: the request's ``META``.
    :raises TooManyRequests: with the seconds to wait.
    """
    _check("client", client_network(meta), settings.SUPPORT_TICKET_CLIENT_RATE, attempt)


def check_recipient(email: str, attempt: Attempt = UNNAMED) -> None:
    """Limit one recipient to ``SUPPORT_TICKET_EMAIL_RATE``, however many clients name the address.

    :raises TooManyRequests: with the seconds to wait.
    """
    _check("email", mailbox(email), settings.SUPPORT_TICKET_EMAIL_RATE, attempt)


def check_reply(meta: Mapping[str, Any], ticket: Any) -> None:
    """Limit the replies of one ticket's requester to ``SUPPORT_TICKET_REPLY_RATE``.

    One that may open a follow-up, which is confirmed by mail, is limited as the opening of a ticket besides.

    :param meta: the request's ``META``.
    :raises TooManyRequests: with the seconds to wait.
    """
    _check("reply", str(ticket.pk), settings.SUPPORT_TICKET_REPLY_RATE)
    if ticket.opens_follow_up:
        check_client(meta)
        check_recipient(ticket.email)


def check_change(ticket: Any) -> None:
    """Limit how often one ticket's requester closes, reopens and rates it to ``SUPPORT_TICKET_REPLY_RATE``.

    :raises TooManyRequests: with the seconds to wait.
    """
    _check("change", str(ticket.pk), settings.SUPPORT_TICKET_REPLY_RATE)


def check_link_request(email: str) -> None:
    """Limit the mails with fresh links to one address to ``SUPPORT_TICKET_LINK_REQUEST_RATE``.

    :raises TooManyRequests: with the seconds to wait.
    """
    _check("links", mailbox(email), settings.SUPPORT_TICKET_LINK_REQUEST_RATE)


def _check(scope: str, identity: str, rate: str | None, attempt: Attempt = UNNAMED) -> None:
    waiting = seconds_to_wait(scope, identity, rate, attempt)
    if waiting is not None:
        raise TooManyRequests(waiting)


def client_network(meta: Mapping[str, Any]) -> str:
    """Return whom to count a request for: the client's IPv4 address, or the /64 network of its IPv6 address.

    :param meta: the request's ``META``.
    """
    address = client_address(meta)
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def client_address(meta: Mapping[str, Any]) -> str:
    """Return the client's address as the outermost trusted proxy saw it.

    Each proxy appends to X-Forwarded-For the address it was called from, so that with n trusted proxies the n-th entry
    from the right is the client's, and whatever the client wrote itself stands further left.
    """
    remote: str = meta.get("REMOTE_ADDR") or ""
    proxies = settings.SUPPORT_TICKET_TRUSTED_PROXIES
    forwarded = [entry.strip() for entry in meta.get("HTTP_X_FORWARDED_FOR", "").split(",") if entry.strip()]
    if not proxies or not forwarded:
        if forwarded and not _Said.that_a_proxy_is_not_counted and _is_private(remote):
            _Said.that_a_proxy_is_not_counted = True
            logger.warning(
                "A request came from %s with X-Forwarded-For, as from a proxy, but SUPPORT_TICKET_TRUSTED_PROXIES "
                "is 0: all clients behind it share one limit",
                remote,
            )
        return remote
    return _without_port(forwarded[-min(proxies, len(forwarded))]) or remote


class _Said:
    """What this process has said once."""

    that_a_proxy_is_not_counted = False


def _is_private(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_private
    except ValueError:
        return not address  # A socket of this machine.


def _without_port(entry: str) -> str:
    """Return the address of "1.2.3.4", "1.2.3.4:567", "::1" or "[::1]:567", or nothing for anything else."""
    bracketed = re.fullmatch(r"\[([^\]]+)\](?::[0-9]+)?", entry)
    candidate = bracketed[1] if bracketed else entry
    if candidate.count(":") == 1:
        candidate = candidate.partition(":")[0]
    try:
        return str(ipaddress.ip_address(candidate))
    except ValueError:
        return ""
