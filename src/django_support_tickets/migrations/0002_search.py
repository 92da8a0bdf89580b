"""Index the trigrams of what can be found on PostgreSQL, so that a search need not read every text.

The index is built beside the writers. A run that was interrupted starts it over.
"""

from typing import Any

from django.db import DatabaseError, migrations

INDEX = "support_search_trigrams"


def index_trigrams(apps: Any, schema_editor: Any) -> None:
    """Build the index, unless this is not PostgreSQL or pg_trgm cannot be had: then the search goes without."""
    if schema_editor.connection.vendor != "postgresql":
        return
    table = apps.get_model("django_support_tickets", "SearchDocument")._meta.db_table
    with schema_editor.connection.cursor() as cursor:
        try:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except DatabaseError:
            return
        # One that an interrupted run left behind is of no use.
        cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {INDEX}")
        cursor.execute(f'CREATE INDEX CONCURRENTLY {INDEX} ON "{table}" USING gin (text gin_trgm_ops)')


def drop_index(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {INDEX}")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("django_support_tickets", "0001_initial")]

    operations = [migrations.RunPython(index_trigrams, drop_index)]
