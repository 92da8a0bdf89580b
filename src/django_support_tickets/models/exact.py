"""Columns of identities: addresses, numbers, keys. Two values are the same only if every character is.

PostgreSQL and SQLite compare texts so. MariaDB and MySQL compare them by a collation, and by the usual ones "ü" is "u",
"ı" is "i", "A" is "a", and a space at the end is nothing.
"""

from typing import TYPE_CHECKING, Any

from django.db.models import CharField, EmailField
from django.db.models.lookups import Exact

if TYPE_CHECKING:
    _CharField = CharField[str, str]
    _EmailField = EmailField[str, str]
else:
    _CharField, _EmailField = CharField, EmailField

# Since when MySQL has a binary collation for which spaces at the end count.
_MYSQL_WITHOUT_PADDING = (8, 0, 17)


class ExactMatch(Exact):
    """An equality of characters, whatever collation a site's administrators gave to the column."""

    def as_mysql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Let the index find the row, and compare what it found byte by byte."""
        by_collation, parameters = self.as_sql(compiler, connection)
        left, of_left = self.process_lhs(compiler, connection)
        right, of_right = self.process_rhs(compiler, connection)
        by_bytes = f"CAST({left} AS BINARY) = CAST({right} AS BINARY)"
        return f"({by_collation} AND {by_bytes})", (*parameters, *of_left, *of_right)


class _ExactColumn:
    """Gives a column a collation that keeps all characters apart, for its unique key and its index."""

    def db_parameters(self, connection: Any) -> Any:
        parameters: Any = super().db_parameters(connection)  # type: ignore[misc]
        if connection.vendor == "mysql":
            parameters["collation"] = _exact_collation(connection)
        return parameters


class ExactCharField(_ExactColumn, _CharField):
    """A CharField that is compared exactly. Migrations refer to it by this path."""


class ExactEmailField(_ExactColumn, _EmailField):
    """An EmailField that is compared exactly. Migrations refer to it by this path."""


ExactCharField.register_lookup(ExactMatch)
ExactEmailField.register_lookup(ExactMatch)


def _exact_collation(connection: Any) -> str:
    if connection.mysql_is_mariadb:
        return "utf8mb4_nopad_bin"
    return "utf8mb4_0900_bin" if connection.mysql_version >= _MYSQL_WITHOUT_PADDING else "utf8mb4_bin"
