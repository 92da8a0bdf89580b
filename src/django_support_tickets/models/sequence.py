"""Ticket numbers: one counter row a year, incremented in the transaction that creates the ticket."""

from django.conf import settings
from django.db import models, transaction
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
        row = self.filter(year=year)
        with transaction.atomic(using=self.db, savepoint=False):
            if not row.update(last_value=F("last_value") + 1):
                # The year's first ticket. Whoever comes second finds the row that the first one made.
                self.bulk_create([self.model(year=year)], ignore_conflicts=True)
                row.update(last_value=F("last_value") + 1)
            value: int = row.values_list("last_value", flat=True).get()
            if value < at_least:
                row.update(last_value=at_least)
                value = at_least
            return value


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
