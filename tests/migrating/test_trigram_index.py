"""PostgreSQL's index for the search: built where that is possible, else a warning, never in migrate's way."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from django.test import override_settings

from django_support_tickets import checks
from django_support_tickets.models.search import TRIGRAM_INDEX, build_trigram_index, has_trigram_index

from .rows import fill
from .running import ALIAS, applied, migrate, migrate_the_others, scratch

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="the index is PostgreSQL's")

TABLE = "django_support_tickets_searchdocument"


class ScratchRouter:
    """Everything is in the scratch database."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return ALIAS

    db_for_write = db_for_read


@pytest.fixture(autouse=True)
def _tables(_scratch: None) -> None:
    migrate_the_others()
    migrate("0001_initial")


def sql(query: str) -> list[Any]:
    with scratch().cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall()) if cursor.description else []


def indexes() -> dict[str, bool]:
    """Return the schemas that have an index of this name, and whether it is valid."""
    return dict(
        sql(
            "SELECT relnamespace::regnamespace::text, indisvalid FROM pg_index JOIN pg_class ON oid = indexrelid "
            f"WHERE relname = '{TRIGRAM_INDEX}'"
        )
    )


@contextmanager
def another_session(*queries: str) -> Iterator[Any]:
    """Another program that has these queries run in a transaction which stays open."""
    import psycopg

    settings = scratch().settings_dict
    address = {key.lower(): settings[key] for key in ("HOST", "PORT", "USER", "PASSWORD")}
    with psycopg.connect(dbname=settings["NAME"], **address) as session:
        for query in queries:
            session.execute(query)
        yield session


def leave_invalid_index() -> None:
    """Leave what a build leaves that was cancelled half-way."""
    sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    with another_session("SELECT 1", f"LOCK {TABLE} IN ROW EXCLUSIVE MODE"):
        sql("SET statement_timeout = 300")
        with pytest.raises(DatabaseError):
            sql(f"CREATE INDEX CONCURRENTLY {TRIGRAM_INDEX} ON {TABLE} USING gin (text gin_trgm_ops)")
    sql("RESET statement_timeout")
    assert indexes() == {"public": False}


def test_it_is_built_and_removed() -> None:
    migrate()
    assert indexes() == {"public": True}
    migrate("0001_initial")
    assert indexes() == {}


def test_the_migration_and_the_command_build_the_same_index() -> None:
    migrate()
    definition = f"SELECT pg_get_indexdef('{TRIGRAM_INDEX}'::regclass)"
    by_migration = sql(definition)
    sql(f"DROP INDEX {TRIGRAM_INDEX}")
    build_trigram_index(scratch())
    assert sql(definition) == by_migration


def by_migration() -> None:
    migrate()


def by_command() -> None:
    with override_settings(DATABASE_ROUTERS=[f"{__name__}.ScratchRouter"]):
        call_command("support_search", stdout=StringIO())


both_ways = pytest.mark.parametrize("build", [by_migration, by_command])


@both_ways
def test_the_extension_is_in_a_schema_off_the_search_path(build: Callable[[], None]) -> None:
    sql('CREATE SCHEMA "Exten""sions"')
    sql('CREATE EXTENSION pg_trgm SCHEMA "Exten""sions"')
    build()
    assert indexes() == {"public": True}


@both_ways
def test_an_index_that_an_interrupted_build_left_is_built_over(build: Callable[[], None]) -> None:
    leave_invalid_index()
    assert not has_trigram_index(scratch())
    build()
    assert indexes() == {"public": True}


@both_ways
def test_an_index_that_is_there_is_kept(build: Callable[[], None]) -> None:
    build_trigram_index(scratch())
    before = sql(f"SELECT '{TRIGRAM_INDEX}'::regclass::oid")
    build()
    assert sql(f"SELECT '{TRIGRAM_INDEX}'::regclass::oid") == before


