"""Rows for a model's table, with the columns that the model has; and how a lot of them get in."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

BATCH = 1000


class Table:
    """A model's table. Rows name the values that differ from the fields' own defaults."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model
        self.name = model._meta.db_table
        fields = model._meta.concrete_fields
        self.columns = [field.column for field in fields]
        self.defaults = {field.attname: self._default(field) for field in fields}
        self.required = {field.attname for field in fields if not field.null}
        self.checked = False
        # psycopg takes times as they are.
        self.adapt_time = None if connection.vendor == "postgresql" else connection.ops.adapt_datetimefield_value

    @staticmethod
    def _default(field: Any) -> Any:
        value = field.get_default() if field.has_default() or not field.null else None
        return None if value is None else field.get_db_prep_save(value, connection)

    def row(self, **values: Any) -> list[Any]:
        """Return a row's values in the order of the columns."""
        if not self.checked:
            self._check(values)
        row = [values.get(name, default) for name, default in self.defaults.items()]
        if self.adapt_time is None:
            return row
        return [self.adapt_time(value) if isinstance(value, datetime) else value for value in row]

    def _check(self, values: dict[str, Any]) -> None:
        """Complain of a field that the model no longer has, or that it has now and needs a value for."""
        if unknown := values.keys() - self.defaults.keys():
            raise LookupError(f"{self.name} has no {', '.join(sorted(unknown))}: see benchmarks/stories.py")
        complete = self.defaults | values
        if missing := {name for name in self.required if complete[name] is None}:
            raise LookupError(f"{self.name} needs {', '.join(sorted(missing))}: see benchmarks/stories.py")
        self.checked = True

    def write(self, rows: Iterable[list[Any]]) -> None:
        """Store rows: by COPY on PostgreSQL, elsewhere by many in one INSERT."""
        columns = ", ".join(connection.ops.quote_name(column) for column in self.columns if column)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.cursor.copy(f'COPY "{self.name}" ({columns}) FROM STDIN') as copy:
                    for row in rows:
                        copy.write_row(row)
                return
            places = ", ".join(["%s"] * len(self.columns))
            statement = f"INSERT INTO {connection.ops.quote_name(self.name)} ({columns}) VALUES ({places})"
            rows = list(rows)
            for start in range(0, len(rows), BATCH):
                cursor.executemany(statement, rows[start : start + BATCH])


@contextmanager
def bulk_loading(tables: Iterable[Table]) -> Iterator[None]:
    """Load in one transaction, without what a database does for each row that it can do at the end for all."""
    tables = list(tables)
    _execute(_SHORTCUTS[connection.vendor])
    with transaction.atomic():
        dropped = _drop_indexes(tables) if connection.vendor == "postgresql" else []
        yield
        _execute(dropped)
    models = [table.model for table in tables]
    _execute(connection.ops.sequence_reset_sql(no_style(), models))
    connection.close()  # Its settings were for loading only.
    _execute(_UPKEEP[connection.vendor])
    if connection.vendor == "mysql":
        _execute(f"ANALYZE TABLE `{table.name}`" for table in tables)


_SHORTCUTS = {
    "postgresql": [
        *("SET session_replication_role = replica", "SET synchronous_commit = off"),
        "SET maintenance_work_mem = '1GB'",
    ],
    "mysql": ["SET unique_checks = 0", "SET foreign_key_checks = 0"],
    "sqlite": ["PRAGMA foreign_keys = OFF", "PRAGMA synchronous = OFF"],
}
_UPKEEP = {"postgresql": ["VACUUM (ANALYZE)", "CHECKPOINT"], "mysql": [], "sqlite": ["ANALYZE"]}


def _drop_indexes(tables: list[Table]) -> list[str]:
    """Drop the indexes that guarantee nothing, and return the statements that make them anew."""
    made_by = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
                " WHERE indrelid = %s::regclass AND NOT indisunique",
                [table.name],
            )
            for name, definition in cursor.fetchall():
                cursor.execute(f"DROP INDEX {name}")
                made_by.append(definition)
    return made_by


def _execute(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
