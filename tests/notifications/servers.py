"""A mail server that takes mails, and misbehaves when it is told to."""

import contextlib
import socket
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, BinaryIO

HANG, DROP = "hang", "drop"
ANSWERS = {"CONNECT": "220 mail.example ESMTP", "DATA": "354 Go on"}


class FaultySMTP:
    """A mail server on a port of this machine; it works until faults are set, which may change while it runs.

    A step of a session is CONNECT, EHLO, MAIL, RCPT, DATA, "." (the end of the text) or QUIT. A fault names a step and
    what happens there: "hang" says no more, "drop" breaks the connection, and anything else, such as "550 No such
    user", is the answer. At "." both "hang" and "drop" come after the mail was taken.

    Use it with ``with``, in a test or in a harness whose children connect to ``port``.

    :param port: a free one is taken if it is 0.
    :param faults: by their steps.
    """

    host = "127.0.0.1"

    def __init__(self, port: int = 0, faults: dict[str, str] | None = None) -> None:
        self.port = port
        self.faults = {**(faults or {})}
        self.messages: list[EmailMessage] = []  # taken, oldest first
        self.steps: list[str] = []  # that sessions came to, oldest first
        self.hanging = threading.Event()  # set once a session hangs
        self._released = threading.Event()
        self._listener: socket.socket | None = None
        self._sessions: list[socket.socket] = []

    def __enter__(self) -> "FaultySMTP":
        self.listen()
        return self

    def __exit__(self, *error: object) -> None:
        self.refuse()
        self.release()

    def listen(self) -> None:
        """Take connections, on the same port as before."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((self.host, self.port))
        listener.listen(128)
        self._listener, self.port = listener, listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def refuse(self) -> None:
        """Take no connection from now on, as if nobody listened; sessions that hang go on hanging."""
        if self._listener is not None:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None

    def release(self) -> None:
        """End all sessions, those that hang too."""
        for session in self._sessions:
            with contextlib.suppress(OSError):
                session.shutdown(socket.SHUT_RDWR)
        self.resume()

    def resume(self) -> None:
        """Let the sessions that hang go on, as if there had been no fault."""
        self.hanging.clear()
        released, self._released = self._released, threading.Event()
        released.set()

    def message_ids(self) -> list[str]:
        """Return the Message-IDs of the mails that were taken, oldest first."""
        return [str(message["Message-ID"]) for message in self.messages]

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                session, _address = listener.accept()
                self._sessions.append(session)
                threading.Thread(target=self._serve, args=(session,), daemon=True).start()

    def _serve(self, session: socket.socket) -> None:
        with session, contextlib.suppress(OSError, _Over):
            lines: Any = session.makefile("rb")
            self._answer(session, "CONNECT")
            for line in lines:
                step = line.split(maxsplit=1)[0].decode("ascii", "replace").upper() if line.strip() else ""
                self._answer(session, step)
                if step == "DATA" and self.faults.get("DATA") in (None, HANG):
                    self._take(session, lines)
                if step == "QUIT":
                    return

    def _take(self, session: socket.socket, lines: BinaryIO) -> None:
        text = b""
        for line in lines:
            if line == b".\r\n":
                break
            text += line[1:] if line.startswith(b".") else line
        else:
            return
        if self.faults.get(".", "250")[0] not in "45":
            self.messages.append(message_from_bytes(text, policy=policy.default))  # type: ignore[arg-type]
        self._answer(session, ".")

    def _answer(self, session: socket.socket, step: str) -> None:
        self.steps.append(step)
        fault = self.faults.get(step)
        if fault == HANG:
            released, fault = self._released, None
            self.hanging.set()
            if not released.wait(timeout=120):
                raise _Over
        if fault == DROP:
            raise _Over
        session.sendall(f"{fault or ANSWERS.get(step, '250 OK')}\r\n".encode("latin-1"))


class _Over(Exception):
    """The session ends here."""


def closed_port() -> int:
    """Return a port at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
