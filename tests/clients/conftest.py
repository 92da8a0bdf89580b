"""Clients that others generate from the schema, and the server that they call. Run by ``make clients``."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command


@pytest.fixture(scope="session")
def schema_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The schema as a site's developer writes it, of the tests' site."""
    path = tmp_path_factory.mktemp("schema") / "openapi.yml"
    call_command("spectacular", "--file", str(path), "--validate", "--fail-on-warn", "--urlconf", "tests.clients.urls")
    return path


@pytest.fixture(autouse=True)
def _no_limits(settings: Any) -> None:
    settings.SUPPORT_TICKET_CLIENT_RATE = settings.SUPPORT_TICKET_EMAIL_RATE = "10000/hour"
    settings.SUPPORT_TICKET_REPLY_RATE = "10000/hour"
