"""Files that are to be deleted, because the rows that named them went."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# The longest wait between two attempts.
MAX_BACKOFF = timedelta(days=1)


class FileDeletionQuerySet(models.QuerySet["FileDeletion"]):
    def due(self, now: datetime) -> "FileDeletionQuerySet":
        """Return what may be attempted, oldest first; no wait is longer than ``MAX_BACKOFF``, whatever a clock said."""
        return self.filter(Q(due_at__lte=now) | Q(due_at__gt=now + MAX_BACKOFF)).order_by("due_at", "pk")


class FileDeletion(models.Model):
    """The intent to delete a file: stored together with the change that gives the file up, and gone with the file.

    ``storage`` is an alias in STORAGES, or empty for the private folder. ``due_at`` is when it may next be attempted.
    """

    storage = models.CharField(max_length=255, blank=True)
    name = models.CharField(max_length=255)
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    objects = FileDeletionQuerySet.as_manager()

    class Meta:
        verbose_name = _("file to be deleted")
        verbose_name_plural = _("files to be deleted")
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at"], name="support_file_deletion_due"),
        ]

    def __str__(self) -> str:
        return self.name
