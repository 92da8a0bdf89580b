"""The list of tickets, at the same cost however many there are and however old those that are looked at."""

from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.admin.views.main import ALL_VAR, PAGE_VAR, ChangeList
from django.db import connections
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from ..models import SupportTicket
from .dates import UNITS, Dates, dates
from .filters import STORED_CHOICES, SpamListFilter
from .paginator import CappedPaginator

# In the list's address: the key of the ticket behind which it begins.
BEFORE = "before"
NEWEST_FIRST = (("-created_at", "-id"), ("-created_at", "-pk"))


class TicketChangeList(ChangeList):
    """Pages are counted up to a cap; what lies beyond begins behind a ticket, as a list of its own."""

    before = ""
    is_newest_first = False
    date_field_name = SupportTicket._meta.get_field("created_at").verbose_name
    request: HttpRequest

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.request = request
        knows_time_zones = not settings.USE_TZ or connections[self.queryset.db].features.has_zoneinfo_database
        if self.query or not knows_time_zones:
            # Django's own template would read all that was found; without time zones it would fail.
            self.date_hierarchy = None

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[SupportTicket]:
        self.filter_params.pop(BEFORE, None)
        before = self.params.pop(BEFORE, self.before)
        queryset: Any = super().get_queryset(request, exclude_parameters)
        self.is_newest_first = queryset.query.order_by in NEWEST_FIRST
        place = self._place(before) if self.is_newest_first else None
        self.before = before if place else ""
        return queryset.older_than(*place) if place else queryset  # type: ignore[no-any-return]

    def _place(self, before: str) -> tuple[datetime, int] | None:
        """Return time and key of the ticket that an address names, if there is one."""
        if not (before.isascii() and before.isdigit() and len(before) < 19):
            return None
        return self.root_queryset.filter(pk=before).values_list("created_at", "pk").first()

    def get_query_string(self, new_params: Any = None, remove: Any = None) -> str:
        """Begin behind the same ticket while pages are turned; whatever else is chosen begins with the newest."""
        if self.before and not {PAGE_VAR, ALL_VAR}.isdisjoint(new_params or {}):
            new_params = {BEFORE: self.before, **new_params}
        return super().get_query_string(new_params, remove)

    @cached_property
    def stored_choices(self) -> dict[str, list[str]]:
        """What tickets hold in the fields whose choices may have changed."""
        return SupportTicket.objects.using(self.root_queryset.db).stored_values(*STORED_CHOICES)

    @cached_property
    def older_url(self) -> str:
        """Where the tickets behind this page's are, if there are more than are counted."""
        is_capped = isinstance(self.paginator, CappedPaginator) and self.result_count >= self.paginator.cap
        rows = list(self.result_list) if is_capped and self.is_newest_first else []
        return self.get_query_string({BEFORE: rows[-1].pk}) if rows else ""

    @cached_property
    def newest_url(self) -> str:
        """Where the list begins, if this is not it."""
        return self.get_query_string() if self.before else ""

    @cached_property
    def dates(self) -> Dates | None:
        """The navigation by date; None if it is not by the time of creation, for which there is an index."""
        ends = self._ends() if self.date_hierarchy == "created_at" else None
        return dates(*ends, self._chosen_date(), self._date_link) if ends else None

    def _ends(self) -> tuple[date, date] | None:
        """Return the days of the oldest and the newest ticket, whatever the filters; of spam only if it is shown."""
        spam = [spec for spec in self.filter_specs if isinstance(spec, SpamListFilter)]
        tickets: Any = self.root_queryset
        shown = spec.queryset(self.request, tickets) if (spec := next(iter(spam), None)) else tickets.genuine()
        times = shown.values_list("created_at", flat=True)
        first, last = (times.order_by(*order).first() for order in (("created_at", "pk"), ("-created_at", "-pk")))
        return (_day(first), _day(last)) if first and last else None

    def _chosen_date(self) -> tuple[int, ...]:
        chosen = [self.params.get(f"created_at__{unit}") for unit in UNITS]
        known = chosen.index(None) if None in chosen else len(chosen)
        return tuple(int(value) for value in chosen[:known] if value)

    def _date_link(self, *parts: int) -> str:
        values = {f"created_at__{unit}": part for unit, part in zip(UNITS, parts, strict=False)}
        return self.get_query_string(values, ["created_at__"])


def _day(time: datetime) -> date:
    return (timezone.localtime(time) if timezone.is_aware(time) else time).date()
