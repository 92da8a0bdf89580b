"""A proxy between a client and its database, over which answers get lost."""

import re
import socket
import threading
from contextlib import suppress
from typing import Any

HOST = "127.0.0.1"
CHUNK = 65536
# What a client that waits for each answer sends at once: PostgreSQL's Query, or its Parse with what follows that; and
# MariaDB's COM_QUERY. The number before the text is the length.
COMMIT = re.compile(rb"Q.{4}COMMIT;?\0|P.{4}[^\0]*\0COMMIT;?\0.*|.{3}\0\x03COMMIT;?", re.DOTALL | re.IGNORECASE)


class LosingProxy:
    """Forwards connections to a server of PostgreSQL, MariaDB or MySQL, without TLS, and loses what it is told to.

    A context manager, which listens at ``port`` from the beginning and has cut every connection at its end. ``lost`` is
    set whenever something was lost as asked for.
    """

    def __init__(self, target_host: str, target_port: int) -> None:
        self.target = target_host, int(target_port)
        self.lost = threading.Event()
        self._flowing = threading.Event()
        self._flowing.set()
        self._lock = threading.Lock()
        self._next: str | None = None
        self._links: set[_Link] = set()
        self._listener = socket.create_server((HOST, 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> "LosingProxy":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_exception: Any) -> None:
        # Closing alone would not wake the thread that waits for a connection.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.resume()
        self.cut()

    def lose_next_commit_answer(self) -> None:
        """Forward the next COMMIT and cut its connection once the server has carried it out, without its answer."""
        self._lose("answer")

    def lose_next_commit(self) -> None:
        """Cut the connection of the next COMMIT before it reaches the server, which rolls back."""
        self._lose("commit")

    def cut(self) -> None:
        """Cut all connections."""
        with self._lock:
            links = [*self._links]
        for link in links:
            link.cut()

    def pause(self) -> None:
        """Forward nothing, in no direction, until :meth:`resume`; connections are accepted, and hang."""
        self._flowing.clear()

    def resume(self) -> None:
        self._flowing.set()

    def _lose(self, what: str) -> None:
        with self._lock:
            self.lost.clear()
            self._next = what

    def to_lose(self, sent: bytes) -> str | None:
        """Return what to lose of what a client sent, once."""
        if not COMMIT.fullmatch(sent):
            return None
        with self._lock:
            what, self._next = self._next, None
        return what

    def wait_until_flowing(self) -> None:
        self._flowing.wait()

    def forget(self, link: "_Link") -> None:
        with self._lock:
            self._links.discard(link)

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(self.target, timeout=10)
            except OSError:
                client.close()
                continue
            server.settimeout(None)
            link = _Link(self, client, server)
            with self._lock:
                self._links.add(link)
            link.start()


class _Link:
    """One connection of a client, and the one to the server that belongs to it."""

    def __init__(self, proxy: LosingProxy, client: socket.socket, server: socket.socket) -> None:
        self.proxy, self.client, self.server = proxy, client, server
        self.is_losing = False
        for end in (client, server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def start(self) -> None:
        for forward in (self._forward_questions, self._forward_answers):
            threading.Thread(target=self._run, args=[forward], daemon=True).start()

    def cut(self) -> None:
        """Close both ends; whoever waits for one of them wakes up."""
        for end in (self.client, self.server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self.proxy.forget(self)

    def _run(self, forward: Any) -> None:
        try:
            forward()
        except OSError:
            pass
        finally:
            self.cut()

    def _forward_questions(self) -> None:
        while sent := self.client.recv(CHUNK):
            self.proxy.wait_until_flowing()
            what = self.proxy.to_lose(sent)
            if what == "commit":
                self.proxy.lost.set()
                return
            self.is_losing = what == "answer"
            self.server.sendall(sent)

    def _forward_answers(self) -> None:
        while received := self.server.recv(CHUNK):
            self.proxy.wait_until_flowing()
            if self.is_losing:
                # Set before the client can see it, so that it is set for whoever heard from the client.
                self.proxy.lost.set()
                return
            self.client.sendall(received)
