"""No setting and no language causes a migration."""

from typing import Any

import pytest
from django.core.management import call_command
from django.utils import translation

from django_support_tickets.models import SupportTicket

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


@pytest.mark.parametrize(("name", "kind"), [("attachment", "FileField"), ("search_text", "TextField")])
def test_migrations_know_only_fields_of_djangos_own(name: str, kind: str) -> None:
    _name, path, _args, kwargs = SupportTicket._meta.get_field(name).deconstruct()
    assert path == f"django.db.models.{kind}"
    assert {"storage", "sources"}.isdisjoint(kwargs)


@pytest.mark.parametrize("language", ["en", "tr"])
@pytest.mark.parametrize("override", OVERRIDES, ids=lambda override: next(iter(override), "defaults"))
def test_the_migrations_are_complete(settings: Any, override: dict[str, Any], language: str) -> None:
    settings.STORAGES = {**settings.STORAGES, "vault": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    settings.LANGUAGE_CODE = language
    for name, value in override.items():
        setattr(settings, f"SUPPORT_TICKET_{name}", value)
    with translation.override(language):
        call_command("makemigrations", "django_support_tickets", check=True, dry_run=True, verbosity=0)
