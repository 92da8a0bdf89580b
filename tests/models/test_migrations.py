"""No setting and no language causes a migration."""

from typing import Any

import pytest
from django.core.management import call_command
from django.utils import translation

from django_support_tickets.models import SupportTicket, TicketAttachment

pytestmark = pytest.mark.django_db

OVERRIDES: list[dict[str, Any]] = [
    {},
    {"SUBJECTS": ["Billing", ("tech", "Technical")]},
    {"STORAGE": "vault"},
    {"UPLOAD_DIR": "elsewhere/"},
    {"NUMBER_PREFIX": "HELP"},
    {"PRIVATE_ROOT": "/srv/private"},
    {"MESSAGE_MAX_LENGTH": 50},
]


@pytest.mark.parametrize("model", [SupportTicket, TicketAttachment])
def test_migrations_know_only_fields_of_djangos_own(model: Any) -> None:
    _name, path, _args, kwargs = model._meta.get_field("attachment").deconstruct()
    assert path == "django.db.models.FileField"
    assert "storage" not in kwargs


@pytest.mark.parametrize("language", ["en", "tr"])
@pytest.mark.parametrize("override", OVERRIDES, ids=lambda override: next(iter(override), "defaults"))
def test_the_migrations_are_complete(settings: Any, override: dict[str, Any], language: str) -> None:
    settings.STORAGES = {**settings.STORAGES, "vault": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    settings.LANGUAGE_CODE = language
    for name, value in override.items():
        setattr(settings, f"SUPPORT_TICKET_{name}", value)
    with translation.override(language):
        call_command("makemigrations", "django_support_tickets", check=True, dry_run=True, verbosity=0)
