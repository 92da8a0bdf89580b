"""The hidden stamp of a form: which rendering of it this is, and when that was.

The same stamp with the same content is the same request sent twice. A stamp that is missing, forged or too young was
not sent by a person who read the form.
"""

import secrets
from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner

MAX_AGE = timedelta(hours=24)
_SALT = "django_support_tickets.portal.stamp"


class Stamp(NamedTuple):
    """What a stamp says.

    ``key`` names the rendering; it is empty for a stamp that is forged or older than 24 hours. ``is_hasty`` says that
    it is younger than ``SUPPORT_TICKET_MIN_FILL_SECONDS``.
    """

    key: str
    is_expired: bool = False
    is_hasty: bool = False


def new_stamp() -> str:
    """Return a stamp for a form that is rendered now."""
    return TimestampSigner(salt=_SALT).sign(secrets.token_urlsafe(16))


def read_stamp(value: Any) -> Stamp:
    """Return what a stamp says, whatever was sent in its place."""
    signer = TimestampSigner(salt=_SALT)
    try:
        key = signer.unsign(str(value or ""), max_age=MAX_AGE)
    except SignatureExpired:
        return Stamp("", is_expired=True)
    except BadSignature:
        return Stamp("")
    return Stamp(key, is_hasty=_is_hasty(signer, str(value)))


def _is_hasty(signer: TimestampSigner, value: str) -> bool:
    seconds = settings.SUPPORT_TICKET_MIN_FILL_SECONDS
    try:
        signer.unsign(value, max_age=seconds)
    except SignatureExpired:
        return False
    return bool(seconds)
