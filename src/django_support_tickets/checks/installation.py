"""What the settings mean together with the site's others."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from ..choices import DeliveryKind
from ..models.attachment import private_root
from ..notifications import tasks
from ..notifications.rendering import MAIL_TEMPLATES
from .problem import problem, setting_value


@register("django_support_tickets")
def check_installation(**kwargs: Any) -> Iterator[CheckMessage]:
    """Check what the settings mean together with the site's others: E001, E016, E026, W002."""
    if not apps.is_installed("rest_framework"):
        yield problem(
            Error, 1, "", "'rest_framework' is missing from INSTALLED_APPS.", "Add it beside 'django_support_tickets'."
        )
    if setting_value("TASK_BACKEND"):
        yield from _check_task_backend()
    if missing := _missing_template():
        yield problem(
            Error,
            26,
            "",
            f"No template engine finds {missing!r}, so that no mail can be written.",
            "TEMPLATES needs django.template.backends.django.DjangoTemplates with APP_DIRS, or with its loader "
            "'django.template.loaders.app_directories.Loader'.",
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


def _missing_template() -> str:
    """Return which of the mails' templates is not found, or ""; what else may be wrong with one is its author's."""
    for kind in DeliveryKind.values:
        for part in ("subject.txt", "message.txt"):
            try:
                get_template(f"{MAIL_TEMPLATES}{kind}_{part}")
            except TemplateDoesNotExist as error:
                return str(error.args[0])
            except Exception:  # noqa: BLE001, S112  A site's own template may fail as it likes.
                continue
    return ""
