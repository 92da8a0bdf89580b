"""What the settings mean together with the site's others."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from ..models.attachment import private_root
from ..notifications import tasks
from .problem import problem, setting_value

SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
DATABASE_SESSIONS = ("django.contrib.sessions.backends.db", "django.contrib.sessions.backends.cached_db")


@register("django_support_tickets")
def check_installation(**kwargs: Any) -> Iterator[CheckMessage]:
    """Check what the settings mean together with the site's others: E001, E016, W002, W003."""
    if not apps.is_installed("rest_framework"):
        yield problem(
            Error, 1, "", "'rest_framework' is missing from INSTALLED_APPS.", "Add it beside 'django_support_tickets'."
        )
    if setting_value("TASK_BACKEND"):
        yield from _check_task_backend()
    elif _mail_timeout_is_missing():
        yield problem(
            Warning,
            3,
            "",
            "Mails are sent in the web process, and the mail settings have no timeout.",
            "Set EMAIL_TIMEOUT = 5, or in MAILERS the option 'timeout': 5, against a mail server that says nothing.",
        )
    if not setting_value("STORAGE"):
        for name in ("MEDIA_ROOT", "STATIC_ROOT"):
            public = getattr(settings, name, None)
            if public and private_root().resolve().is_relative_to(Path(public).resolve()):
                yield problem(
                    Warning, 2, "PRIVATE_ROOT", f"lies inside {name}, which web servers hand out.", "Move it elsewhere."
                )


def _check_task_backend() -> Iterable[CheckMessage]:
    try:
        tasks.send_delivery_task()
    except ImportError:
        hint = "Before Django 6.0 it needs: pip install django-support-tickets[tasks]"
        yield problem(Error, 16, "TASK_BACKEND", "needs Django's task framework.", hint)
    except Exception as error:  # noqa: BLE001  The backend is a third party's, and may fail as it likes.
        yield problem(
            Error,
            16,
            "TASK_BACKEND",
            f"= {setting_value('TASK_BACKEND')!r} cannot be used: {error}",
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
def check_urls(**kwargs: Any) -> Iterator[CheckMessage]:
    """Check what is mounted, and what that needs: W001, W004, W005."""
    if not getattr(settings, "ROOT_URLCONF", None):
        return
    if not is_mounted("support-ticket-list"):
        yield problem(
            Warning,
            1,
            "",
            "The API is not mounted, so that tickets come in by code alone and attachments have no address.",
            'Add path("api/support/", include("django_support_tickets.urls")) to the urlpatterns.',
        )
    if takes_links() and not _has_base_url():
        yield problem(
            Warning,
            4,
            "",
            "The site's address is not known, so that mails carry no links"
            + (" to the admin." if setting_value("LINK_URL") else " to the portal."),
            "Set SUPPORT_TICKET_BASE_URL = 'https://shop.example', or install the Sites framework and set SITE_ID.",
        )
    if is_mounted("support_portal:link", "token") and (missing := _missing_for_sessions()):
        yield problem(
            Warning,
            5,
            "",
            f"The portal is mounted, but {missing}, so that no link can be opened.",
            "Set up sessions: https://docs.djangoproject.com/en/stable/topics/http/sessions/#enabling-sessions",
        )


def takes_links() -> bool:
    """Tell whether there is a page that the links in mails could lead to."""
    return bool(setting_value("LINK_URL")) or is_mounted("support_portal:link", "token")


def is_mounted(name: str, *args: str) -> bool:
    """Tell whether the site has a page of this name."""
    try:
        return bool(getattr(settings, "ROOT_URLCONF", None)) and bool(reverse(name, args=args))
    except NoReverseMatch:
        return False


def _has_base_url() -> bool:
    # The Site's name is for the deployment check: this one runs where the database may not be there yet.
    has_site = apps.is_installed("django.contrib.sites") and getattr(settings, "SITE_ID", None)
    return bool(setting_value("BASE_URL") or has_site)


def _missing_for_sessions() -> str:
    if not any(_is_session_middleware(path) for path in settings.MIDDLEWARE):
        return "MIDDLEWARE has no SessionMiddleware"
    if settings.SESSION_ENGINE in DATABASE_SESSIONS and not apps.is_installed("django.contrib.sessions"):
        return "'django.contrib.sessions' is missing from INSTALLED_APPS"
    return ""


def _is_session_middleware(path: str) -> bool:
    try:
        middleware = import_string(path)
    except ImportError:  # Django itself says so.
        return False
    return isinstance(middleware, type) and issubclass(middleware, SessionMiddleware)
