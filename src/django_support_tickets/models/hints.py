"""What a database cannot know by itself about the rows that it holds."""

from typing import Any

from django.db.models.lookups import BuiltinLookup, Exact


class Likely(Exact):
    """An equality that holds for nearly every row, such as "is no spam".

    SQLite keeps no statistics by itself and takes any equality for a rare one: it would read all rows by an index that
    begins with such a column, and then sort them. Before Django 6.1 it was also given "NOT column", for which it uses
    no index at all.
    """

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        sql, parameters = BuiltinLookup.as_sql(self, compiler, connection)
        return f"likely({sql})", parameters
