"""The outbox: one row for one message to one recipient."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..choices import DeliveryKind, DeliveryState
from .exact import ExactCharField, ExactEmailField
from .message import TicketMessage
from .ticket import SupportTicket

UNFINISHED = (DeliveryState.PENDING, DeliveryState.SENDING)
# The longest wait between two attempts.
MAX_BACKOFF = timedelta(days=1)


def _ran_ahead(now: datetime) -> Q:
    return Q(due_at__gt=now + max(MAX_BACKOFF, timedelta(seconds=settings.SUPPORT_TICKET_DELIVERY_LEASE)))


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: datetime) -> "DeliveryQuerySet":
        """Return what may be sent: waiting rows whose time has come, and rows whose sender let its lease run out.

        No wait is longer than ``MAX_BACKOFF``, and no lease than its setting: what is due later than that was written
        by a clock that ran ahead, and is due now.
        """
        return self.filter(Q(due_at__lte=now) | _ran_ahead(now), state__in=UNFINISHED)

    def next_to_reader(self) -> "DeliveryQuerySet":
        """Leave out what waits for an earlier mail of the same ticket to the same reader, so that they go in order."""
        earlier = self.model._default_manager.using(self.db).filter(
            ticket=OuterRef("ticket"), recipient=OuterRef("recipient"), pk__lt=OuterRef("pk"), state__in=UNFINISHED
        )
        return self.filter(~Exists(earlier))

    def overdue(self, now: datetime) -> "DeliveryQuerySet":
        """Return what a sweep that runs would have sent: due for longer than ``SUPPORT_TICKET_TICK_STALE_MINUTES``.

        Not the mails of a ticket that is marked as spam, which wait until it is released.
        """
        stale = timedelta(minutes=settings.SUPPORT_TICKET_TICK_STALE_MINUTES)
        waiting = self.filter(Q(due_at__lte=now - stale) | _ran_ahead(now), state__in=UNFINISHED)
        return waiting.exclude(ticket__is_spam=True)

    def failed(self) -> "DeliveryQuerySet":
        """Return what was refused for good, or used up its attempts."""
        return self.filter(state=DeliveryState.FAILED)

    def unknown(self) -> "DeliveryQuerySet":
        """Return what may have gone out, once or twice: no attempt ended with an answer of the mail server."""
        return self.filter(state=DeliveryState.UNKNOWN)


class Delivery(models.Model):
    """The intent to send a mail, and what became of it.

    ``due_at`` is when the row may next be claimed: the time of the next attempt while it waits, the end of the
    sender's lease while it is being sent, and of a finished row when it was finished. ``maybe_sent`` tells that an
    attempt ended without an answer, so that the mail may have gone out. ``ticket`` is empty for a mail that belongs to
    an address alone; ``reply`` is the one that the mail carries.
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
    maybe_sent = models.BooleanField(_("may have been sent"), default=False)
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
