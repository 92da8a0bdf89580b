"""The run's own databases: one of each size, made, filled, and dropped at the end."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections

from .fill import fill, is_filled
from .progress import say

KINDS = ("postgres", "mariadb", "sqlite")


class Database:
    """A database beside the one of the settings, on the same server."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.connection: Any = connections[DEFAULT_DB_ALIAS].copy()
        self.connection.settings_dict["NAME"] = name

    def enter(self) -> None:
        """Let everything in this process that uses the default database use this one."""
        connections[DEFAULT_DB_ALIAS] = self.connection

    def create(self) -> None:
        charset = " CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci" if self.connection.vendor == "mysql" else ""
        self._on_server(f"CREATE DATABASE {self._quoted()}{charset}")

    def exists(self) -> bool:
        if self.connection.vendor == "sqlite":
            return Path(self.name).exists()
        listing = "SELECT schema_name FROM information_schema.schemata WHERE schema_name = %s"
        if self.connection.vendor == "postgresql":
            listing = "SELECT datname FROM pg_database WHERE datname = %s"
        with self.connection._nodb_cursor() as cursor:
            cursor.execute(listing, [self.name])
            return cursor.fetchone() is not None

    def drop(self) -> None:
        self.connection.close()
        if self.connection.vendor == "sqlite":
            for suffix in ("", "-wal", "-shm"):
                Path(f"{self.name}{suffix}").unlink(missing_ok=True)
            return
        force = " WITH (FORCE)" if self.connection.vendor == "postgresql" else ""
        self._on_server(f"DROP DATABASE IF EXISTS {self._quoted()}{force}")

    def _on_server(self, statement: str) -> None:
        if self.connection.vendor != "sqlite":
            with self.connection._nodb_cursor() as cursor:
                cursor.execute(statement)

    def _quoted(self) -> str:
        quoted: str = self.connection.ops.quote_name(self.name)
        return quoted


def database_name(size: int, keep: bool) -> str:
    """Return a name: this process's own, or, for one that is kept, the same in every run."""
    name = f"support_bench_{size}" if keep else f"support_bench_{size}_{os.getpid()}"
    if connection.vendor != "sqlite":
        return name
    folder = Path(connection.settings_dict["NAME"]).parent
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder / f"{name}.sqlite3")


@contextmanager
def filled_database(size: int, *, keep: bool = False, fresh: bool = False) -> Iterator[Database]:
    """Give a database with so many tickets.

    :param keep: leave it for the next run, and take the one that the last run left.
    :param fresh: drop what was left.
    """
    database = Database(database_name(size, keep))
    if fresh:
        database.drop()
    try:
        _prepare(database, size)
        yield database
    finally:
        if keep:
            database.connection.close()
        else:
            database.drop()


def _prepare(database: Database, size: int) -> None:
    began = time.perf_counter()
    if not database.exists():
        database.create()
    database.enter()
    for syncdb in (False, True):  # The yardsticks have no migrations, and refer to tables that do.
        call_command("migrate", run_syncdb=syncdb, verbosity=0)
    if is_filled(size):
        return
    fill(size)
    say(f"{database.name}: filled with {size:,} tickets in {time.perf_counter() - began:.0f} s")


@contextmanager
def filled_databases(sizes: Sequence[int], **options: bool) -> Iterator[dict[int, Database]]:
    """Give a database of each size."""
    outside = connections[DEFAULT_DB_ALIAS]
    with ExitStack() as stack:
        yield {size: stack.enter_context(filled_database(size, **options)) for size in sizes}
    connections[DEFAULT_DB_ALIAS] = outside
