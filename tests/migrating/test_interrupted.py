"""Migrations that cannot get stuck: whoever is interrupted runs them again, in either direction."""

from itertools import count

import pytest
from django.core.management.base import CommandError

from django_support_tickets.models import Heartbeat, SupportTicket

from .rows import fill
from .running import ALIAS, applied, changes_of, is_interrupted, migrate, migrate_the_others, schema, scratch

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


def forget() -> None:
    """Lose the record of what was migrated."""
    with scratch().cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'django_support_tickets'")
