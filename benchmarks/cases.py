"""The requests that are measured, of the app and of both yardsticks.

A case's key is ``subject: what``; the same ``what`` of two subjects is compared.
"""

import html
import json
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote

from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, reverse

from . import words
from .stories import AGENT, CUSTOMERS_TICKETS, LONG, SHORT
from .visitors import Stage

PAGE = 25
ADMIN_PAGE = 50
# Beyond this the illustration's list, which has no pages, is not waited for.
UNPAGED_LIMIT = 10_000
ADMIN = "/admin/django_support_tickets/supportticket/"
ILLUSTRATED_ADMIN = "/admin/illustration/illustratedticket/"
BODY = json.dumps(
    {
        "name": "Ayşe Yılmaz",
        "email": "ayse.yilmaz@customer.example",
        "phone": "+90 532 123 45 67",
        "subject": "Sipariş Sorunu",
        "message": "Siparişim henüz gelmedi, durumunu kontrol edebilir misiniz?",
    }
)
STAFF_LISTS = {
    "first page": "",
    "by status": "?status=pending",
    "by assignee": f"?assigned_to={AGENT + 1}",
    "mine": "?assigned_to=me",
    "by turn": "?turn=staff",
}
# Each page that shows one ticket: its name, its route, who reads it, and the route's argument.
DETAILS = (
    ("detail", "support-ticket-detail", "agent", "pk"),
    ("messages", "support-ticket-messages", "agent", "pk"),
    ("admin, one ticket", "admin:django_support_tickets_supportticket_change", "agent", "object_id"),
    ("my-tickets, one", "my-support-ticket-detail", "customer", "ticket_number"),
    ("portal, one ticket", "support_portal:ticket", "customer", "number"),
)


@dataclass(frozen=True, slots=True)
class Case:
    """A request: its address (on some stage), who sends it, what its answer holds, the largest table it is for."""

    key: str
    url: str | Callable[[Stage], str]
    who: str = "agent"
    rows: int | None = None
    creates: bool = False
    at_most: int | None = None

    def fits(self, size: int) -> bool:
        return self.at_most is None or size <= self.at_most

    def prepared(self, stage: Stage) -> Callable[[], HttpResponseBase]:
        """Return the request with all that it needs worked out before it is measured."""
        url = self.url if isinstance(self.url, str) else self.url(stage)
        client = getattr(stage, self.who)
        if self.creates:
            return partial(client.post, url, BODY, content_type="application/json")
        return partial(client.get, url)

    def check(self, response: Any) -> None:
        """Complain of an answer that is not the one that was to be measured."""
        status = 201 if self.creates else 200
        found = None if self.rows is None else count_rows(response)
        if response.status_code != status or found != self.rows:
            raise AssertionError(
                f"{self.key}: status {response.status_code} instead of {status}, "
                f"{found} rows instead of {self.rows}: {response.content[:300]!r}"
            )


def count_rows(response: Any) -> int:
    """Return how many tickets an answer lists; 1 for one that is no list."""
    if response["Content-Type"].startswith("text/html"):
        return len(re.findall(rb'class="action-select"', response.content))
    found = response.json()
    return len(found.get("results", [found]) if isinstance(found, dict) else found)


def address(route: str, **kwargs: Any) -> str | None:
    """Return the address of a route, or None where the app does not have it."""
    try:
        return reverse(route, kwargs=kwargs)
    except NoReverseMatch:
        return None


def creating() -> Iterator[Case]:
    yield Case("app: create", reverse("support-ticket-list"), "stranger", creates=True)
    yield Case("limit: create", reverse("limit-create"), "stranger", creates=True)
    yield Case("illustration: create", reverse("illustration-list"), "stranger", creates=True)


