"""What a site in use should have."""

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Warning, register  # noqa: A004
from django.db import DatabaseError, connections, router

from ..health import ticked_lately
from ..models import SearchDocument
from ..models.attachment import private_root
from ..models.search import has_trigram_index
from ..notifications.links import UNNAMED_SITE, base_url
from .problem import problem, setting_value
from .urls import takes_links

SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

PRIVATE_CACHES = (
    "django.core.cache.backends.locmem.LocMemCache",
    "django.core.cache.backends.dummy.DummyCache",
)
LOSING_CACHES = (
    "django.core.cache.backends.db.DatabaseCache",
    "django.core.cache.backends.filebased.FileBasedCache",
)
INSECURE = re.compile(r"http://(?!(localhost|127\.0\.0\.1|\[::1\])([:/]|$))")


@register("django_support_tickets", deploy=True)
def check_deployment(**kwargs: Any) -> Iterator[CheckMessage]:
    """Check what a site in use should have: W003, W004, W101 to W111."""
    if setting_value("STAFF_PERMISSION_CLASSES") == ["rest_framework.permissions.IsAdminUser"]:
        yield problem(
            Warning,
            101,
            "STAFF_PERMISSION_CLASSES",
            "lets every member of staff read and delete all tickets.",
            "Use ['django_support_tickets.permissions.StaffWithModelPermissions'], as the admin does.",
        )
    if not _ticked_lately():
        yield problem(
            Warning,
            102,
            "",
            f"'manage.py support_tick' has not run in the last {setting_value('TICK_STALE_MINUTES')} minutes.",
            "Run it every minute, for instance by cron: it sends the mails that could not be sent at once.",
        )
    cache = settings.CACHES.get(setting_value("THROTTLE_CACHE"), {}).get("BACKEND", "")
    if cache in PRIVATE_CACHES:
        yield problem(
            Warning,
            103,
            "THROTTLE_CACHE",
            f"uses {cache}, in which each process counts for itself.",
            "Use a shared cache, such as Redis or Memcached.",
        )
    if cache in LOSING_CACHES:
        yield problem(
            Warning,
            111,
            "THROTTLE_CACHE",
            f"uses {cache}, which reads a counter and writes it back: parallel requests are lost in between.",
            "Use a cache that counts by itself, such as Redis or Memcached.",
        )
    for alias, database in settings.DATABASES.items():
        sqlite = database.get("ENGINE", "").endswith("sqlite3")
        if sqlite and database.get("OPTIONS", {}).get("transaction_mode") != "IMMEDIATE":
            yield problem(
                Warning,
                104,
                "",
                f"The SQLite database {alias!r} is not opened with transaction_mode IMMEDIATE.",
                "Set OPTIONS = {'transaction_mode': 'IMMEDIATE', 'timeout': 20, 'init_command': "
                "'PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;'}.",
            )
    yield from _check_proxies()
    yield from _check_mails()
    yield from _check_time_zones()
    yield from _check_search()
    yield from _check_addresses()
    if not setting_value("STORAGE") and not setting_value("PRIVATE_ROOT"):
        yield problem(
            Warning,
            105,
            "PRIVATE_ROOT",
            f"is not set: attachments go to {private_root()}.",
            "Name a folder that is backed up and outlives a deployment, or a storage in SUPPORT_TICKET_STORAGE.",
        )


def _check_proxies() -> Iterator[CheckMessage]:
    if setting_value("TRUSTED_PROXIES") == 0 and (settings.SECURE_PROXY_SSL_HEADER or settings.USE_X_FORWARDED_HOST):
        yield problem(
            Warning,
            110,
            "TRUSTED_PROXIES",
            "is 0, while SECURE_PROXY_SSL_HEADER or USE_X_FORWARDED_HOST says that the site is behind a proxy: all its "
            "clients count as one, and share one limit.",
            "Set it to the number of proxies that add to X-Forwarded-For, usually 1.",
        )


def _check_mails() -> Iterator[CheckMessage]:
    if _mail_timeout_is_missing():
        yield problem(
            Warning,
            3,
            "",
            "The mail settings have no timeout: a mail server that says nothing would hold its sender for ever.",
            "Set EMAIL_TIMEOUT = 5, or in MAILERS the option 'timeout': 5.",
        )
    # The Site's name is looked up by W108.
    has_site = apps.is_installed("django.contrib.sites") and getattr(settings, "SITE_ID", None)
    if takes_links() and not setting_value("BASE_URL") and not has_site:
        yield problem(
            Warning,
            4,
            "",
            "The site's address is not known, so that mails carry no links"
            + (" to the admin." if setting_value("LINK_URL") else " to the portal."),
            "Set SUPPORT_TICKET_BASE_URL = 'https://shop.example', or install the Sites framework and set SITE_ID.",
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


def _check_search() -> Iterator[CheckMessage]:
    alias = router.db_for_write(SearchDocument)
    try:
        is_indexed = has_trigram_index(connections[alias])
    except DatabaseError:
        return
    if not is_indexed:
        yield problem(
            Warning,
            109,
            "",
            f"The database {alias!r} has no index for the search, which reads every text.",
            "Run 'manage.py support_search'; a superuser may first have to run CREATE EXTENSION pg_trgm.",
        )


def _check_addresses() -> Iterator[CheckMessage]:
    for setting in ("BASE_URL", "LINK_URL"):
        if INSECURE.match(str(setting_value(setting))):
            yield problem(
                Warning,
                107,
                setting,
                "begins with http://: whoever listens on the way can open the tickets to which mails link.",
                "Serve the site over HTTPS, and begin with https://.",
            )
    if takes_links() and not setting_value("BASE_URL") and _site_has_no_name():
        yield problem(
            Warning,
            108,
            "",
            f"The Site of SITE_ID is missing or still called {UNNAMED_SITE!r}, so that mails carry no links.",
            "Give it its domain in the admin, or set SUPPORT_TICKET_BASE_URL.",
        )


def _site_has_no_name() -> bool:
    if not apps.is_installed("django.contrib.sites") or not getattr(settings, "SITE_ID", None):
        return False
    try:
        return not base_url()
    except DatabaseError:
        return False


def _check_time_zones() -> Iterator[CheckMessage]:
    for alias in connections if settings.USE_TZ else ():
        try:
            known = connections[alias].features.has_zoneinfo_database
        except DatabaseError:
            continue
        if not known:
            yield problem(
                Warning,
                106,
                "",
                f"The database {alias!r} knows no time zones: the admin's list goes without navigation by date.",
                "On MariaDB and MySQL load them once: mariadb-tzinfo-to-sql /usr/share/zoneinfo | mariadb mysql",
            )


def _ticked_lately() -> bool:
    try:
        return ticked_lately()
    except DatabaseError:  # Not migrated yet, or not reachable from where the check runs.
        return False
