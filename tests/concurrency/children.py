"""Child processes that join a test's database."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection

ROOT = Path(__file__).parents[2]


class Outcome(NamedTuple):
    """What the clients report: the results of all their calls, and a traceback for each that failed."""

    results: list[Any]
    errors: list[str]


def environment(**variables: Any) -> dict[str, str]:
    """Return the environment of a child that works on this test's database."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.concurrency.settings",
        "TEST_DATABASE_NAME": str(connection.settings_dict["NAME"]),
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "PYTHONWARNINGS": "ignore",
        **{name: str(value) for name, value in variables.items()},
    }


def run_clients(action: str, clients: int, times: int, *arguments: Any, **variables: Any) -> Outcome:
    """Let so many processes do something so many times each; see :mod:`tests.concurrency.clients`."""
    command = [sys.executable, "-m", "tests.concurrency.clients", action, str(clients), str(times)]
    done = subprocess.run(
        [*command, *map(str, arguments)],
        env=environment(**variables),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
        timeout=600,
    )
    return Outcome(**json.loads(done.stdout))


def start_command(*arguments: str, **variables: Any) -> "subprocess.Popen[bytes]":
    """Start a management command in a process of its own."""
    return subprocess.Popen([sys.executable, "-m", "django", *arguments], env=environment(**variables), cwd=ROOT)


def run_command(*arguments: str, **variables: Any) -> None:
    """Run a management command in a process of its own, to its successful end."""
    assert start_command(*arguments, **variables).wait(timeout=120) == 0