@contextmanager
def role(*grants: str) -> Iterator[None]:
    """Go on as a role that owns the tables and may do nothing else."""
    name = f"{scratch().settings_dict['NAME']}_role"
    sql(f'DROP ROLE IF EXISTS "{name}"')
    sql(f'CREATE ROLE "{name}"')
    sql("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    for (table,) in sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
        sql(f'ALTER TABLE "{table}" OWNER TO "{name}"')
    for grant in grants:
        sql(grant.replace("ROLE", f'"{name}"'))
    sql(f'SET ROLE "{name}"')
    try:
        yield
    finally:
        sql("RESET ROLE")
        sql(f'REASSIGN OWNED BY "{name}" TO CURRENT_USER')
        sql(f'DROP OWNED BY "{name}"')
        sql(f'DROP ROLE "{name}"')


@pytest.mark.parametrize(
    ("extension", "grants"),
    [
        ([], ["GRANT CREATE ON SCHEMA public TO ROLE"]),
        (["CREATE EXTENSION pg_trgm"], []),
        (["CREATE SCHEMA closed", "CREATE EXTENSION pg_trgm SCHEMA closed"], ["GRANT CREATE ON SCHEMA public TO ROLE"]),
    ],
    ids=["no extension", "no schema", "extension out of reach"],
)
def test_a_role_without_rights_goes_without(
    caplog: pytest.LogCaptureFixture, extension: list[str], grants: list[str]
) -> None:
    for query in extension:
        sql(query)
    with role(*grants):
        with caplog.at_level(logging.WARNING, "django_support_tickets"):
            migrate()
        assert "support_search" in caplog.text
        assert applied() == {"0001_initial", "0002_search"}
        with pytest.raises(CommandError, match="permission denied"):
            by_command()
    by_command()
    assert indexes() == {"public": True}


@pytest.mark.parametrize("setting", ["lock_timeout", "statement_timeout"])
def test_a_build_that_takes_too_long_is_left_to_the_command(caplog: pytest.LogCaptureFixture, setting: str) -> None:
    with another_session("SELECT 1", f"LOCK {TABLE} IN SHARE ROW EXCLUSIVE MODE"):
        sql(f"SET {setting} = 300")
        migrate()
    assert "could not be built" in caplog.text
    assert applied() == {"0001_initial", "0002_search"}
    sql(f"RESET {setting}")
    by_command()
    assert indexes() == {"public": True}


def test_a_connection_that_is_lost_in_the_build_is_opened_again(caplog: pytest.LogCaptureFixture) -> None:
    def execute(run: Any, query: str, *rest: Any) -> Any:
        if "CREATE INDEX" in query:
            with another_session() as session:
                session.execute("SELECT pg_terminate_backend(%s)", [scratch().connection.info.backend_pid])
        return run(query, *rest)

    sql("SELECT 1")
    with scratch().execute_wrapper(execute):
        migrate()
    assert "could not be built" in caplog.text
    assert applied() == {"0001_initial", "0002_search"}


def test_inside_a_transaction_it_is_built_too() -> None:
    with transaction.atomic(using=ALIAS):
        migrate()
        sql("SELECT 1")
    assert indexes() == {"public": True}
    with transaction.atomic(using=ALIAS):
        migrate("0001_initial")
    assert indexes() == {}


def test_a_failure_inside_a_transaction_leaves_it_usable(caplog: pytest.LogCaptureFixture) -> None:
    # Something else has the name.
    sql(f"CREATE TABLE {TRIGRAM_INDEX} (id int)")
    with transaction.atomic(using=ALIAS):
        migrate()
        assert sql("SELECT 1") == [(1,)]
    assert "already exists" in caplog.text
    assert sql(f"SELECT count(*) FROM {TRIGRAM_INDEX}") == [(0,)]


def enter_tenant(name: str) -> None:
    """Go on in a tenant's schema, as django-tenants does: with the shared one behind it in the search_path."""
    sql(f"CREATE SCHEMA IF NOT EXISTS {name}")
    sql(f"SET search_path = {name}, public")


def test_each_schema_has_an_index_of_its_own() -> None:
    migrate()
    fill(ALIAS)
    for tenant in ("acme", "globex"):
        enter_tenant(tenant)
        sql("CREATE TABLE django_migrations (LIKE public.django_migrations INCLUDING ALL)")
        others = "SELECT app, name, applied FROM public.django_migrations WHERE app <> 'django_support_tickets'"
        sql(f"INSERT INTO django_migrations (app, name, applied) {others}")
        migrate("0001_initial")
        assert not has_trigram_index(scratch())
        migrate()
        assert has_trigram_index(scratch())
    assert indexes() == {"public": True, "acme": True, "globex": True}
    migrate(None)
    assert indexes() == {"public": True, "acme": True}
    assert sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'globex'") == [(1,)]
    assert sql("SELECT count(*) FROM public.django_support_tickets_supportticket") == [(2,)]
    migrate()
    sql("DROP SCHEMA acme CASCADE")
    assert indexes() == {"public": True, "globex": True}


def test_the_extension_belongs_to_no_tenant() -> None:
    """With the schema of a tenant who leaves, the indexes of all others would go."""
    migrate(None)
    enter_tenant("acme")
    migrate()
    assert indexes() == {"acme": True}
    assert sql("SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'pg_trgm'") == [("public",)]


def test_without_rights_nothing_is_made_and_with_them_all_is() -> None:
    migrate(None)
    with role(), pytest.raises(DatabaseError, match="permission denied"):
        migrate()
    assert applied() == set()
    migrate()
    assert indexes() == {"public": True}


def test_the_check_and_the_command_look_at_the_tenants_own_table() -> None:
    migrate()
    enter_tenant("acme")
    for table in ("searchdocument", "supportticket", "ticketmessage"):
        sql(f"CREATE TABLE django_support_tickets_{table} (LIKE public.django_support_tickets_{table})")
    with override_settings(DATABASE_ROUTERS=[f"{__name__}.ScratchRouter"]):
        assert "django_support_tickets.W109" in {message.id for message in checks.check_deployment()}
        by_command()
        assert "django_support_tickets.W109" not in {message.id for message in checks.check_deployment()}
    assert indexes() == {"public": True, "acme": True}


def test_the_check_has_nothing_to_say_where_there_is_no_table() -> None:
    """Such is the shared schema of a site whose tickets are the tenants'."""
    migrate(None)
    with override_settings(DATABASE_ROUTERS=[f"{__name__}.ScratchRouter"]):
        assert "django_support_tickets.W109" not in {message.id for message in checks.check_deployment()}
    assert connections[ALIAS].is_usable()
