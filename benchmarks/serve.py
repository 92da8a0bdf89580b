"""What many requests at once cost: tickets opened through gunicorn, by one client a core and by 32 at once."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from random import Random
from statistics import median
from typing import Any, NamedTuple

from django.urls import reverse

from .cases import BODY
from .client import Answer, Load, repeat, request, run_clients
from .ledger import NumberBook
from .progress import say
from .server import WORKERS, mail_server, site
from .visitors import Stage

CLIENTS = 8
WRITERS = 32
WARM_UP = 0.5
PAUSE = 0.03


class Contender(NamedTuple):
    """One of those that take turns: so many clients that repeat one request at a server, with a pause in between."""

    port: int
    content: bytes
    clients: int
    pause: float = 0


def contest(contenders: Mapping[str, Contender], *, seconds: float, rounds: int) -> dict[str, list[Load]]:
    """Let each contender work for some seconds, in as many rounds, each in another order.

    :returns: each one's loads, the first of which is a short one to warm up.
    """
    loads: dict[str, list[Load]] = {name: [] for name in contenders}
    rng, names = Random(rounds), [*contenders]
    for each_round in range(rounds + 1):
        rng.shuffle(names)
        for name in names:
            port, content, clients, pause = contenders[name]
            work = repeat(port, content, pause)
            loads[name].append(run_clients(clients, seconds if each_round else WARM_UP, work))
    return loads


def summary(loads: list[Load]) -> dict[str, float]:
    """Return the whole of the answers, without those that warmed up; the rate is the median of the loads'."""
    loads = loads[1:]
    answers = [answer for load in loads for answer in load.answers]
    whole = Load(answers, sum(load.seconds for load in loads), sum(load.own_cpu for load in loads))
    return whole.summary() | {"rate": median(load.rate for load in loads)}


def numbers(answers: list[Answer]) -> list[str]:
    return [answer.json()["data"]["ticket_number"] for answer in answers if answer.ok]


def serve(stage: Stage, *, seconds: float, rounds: int) -> dict[str, Any]:
    """Measure creation through gunicorn on a stage.

    :returns: ``subjects``, ``writers`` and ``mail``, each with a summary of its contenders, and the ledger's finding.
    """
    stage.enter()
    say(f"through gunicorn: {WORKERS} workers, {stage.size:,} tickets, {rounds} rounds of {seconds} s")
    with tempfile.TemporaryDirectory() as folder, mail_server(Path(folder) / "mails") as smtp:
        at_once = {"BENCH_ENGINE": "immediate", "BENCH_SMTP_PORT": str(smtp)}
        with site(stage.database) as port:
            found = _compare_writers(port, seconds=seconds, rounds=rounds)
        with (
            site(stage.database, **at_once) as mailing,
            site(stage.database, **at_once, BENCH_CONFIRMATION="0") as silent,
        ):
            ours = _creation("support-ticket-list")
            # One client who takes a while for the next request: the answer is measured, not how many mails one can
            # send. Those cost the same work as ever, which a thread does beside the requests.
            pair = {
                "with mail": Contender(mailing, ours, 1, PAUSE),
                "without mail": Contender(silent, ours, 1, PAUSE),
            }
            mail = contest(pair, seconds=seconds, rounds=rounds)
    return found | {"mail": {name: summary(loads) for name, loads in mail.items()}, "size": stage.size}


def _compare_writers(port: int, *, seconds: float, rounds: int) -> dict[str, Any]:
    """Compare the app with the yardsticks, and 32 writers with one a core; then open the books."""
    book, ours = NumberBook(), _creation("support-ticket-list")
    subjects = {
        "app": Contender(port, ours, CLIENTS),
        "limit": Contender(port, _creation("limit-create"), CLIENTS),
        "illustration": Contender(port, _creation("illustration-list"), CLIENTS),
    }
    writers = {"one a core": Contender(port, ours, WORKERS), "32 at once": Contender(port, ours, WRITERS)}
    compared = contest(subjects, seconds=seconds, rounds=rounds)
    raced = contest(writers, seconds=seconds, rounds=rounds)
    ours_alone = (*compared["app"], *raced["one a core"], *raced["32 at once"])
    answers = [answer for load in ours_alone for answer in load.answers]
    return {
        "subjects": {name: summary(loads) for name, loads in compared.items()},
        "writers": {name: summary(loads) for name, loads in raced.items()},
        "ledger": book.compare(numbers(answers)).as_dict(),
    }


def _creation(route: str) -> bytes:
    return request("POST", reverse(route), BODY)
