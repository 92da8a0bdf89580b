"""A paginator that stops counting where nobody turns pages any more."""

from functools import cached_property
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db import connections
from django.db.models import QuerySet


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts at most ``cap`` rows, so that the list costs the same on a large table."""

    cap = 10_000
    # A column that is NULL in every row that is counted.
    null_column = ""

    @cached_property
    def count(self) -> int:
        """The number of rows, or the cap. They are counted in the model's order, by an index, so that it ends there.

        The admin counts other models with it as well, such as the entries of its own history.
        """
        rows = cast("QuerySet[Any]", self.object_list)
        return rows.order_by(*self._order(rows))[: self.cap].count()

    def _order(self, rows: QuerySet[Any]) -> list[str]:
        """Return the model's order, in the words in which the database finds it in an index.

        Where the index begins with a column that is NULL, PostgreSQL wants that column named, and MariaDB not.
        """
        order = [*rows.model._meta.ordering]
        if self.null_column and connections[rows.db].vendor == "postgresql":
            order.insert(0, self.null_column)
        return order


class KeyedPaginator(CappedPaginator):
    """Looks once for the keys of at most ``cap`` rows, and reads those of a page by their keys.

    For a search, and for what else is asked of other tables: that takes longer than to fetch the rows.
    """

    cap = 1_000

    @cached_property
    def keys(self) -> list[Any]:
        rows = cast("QuerySet[Any]", self.object_list)
        return list(rows.values_list("pk", flat=True)[: self.cap])

    @property
    def count(self) -> int:
        return len(self.keys)

    def page(self, number: int | str) -> Page[Any]:
        number = self.validate_number(number)
        keys = self.keys[(number - 1) * self.per_page : number * self.per_page]
        rows = cast("QuerySet[Any]", self.object_list).filter(pk__in=keys)
        return Page(rows, number, self)
