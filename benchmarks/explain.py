"""``python -m benchmarks.explain CASE``: where the time of one case goes, by function and by statement.

``--keep`` takes and leaves the filled database, so that a second look is a quick one.
"""

import argparse
import cProfile
import io
import os
import pstats
import sys
import time
from collections.abc import Callable
from typing import Any

import django

from .progress import say

PLANS = {"postgresql": "EXPLAIN (ANALYZE, BUFFERS) ", "mysql": "ANALYZE ", "sqlite": "EXPLAIN QUERY PLAN "}
TIMES = 50


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.explain", description="Profile one case.")
    parser.add_argument("case", help="its key, or a part of it, such as 'app: create'")
    parser.add_argument("--database", default="postgres", choices=("postgres", "mariadb", "sqlite"))
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--lines", type=int, default=30, help="functions to show")
    parser.add_argument("--sort", default="cumulative", choices=("cumulative", "tottime"))
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--fresh", action="store_true")
    return parser.parse_args()


def profiled(request: Callable[[], Any], *, sort: str, lines: int) -> str:
    """Return the functions in which so many requests spent their time."""
    profile = cProfile.Profile()
    profile.enable()
    for _turn in range(TIMES):
        request()
    profile.disable()
    text = io.StringIO()
    pstats.Stats(profile, stream=text).sort_stats(sort).print_stats(lines)
    return text.getvalue()


def statements(request: Callable[[], Any]) -> list[tuple[str, Any, float]]:
    """Return the statements of one request, with their parameters and milliseconds."""
    from django.db import connection

    found = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            found.append((sql, params, (time.perf_counter() - began) * 1000))

    with connection.execute_wrapper(note):
        request()
    return found


def plan(sql: str, params: Any) -> str:
    """Return how the database reads a statement; nothing for one that writes."""
    from django.db import connection

    if not sql.startswith("SELECT"):
        return ""
    with connection.cursor() as cursor:
        cursor.execute(PLANS[connection.vendor] + sql, params)
        return "\n".join("    " + " | ".join(map(str, row)) for row in cursor.fetchall())


def explain(case: Any, stage: Any, chosen: argparse.Namespace) -> None:
    request = case.prepared(stage)
    for _turn in range(3):
        case.check(request())
    say(f"\n=== {case.key}, {stage.size:,} tickets\n{profiled(request, sort=chosen.sort, lines=chosen.lines)}")
    for number, (sql, params, took) in enumerate(statements(request), 1):
        say(f"--- {number}: {took:.2f} ms\n{sql}\n{params}\n{plan(sql, params)}")


def main() -> int:
    chosen = arguments()
    os.environ["BENCH_DATABASE"] = chosen.database
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.site.settings")
    django.setup()
    from .cases import all_cases
    from .databases import filled_database
    from .measure import SUBJECTS
    from .visitors import Stage

    with filled_database(chosen.size, keep=chosen.keep, fresh=chosen.fresh) as database:
        stage = Stage(chosen.size, database)
        cases = [case for case in all_cases(stage, SUBJECTS) if chosen.case in case.key]
        for case in cases:
            explain(case, stage, chosen)
    return 0 if cases else 1


if __name__ == "__main__":
    sys.exit(main())
