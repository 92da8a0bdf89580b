"""The outbox: one row for one message to one recipient."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..choices import DeliveryKind, DeliveryState
from .exact import ExactCharField, ExactEmailField
from .message import TicketMessage
from .ticket import SupportTicket

UNFINISHED = (DeliveryState.PENDING, DeliveryState.SENDING)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: datetime) -> "DeliveryQuerySet":
        """Return what may be sent: waiting rows whose time has come, and rows whose sender let its lease run out."""
        return self.filter(state__in=UNFINISHED, due_at__lte=now)

    def failed(self) -> "DeliveryQuerySet":
        return self.filter(state=DeliveryState.FAILED)


class Delivery(models.Model):
    """The intent to send a mail, and what became of it.

    ``due_at`` is when the row may next be claimed: the time of the next attempt while it waits, the end of the
    sender's lease while it is being sent. ``ticket`` is empty for a mail that belongs to an address alone;
    ``reply`` is the one that the mail carries.
    """

    ticket = models.ForeignKey(
        SupportTicket,
        on_delete=models.CASCADE,
        null=True,
        db_index=False,  # The index below begins with it.
        related_name="deliveries",
        verbose_name=_("ticket"),
    )
    reply = models.ForeignKey(
        TicketMessage,
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        verbose_name=_("reply"),
    )
    kind = models.CharField(_("mail"), max_length=40, choices=DeliveryKind.choices)
    recipient = ExactEmailField(_("recipient"))
    language = models.CharField(_("language"), max_length=16, blank=True)
    message_id = ExactCharField(_("Message-ID"), max_length=255, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    last_error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "due_at"], name="support_delivery_due"),
            models.Index(fields=["ticket", "id"], name="support_delivery_ticket"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.SENT) | Q(sent_at__isnull=False), name="support_delivery_sent_at"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} → {self.recipient}"
