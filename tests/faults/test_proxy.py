"""The proxy loses what it is told to, and nothing else."""

import socket
from collections.abc import Iterator

import pytest
from django.db import Error, connection

from django_support_tickets.models import SupportTicket
from tests.factories import make_ticket
from tests.faults.proxy import LosingProxy

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no server"),
]


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[LosingProxy]:
    """The way to the database, from the next connection on."""
    stored = connection.settings_dict
    with LosingProxy(stored["HOST"], stored["PORT"]) as proxy:
        connection.close()
        monkeypatch.setitem(stored, "PORT", str(proxy.port))
        yield proxy
        connection.close()
        monkeypatch.undo()


def test_it_forwards(proxy: LosingProxy) -> None:
    make_ticket(message="COMMIT")
    assert SupportTicket.objects.get().message == "COMMIT"
    assert not proxy.lost.is_set()


@pytest.mark.parametrize(("arm", "count"), [("lose_next_commit_answer", 1), ("lose_next_commit", 0)])
def test_what_became_of_it(proxy: LosingProxy, arm: str, count: int) -> None:
    make_ticket().delete()
    getattr(proxy, arm)()
    with pytest.raises(Error):
        make_ticket()
    assert proxy.lost.is_set()
    assert SupportTicket.objects.count() == count
    make_ticket()
    assert SupportTicket.objects.count() == count + 1


def test_psycopgs_extended_protocol(proxy: LosingProxy) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("about PostgreSQL")
    make_ticket().delete()
    proxy.lose_next_commit_answer()
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("UPDATE django_support_tickets_ticketsequence SET last_value = 77")
        cursor.connection.pgconn.exec_params(b"COMMIT", None)
        with pytest.raises(Error):
            cursor.execute("SELECT 1")
    connection.close()
    assert make_ticket().ticket_number.endswith("-000078")


def test_cut(proxy: LosingProxy) -> None:
    make_ticket()
    proxy.cut()
    with pytest.raises(Error):
        make_ticket()
    connection.close()
    assert SupportTicket.objects.count() == 1


def test_pause(proxy: LosingProxy) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, LosingProxy(*server.getsockname()) as other:
        client = socket.create_connection(("127.0.0.1", other.port))
        answering, _address = server.accept()
        other.pause()
        client.sendall(b"hello")
        answering.settimeout(0.2)
        with pytest.raises(TimeoutError):
            answering.recv(5)
        other.resume()
        answering.settimeout(10)
        assert answering.recv(5) == b"hello"
        answering.close()
        client.close()
