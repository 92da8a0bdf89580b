"""Migrating back and forth, being interrupted in it, and comparing what came of it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, connections
from django.db.migrations.executor import MigrationExecutor

ALIAS = "scratch"
APP = "django_support_tickets"
CHANGE = re.compile(
    r"\s*(CREATE|ALTER|DROP|RENAME|COMMENT)\b|\s*(INSERT INTO|DELETE FROM) .django_migrations\b", re.IGNORECASE
)


class Interrupted(BaseException):
    """What stops a process between two statements."""


def scratch() -> Any:
    """Return the connection to the database that is migrated: another one after each interruption."""
    return connections[ALIAS]


def migrate(name: str | None = "0002_search") -> None:
    """Migrate the app to the migration of this name; None undoes all of them."""
    MigrationExecutor(scratch()).migrate([(APP, name)])


def migrate_the_others() -> None:
    """Make the tables that the app's refer to."""
    executor = MigrationExecutor(scratch())
    executor.migrate([key for key in executor.loader.graph.leaf_nodes() if key[0] != APP])


def changes_of(name: str | None) -> int:
    """Migrate, and return how many changes that made."""
    with counted() as made:
        migrate(name)
    return len(made)


def is_interrupted(name: str | None, after: int) -> bool:
    """Migrate, and tell whether that was interrupted after so many changes rather than done."""
    try:
        with counted(after):
            migrate(name)
    except Interrupted:
        return True
    except IntegrityError as error:
        # SQLite's schema editor looks for rows that refer to nothing before it rolls back.
        if isinstance(error.__context__, Interrupted):
            return True
        raise
    finally:
        # The process is gone, and its connection with it.
        scratch().close()
        del connections[ALIAS]
    return False


@contextmanager
def counted(stop_after: int | None = None) -> Iterator[list[str]]:
    """Count the changes of tables and of the record of migrations, and stop before the one after so many."""
    made: list[str] = []

    def execute(run: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if CHANGE.match(sql):
            if len(made) == stop_after:
                raise Interrupted(sql)
            made.append(sql)
        return run(sql, *rest)

    with scratch().execute_wrapper(execute):
        yield made


def applied() -> set[str]:
    return {name for app, name in MigrationExecutor(scratch()).loader.applied_migrations if app == APP}


def schema() -> dict[str, Any]:
    """Return the app's tables with their columns, indexes and constraints, for comparing."""
    introspection = scratch().introspection
    with scratch().cursor() as cursor:
        names = [name for name in introspection.table_names(cursor) if name.startswith(APP)]
        return {name: _table(introspection, cursor, name) for name in names}


def _table(introspection: Any, cursor: Any, name: str) -> Any:
    described = introspection.get_table_description(cursor, name)
    # MariaDB's display size is that of the longest value.
    columns = [str(column._replace(display_size=None)) for column in described]
    constraints = introspection.get_constraints(cursor, name)
    return columns, sorted(f"{name} {sorted(each.items())}" for name, each in constraints.items())
