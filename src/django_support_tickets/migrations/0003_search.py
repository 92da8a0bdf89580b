"""Move what can be found of each ticket into a table of its own, and index its trigrams on PostgreSQL.

Nothing here locks a large table for long: rows are copied in batches, each a transaction of its own, and the index is
built beside the writers. A run that was interrupted goes on where it stopped.
"""

from typing import Any

from django.db import DatabaseError, migrations
from django.db.models import Exists, OuterRef

BATCH = 5000
INDEX = "support_search_trigrams"


def copy_texts(apps: Any, schema_editor: Any) -> None:
    database = schema_editor.connection.alias
    tickets = apps.get_model("django_support_tickets", "SupportTicket").objects.using(database)
    documents = apps.get_model("django_support_tickets", "SearchDocument").objects.using(database)
    missing = tickets.filter(~Exists(documents.filter(ticket=OuterRef("pk"), message=None))).order_by("pk")
    last = 0
    while rows := list(missing.filter(pk__gt=last).values_list("pk", "search_text")[:BATCH]):
        documents.bulk_create(documents.model(ticket_id=pk, text=text) for pk, text in rows)
        last = rows[-1][0]


def give_texts_back(apps: Any, schema_editor: Any) -> None:
    database = schema_editor.connection.alias
    tickets = apps.get_model("django_support_tickets", "SupportTicket").objects.using(database)
    documents = apps.get_model("django_support_tickets", "SearchDocument").objects.using(database).order_by("ticket")
    last = 0
    while rows := list(documents.filter(message=None, ticket__gt=last).values_list("ticket", "text")[:BATCH]):
        tickets.bulk_update([tickets.model(pk=pk, search_text=text) for pk, text in rows], ["search_text"])
        last = rows[-1][0]


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

    dependencies = [("django_support_tickets", "0002_conversation")]

    operations = [
        migrations.RunPython(copy_texts, give_texts_back),
        migrations.RemoveField("supportticket", "search_text"),
        migrations.RunPython(index_trigrams, drop_index),
    ]
