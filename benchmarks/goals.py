"""What is aimed at: each goal takes one figure from a run's result, mostly a ratio of two medians."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from .cases import DETAILS, STAFF_LISTS

LISTS = [f"list, {what}" for what in STAFF_LISTS] + ["my-tickets"]
DEEP = ("list, half-way down", "list, at the end")


class Reading(NamedTuple):
    """A figure, and where it was taken if it is the worst of several."""

    value: float
    where: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """A run's result."""

    data: dict[str, Any]

    @property
    def sizes(self) -> list[int]:
        return sorted(self.data["sizes"])

    def case(self, key: str, size: int) -> dict[str, float] | None:
        found: dict[str, float] | None = self.data["measured"].get(key, {}).get(str(size))
        return found

    def keys(self, beginning: str) -> list[str]:
        return [key for key in self.data["measured"] if key.startswith(beginning)]

    def ratio(self, one: str, other: str, size: int, other_size: int | None = None) -> Reading | None:
        """Return the ratio of two medians, if both were taken; ``where`` names the first."""
        upper, lower = self.case(one, size), self.case(other, other_size or size)
        return Reading(upper["median"] / lower["median"], one.partition(": ")[2]) if upper and lower else None

    def growth(self, key: str) -> Reading | None:
        """Return what a case costs on the largest table, in terms of the smallest.

        Only where both show as many rows: the tickets of a day, for instance, are more in a larger table.
        """
        upper, lower = self.case(key, self.sizes[-1]), self.case(key, self.sizes[0])
        if len(self.sizes) < 2 or not upper or not lower or upper["rows"] != lower["rows"]:
            return None
        return self.ratio(key, key, self.sizes[-1], self.sizes[0])


def worst(readings: Iterable[Reading | None]) -> Reading | None:
    return max((each for each in readings if each), default=None)


def against_limit(result: Result) -> Reading | None:
    return worst(result.ratio(f"app: {what}", f"limit: {what}", result.sizes[-1]) for what in LISTS)


def deep_pages(result: Result) -> Reading | None:
    return worst(result.ratio(f"app: {what}", f"app: {what}, as a first page", result.sizes[-1]) for what in DEEP)


def long_details(result: Result) -> Reading | None:
    pairs = ((f"app: {what}, 200 messages", f"app: {what}, 2 messages") for what, *_route in DETAILS)
    return worst(result.ratio(long, short, result.sizes[-1]) for long, short in pairs)


def more_queries(result: Result) -> Reading | None:
    """Return by how many statements a detail with 200 messages exceeds one with 2."""
    found = []
    for what, *_route in DETAILS:
        long, short = (result.case(f"app: {what}, {length} messages", result.sizes[-1]) for length in (200, 2))
        found.append(Reading(long["queries"] - short["queries"], what) if long and short else None)
    return worst(found)


def growths(*beginnings: str) -> Callable[[Result], Reading | None]:
    """Return a function that gives the worst growth of the cases whose keys begin so."""
    return lambda result: worst(result.growth(key) for beginning in beginnings for key in result.keys(beginning))


def slowest_search(result: Result) -> Reading | None:
    """Return the highest 95th percentile of a search on the largest table; the goal is for PostgreSQL."""
    if not result.data["meta"]["database"].startswith("PostgreSQL"):
        return None
    keys = [*result.keys("app: list search"), *result.keys("app: admin search")]
    found = ((key, result.case(key, result.sizes[-1])) for key in keys)
    return worst(Reading(case["p95"], key.partition(": ")[2]) for key, case in found if case)


def served(result: Result, group: str, one: str, other: str, figure: str) -> Reading | None:
    """Return the ratio of two figures that were taken through gunicorn."""
    found = result.data["served"][group] if result.data["served"] else {}
    return Reading(found[one][figure] / found[other][figure]) if found and found[other][figure] else None


def writers_trouble(result: Result) -> Reading | None:
    """Return how many creations failed, and how many entries of the ledger are wrong."""
    if not (found := result.data["served"]):
        return None
    failed = found["subjects"]["app"]["failed"] + sum(each["failed"] for each in found["writers"].values())
    return Reading(failed + found["ledger"]["wrong"])


def creations_queries(result: Result) -> Reading | None:
    found = result.case("app: create", result.sizes[-1])
    return Reading(found["queries"]) if found else None


def idle(figure: str, factor: float) -> Callable[[Result], Reading | None]:
    """Return a function that gives what a worker takes over one with an empty app."""
    return lambda result: Reading(result.data["footprint"]["over"][figure] * factor)


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure's limit: an upper one, or with ``at_least`` a lower one. What is ``exact`` has no noise in it."""

    what: str
    limit: float
    figure: Callable[[Result], Reading | None]
    unit: str = "times"
    at_least: bool = False
    exact: bool = False

    def is_met(self, value: float, slack: float = 1) -> bool:
        """Tell whether the figure is within the limit, or within so many times the limit where there is noise."""
        slack = 1 if self.exact else slack
        return value >= self.limit / slack if self.at_least else value <= self.limit * slack

    @property
    def text(self) -> str:
        bound = "at least" if self.at_least else "at most"
        return f"{bound} {self.limit:g} {self.unit}".rstrip() if self.limit else "none"


GOALS = (
    Goal(
        "create through gunicorn, mail left to a worker: requests a second, compared with the limit's",
        *(0.6, lambda result: served(result, "subjects", "app", "limit", "rate")),
        at_least=True,
    ),
    Goal("create: statements", 8, creations_queries, unit="", exact=True),
    Goal(
        "create, mail sent at once to a local server: the answer's time, compared with no mail",
        *(1.5, lambda result: served(result, "mail", "with mail", "without mail", "median")),
    ),
    Goal("32 parallel writers: failures, duplicates, gaps", 0, writers_trouble, unit="", exact=True),
    Goal(
        "32 parallel writers: requests a second, compared with one writer a core",
        *(0.8, lambda result: served(result, "writers", "32 at once", "one a core", "rate")),
        at_least=True,
    ),
    Goal("staff list, its filters and my-tickets, compared with the limit", 1.3, against_limit),
    Goal(
        "the same, largest table compared with smallest",
        *(1.2, growths(*(f"app: {what}" for what in LISTS))),
    ),
    Goal("a later page of the list, compared with a first page of the same tickets", 1.1, deep_pages),
    Goal("one ticket with 200 messages, compared with 2", 1.5, long_details),
    Goal("the same: further statements", 0, more_queries, unit="", exact=True),
    Goal(
        "admin list, first page and every filter, largest table compared with smallest",
        *(1.2, growths("app: admin, first", "app: admin, filter")),
    ),
    Goal(
        "admin list, page 1000 or the last, compared with its first",
        *(1.2, lambda result: result.ratio("app: admin, last page", "app: admin, first page", result.sizes[-1])),
    ),
    Goal(
        "search in list and admin, largest table compared with smallest",
        *(3, growths("app: list search", "app: admin search")),
    ),
    Goal("search, 95th percentile on PostgreSQL", 100, slowest_search, unit="ms"),
    Goal("memory of an idle worker, over one with an empty app", 8, idle("mebibytes", 1), unit="MiB"),
    Goal("start of a worker, processor time, over one with an empty app", 80, idle("cpu", 1000), unit="ms"),
    Goal(
        "heavy modules loaded at start",
        *(
            0,
            lambda result: Reading(
                len(result.data["footprint"]["heavy"]), ", ".join(result.data["footprint"]["heavy"])
            ),
        ),
        unit="",
        exact=True,
    ),
)
