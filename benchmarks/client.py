"""A load generator: threads that each send one HTTP request after the other over plain sockets, to 127.0.0.1 only.

Requests are bytes made beforehand, so that one costs the generator a small part of what it costs the server.
"""

import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterable
from statistics import median, quantiles
from typing import Any, NamedTuple

HOST = "127.0.0.1"
TIMEOUT = 60
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Answer(NamedTuple):
    """What came back, and after how many seconds; status 0 means nothing did."""

    status: int
    body: bytes
    seconds: float

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        return json.loads(self.body)


def request(method: str, path: str, body: Any = None, **headers: str) -> bytes:
    """Return a request's bytes; a body that is no text yet is sent as JSON."""
    content = b"" if body is None else (body if isinstance(body, str) else json.dumps(body)).encode()
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", "Connection: close", "Accept: */*"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    return "\r\n".join([*lines, "", ""]).encode() + content


def exchange(port: int, content: bytes) -> Answer:
    """Send a request over a connection of its own and read the whole answer."""
    began = time.perf_counter()
    try:
        with socket.create_connection((HOST, port), timeout=TIMEOUT) as connection:
            connection.sendall(content)
            received = _read(connection)
    except OSError:
        return Answer(0, b"", time.perf_counter() - began)
    seconds = time.perf_counter() - began
    head, _, body = received.partition(b"\r\n\r\n")
    status = head.split(b" ", 2)[1:2]
    complete = bool(status) and len(received) >= _expected(received, default=len(received))
    return Answer(int(status[0]) if complete else 0, body, seconds)


def _read(connection: socket.socket) -> bytes:
    """Read an answer to its end: as many bytes as it announces, else until the server closes.

    Never further: what a server does between the answer and closing is no part of its time.
    """
    received = b""
    while len(received) < _expected(received, default=len(received) + 1):
        chunk = connection.recv(65536)
        if not chunk:
            break
        received += chunk
    return received


def _expected(received: bytes, *, default: int) -> int:
    """Return how long the whole answer is, as far as its beginning tells."""
    end = received.find(b"\r\n\r\n")
    length = _LENGTH.search(received, 0, end + 2) if end >= 0 else None
    return end + 4 + int(length[1]) if length else default


class Load(NamedTuple):
    """What came of some clients' requests."""

    answers: list[Answer]
    seconds: float
    own_cpu: float

    @property
    def good(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.ok]

    @property
    def rate(self) -> float:
        """Answers that were a success, per second."""
        return len(self.good) / self.seconds

    def summary(self) -> dict[str, float]:
        """Return the rate, what failed, and the latencies in milliseconds."""
        times = [answer.seconds * 1000 for answer in self.good] or [0.0]
        return {
            "rate": self.rate,
            "good": len(self.good),
            "failed": len(self.answers) - len(self.good),
            "median": median(times),
            "p95": percentile(times, 95),
            "p99": percentile(times, 99),
            "own_cpu": self.own_cpu / self.seconds,
        }


def percentile(values: list[float], percent: int) -> float:
    """Return the value that so many percent of the others do not exceed."""
    return quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else values[0]


def run_clients(clients: int, seconds: float, work: Callable[[int, float], Iterable[Answer]]) -> Load:
    """Let clients work side by side until the time is up, and wait for their last answers.

    :param work: called in a thread with the client's number and the time (of ``perf_counter``) at which to stop.
    """
    answers: list[list[Answer]] = [[] for _client in range(clients)]
    began, own_cpu = time.perf_counter(), time.process_time()

    def run(client: int) -> None:
        answers[client].extend(work(client, began + seconds))

    threads = [threading.Thread(target=run, args=(client,), daemon=True) for client in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    return Load([each for some in answers for each in some], took, time.process_time() - own_cpu)


def repeat(port: int, content: bytes, pause: float = 0) -> Callable[[int, float], Iterable[Answer]]:
    """Return the work of a client that sends the same request again and again.

    :param pause: seconds between an answer and the next request.
    """

    def work(client: int, end: float) -> Iterable[Answer]:
        while time.perf_counter() < end:
            yield exchange(port, content)
            time.sleep(pause)

    return work
