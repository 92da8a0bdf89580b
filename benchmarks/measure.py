"""What one request costs in this process: time, processor, statements. Sizes and subjects take turns."""

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from random import Random
from statistics import median, quantiles
from typing import Any, NamedTuple

from django.db import connection
from django.http.response import HttpResponseBase

from .cases import Case, all_cases, count_rows
from .progress import say
from .visitors import Stage

SUBJECTS = ("app", "limit", "illustration")
WARM_UP = 2


class Cost(NamedTuple):
    """One request's: seconds by the clock, seconds of this process's processor, seconds and number of statements."""

    wall: float
    cpu: float
    sql: float
    queries: int


class Probe:
    """Counts the statements of the default connection, and the time that they take."""

    def __init__(self) -> None:
        self.sql = 0.0
        self.queries = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.sql += time.perf_counter() - began
            self.queries += 1


def cost_of(request: Callable[[], HttpResponseBase]) -> tuple[Cost, HttpResponseBase]:
    """Make a request and tell what it took."""
    probe = Probe()
    with connection.execute_wrapper(probe):
        wall, cpu = time.perf_counter(), time.process_time()
        response = request()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Cost(wall, cpu, probe.sql, probe.queries), response


@dataclass
class Trial:
    """A case on one stage, and what it took each time."""

    case: Case
    stage: Stage
    budget: float
    request: Callable[[], HttpResponseBase] = field(init=False)
    rows: int = 0
    costs: list[Cost] = field(default_factory=list)

    def prepare(self) -> None:
        """Work out the address, warm up and check the answer. What takes the whole budget is measured this once."""
        self.stage.enter()
        self.request = self.case.prepared(self.stage)
        for _turn in range(WARM_UP):
            cost, response = cost_of(self.request)
            self.case.check(response)
            self.rows = count_rows(response)
            self.budget -= cost.wall
            if self.budget < 0:
                self.costs.append(cost)
                return

    def run(self) -> None:
        """Measure once more, unless the time for it is used up."""
        if self.budget < 0:
            return
        self.stage.enter()
        cost, _response = cost_of(self.request)
        self.costs.append(cost)
        self.budget -= cost.wall

    def summary(self) -> dict[str, float]:
        """Return milliseconds, and the number of statements: the highest, since it should be the same each time."""
        walls = [cost.wall * 1000 for cost in self.costs]
        return {
            "median": median(walls),
            "p95": quantiles(walls, n=20, method="inclusive")[-1] if len(walls) > 1 else walls[0],
            "cpu": median(cost.cpu * 1000 for cost in self.costs),
            "sql": median(cost.sql * 1000 for cost in self.costs),
            "queries": max(cost.queries for cost in self.costs),
            "rows": self.rows,
            "times": len(walls),
        }


def measure(
    stages: Sequence[Stage], *, rounds: int, budget: float, subjects: Collection[str] = SUBJECTS, only: str = ""
) -> dict[str, dict[str, Any]]:
    """Measure the cases on each stage, in as many rounds, each in another order.

    :param budget: seconds that one case may take on one stage.
    :param only: measure the cases whose key contains it.
    :returns: for each case and size a summary in milliseconds.
    """
    cases = [case for case in all_cases(stages[0], subjects) if only in case.key]
    trials = [Trial(case, stage, budget) for stage in stages for case in cases if case.fits(stage.size)]
    for trial in trials:
        trial.prepare()
    say(f"in this process: {len(cases)} cases on {len(stages)} sizes, {rounds} rounds")
    rng = Random(rounds)
    for _round in range(rounds):
        rng.shuffle(trials)
        for trial in trials:
            trial.run()
    return _by_case(cases, trials)


def _by_case(cases: Sequence[Case], trials: Sequence[Trial]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    order = [case.key for case in cases]
    for trial in sorted(trials, key=lambda trial: (order.index(trial.case.key), trial.stage.size)):
        found[trial.case.key][str(trial.stage.size)] = trial.summary()
    return dict(found)
