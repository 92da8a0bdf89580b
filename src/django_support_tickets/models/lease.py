"""Who runs a recurring command, and until when nobody else does."""

from datetime import datetime, timedelta

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .exact import ExactCharField


class LeaseQuerySet(models.QuerySet["Lease"]):
    def acquire(self, name: str, holder: str, now: datetime, duration: timedelta) -> bool:
        """Take or extend a lease, and return whether the holder has it from now on.

        One that ends later than a new one would was written by a clock that ran ahead, and counts as expired.
        """
        until = now + duration
        free = Q(holder=holder) | Q(until__lte=now) | Q(until__gt=until)
        if self.filter(free, name=name).update(holder=holder, until=until):
            return True
        if self.filter(name=name).exists():
            return False
        try:
            with transaction.atomic(using=self.db):
                self.create(name=name, holder=holder, until=until)
        except IntegrityError:  # Another was faster.
            return False
        return True

    def release(self, name: str, holder: str, now: datetime) -> None:
        """Let others take the lease, if the holder still has it."""
        self.filter(name=name, holder=holder).update(holder="", until=now)


class Lease(models.Model):
    """The right to run a recurring command, which ends by itself when its holder dies."""

    name = ExactCharField(max_length=50, primary_key=True)
    holder = ExactCharField(max_length=32, blank=True)
    until = models.DateTimeField()

    objects = LeaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("lease")
        verbose_name_plural = _("leases")

    def __str__(self) -> str:
        return f"{self.name}: {self.until:%Y-%m-%d %H:%M:%S}"
