"""What columns hold, each value once: from one value to the next by an index, where a DISTINCT would read every row."""

from collections.abc import Iterable
from typing import Any

from django.db import connections, models

_VALUES = """of_{name} (value) AS (
    SELECT (SELECT {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY {column} LIMIT 1)
    UNION ALL
    SELECT (SELECT {column} FROM {table} WHERE {column} > of_{name}.value ORDER BY {column} LIMIT 1)
    FROM of_{name} WHERE of_{name}.value IS NOT NULL
)"""
_OF_ONE = "SELECT {label}value FROM of_{name} WHERE value IS NOT NULL"


def values_of(model: type[models.Model], name: str, using: str) -> str:
    """Return a statement for the values of a field with which an index begins, but for NULL."""
    return f"{_with_values(model, [name], using)} {_OF_ONE.format(label='', name=name)}"


def values_by_field(model: type[models.Model], names: Iterable[str], using: str) -> dict[str, list[Any]]:
    """Return the values of several fields, but for NULL, with which an index begins each. One query.

    :param using: alias of the database.
    """
    found: dict[str, list[Any]] = {name: [] for name in names}
    each = (_OF_ONE.format(label=f"'{name}', ", name=name) for name in found)
    with connections[using].cursor() as cursor:
        cursor.execute(f"{_with_values(model, found, using)} {' UNION ALL '.join(each)}")
        for name, value in cursor.fetchall():
            found[name].append(value)
    return found


def _with_values(model: type[models.Model], names: Iterable[str], using: str) -> str:
    meta, quote = model._meta, connections[using].ops.quote_name
    columns: dict[str, Any] = {name: meta.get_field(name) for name in names}
    table = quote(meta.db_table)
    each = (_VALUES.format(name=name, table=table, column=quote(field.column)) for name, field in columns.items())
    return f"WITH RECURSIVE {', '.join(each)}"
