"""A text that could not be sent because the ticket no longer opens: kept in the session until it does again."""

import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from .stamps import MAX_AGE

_DRAFT = "support_portal_draft"
MAX_LENGTH = 20_000
_COOKIE_SESSIONS = "django.contrib.sessions.backends.signed_cookies"


def keep_draft(request: HttpRequest, number: str, typed: dict[str, Any]) -> bool:
    """Keep what was typed about a ticket, in place of what was kept before, and return whether that could be done.

    A session that is a cookie would burst.
    """
    length = sum(len(str(value)) for value in typed.values())
    if not length or length > MAX_LENGTH or settings.SESSION_ENGINE == _COOKIE_SESSIONS:
        return False
    request.session[_DRAFT] = {"number": number, "typed": typed, "at": int(time.time())}
    return True


def draft_of(request: HttpRequest, number: str) -> dict[str, Any]:
    """Return what was typed about a ticket within the last day and not sent, by the names of the fields."""
    draft = request.session.get(_DRAFT) or {}
    is_current = draft.get("number") == number and time.time() - draft.get("at", 0) < MAX_AGE.total_seconds()
    return dict(draft["typed"]) if is_current else {}


def forget_draft(request: HttpRequest, number: str) -> None:
    """Forget what was kept about a ticket, for it was sent."""
    if (request.session.get(_DRAFT) or {}).get("number") == number:
        del request.session[_DRAFT]
