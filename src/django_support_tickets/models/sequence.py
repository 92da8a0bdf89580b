"""Ticket numbers: one counter row a year, incremented in the transaction that creates the ticket."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connections, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .ticket import SupportTicketQuerySet

# The counter's digits in a ticket number, as PostgreSQL and SQLite write them.
_DIGITS = """CASE WHEN last_value < 1000000
THEN substr(CAST(1000000 + last_value AS text), 2) ELSE CAST(last_value AS text) END"""


def current_year() -> int:
    """Return the year in the site's TIME_ZONE, whatever zone the request has activated."""
    return timezone.now().astimezone(timezone.get_default_timezone()).year


def number_prefix(year: int) -> str:
    return f"{settings.SUPPORT_TICKET_NUMBER_PREFIX}-{year}-"


def format_number(year: int, value: int) -> str:
    """Return a ticket number: six digits, or more where they are needed."""
    return f"{number_prefix(year)}{value:06d}"


class TicketSequenceQuerySet(models.QuerySet["TicketSequence"]):
    def next_value(self, year: int, *, at_least: int = 0) -> int:
        """Increment the year's counter and return its new value.

        The counter's row stays locked until the surrounding transaction ends, so that no two callers get the same
        value and a rolled-back one leaves no gap: call it last, right before the INSERT.

        :param at_least: the least value to return, for a counter that is behind the table.
        """
        with transaction.atomic(using=self.db, savepoint=False):
            row = self.filter(year=year)
            if not row.update(last_value=F("last_value") + 1):
                # The year's first ticket. Whoever comes second finds the row that the first one made.
                self.bulk_create([self.model(year=year)], ignore_conflicts=True)
                row.update(last_value=F("last_value") + 1)
            value: int = row.values_list("last_value", flat=True).get()
            if value < at_least:
                row.update(last_value=at_least)
                value = at_least
            return value

    def next_number(self, year: int, tickets: "SupportTicketQuerySet") -> tuple[str, bool]:
        """Increment the year's counter and return the number that it makes, and whether a ticket has that already.

        What holds for :meth:`next_value` holds here. Where the database can, all of it is one statement.
        """
        counted = self._count_and_look(year, tickets) if _returns_what_it_updates(self.db) else None
        if counted:
            value, is_taken = counted
            return format_number(year, value), bool(is_taken)
        number = format_number(year, self.next_value(year))
        return number, tickets.filter(ticket_number=number).exists()

    def _count_and_look(self, year: int, tickets: "SupportTicketQuerySet") -> tuple[int, bool] | None:
        """Return the counter's new value and whether the number is taken, or None where there is no counter yet."""
        connection = connections[self.db]
        counters, numbers = (connection.ops.quote_name(rows.model._meta.db_table) for rows in (self, tickets))
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {counters} SET last_value = last_value + 1 WHERE year = %s RETURNING last_value, "  # noqa: S608
                f"EXISTS (SELECT 1 FROM {numbers} WHERE ticket_number = %s || {_DIGITS})",
                [year, number_prefix(year)],
            )
            rows = cursor.fetchall()
        return rows[0] if rows else None


def _returns_what_it_updates(alias: str) -> bool:
    """Tell whether a database knows UPDATE … RETURNING. MariaDB knows RETURNING too, but not for an UPDATE."""
    connection = connections[alias]
    return connection.vendor in ("postgresql", "sqlite") and connection.features.can_return_columns_from_insert


class TicketSequence(models.Model):
    """The last number given in a year."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    last_value = models.PositiveBigIntegerField(_("last number"), default=0)

    objects = TicketSequenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket sequence")
        verbose_name_plural = _("ticket sequences")

    def __str__(self) -> str:
        return f"{self.year}: {self.last_value}"
