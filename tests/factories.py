"""What tests start from: users and tickets, with believable defaults."""

from collections.abc import Iterable
from itertools import count
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import FieldDoesNotExist
from django.db import DEFAULT_DB_ALIAS

from django_support_tickets.models import SupportTicket, TicketMessage
from django_support_tickets.models.inserting import insert_all
from django_support_tickets.notifications import outbox
from django_support_tickets.notifications.policy import Notice

PASSWORD = "correct horse"

_numbers = count(1)


def make_user(permissions: Iterable[str] = (), **kwargs: Any) -> Any:
    """Create a user of whichever model is installed.

    :param permissions: codenames of this app's permissions, or ``app.codename``.
    :param kwargs: fields; those that the user model does not have are left out.
    """
    model = get_user_model()
    kwargs.setdefault("email", f"user{next(_numbers)}@shop.example")
    kwargs.setdefault("username", kwargs["email"].partition("@")[0])
    password = kwargs.pop("password", PASSWORD)
    user = model._default_manager.create_user(password=password, **_known(model, kwargs))
    for name in permissions:
        app, _, codename = name.rpartition(".")
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label=app or "django_support_tickets", codename=codename)
        )
    return user


def make_agent() -> Any:
    """Create staff with all permissions for tickets."""
    permissions = [f"{verb}_supportticket" for verb in ("view", "add", "change", "delete")]
    return make_user(permissions, email="agent@shop.example", is_staff=True)


def _known(model: Any, fields: dict[str, Any]) -> dict[str, Any]:
    known = {}
    for name, value in fields.items():
        try:
            model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        known[name] = value
    return known


def ticket_fields(**kwargs: Any) -> dict[str, Any]:
    """Return what a requester sends: the public fields, all valid."""
    return {
        "name": "Ayşe Yılmaz",
        "email": "ayse@customer.example",
        "phone": "+90 532 123 45 67",
        "subject": "Sipariş Sorunu",
        "message": "My order has not arrived yet, could you have a look?",
        **kwargs,
    }


def make_ticket(**kwargs: Any) -> SupportTicket:
    """Create a ticket's row directly, without history or mails."""
    return SupportTicket.objects.create(**{"language": "en", "source": "code", **ticket_fields(), **kwargs})


def queue_mails(ticket: SupportTicket, notices: Iterable[Notice], reply: TicketMessage | None = None) -> list[int]:
    """Put mails of a ticket into the outbox, and return their keys."""
    rows = outbox.mails(ticket, notices, reply)
    insert_all(rows, DEFAULT_DB_ALIAS)
    return [row.pk for row in rows]
