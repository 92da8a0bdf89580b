"""``make bench``: fill, measure, judge, and write the page of the documentation."""

import argparse
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import django

from .progress import say

SIZES = {"postgres": [10_000, 100_000, 1_000_000], "mariadb": [10_000, 100_000], "sqlite": [10_000, 100_000]}
QUICK_SIZES = [10_000, 50_000]
DRIVERS = {"postgres": "psycopg", "mariadb": "MySQLdb", "sqlite": "sqlite3"}
DATABASES = [*DRIVERS]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description="Measure the app beside its yardsticks.")
    parser.add_argument("--databases", nargs="+", choices=DATABASES, help="default: all; with --quick: postgres")
    parser.add_argument("--sizes", nargs="+", type=int, help="tickets; default: 10000 100000, on postgres also 1000000")
    parser.add_argument("--rounds", type=int, default=40, help="how often each case is measured (default: 40)")
    parser.add_argument("--budget", type=float, default=20, help="seconds for one case on one size (default: 20)")
    parser.add_argument("--seconds", type=float, default=5, help="of one turn through gunicorn (default: 5)")
    parser.add_argument("--turns", type=int, default=5, help="through gunicorn, of each contender (default: 5)")
    parser.add_argument("--only", default="", help="measure in this process what has this in its key, and nothing else")
    parser.add_argument("--quick", action="store_true", help="small tables, few rounds, no page: for CI")
    parser.add_argument("--check", action="store_true", help="fail where a figure is worse than twice its goal")
    parser.add_argument("--keep", action="store_true", help="take and leave filled databases, and what is opened there")
    parser.add_argument("--fresh", action="store_true", help="with --keep: drop what was left first")
    parser.add_argument("--docs", type=Path, help="folder for page and chart; default: docs, with --quick none")
    parser.add_argument("--report", action="store_true", help="only write page and chart, of the last runs")
    chosen = parser.parse_args()
    if chosen.quick:
        chosen.rounds, chosen.budget, chosen.seconds, chosen.turns = 8, 2.0, 1.5, 2
    return chosen


def main() -> int:
    chosen = arguments()
    databases = chosen.databases or (["postgres"] if chosen.quick else with_driver())
    if len(databases) > 1 and not chosen.report:
        # Settings are a process's own: each database gets one, which also writes what is known so far.
        return max([_measure_in_child(name) for name in databases])
    os.environ["BENCH_DATABASE"] = databases[0]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.site.settings")
    django.setup()
    code = 0 if chosen.report else _measure(databases[0], chosen)
    _report(chosen)
    return code


def with_driver() -> list[str]:
    """Return the databases that this environment can talk to."""
    for database, driver in DRIVERS.items():
        if not find_spec(driver):
            say(f"{database} is left out: {driver} is not installed")
    return [database for database, driver in DRIVERS.items() if find_spec(driver)]


def _measure_in_child(database: str) -> int:
    options = [option for option in sys.argv[1:] if option not in DATABASES and option != "--databases"]
    command = [sys.executable, "-m", "benchmarks", *options, "--databases", database]
    return subprocess.run(command, check=False).returncode


def _measure(database: str, chosen: argparse.Namespace) -> int:
    """Run everything on one database and judge it."""
    from .databases import filled_databases
    from .footprint import footprint
    from .goals import Result
    from .machine import describe
    from .measure import SUBJECTS, measure
    from .report import save, verdict
    from .serve import serve
    from .visitors import Stage

    sizes = sorted(chosen.sizes or (QUICK_SIZES if chosen.quick else SIZES[database]))
    subjects = SUBJECTS[:2] if chosen.quick else SUBJECTS
    with filled_databases(sizes, keep=chosen.keep, fresh=chosen.fresh) as databases:
        stages = [Stage(size, databases[size]) for size in sizes]
        options = {"rounds": chosen.rounds, "budget": chosen.budget, "subjects": subjects, "only": chosen.only}
        measured = measure(stages, **options)
        served = None if chosen.only else serve(stages[-1], seconds=chosen.seconds, rounds=chosen.turns)
        meta = describe()
    idle = footprint(5 if chosen.quick else 15)
    result = {"meta": meta, "sizes": sizes, "measured": measured, "served": served, "footprint": idle}
    save(result, f"{database}-quick" if chosen.quick or chosen.only else database)
    text, passed = verdict(Result(result))
    say(f"\n{meta['database']}, {', '.join(f'{size:,}' for size in sizes)} tickets\n{text}")
    return 0 if passed or not chosen.check else 1


def _report(chosen: argparse.Namespace) -> None:
    from .report import DOCS, load_results, write_docs

    is_partial = chosen.quick or chosen.only
    results = load_results([f"{name}-quick" for name in DATABASES] if is_partial else DATABASES)
    folder = chosen.docs or (None if is_partial else DOCS)
    if folder and results:
        write_docs(results, folder)
        say(f"written: {folder / 'benchmarks.md'}")


if __name__ == "__main__":
    sys.exit(main())
