"""When a storage was last searched for files that no row names."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .exact import ExactCharField


class FileSweep(models.Model):
    """The last sweep of a storage, an alias in STORAGES or empty for the private folder.

    ``position`` is the folder of an older month that was swept last, behind which the next sweep goes on.
    """

    storage = ExactCharField(max_length=255, primary_key=True)
    begun_at = models.DateTimeField()
    position = models.CharField(max_length=255, blank=True)

    class Meta:
        verbose_name = _("file sweep")
        verbose_name_plural = _("file sweeps")

    def __str__(self) -> str:
        return f"{self.storage}: {self.begun_at:%Y-%m-%d %H:%M:%S}"
