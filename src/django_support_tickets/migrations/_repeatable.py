"""A migration that can be run again, wherever it was interrupted, in both directions. Migrations import it: frozen.

MariaDB and MySQL cannot roll a CREATE TABLE back, and on every database Django records a migration in a transaction
after the one that made its tables. Whoever is interrupted in between is told "table already exists" from then on.
"""

import copy
from typing import Any

from django.core.management.base import CommandError
from django.db import migrations
from django.db.migrations.recorder import MigrationRecorder

# Rows of these come back by themselves: a table that holds nothing else counts as empty.
RENEWED = frozenset({"heartbeat", "ticketsequence"})
# For another process that makes the tables, such as that of a second container which starts at the same time.
SECONDS_TO_WAIT = 60


class RepeatableMigration(migrations.Migration):
    """One that makes an app's first tables. It begins again forwards, and goes on backwards."""

    def apply(self, project_state: Any, schema_editor: Any, collect_sql: bool = False) -> Any:
        """Make the tables, in place of empty ones that an interrupted run left behind.

        :raises CommandError: if one that is in the way holds rows, and it cannot be told whether all was made.
        """
        if collect_sql:
            return super().apply(project_state, schema_editor, collect_sql)
        connection, made = schema_editor.connection, self.mutate_state(project_state)
        if connection.vendor == "mysql":
            _wait_for_other_processes(connection)
        left_behind = self._existing_models(made, connection)
        if left_behind and self._is_made(made, connection):
            return made
        if any(self._holds_rows(model, connection) for model in left_behind):
            tables = ", ".join(sorted(model._meta.db_table for model in left_behind))
            raise CommandError(
                f"{self.app_label}.{self.name} is not recorded as applied, but there are tables that hold rows: "
                f"{tables}. If they are complete, run: migrate {self.app_label} {self.name} --fake"
            )
        with connection.constraint_checks_disabled():
            for model in left_behind:
                schema_editor.delete_model(model)
        return super().apply(project_state, schema_editor)

    def unapply(self, project_state: Any, schema_editor: Any, collect_sql: bool = False) -> Any:
        """Undo what is there; what an interrupted run has undone is the end of the list."""
        remaining: Any = copy.copy(self)
        if not collect_sql:
            made = self.mutate_state(project_state)
            remaining.operations = self._operations_in_effect(made, schema_editor.connection)
        return super(RepeatableMigration, remaining).unapply(project_state, schema_editor, collect_sql)

    def _existing_models(self, state: Any, connection: Any) -> list[Any]:
        with connection.cursor() as cursor:
            tables = _table_names(cursor, connection)
        models = state.apps.get_models(include_auto_created=True)
        own = [model for model in models if model._meta.app_label == self.app_label and model._meta.managed]
        return [model for model in own if model._meta.db_table in tables]

    def _holds_rows(self, model: Any, connection: Any) -> bool:
        if model._meta.model_name in RENEWED:
            return False
        return bool(model._base_manager.using(connection.alias).exists())

    def _is_made(self, state: Any, connection: Any) -> bool:
        """Tell whether all was made: by another process that was faster, or by one that could not record it any more.

        Where nothing is rolled back, constraints may be missing that come last: only the record tells.
        """
        if not connection.features.can_rollback_ddl:
            return (self.app_label, self.name) in MigrationRecorder(connection).applied_migrations()
        return len(self._operations_in_effect(state, connection)) == len(self.operations)

    def _operations_in_effect(self, state: Any, connection: Any) -> list[Any]:
        return [each for each in self.operations if _is_in_effect(each, self.app_label, state, connection)]


def _is_in_effect(operation: Any, app_label: str, state: Any, connection: Any) -> bool:
    """Tell whether the database has the table, column, index or constraint that an operation makes."""
    is_about_model = isinstance(operation, migrations.CreateModel)
    model = state.apps.get_model(app_label, operation.name if is_about_model else operation.model_name)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if table not in _table_names(cursor, connection):
            return False
        if isinstance(operation, migrations.AddField):
            columns = {column.name for column in connection.introspection.get_table_description(cursor, table)}
            return model._meta.get_field(operation.name).column in columns
        if isinstance(operation, migrations.AddIndex):
            return operation.index.name in connection.introspection.get_constraints(cursor, table)
        if isinstance(operation, migrations.AddConstraint):
            return operation.constraint.name in connection.introspection.get_constraints(cursor, table)
        return True


def _wait_for_other_processes(connection: Any) -> None:
    """Take a lock that ends with the connection, so that no table is taken for left over while it is made."""
    with connection.cursor() as cursor:
        lock = f"support_tickets {connection.settings_dict['NAME']}"[-64:]
        cursor.execute("SELECT GET_LOCK(%s, %s)", [lock, SECONDS_TO_WAIT])
        if not cursor.fetchone()[0]:
            raise CommandError("Another process is making the tables of django_support_tickets. Run migrate again.")


def _table_names(cursor: Any, connection: Any) -> set[str]:
    """Return the tables of the schema that is migrated, without those of another one in the search_path."""
    if connection.vendor != "postgresql":
        return set(connection.introspection.table_names(cursor))
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    return {name for (name,) in cursor.fetchall()}
