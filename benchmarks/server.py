"""The processes that a run starts: gunicorn, a mail server that keeps a list, and what else it is asked for."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .client import HOST, exchange, request
from .databases import Database

ROOT = Path(__file__).parents[1]
WORKERS = 2
START_TIMEOUT = 60
STOP_TIMEOUT = 20


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(*command: str, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a Python module in a process of its own, and end it with the block."""
    variables = {**os.environ, "DJANGO_SETTINGS_MODULE": "benchmarks.site.settings", **environment}
    started = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=variables)
    try:
        yield started
    finally:
        started.terminate()
        try:
            started.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


def run(*command: str, **environment: str) -> None:
    """Run a Python module to its successful end."""
    variables = {**os.environ, "DJANGO_SETTINGS_MODULE": "benchmarks.site.settings", **environment}
    subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env=variables, check=True, timeout=600)


@contextmanager
def site(database: Database, **environment: str) -> Iterator[int]:
    """Serve the site with two sync workers, and give its port once both answer."""
    port = free_port()
    options = ("--workers", str(WORKERS), "--bind", f"{HOST}:{port}", "--log-level", "warning", "--timeout", "120")
    variables = {"BENCH_NAME": database.name, **environment}
    with process("gunicorn", *options, "--backlog", "2048", "benchmarks.site.wsgi", **variables) as server:
        _wait_for(port, server)
        yield port


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Wait for an answer, and let each worker load what it loads with its first requests."""
    content = request("GET", "/limit/list/")
    deadline = time.monotonic() + START_TIMEOUT
    while exchange(port, content).status == 0:
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("gunicorn did not start")
        time.sleep(0.1)
    for _turn in range(10 * WORKERS):
        exchange(port, content)


@contextmanager
def mail_server(log: Path) -> Iterator[int]:
    """Run a mail server that takes everything and notes each mail's Message-ID in a file; give its port."""
    port = free_port()
    with process("benchmarks.sink", str(port), str(log)) as server:
        deadline = time.monotonic() + START_TIMEOUT
        while True:
            try:
                socket.create_connection((HOST, port), timeout=1).close()
                break
            except OSError:
                if server.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("the mail server did not start") from None
                time.sleep(0.05)
        yield port
