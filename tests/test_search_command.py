"""``manage.py support_search``: what was stored in bulk is found as well."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from django_support_tickets.models import SearchDocument, SupportTicket, TicketMessage
from django_support_tickets.models.search import TRIGRAM_INDEX, has_trigram_index
from django_support_tickets.workflow import indexing
from tests.factories import make_ticket, ticket_fields

pytestmark = pytest.mark.django_db


def run(**options: Any) -> str:
    output = StringIO()
    call_command("support_search", stdout=output, **options)
    return output.getvalue()


def test_it_finds_what_was_stored_in_bulk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "BATCH", 2)
    ticket = make_ticket()
    rows = [SupportTicket(ticket_number=f"OLD-{n}", **ticket_fields(name=f"İmport {n}")) for n in range(5)]
    SupportTicket.objects.bulk_create(rows)
    TicketMessage.objects.bulk_create([TicketMessage(ticket=ticket, sender="staff", text="From the OLD desk.")])
    assert not SupportTicket.objects.search("import").exists()
    assert "findable: 6" in run()
    assert SupportTicket.objects.search("import").count() == 5
    assert list(SupportTicket.objects.search("desk")) == [ticket]
    assert "findable: 0" in run()


def test_it_reads_every_text_again() -> None:
    ticket = make_ticket(message="Before.")
    SupportTicket.objects.update(message="Afterwards.")
    assert "findable: 1" in run(anew=True)
    assert list(SupportTicket.objects.search("afterwards")) == [ticket]
    assert SearchDocument.objects.count() == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the trigram index is PostgreSQL's")
@pytest.mark.django_db(transaction=True)
def test_it_builds_the_index_where_it_is_missing() -> None:
    assert has_trigram_index(connection)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {TRIGRAM_INDEX}")
    assert not has_trigram_index(connection)
    assert "index was built" in run()
    assert has_trigram_index(connection)
    assert "index" not in run()
