"""The history of a ticket: append-only, one row for each thing that happened."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..choices import EventType
from .exact import ExactCharField
from .ticket import SupportTicket


class TicketEvent(models.Model):
    """Something that happened to a ticket.

    ``data`` holds names of fields, statuses and keys of users, never what a person wrote: the history outlives
    its ticket, and personal data must not. A deleted ticket's events keep its number.
    """

    ticket = models.ForeignKey(
        SupportTicket,
        on_delete=models.SET_NULL,
        null=True,
        db_index=False,  # The index below begins with it.
        related_name="events",
        verbose_name=_("ticket"),
    )
    ticket_number = ExactCharField(_("ticket number"), max_length=20)
    type = models.CharField(_("event"), max_length=30, choices=EventType.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )
    data = models.JSONField(_("details"), default=dict, blank=True)
    created_at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("history")
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["ticket", "id"], name="support_event_ticket"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_number}: {self.get_type_display()}"
