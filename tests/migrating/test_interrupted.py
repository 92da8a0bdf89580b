"""Migrations that cannot get stuck: whoever is interrupted runs them again, in either direction."""

from itertools import count

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from django_support_tickets.migrations import _repeatable
from django_support_tickets.models import Heartbeat, SupportTicket

from .rows import fill
from .running import ALIAS, APP, applied, changes_of, is_interrupted, migrate, migrate_the_others, schema, scratch

BOTH = {"0001_initial", "0002_search"}


@pytest.fixture(autouse=True)
def _others(_scratch: None) -> None:
    migrate_the_others()


def test_forwards_to_zero_and_forwards_again_with_rows_of_every_kind() -> None:
    migrate()
    made = schema()
    fill(ALIAS)
    migrate(None)
    assert schema() == {}
    assert applied() == set()
    migrate()
    assert schema() == made
    assert applied() == BOTH
    fill(ALIAS)


def test_forwards_interrupted_before_each_change() -> None:
    changes = changes_of("0002_search")
    made = schema()
    migrate(None)
    done = [after for after in interruptions(changes) if not is_interrupted("0002_search", after)]
    assert not done or done[0] >= changes - 4
    migrate()
    assert applied() == BOTH
    assert schema() == made
    fill(ALIAS)


def interruptions(changes: int) -> list[int]:
    """Return after how many of so many changes to interrupt: each, but not all of one transaction that is undone."""
    step = 25 if scratch().features.can_rollback_ddl else 1
    return sorted({*range(0, changes, step), *range(changes - 4, changes)})


def test_to_zero_interrupted_before_each_change() -> None:
    migrate()
    made = schema()
    changes = changes_of(None)
    migrate()
    fill(ALIAS)
    if scratch().features.can_rollback_ddl:
        # Undoing 0002 is recorded for good by the first runs, so that later ones have less to do.
        done = [after for after in interruptions(changes) if not is_interrupted(None, after)]
        assert not done or done[0] >= changes - 4
    else:
        # Each run makes one change, and the next one goes on from there.
        for run in count():
            assert run < 500
            if not is_interrupted(None, 1):
                break
        assert run > 10
    migrate(None)
    assert schema() == {}
    assert applied() == set()
    migrate()
    assert schema() == made


def test_a_half_made_database_that_was_used_before_it_is_resumed() -> None:
    """What a sender that runs every minute leaves there is in nobody's way."""
    migrate()
    made = schema()
    forget()
    Heartbeat.objects.using(ALIAS).create(name="support_tick", at="2026-01-01T00:00Z")
    migrate()
    assert schema() == made


def test_tables_with_rows_are_never_removed_on_the_way_forwards() -> None:
    migrate()
    made = schema()
    fill(ALIAS)
    forget()
    if scratch().features.can_rollback_ddl:
        # All or nothing was made, and all is there: only the record was missing.
        migrate()
        assert applied() == BOTH
    else:
        with pytest.raises(CommandError, match="0001_initial --fake"):
            migrate()
    assert schema() == made
    with scratch().cursor() as cursor:
        cursor.execute("DROP TABLE django_support_tickets_searchdocument")
    forget()
    with pytest.raises(CommandError, match="django_support_tickets_supportticket"):
        migrate()
    assert SupportTicket.objects.using(ALIAS).count() == 2


def test_another_process_was_faster() -> None:
    executor = MigrationExecutor(scratch())
    migrate()
    made = schema()
    fill(ALIAS)
    executor.migrate([(APP, "0002_search")])
    assert schema() == made
    assert SupportTicket.objects.using(ALIAS).count() == 2
    migrate(None)
    assert applied() == set()


@pytest.mark.skipif(connection.vendor != "mysql", reason="only MariaDB and MySQL show half-made tables to others")
def test_another_process_is_at_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_repeatable, "SECONDS_TO_WAIT", 0)
    name = scratch().settings_dict["NAME"]
    other = scratch().copy("other")
    with other.cursor() as cursor:
        cursor.execute("SELECT GET_LOCK(%s, 0)", [f"support_tickets {name}"[-64:]])
        with pytest.raises(CommandError, match="Another process"):
            migrate()
    other.close()
    migrate()
    assert applied() == BOTH


@pytest.mark.skipif(connection.vendor != "mysql", reason="a right that only MariaDB and MySQL know")
def test_a_right_that_was_missing_half_way() -> None:
    """Without INDEX the tables are made, and then no index."""
    name = scratch().settings_dict["NAME"]
    user = f"{name[-20:]}_u"
    rights = "SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, REFERENCES"
    with scratch().cursor() as cursor:
        cursor.execute(f"DROP USER IF EXISTS '{user}'@'%%'", [])
        cursor.execute(f"CREATE USER '{user}'@'%%' IDENTIFIED BY 'secret'", [])
        cursor.execute(f"GRANT {rights} ON `{name}`.* TO '{user}'@'%%'", [])
    owner = dict(scratch().settings_dict)
    try:
        scratch().close()
        scratch().settings_dict.update(USER=user, PASSWORD="secret")
        with pytest.raises(OperationalError, match="INDEX command denied"):
            migrate()
        assert schema()
    finally:
        scratch().close()
        scratch().settings_dict.update(owner)
        with scratch().cursor() as cursor:
            cursor.execute(f"DROP USER '{user}'@'%%'", [])
    migrate()
    made = schema()
    migrate(None)
    migrate()
    assert schema() == made


def test_the_statements_can_be_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sqlmigrate", APP, "0001", database=ALIAS)
    assert "django_support_tickets_supportticket" in capsys.readouterr().out
    assert schema() == {}
    migrate()
    made = schema()
    call_command("sqlmigrate", APP, "0001", database=ALIAS, backwards=True)
    assert "django_support_tickets_supportticket" in capsys.readouterr().out
    assert schema() == made


def forget() -> None:
    """Lose the record of what was migrated."""
    with scratch().cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'django_support_tickets'")
