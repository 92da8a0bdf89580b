"""The links by which a requester opens a ticket without an account."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .delivery import Delivery
from .exact import ExactEmailField
from .ticket import SupportTicket

# How much longer than it works a link is known, to tell its reader that it has ended and to offer a new one.
REMEMBERED_DAYS = 365


def _oldest(days_ago: int = 0) -> datetime:
    return timezone.now() - timedelta(days=settings.SUPPORT_TICKET_LINK_DAYS + days_ago)


class GuestLinkQuerySet(models.QuerySet["GuestLink"]):
    def expired(self, days_ago: int = 0) -> "GuestLinkQuerySet":
        """Return the links that have been too old to open anything for so many days."""
        return self.filter(created_at__lte=_oldest(days_ago))

    def usable(self) -> "GuestLinkQuerySet":
        """Return the links that still open their ticket.

        Not those that are revoked or older than ``SUPPORT_TICKET_LINK_DAYS``, nor those that went to an address which
        is no longer the ticket's.
        """
        current = self.filter(email=F("ticket__email"), ticket__is_spam=False)
        return current.filter(revoked_at=None, created_at__gt=_oldest())


class GuestLink(models.Model):
    """A link that was mailed: to which ticket, and to which address.

    The token in the link is no column: it is this row's key with a signature over key, ticket and address, so that
    nobody who reads the database can open a ticket by it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ticket = models.ForeignKey(
        SupportTicket,
        on_delete=models.CASCADE,
        related_name="links",
        verbose_name=_("ticket"),
    )
    email = ExactEmailField(_("e-mail"))
    delivery = models.ForeignKey(
        Delivery,
        on_delete=models.SET_NULL,
        null=True,
        related_name="links",
        verbose_name=_("mail"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    objects = GuestLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering: ClassVar[list[str]] = ["created_at", "id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["created_at"], name="support_link_created"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # A mail has one link to a ticket, so that one which is revoked cannot be made again by another attempt.
            models.UniqueConstraint(fields=["delivery", "ticket"], name="support_link_once"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} → {self.email}"

    @property
    def is_usable(self) -> bool:
        """Whether the link still opens its ticket; the same rule as ``usable()``."""
        is_current = self.revoked_at is None and self.created_at > _oldest()
        return is_current and self.email == self.ticket.email and not self.ticket.is_spam
