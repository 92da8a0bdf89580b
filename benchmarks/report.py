"""What came out: raw figures in a folder that git ignores, a page and a chart in the documentation."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .chart import draw
from .goals import GOALS, Goal, Reading, Result

RESULTS = Path(__file__).parent / "results"
DOCS = Path(__file__).parents[1] / "docs"
# A run on a busy machine, or in CI, fails only on what is worse than twice the goal.
SLACK = 2

INTRODUCTION = """# Benchmarks

This page and its chart are written by `make bench`, which measures, in one run and by turns, this app beside two
yardsticks that it brings along:

- *the limit*: what Django and REST framework cost at the least for the same data: a plain `ModelSerializer` with one
  INSERT, and a plain list of the same rows with the same pages;
- *the illustration*: the code that the specification shows: the next number by `Max()`, no pages, `icontains`,
  `COUNT(*)`.

The tables hold three messages for each ticket. Compare ratios, not milliseconds: those are this machine's. The chart
shows both yardsticks at the largest table on which they were tried; for the illustration's list, which has no pages,
that is 10,000 tickets.
"""
MISSES = """## What misses a goal, and why

What can be bold above, by the nature of it:

- *Opening a ticket*: the limit stores one row by one statement. The app also counts a number, whose row stays locked
  until the commit, and stores the search's words, a line of history and a mail: by two statements in a transaction on
  PostgreSQL, by six or seven elsewhere. Throttles, the checks of what was sent and the handing over of the mail come
  to less than that.
- *A later page*: asking for what lies behind a ticket takes Django and the planner a little longer than asking for the
  first tickets. It does not grow with the table.
- *Searches on MariaDB and SQLite* read texts until a page is full, all of them for a word that nobody wrote; see
  [](scaling.md). So does the admin's filter by mails that wait, with the mails.
"""
MILLISECONDS = """Milliseconds: medians, then, of the largest table, the 95th percentile, the medians of the processor's
and the database's time, and both yardsticks.
"""
LOAD = """
`make load`: {users} virtual users for {seconds:.0f} seconds on {size:,} tickets, {setup}, everything on one
machine, the load generator included. {requests:,} requests, {rate:.0f} a second, failed: {failed}.

"""
SETUPS = {
    False: "one gunicorn with two workers",
    True: "two gunicorns with two workers each, two Celery workers over RabbitMQ, Redis",
}


def save(result: dict[str, Any], name: str) -> None:
    """Keep a run's raw figures."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(result, indent=2))


def load_results(names: Sequence[str]) -> list[Result]:
    """Return the last complete run on each database that has one."""
    paths = (RESULTS / f"{name}.json" for name in names)
    return [Result(json.loads(path.read_text())) for path in paths if path.exists()]


def judged(result: Result) -> list[tuple[Goal, Reading]]:
    """Return each goal that the run says something about, and what it says."""
    readings = ((goal, goal.figure(result)) for goal in GOALS)
    return [(goal, reading) for goal, reading in readings if reading]


def verdict(result: Result) -> tuple[str, bool]:
    """Return the goals and figures of a run as text, and whether all are within twice their limits."""
    lines, passed = [], True
    for goal, reading in judged(result):
        met, tolerable = goal.is_met(reading.value), goal.is_met(reading.value, SLACK)
        passed = passed and tolerable
        mark = "met" if met else "missed" if tolerable else "FAILED"
        where = f"  ({reading.where})" if reading.where else ""
        lines.append(f"{mark:7} {_number(reading.value):>8}  {goal.text:20} {goal.what}{where}")
    return "\n".join(lines), passed


def write_docs(results: Sequence[Result], folder: Path) -> None:
    """Write the page and the chart; the chart is of the first result."""
    (folder / "images").mkdir(parents=True, exist_ok=True)
    (folder / "images" / "benchmarks.svg").write_text(draw(results[0]))
    parts = [
        INTRODUCTION,
        "![Time of one request](images/benchmarks.svg)\n",
        _goal_table(results),
        MISSES,
        *_load_parts(),
    ]
    for result in results:
        parts += [_served_table(result), _case_table(result)]
    (folder / "benchmarks.md").write_text("\n".join([*parts, _footprint(results[0]), _conditions(results)]))


def _goal_table(results: Sequence[Result]) -> str:
    found = [{goal.what: reading for goal, reading in judged(result)} for result in results]
    heads = [f"{result.data['meta']['database']}, {result.sizes[-1]:,} tickets" for result in results]
    rows = [["what", "goal", *heads]]
    rows += [[goal.what, goal.text, *(_cell(goal, each.get(goal.what)) for each in found)] for goal in GOALS]
    return f"## Goals\n\nBold figures miss their goal; in brackets is the worst of several cases.\n\n{_table(rows)}"


