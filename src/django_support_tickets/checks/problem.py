"""How a check says what is wrong."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004


def problem(kind: type[Error] | type[Warning], number: int, setting: str, text: str, hint: str) -> CheckMessage:
    """Return the message of a check.

    :param setting: the one that the text is about, without its prefix; "" if it is about none.
    """
    letter = "E" if kind is Error else "W"
    name = f"SUPPORT_TICKET_{setting} " if setting else ""
    return kind(f"{name}{text}", hint=hint, id=f"django_support_tickets.{letter}{number:03d}")


def setting_value(setting: str) -> Any:
    """Return what a setting is, by its name without the prefix."""
    return getattr(settings, f"SUPPORT_TICKET_{setting}")
