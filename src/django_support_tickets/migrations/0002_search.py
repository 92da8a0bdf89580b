"""Index the trigrams of what can be found on PostgreSQL, so that a search need not read every text.

The index is built beside the writers. A run that was interrupted starts it over; one that fails leaves it to
``manage.py support_search`` and to the check that asks for it. ``models/search.py`` says why each step is there.
"""

import logging
from typing import Any

from django.db import DatabaseError, Error, migrations, transaction

logger = logging.getLogger("django_support_tickets")

INDEX = "support_search_trigrams"
FIND_TABLE = """
    SELECT quote_ident(nspname), quote_ident(relname) FROM pg_class
    JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE pg_class.oid = to_regclass(%s)
"""
FIND_INDEX = """
    SELECT indisvalid FROM pg_index
    JOIN pg_class ON pg_class.oid = indexrelid WHERE indrelid = to_regclass(%s) AND relname = %s
"""
FIND_EXTENSION = """
    SELECT quote_ident(nspname) FROM pg_extension
    JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'pg_trgm'
"""


def index_trigrams(apps: Any, schema_editor: Any) -> None:
    """Build the index on PostgreSQL; where that fails, the search goes without."""
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    try:
        if in_transaction(connection):
            with transaction.atomic(using=connection.alias):
                build_index(connection, table_name(apps, connection), "")
        else:
            build_index(connection, table_name(apps, connection), "CONCURRENTLY")
    except Error as error:
        hint = "Run 'manage.py support_search'; a superuser may first have to run CREATE EXTENSION pg_trgm."
        logger.warning("The search goes without its index, which could not be built: %s %s", error, hint)
        if not connection.in_atomic_block and not connection.is_usable():
            connection.close()  # The next query opens it again.


def build_index(connection: Any, table: str, concurrently: str) -> None:
    with connection.cursor() as cursor:
        found, stored = first(cursor, FIND_TABLE, [table]), first(cursor, FIND_INDEX, [table, INDEX])
        if found is None or stored == (True,):
            return
        operators = extension_schema(connection, cursor)
        if stored:
            cursor.execute(f"DROP INDEX {concurrently} IF EXISTS {found[0]}.{INDEX}")
        columns = f"text {operators}.gin_trgm_ops"
        cursor.execute(f"CREATE INDEX {concurrently} {INDEX} ON {found[0]}.{found[1]} USING gin ({columns})")


def extension_schema(connection: Any, cursor: Any) -> str:
    found = first(cursor, FIND_EXTENSION)
    for schema in () if found else ("SCHEMA public", ""):
        try:
            with transaction.atomic(using=connection.alias):
                cursor.execute(f"CREATE EXTENSION IF NOT EXISTS pg_trgm {schema}")
            break
        except DatabaseError:
            if not schema and not first(cursor, FIND_EXTENSION):
                raise
    return str((found or first(cursor, FIND_EXTENSION))[0])


def drop_index(apps: Any, schema_editor: Any) -> None:
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    concurrently = "" if in_transaction(connection) else "CONCURRENTLY"
    with connection.cursor() as cursor:
        table = table_name(apps, connection)
        found = first(cursor, FIND_TABLE, [table])
        if first(cursor, FIND_INDEX, [table, INDEX]):
            cursor.execute(f"DROP INDEX {concurrently} IF EXISTS {found[0]}.{INDEX}")


def in_transaction(connection: Any) -> bool:
    return connection.in_atomic_block or not connection.get_autocommit()


def table_name(apps: Any, connection: Any) -> str:
    name = apps.get_model("django_support_tickets", "SearchDocument")._meta.db_table
    return str(connection.ops.quote_name(name))


def first(cursor: Any, query: str, parameters: Any = None) -> Any:
    cursor.execute(query, parameters)
    return cursor.fetchone()


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("django_support_tickets", "0001_initial")]

    operations = [migrations.RunPython(index_trigrams, drop_index)]
