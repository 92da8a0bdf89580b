"""Keys by which a client may repeat a request without repeating its effect."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from .exact import ExactCharField
from .message import TicketMessage
from .ticket import SupportTicket


class IdempotencyKey(models.Model):
    """A key that opened a ticket, or with which a message was sent; key and request are kept as digests only."""

    digest = ExactCharField(max_length=64, unique=True)
    fingerprint = ExactCharField(max_length=64)
    ticket = models.ForeignKey(SupportTicket, on_delete=models.CASCADE, related_name="+")
    message = models.ForeignKey(TicketMessage, on_delete=models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["created_at"], name="support_idempotency_created"),
        ]

    def __str__(self) -> str:
        return self.digest
