"""The list's navigation by date, made of the first and the last day: no other ticket is read for it."""

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

UNITS = ("year", "month", "day")
# Returns the address of the list of a year, of a month or of a day; without any, that of all dates.
Link = Callable[..., str]


@dataclass(frozen=True, slots=True)
class DateLink:
    title: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Dates:
    """Where one can go: what the template of Django's own date hierarchy is given."""

    back: DateLink | None
    choices: list[DateLink]


def dates(first: date, last: date, chosen: tuple[int, ...], link: Link) -> Dates:
    """Return the years, months or days between two days.

    :param chosen: year, month and day so far as they are chosen already.
    """
    match chosen or _in_common(first, last):
        case (year, month, day):
            choices = [DateLink(_title(date(year, month, day), "MONTH_DAY_FORMAT"))]
            return Dates(DateLink(_title(date(year, month, 1), "YEAR_MONTH_FORMAT"), link(year, month)), choices)
        case (year, month):
            days = (date(year, month, day + 1) for day in range(monthrange(year, month)[1]))
            choices = _links((day for day in days if first <= day <= last), "MONTH_DAY_FORMAT", link, 3)
            return Dates(DateLink(str(year), link(year)), choices)
        case (year,):
            months = (date(year, month + 1, 1) for month in range(12))
            shown = (month for month in months if first.replace(day=1) <= month <= last)
            return Dates(DateLink(_("All dates"), link()), _links(shown, "YEAR_MONTH_FORMAT", link, 2))
    years = range(first.year, last.year + 1)
    return Dates(None, [DateLink(str(year), link(year)) for year in years])


def _in_common(first: date, last: date) -> tuple[int, ...]:
    """Return what need not be chosen, because there is nothing else: the year, or the year and the month."""
    if first.year != last.year:
        return ()
    return (first.year, first.month) if first.month == last.month else (first.year,)


def _links(days: Iterable[date], style: str, link: Link, depth: int) -> list[DateLink]:
    return [DateLink(_title(day, style), link(*day.timetuple()[:depth])) for day in days]


def _title(day: date, style: str) -> Any:
    return capfirst(date_format(day, style))
