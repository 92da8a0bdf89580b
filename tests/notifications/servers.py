"""Mail servers that misbehave."""

import contextlib
import socket
import socketserver
import threading
from types import TracebackType
from typing import Any


class _Session(socketserver.StreamRequestHandler):
    """Answers each command in the affirmative, until the one at which it is to misbehave."""

    server: "RawMailServer"

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            self._converse()

    def _converse(self) -> None:
        self._answer("220 mail.example ESMTP")
        command = ""
        for line in self.rfile:
            if command == "DATA" and line != b".\r\n":
                continue
            command = line.split(maxsplit=1)[0].decode().upper()
            if command == self.server.close_after:
                return
            if command == self.server.stall_after:
                self.server.stalled.set()
                self.server.released.wait(timeout=30)
                return
            self._answer(self.server.answers.get(command, "354 Go on" if command == "DATA" else "250 OK"))

    def _answer(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class RawMailServer(socketserver.ThreadingTCPServer):
    """A server on a free port that takes no mail.

    :param close_after: the command at which it breaks the connection.
    :param stall_after: the command at which it says no more.
    :param answers: its answers to certain commands.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, close_after: str = "", stall_after: str = "", answers: dict[str, str] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.close_after, self.stall_after, self.answers = close_after, stall_after, answers or {}
        self.stalled, self.released = threading.Event(), threading.Event()
        self.host, self.port = self.socket.getsockname()

    def __enter__(self) -> "RawMailServer":
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.released.set()
        self.shutdown()
        self.thread.join()
        super().__exit__(kind, error, trace)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: what the client makes of it is what matters."""


def closed_port() -> int:
    """Return a port at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