def listing() -> Iterator[Case]:
    lists = (("app", "support-ticket-list"), ("limit", "limit-list"))
    for what, query in STAFF_LISTS.items():
        for subject, route in lists:
            yield Case(f"{subject}: list, {what}", reverse(route) + query, rows=PAGE)
    for depth, what in ((0.5, "half-way down"), (1, "at the end")):
        for subject, route in lists:
            yield Case(f"{subject}: list, {what}", partial(Stage.cursor_url, route=route, depth=depth), rows=PAGE)
        # Old tickets have more to show than new ones: their page is compared with a first page of the same rows.
        same = partial(Stage.first_page_url, route="support-ticket-list", depth=depth)
        yield Case(f"app: list, {what}, as a first page", same, rows=PAGE)
    if mine := address("my-support-ticket-list"):
        rows = min(PAGE, CUSTOMERS_TICKETS)
        yield Case("app: my-tickets", mine, "customer", rows)
        yield Case("limit: my-tickets", reverse("limit-mine"), "customer", rows)
    yield Case("illustration: list, first page", reverse("illustration-list"), at_most=UNPAGED_LIMIT)


def reading() -> Iterator[Case]:
    """Yield each page of one ticket that there is, with 2 and with 200 messages."""
    for what, route, who, name in DETAILS:
        for length, key in ((2, SHORT), (200, LONG)):
            if address(route, **{name: "1"}):
                url = partial(Stage.ticket_url, key=key, route=route, name=name)
                yield Case(f"app: {what}, {length} messages", url, who)


def searching() -> Iterator[Case]:
    terms: list[tuple[str, Any, int | None]] = [
        ("rare word", words.RARE, words.RARE_TICKETS),
        ("common word", words.COMMON, None),
        ("absent word", words.ABSENT, 0),
        ("number", lambda stage: stage.middle.ticket_number, 1),
        ("address", lambda stage: stage.middle.email, 1),
        *((f"Turkish word {spelling}", spelling, None) for spelling in words.SPELLINGS[:2]),
    ]
    for what, term, rows in terms:
        for place, url, parameter, page in (
            ("list", reverse("support-ticket-list"), "search", PAGE),
            ("admin", ADMIN, "q", ADMIN_PAGE),
        ):
            found = partial(_search_url, url=url, parameter=parameter, term=term)
            yield Case(f"app: {place} search, {what}", found, rows=page if rows is None else rows)
        found = partial(_search_url, url=ILLUSTRATED_ADMIN, parameter="q", term=term)
        yield Case(f"illustration: admin search, {what}", found)


def _search_url(stage: Stage, url: str, parameter: str, term: Any) -> str:
    return f"{url}?{parameter}={quote(term if isinstance(term, str) else term(stage))}"


def administering(stage: Stage) -> Iterator[Case]:
    """Yield the admin's lists, with each filter that the page offers."""
    for subject, url in (("app", ADMIN), ("illustration", ILLUSTRATED_ADMIN)):
        yield Case(f"{subject}: admin, first page", url)
        page = stage.agent.get(url).content.decode()
        for what, query in filter_links(page):
            yield Case(f"{subject}: admin, filter {what}", url + query)
        yield Case(f"{subject}: admin, last page", partial(last_page, url=url))


def filter_links(page: str) -> Iterator[tuple[str, str]]:
    """Yield the first and the last choice of each filter in the sidebar, without the one that chooses all."""
    for title, block in re.findall(r'data-filter-title="([^"]+)"(.+?)</details>', page, re.DOTALL):
        links = re.findall(r'href="(\?[^"]+)"[^>]*>\s*([^<]+?)\s*<', block)
        links = [(html.unescape(query), label) for query, label in links if label not in ("All", "Any date")]
        for query, label in dict.fromkeys([links[0], links[-1]] if links else []):
            yield html.unescape(f"{title}: {label}"), query


def last_page(stage: Stage, url: str) -> str:
    """Return the address of page 1000, or of the last one if the list has fewer.

    The app's admin numbers the pages that it counts, and leads to what lies behind them by the ticket before it.
    """
    page = stage.agent.get(url).content.decode()
    if "?before=" in page:
        return f"{url}?before={stage.ticket_before(ADMIN_PAGE, page=1000)}"
    numbers = [int(number) for number in re.findall(r'href="\?p=(\d+)"', page)]
    return f"{url}?p={min(1000, max(numbers, default=1))}"


def all_cases(stage: Stage, subjects: Collection[str]) -> list[Case]:
    """Return the cases of some subjects, with those that only the pages of the site itself can tell."""
    stage.enter()
    cases = [*creating(), *listing(), *reading(), *searching(), *administering(stage)]
    return [case for case in cases if case.key.partition(":")[0] in subjects]
