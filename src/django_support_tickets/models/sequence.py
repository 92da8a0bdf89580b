"""Ticket numbers: one counter row a year, incremented in the transaction that creates the ticket."""

from django.conf import settings
from django.db import connections, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def current_year() -> int:
    """Return the year in the site's TIME_ZONE, whatever zone the request has activated."""
    return timezone.now().astimezone(timezone.get_default_timezone()).year


def number_prefix(year: int) -> str:
    return f"{settings.SUPPORT_TICKET_NUMBER_PREFIX}-{year}-"


class TicketSequenceQuerySet(models.QuerySet["TicketSequence"]):
    def next_value(self, year: int, *, at_least: int = 0) -> int:
        """Increment the year's counter and return its new value.

        The counter's row stays locked until the surrounding transaction ends, so that no two callers get the same
        value and a rolled-back one leaves no gap: call it last, right before the INSERT.

        :param at_least: the least value to return, for a counter that is behind the table.
        """
        with transaction.atomic(using=self.db, savepoint=False):
            value = self._increment(year)
            if value is None:
                # The year's first ticket. Whoever comes second finds the row that the first one made.
                self.bulk_create([self.model(year=year)], ignore_conflicts=True)
                value = self._increment(year) or 0
            if value < at_least:
                self.filter(year=year).update(last_value=at_least)
                value = at_least
            return value

    def _increment(self, year: int) -> int | None:
        """Increment the year's counter and return its new value, or None where there is no counter yet."""
        if _returns_what_it_updates(self.db):
            return self._increment_in_one_statement(year)
        row = self.filter(year=year)
        if not row.update(last_value=F("last_value") + 1):
            return None
        return row.values_list("last_value", flat=True).get()

    def _increment_in_one_statement(self, year: int) -> int | None:
        connection = connections[self.db]
        table = connection.ops.quote_name(self.model._meta.db_table)
        statement = f"UPDATE {table} SET last_value = last_value + 1 WHERE year = %s RETURNING last_value"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(statement, [year])
            rows = cursor.fetchall()
        return rows[0][0] if rows else None


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
