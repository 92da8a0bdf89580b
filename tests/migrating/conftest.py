"""A database of its own, for tests that make and remove the tables."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from .running import ALIAS


@pytest.fixture(autouse=True)
def _scratch(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[None]:
    """An empty database on the same server as the tests' own."""
    default = connections["default"]
    settings = deepcopy(default.settings_dict)
    name = str(tmp_path / "scratch.sqlite3") if default.vendor == "sqlite" else f"{settings['NAME']}_scratch"
    settings["NAME"] = name
    with django_db_blocker.unblock():
        recreate(default, name, create=True)
        connections.settings[ALIAS] = settings
        try:
            yield
        finally:
            connections[ALIAS].close()
            del connections[ALIAS], connections.settings[ALIAS]
            recreate(default, name, create=False)


def recreate(connection: Any, name: str, *, create: bool) -> None:
    if connection.vendor == "sqlite":
        return
    collation = " CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci" if connection.vendor == "mysql" else ""
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {connection.ops.quote_name(name)}")
        if create:
            cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(name)}{collation}")
