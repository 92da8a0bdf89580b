"""System checks: what a setting can be wrong about, said when Django starts. The ids are stable."""

import re
from collections.abc import Callable, Container, Iterable, Iterator
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import DatabaseError, connections
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from .choices import subject_choices
from .conf import parse_rate
from .models import Heartbeat
from .models.attachment import private_root
from .notifications import tasks
from .workflow.housekeeping import TICK

SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
PRIVATE_CACHES = (
    "django.core.cache.backends.locmem.LocMemCache",
    "django.core.cache.backends.dummy.DummyCache",
)
DOTTED = "Name a class or function by its full path, such as 'shop.support.scan'."


def _problem(kind: type[Error] | type[Warning], number: int, setting: str, problem: str, hint: str) -> CheckMessage:
    letter = "E" if kind is Error else "W"
    name = f"SUPPORT_TICKET_{setting} " if setting else ""
    return kind(f"{name}{problem}", hint=hint, id=f"django_support_tickets.{letter}{number:03d}")


def _value(setting: str) -> Any:
    return getattr(settings, f"SUPPORT_TICKET_{setting}")


# Each setting: the number of its error, what a value must be, and how to say so.


def _positive(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _rate(value: Any) -> bool:
    try:
        return value is None or bool(parse_rate(value))
    except (TypeError, ValueError):
        return False


def _text(value: Any) -> bool:
    return value is None or (isinstance(value, str) and "\n" not in value)


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
)


@register("django_support_tickets")
def check_settings(**kwargs: Any) -> list[CheckMessage]:
    """Check each value by itself: E002 to E018."""
    return [
        _problem(Error, number, setting, f"{problem}, not {_value(setting)!r}.", hint)
        for number, setting, is_right, problem, hint in RULES
        if not is_right(_value(setting))
    ]


@register("django_support_tickets")
def check_installation(**kwargs: Any) -> Iterator[CheckMessage]:
    """Check what the settings mean together with the site's others: E001, E016, W002, W003."""
    if not apps.is_installed("rest_framework"):
        yield _problem(
            Error, 1, "", "'rest_framework' is missing from INSTALLED_APPS.", "Add it beside 'django_support_tickets'."
        )
    if _value("TASK_BACKEND"):
        yield from _check_task_backend()
    elif _mail_timeout_is_missing():
        yield _problem(
            Warning,
            3,
            "",
            "Mails are sent in the web process, and the mail settings have no timeout.",
            "Set EMAIL_TIMEOUT = 5, or in MAILERS the option 'timeout': 5, against a mail server that says nothing.",
        )
    if not _value("STORAGE"):
        for name in ("MEDIA_ROOT", "STATIC_ROOT"):
            public = getattr(settings, name, None)
            if public and private_root().resolve().is_relative_to(Path(public).resolve()):
                yield _problem(
                    Warning, 2, "PRIVATE_ROOT", f"lies inside {name}, which web servers hand out.", "Move it elsewhere."
                )


def _check_task_backend() -> Iterable[CheckMessage]:
    try:
        tasks.send_delivery_task()
    except ImportError:
        hint = "Before Django 6.0 it needs: pip install django-support-tickets[tasks]"
        yield _problem(Error, 16, "TASK_BACKEND", "needs Django's task framework.", hint)
    except Exception as error:  # noqa: BLE001  The backend is a third party's, and may fail as it likes.
        yield _problem(
            Error,
            16,
            "TASK_BACKEND",
            f"= {_value('TASK_BACKEND')!r} cannot be used: {error}",
            "Name an alias of TASKS and, in SUPPORT_TICKET_TASK_QUEUE, one of its QUEUES; or leave it empty.",
        )


def _mail_timeout_is_missing() -> bool:
    mailers = getattr(settings, "MAILERS", None)  # Django 6.1 and later
    if mailers is not None:
        mailer = mailers.get("default", {})
        backend = mailer.get("BACKEND", SMTP_BACKEND)
        timeout = mailer.get("OPTIONS", {}).get("timeout")
    else:
        backend, timeout = settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT
    return backend == SMTP_BACKEND and timeout is None


@register(Tags.urls)
def check_urls(**kwargs: Any) -> list[CheckMessage]:
    """Check that the API is mounted: W001."""
    if not getattr(settings, "ROOT_URLCONF", None):
        return []
    try:
        reverse("support-ticket-list")
    except NoReverseMatch:
        return [
            _problem(
                Warning,
                1,
                "",
                "The API is not mounted, so that tickets come in by code alone and attachments have no address.",
                'Add path("api/support/", include("django_support_tickets.urls")) to the urlpatterns.',
            )
        ]
    return []


@register("django_support_tickets", deploy=True)
def check_deployment(**kwargs: Any) -> Iterator[CheckMessage]:
    """Check what a site in use should have: W101 to W106."""
    if _value("STAFF_PERMISSION_CLASSES") == ["rest_framework.permissions.IsAdminUser"]:
        yield _problem(
            Warning,
            101,
            "STAFF_PERMISSION_CLASSES",
            "lets every member of staff read and delete all tickets.",
            "Use ['django_support_tickets.permissions.StaffWithModelPermissions'], as the admin does.",
        )
    if not _ticked_lately():
        yield _problem(
            Warning,
            102,
            "",
            f"'manage.py support_tick' has not run in the last {_value('TICK_STALE_MINUTES')} minutes.",
            "Run it every minute, for instance by cron: it sends the mails that could not be sent at once.",
        )
    cache = settings.CACHES.get(_value("THROTTLE_CACHE"), {}).get("BACKEND", "")
    if cache in PRIVATE_CACHES:
        yield _problem(
            Warning,
            103,
            "THROTTLE_CACHE",
            f"uses {cache}, in which each process counts for itself.",
            "Use a shared cache, such as Redis or Memcached.",
        )
    for alias, database in settings.DATABASES.items():
        sqlite = database.get("ENGINE", "").endswith("sqlite3")
        if sqlite and database.get("OPTIONS", {}).get("transaction_mode") != "IMMEDIATE":
            yield _problem(
                Warning,
                104,
                "",
                f"The SQLite database {alias!r} is not opened with transaction_mode IMMEDIATE.",
                "Set OPTIONS = {'transaction_mode': 'IMMEDIATE', 'timeout': 20, 'init_command': "
                "'PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;'}.",
            )
    yield from _check_time_zones()
    if not _value("STORAGE") and not _value("PRIVATE_ROOT"):
        yield _problem(
            Warning,
            105,
            "PRIVATE_ROOT",
            f"is not set: attachments go to {private_root()}.",
            "Name a folder that is backed up and outlives a deployment, or a storage in SUPPORT_TICKET_STORAGE.",
        )


def _check_time_zones() -> Iterator[CheckMessage]:
    for alias in connections if settings.USE_TZ else ():
        try:
            known = connections[alias].features.has_zoneinfo_database
        except DatabaseError:
            continue
        if not known:
            yield _problem(
                Warning,
                106,
                "",
                f"The database {alias!r} knows no time zones: the admin's list goes without navigation by date.",
                "On MariaDB and MySQL load them once: mariadb-tzinfo-to-sql /usr/share/zoneinfo | mariadb mysql",
            )


def _ticked_lately() -> bool:
    oldest = timezone.now() - timedelta(minutes=_value("TICK_STALE_MINUTES"))
    try:
        return Heartbeat.objects.filter(name=TICK, at__gte=oldest).exists()
    except DatabaseError:  # Not migrated yet, or not reachable from where the check runs.
        return False
