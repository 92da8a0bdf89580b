"""When the recurring command last ran."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .exact import ExactCharField


class Heartbeat(models.Model):
    """The last complete run of a recurring command."""

    name = ExactCharField(max_length=50, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return f"{self.name}: {self.at:%Y-%m-%d %H:%M:%S}"
