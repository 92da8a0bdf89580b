"""The hidden stamp of a form: which rendering of it this is, and when that was.

The same stamp with the same content is the same request sent twice. A stamp that is missing, forged or too young was
not sent by a person who read the form. Who is asked to send a form again may do so at once.
"""

import secrets
from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner

MAX_AGE = timedelta(hours=24)
_SALT = "django_support_tickets.portal.stamp"
# At the end of a renewed stamp's key; no random one has it.
_IN_TIME = "~"


class Stamp(NamedTuple):
    """What a stamp says.

    ``key`` names the rendering; it is empty for a stamp that is forged or older than 24 hours. ``is_hasty`` says that
    it is younger than ``SUPPORT_TICKET_MIN_FILL_SECONDS``, and followed none that was older.
    """

    key: str
    is_expired: bool = False
    is_hasty: bool = False


def new_stamp() -> str:
    """Return a stamp for a form that is rendered now."""
    return _signer().sign(secrets.token_urlsafe(16))


def renewed_stamp(value: Any) -> str:
    """Return a stamp of now for a form that has to be sent again; the time that was taken for it counts on."""
    stamp = read_stamp(value)
    has_taken_time = stamp.is_expired or (bool(stamp.key) and not stamp.is_hasty)
    return _signer().sign(secrets.token_urlsafe(16) + (_IN_TIME if has_taken_time else ""))


def read_stamp(value: Any) -> Stamp:
    """Return what a stamp says, whatever was sent in its place."""
    signer = _signer()
    try:
        key = signer.unsign(str(value or ""), max_age=MAX_AGE)
    except SignatureExpired:
        return Stamp("", is_expired=True)
    except BadSignature:
        return Stamp("")
    return Stamp(key, is_hasty=not key.endswith(_IN_TIME) and _is_hasty(signer, str(value)))


def _signer() -> TimestampSigner:
    return TimestampSigner(salt=_SALT)


def _is_hasty(signer: TimestampSigner, value: str) -> bool:
    seconds = settings.SUPPORT_TICKET_MIN_FILL_SECONDS
    try:
        signer.unsign(value, max_age=seconds)
    except SignatureExpired:
        return False
    return bool(seconds)
