"""``make load``: virtual users against gunicorn on this machine, and the proof that nothing acknowledged was lost.

With ``--full`` there are two gunicorns, two Celery workers over RabbitMQ, and Redis for the cache; without it one
gunicorn, whose mails wait for support_tick.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import django

from .progress import say

RESULTS = Path(__file__).parent / "results"
SWEEPS = 10
PATIENCE = 60
MOST_USERS, MOST_SECONDS = 1000, 600


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make load", description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--database", default="postgres", choices=("postgres", "mariadb", "sqlite"))
    parser.add_argument("--size", type=int, default=100_000, help="tickets that are there already")
    parser.add_argument("--users", type=int, default=200, help=f"at most {MOST_USERS}")
    parser.add_argument("--seconds", type=float, default=60, help=f"at most {MOST_SECONDS}")
    parser.add_argument("--think", type=float, default=3, help="seconds between two requests of a user, on average")
    parser.add_argument("--full", action="store_true", help="two gunicorns, Celery over RabbitMQ, Redis")
    parser.add_argument("--keep", action="store_true", help="take and leave the filled database")
    chosen = parser.parse_args()
    if not (0 < chosen.users <= MOST_USERS and 0 < chosen.seconds <= MOST_SECONDS):
        parser.error("too many users or too long")
    return chosen


def put_under_load(database: Any, chosen: argparse.Namespace) -> dict[str, Any]:
    """Let the users act, send the mails that are left, and open the books."""
    from . import ledger
    from .client import run_clients
    from .surroundings import surroundings
    from .users import Records, User

    database.enter()
    book, records = ledger.NumberBook(), Records()
    with tempfile.TemporaryDirectory() as folder:
        with surroundings(database, Path(folder), full=chosen.full) as (ports, environment):
            users = [User(number, ports, records, think=chosen.think) for number in range(chosen.users)]
            say(f"{chosen.users} users for {chosen.seconds:.0f} s on {len(ports)} gunicorn(s)")
            load = run_clients(chosen.users, chosen.seconds, lambda number, end: users[number].acts(end))
            send_the_rest(book, environment, patience=PATIENCE if chosen.full else 0)
        finding = book.compare(records.opened)
        lost, doubled = ledger.replies_missing(records.replies)
        unsent, sent_twice = ledger.mails_missing(records.opened, Path(folder) / "mails")
    unchanged = ledger.changes_missing(records.changes)
    return {
        "requests": (requests := sum(map(len, records.seconds.values()))),
        "rate": requests / load.seconds,
        "own_cpu": load.own_cpu / load.seconds,
        "latencies": _latencies(records),
        "failures": dict(records.failures),
        "ledger": {
            "tickets acknowledged": len(records.opened),
            "replies acknowledged": len(records.replies),
            "changes acknowledged": sum(records.changes.values()),
            "tickets": finding.as_dict(),
            "replies lost": lost,
            "replies doubled": doubled,
            "changes lost": unchanged,
            "mails lost": unsent,
            "mails sent twice": sent_twice,
        },
        "wrong": finding.wrong + lost + doubled + unchanged + unsent,
    }


def send_the_rest(book: Any, environment: dict[str, str], *, patience: float) -> None:
    """Give the workers some seconds to send what they have, and sweep up what is left then."""
    from django_support_tickets.models import Delivery

    from . import server

    left = Delivery.objects.filter(ticket__gt=book.newest, state__in=("pending", "sending"))
    deadline = time.monotonic() + patience
    while left.exists() and time.monotonic() < deadline:
        time.sleep(0.5)
    say(f"mails left to the sweep: {left.count()}")
    for _sweep in range(SWEEPS):
        if not left.exists():
            break
        server.run("django", "support_tick", "--limit", "5000", **environment)


def _latencies(records: Any) -> dict[str, dict[str, float]]:
    from .client import percentile

    found = {}
    everything = [each for some in records.seconds.values() for each in some]
    for what, seconds in [*sorted(records.seconds.items()), ("all", everything)]:
        times = [each * 1000 for each in seconds]
        found[what] = {"count": len(times), **{f"p{p}": percentile(times, p) for p in (50, 95, 99)}, "max": max(times)}
    return found


def show(result: dict[str, Any]) -> None:
    """Print what came out."""
    say(f"\n{result['requests']} requests, {result['rate']:.1f} a second; milliseconds:")
    say(f"{'':24} {'count':>7} {'p50':>8} {'p95':>8} {'p99':>8} {'max':>8}")
    for what, row in result["latencies"].items():
        say(f"{what:24} {row['count']:7d} {row['p50']:8.0f} {row['p95']:8.0f} {row['p99']:8.0f} {row['max']:8.0f}")
    say(f"\nfailed: {result['failures'] or 'none'}")
    say(f"ledger: {json.dumps(result['ledger'], indent=2)}")
    say("NOTHING ACKNOWLEDGED WAS LOST" if not result["wrong"] else f"WRONG: {result['wrong']} entries")


def main() -> int:
    chosen = arguments()
    os.environ["BENCH_DATABASE"] = chosen.database
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.site.settings")
    django.setup()
    from .databases import filled_database
    from .machine import describe

    with filled_database(chosen.size, keep=chosen.keep) as database:
        result = {"meta": describe(), "arguments": vars(chosen), **put_under_load(database, chosen)}
    show(result)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"load{'-full' if chosen.full else ''}.json").write_text(json.dumps(result, indent=2))
    return 1 if result["wrong"] or result["failures"] else 0


if __name__ == "__main__":
    sys.exit(main())
