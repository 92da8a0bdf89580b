"""Pages that cost the same at any depth: each starts after a row, not after a number of rows."""

from collections.abc import Sequence
from typing import Any

from django.core import signing
from django.db.models import Model, Q, QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.filters import OrderingFilter
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

_SALT = "django_support_tickets.pagination"
# Fields of few values, each with an index over itself, -created_at and -id.
_FEW_VALUED = frozenset({"status", "subject", "turn"})


class KeysetPagination(CursorPagination):
    """Cursor pagination by the values of the ordering's own fields, with the primary key as the tie-breaker.

    DRF's class takes one field for the position and counts an offset among equal values, which neither a filter by
    status survives nor a large table. The cursor is signed: a tampered one is an invalid one.

    The fields of the ordering must not be nullable.
    """

    page_size = 25
    max_page_size = 100
    page_size_query_param = "page_size"
    ordering = ("-created_at",)

    def paginate_queryset(self, queryset: Any, request: Request, view: APIView | None = None) -> list[Any]:
        self.request = request
        self.base_url = request.build_absolute_uri()
        self.page_size = self.get_page_size(request) or KeysetPagination.page_size
        self.order = self._order(queryset, request, view)
        backward, position = self._read_cursor(request.query_params.get(self.cursor_query_param))

        order = [_reversed(name) for name in self.order] if backward else self.order
        rows: list[Any] = []
        for condition in _stretches(order, position) if position else [Q()]:
            missing = self.page_size + 1 - len(rows)
            rows += queryset.filter(condition).order_by(*order)[:missing] if missing else ()
        more, rows = len(rows) > self.page_size, rows[: self.page_size]
        self.page: list[Any] = rows[::-1] if backward else rows
        self.has_next = bool(rows) and (backward or more)
        self.has_previous = bool(rows) and (more if backward else bool(position))
        self.display_page_controls = self.has_next or self.has_previous
        return self.page

    def get_next_link(self) -> str | None:
        return self._link(self.page[-1], backward=False) if self.has_next else None

    def get_previous_link(self) -> str | None:
        return self._link(self.page[0], backward=True) if self.has_previous else None

    def _order(self, queryset: QuerySet[Any], request: Request, view: Any) -> list[str]:
        """Return the ordering that was asked for, completed so that no two rows are equal by it."""
        asked: Sequence[str] | None = None
        if view is not None:
            for backend in getattr(view, "filter_backends", ()):
                if issubclass(backend, OrderingFilter):
                    asked = backend().get_ordering(request, queryset, view)
        return _completed([*dict.fromkeys(asked or self.ordering)])

    def _link(self, row: Model, *, backward: bool) -> str:
        values = [_encoded(getattr(row, name.removeprefix("-"))) for name in self.order]
        cursor = signing.dumps([backward, self.order, values], salt=_SALT)
        return replace_query_param(str(self.base_url), self.cursor_query_param, cursor)

    def _read_cursor(self, cursor: str | None) -> tuple[bool, list[Any]]:
        if not cursor:
            return False, []
        try:
            backward, order, values = signing.loads(cursor, salt=_SALT)
        except (signing.BadSignature, ValueError, UnicodeError):
            raise NotFound(self.invalid_cursor_message) from None
        if order != self.order:
            raise NotFound(self.invalid_cursor_message)
        return backward, values


class ConversationPagination(KeysetPagination):
    """What belongs to one ticket, in the order in which it came."""

    ordering = ("pk",)


def _completed(order: list[str]) -> list[str]:
    """Return an ordering with the primary key at its end, in the direction of the last field.

    Among the many rows with the same status, subject or turn the newest come first, and where those fields are sorted
    downwards the oldest: so one index serves both, read forward or backward, and nothing is sorted.
    """
    names = {name.removeprefix("-") for name in order}
    if "pk" in names:
        return order
    down = order[-1].startswith("-")
    if order[-1].removeprefix("-") in _FEW_VALUED:
        down = not down
        if "created_at" not in names:
            order = [*order, "-created_at" if down else "created_at"]
    return [*order, "-pk" if down else "pk"]


def _encoded(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _reversed(name: str) -> str:
    return name.removeprefix("-") if name.startswith("-") else f"-{name}"


def _stretches(order: list[str], values: list[Any]) -> list[Q]:
    """Return the conditions for the rows behind a position, one stretch after the other.

    Where very many rows have the same first value, a database finds its place among them only if it is asked for that
    value alone.
    """
    name = order[0].removeprefix("-")
    if name not in _FEW_VALUED:
        return [_after(order, values)]
    return [Q(**{name: values[0]}) & _after(order[1:], values[1:]), _after(order[:1], values[:1])]


def _after(order: list[str], values: list[Any]) -> Q:
    """Return the condition for the rows behind a position.

    For the order (a, b) that is a >= x AND (a > x OR (a = x AND b > y)); the first term, though implied, is what lets
    a database start in the middle of an index.
    """
    first, value = order[0], values[0]
    name = first.removeprefix("-")
    sign = "lt" if first.startswith("-") else "gt"
    beyond = Q(**{f"{name}__{sign}": value})
    if len(order) == 1:
        return beyond
    at_least = Q(**{f"{name}__{sign}e": value})
    return at_least & (beyond | (Q(**{name: value}) & _after(order[1:], values[1:])))
