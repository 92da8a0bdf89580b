"""What the value of each setting must be, looked at by itself."""

import re
from collections.abc import Callable, Container
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.forms import Field
from django.utils.module_loading import import_string

from ..choices import subject_choices
from ..conf import parse_rate
from ..notifications.links import PLACEHOLDER
from .problem import problem, setting_value

DOTTED = "Name a class or function by its full path, such as 'shop.support.scan'."


# Each setting: the number of its error, what a value must be, and how to say so.


def _positive(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _not_negative(value: Any) -> bool:
    return _positive(value) or (value == 0 and isinstance(value, int) and not isinstance(value, bool))


def _rate(value: Any) -> bool:
    try:
        return value is None or bool(parse_rate(value))
    except (TypeError, ValueError):
        return False


def _text(value: Any) -> bool:
    return value is None or (isinstance(value, str) and "\n" not in value)


def _token(value: Any) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"|[!-~]{16,}", value))


def _importable(value: Any) -> bool:
    try:
        return value == "" or callable(import_string(value))
    except (ImportError, AttributeError, TypeError):
        return False


def _address(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        validate_email(parseaddr(value)[1])
    except ValidationError:
        return value == ""
    return True


def _addresses(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(item != "" and _address(item) for item in value)


def _subjects(value: Any) -> bool:
    if value is None:
        return True
    if not isinstance(value, list | tuple) or not value:
        return False
    # A translated text is no value: it would be stored in the language of whoever asks.
    if not all(isinstance(item, str) or (isinstance(item, list | tuple) and len(item) == 2) for item in value):
        return False
    values: list[Any] = [pair[0] for pair in subject_choices()]
    return all(isinstance(v, str) and 0 < len(v) <= 100 for v in values) and len({*values}) == len(values)


def _permission_classes(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(item != "" and _importable(item) for item in value)


def _relative(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    return not Path(value).is_absolute() and ".." not in Path(value).parts


def _origin(value: Any) -> bool:
    try:
        parts = urlsplit(str(value))
    except ValueError:
        return False
    return value == "" or (parts.scheme in ("http", "https") and bool(parts.netloc) and not parts.query)


def _link_url(value: Any) -> bool:
    # Once, and not in the host, whose owner would read it.
    before, *after = str(value).split(PLACEHOLDER)
    host = re.match(r"https?://[^/?#]+(?=[/?#])", before)
    return value == "" or (len(after) == 1 and host is not None and _origin(host[0]))


def _form_field(value: Any) -> bool:
    try:
        return value == "" or bool(issubclass(import_string(value), Field))
    except (ImportError, AttributeError, TypeError):
        return False


def _empty_or_in(names: Callable[[], Container[str]]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and (value == "" or value in names())


RULES: tuple[tuple[int, str, Callable[[Any], bool], str, str], ...] = (
    (
        2,
        "NUMBER_PREFIX",
        lambda value: isinstance(value, str) and bool(re.fullmatch(r"[A-Za-z0-9]{1,6}", value)),
        "must be one to six ASCII letters or digits",
        "Ticket numbers have at most 20 characters; the prefix is their beginning.",
    ),
    (
        3,
        "SUBJECTS",
        _subjects,
        "must be None, or a list of different values or (value, label) pairs of at most 100 characters",
        "For example ['Billing', ('tech', 'Technical support')].",
    ),
    (
        4,
        "MESSAGE_MAX_LENGTH",
        lambda value: _positive(value) and value >= 10,
        "must be a whole number of characters, at least 10",
        "Shorter messages are refused as too short.",
    ),
    (5, "UPLOAD_DIR", _relative, "must be a relative path without '..'", "It is a folder inside the storage."),
    (
        6,
        "STORAGE",
        _empty_or_in(lambda: settings.STORAGES),
        "names no entry of STORAGES",
        "Add the alias to STORAGES, or leave the setting empty for the private folder.",
    ),
    (7, "MAX_ATTACHMENT_SIZE", _positive, "must be a positive number of bytes", "For example 5 * 1024 * 1024."),
    (7, "MAX_IMAGE_PIXELS", _positive, "must be a positive number of pixels", "For example 50_000_000."),
    (8, "ATTACHMENT_SCANNER", _importable, "cannot be imported or called", DOTTED),
    (9, "STAFF_PERMISSION_CLASSES", _permission_classes, "must name permission classes that can be imported", DOTTED),
    (9, "CREATE_PERMISSION_CLASSES", _permission_classes, "must name permission classes that can be imported", DOTTED),
    (10, "CLIENT_RATE", _rate, "must be None or a rate", "For example '30/hour'; periods are second to day."),
    (10, "EMAIL_RATE", _rate, "must be None or a rate", "For example '10/hour'; periods are second to day."),
    (
        11,
        "THROTTLE_CACHE",
        lambda value: isinstance(value, str) and value in settings.CACHES,
        "names no entry of CACHES",
        "Name an alias.",
    ),
    (
        12,
        "TRUSTED_PROXIES",
        lambda value: value == 0 or _positive(value),
        "must be a number of proxies, 0 or more",
        "Count the reverse proxies that every request passes through.",
    ),
    (13, "IDEMPOTENCY_HOURS", _positive, "must be a positive number of hours", "For example 24."),
    (13, "DELIVERY_MAX_ATTEMPTS", _positive, "must be a positive number", "For example 8."),
    (13, "DELIVERY_BACKOFF", _positive, "must be a positive number of seconds", "For example 60."),
    (13, "DELIVERY_LEASE", _positive, "must be a positive number of seconds", "Longer than sending one mail takes."),
    (13, "TICK_STALE_MINUTES", _positive, "must be a positive number of minutes", "For example 15."),
    (14, "STAFF_EMAILS", _addresses, "must be a list of e-mail addresses", "For example ['desk@shop.example']."),
    (
        14,
        "FROM_EMAIL",
        _address,
        "must be an e-mail address or empty",
        "A name before it is allowed: 'Desk <a@b.example>'.",
    ),
    (
        14,
        "REPLY_TO",
        _address,
        "must be an e-mail address or empty",
        "A name before it is allowed: 'Desk <a@b.example>'.",
    ),
    (15, "BASE_URL", _origin, "must be an http or https address, or empty", "For example 'https://shop.example'."),
    (
        17,
        "STAFF_LANGUAGE",
        _empty_or_in(lambda: dict(settings.LANGUAGES)),
        "names none of LANGUAGES",
        "Use a code from LANGUAGES, or leave it empty for LANGUAGE_CODE.",
    ),
    (18, "SITE_NAME", _text, "must be a text of one line", "It signs the mails."),
    (18, "ESTIMATED_RESPONSE_TIME", _text, "must be None or a text of one line", "For example 'within two days'."),
    (19, "REPLY_MAX_LENGTH", _positive, "must be a positive number of characters", "For example 10_000."),
    (19, "MAX_ATTACHMENTS", _positive, "must be a positive number of files", "For example 5."),
    (19, "LINK_DAYS", _positive, "must be a positive number of days", "For example 30."),
    (20, "REOPEN_DAYS", _not_negative, "must be a number of days, 0 or more", "0 lets no closed ticket be reopened."),
    (20, "MIN_FILL_SECONDS", _not_negative, "must be a number of seconds, 0 or more", "0 takes nobody for too fast."),
    (21, "REPLY_RATE", _rate, "must be None or a rate", "For example '30/hour'; periods are second to day."),
    (21, "LINK_REQUEST_RATE", _rate, "must be None or a rate", "For example '3/hour'; periods are second to day."),
    (
        22,
        "LINK_URL",
        _link_url,
        "must be empty, or an http or https address with {token} once in it, after its host",
        "For example 'https://shop.example/support/{token}'; empty means the portal's page.",
    ),
    (
        23,
        "CAPTCHA_FIELD",
        _form_field,
        "must be empty, or name a class that can be imported and derives from django.forms.Field",
        "Name a class by its full path, such as 'django_recaptcha.fields.ReCaptchaField'.",
    ),
    (
        24,
        "SPAM_LINKS",
        lambda value: value is None or _positive(value),
        "must be None or a positive number of web addresses",
        "For example 6; None takes no message for spam.",
    ),
    (
        27,
        "HEALTH_TOKEN",
        lambda value: (
            value == "" or (isinstance(value, str) and len(value) >= 16 and value.isascii() and " " not in value)
        ),
        "must be empty, or at least 16 ASCII characters without a space",
        "python -c 'import secrets; print(secrets.token_urlsafe())' makes one.",
    ),
)


@register("django_support_tickets")
def check_settings(**kwargs: Any) -> list[CheckMessage]:
    """Check each value by itself: E002 to E015, E017 to E024 and E027."""
    return [
        problem(Error, number, setting, f"{expected}, not {setting_value(setting)!r}.", hint)
        for number, setting, is_right, expected, hint in RULES
        if not is_right(setting_value(setting))
    ]