def _cell(goal: Goal, reading: Reading | None) -> str:
    if reading is None:
        return ""
    number = _number(reading.value)
    shown = number if goal.is_met(reading.value) else f"**{number}**"
    return f"{shown} ({reading.where})" if reading.where else shown


def _served_table(result: Result) -> str:
    if not (found := result.data["served"]):
        return ""
    rows = [["opening tickets through gunicorn", "requests/s", "median ms", "p95 ms", "failed"]]
    names = {"app": "this app", "limit": "the limit", "illustration": "the illustration"}
    for group in ("subjects", "writers", "mail"):
        for name, row in found[group].items():
            figures = [f"{row[figure]:.1f}" for figure in ("median", "p95")]
            # Those with a pause between their requests are about the time of an answer alone.
            rate = "" if group == "mail" else f"{row['rate']:.0f}"
            rows.append([names.get(name, f"this app, {name}"), rate, *figures, f"{row['failed']:.0f}"])
    title = f"## {result.data['meta']['database']}, through gunicorn\n\n{found['size']:,} tickets, two workers.\n"
    return f"{title}\n{_table(rows)}"


def _case_table(result: Result) -> str:
    largest = str(result.sizes[-1])
    heads = [f"{size:,} tickets" for size in result.sizes]
    rows = [["request", "statements", *heads, "p95", "processor", "database", "limit", "illustration"]]
    for key in result.keys("app: "):
        what, cases = key.partition(": ")[2], result.data["measured"][key]
        last = cases.get(largest) or next(reversed(cases.values()))
        own = [f"{cases[str(size)]['median']:.1f}" if str(size) in cases else "" for size in result.sizes]
        detail = [f"{last[figure]:.1f}" for figure in ("p95", "cpu", "sql")]
        others = [_other(result, f"{subject}: {what}", largest) for subject in ("limit", "illustration")]
        rows.append([what, str(last["queries"]), *own, *detail, *others])
    return f"## {result.data['meta']['database']}, in one process\n\n{MILLISECONDS}\n{_table(rows)}"


def _other(result: Result, key: str, size: str) -> str:
    case = result.data["measured"].get(key, {}).get(size)
    return f"{case['median']:.1f}" if case else ""


def _load_parts() -> list[str]:
    parts = []
    for path in (RESULTS / "load.json", RESULTS / "load-full.json"):
        if path.exists():
            found = json.loads(path.read_text())
            values = {**found["arguments"], **found, "setup": SETUPS[found["arguments"]["full"]]}
            failed = sum(found["failures"].values())
            rows = [["request", "count", "p50 ms", "p95 ms", "p99 ms"]]
            for what, row in found["latencies"].items():
                rows.append([what, str(row["count"]), *(f"{row[figure]:.0f}" for figure in ("p50", "p95", "p99"))])
            parts.append(LOAD.format(**values, failed=failed) + _table(rows) + _ledger(found))
    return ["## Under load", *parts] if parts else []


def _ledger(found: dict[str, Any]) -> str:
    books = found["ledger"]
    told = ", ".join(f"{books[f'{what} acknowledged']:,} {what}" for what in ("tickets", "replies", "changes"))
    return f"\nAcknowledged: {told}. Lost, doubled, or without history or mail: {found['wrong']}.\n"


def _footprint(result: Result) -> str:
    found = result.data["footprint"]
    rows = [["an idle worker with", "memory, MiB", "start, ms of the processor"]]
    for kind, name in (("bare", "Django, REST framework, an empty app"), ("app", "this app")):
        rows.append([name, f"{found[kind]['mebibytes']:.1f}", f"{found[kind]['cpu'] * 1000:.0f}"])
    return f"## Footprint\n\n{_table(rows)}"


def _conditions(results: Sequence[Result]) -> str:
    rows = [["", *(result.data["meta"]["database"] for result in results)]]
    names = dict.fromkeys(name for result in results for name in result.data["meta"] if name != "database")
    rows += [[name, *(result.data["meta"].get(name, "") for result in results)] for name in names]
    return f"## Conditions\n\n{_table(rows)}"


def _table(rows: Sequence[Sequence[str]]) -> str:
    head, *body = (f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows)
    return "\n".join([head, f"|{'---|' * len(rows[0])}", *body, ""])


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 10 or value == int(value) else f"{value:.2f}"
