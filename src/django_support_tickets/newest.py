"""The end of a long story: what a page shows of a ticket in which much was said."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

SHOWN = 25
# In a page's address: show everything.
ALL = "all"

Row = TypeVar("Row", bound=Model)


def asks_for_all(request: HttpRequest) -> bool:
    """Tell whether a page is to show everything, rather than what is newest."""
    return ALL in request.GET


def newest(rows: QuerySet[Row], *, number: int = SHOWN, whole: bool = False) -> tuple[list[Row], bool]:
    """Return the newest rows, oldest first, and whether there are earlier ones.

    :param rows: in order, the oldest first.
    :param whole: whether to return all of them.
    """
    if whole:
        return list(rows), False
    found = list(rows.reverse()[: number + 1])
    return found[:number][::-1], len(found) > number
