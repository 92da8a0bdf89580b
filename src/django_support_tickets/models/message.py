"""What is said in a ticket, and the files that come with it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models, router, transaction
from django.db.models import Prefetch, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ..choices import MessageKind, Party, Source
from ..validators import attachment_path
from .attachment import AttachmentField
from .search import SearchDocument, searchable
from .ticket import SupportTicket


class TicketMessageQuerySet(models.QuerySet["TicketMessage"]):
    def public(self) -> "TicketMessageQuerySet":
        """Return what the requester may read: replies, never internal notes."""
        return self.filter(kind=MessageKind.REPLY)

    def with_details(self) -> "TicketMessageQuerySet":
        """Fetch the authors in the same query, and the ``files`` in one more."""
        return self.select_related("author").prefetch_related(
            Prefetch("attachments", to_attr="files")  # type: ignore[no-redef]  # Django fills cached properties so.
        )


class TicketMessage(models.Model):
    """A reply that requester and staff can read, or an internal note of staff's.

    The ticket's own ``message``, with which it was opened, comes before all of them and is none of them.
    ``author`` is the account that wrote it; a requester without one writes as a guest.
    """

    ticket = models.ForeignKey(
        SupportTicket,
        on_delete=models.CASCADE,
        db_index=False,  # The index below begins with it.
        related_name="messages",
        verbose_name=_("ticket"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=MessageKind.choices, default=MessageKind.REPLY)
    sender = models.CharField(_("sender"), max_length=10, choices=Party.choices)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("author"),
    )
    text = models.TextField(_("text"))
    source = models.CharField(_("source"), max_length=20, choices=Source.choices, default=Source.CODE)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = TicketMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["ticket", "id"], name="support_message_ticket"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(kind=MessageKind.NOTE) | Q(sender=Party.STAFF), name="support_message_notes_are_staffs"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.get_kind_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the message, and let the search find it."""
        using, is_new = kwargs.get("using") or router.db_for_write(type(self), instance=self), self._state.adding
        with transaction.atomic(using=using, savepoint=False):
            super().save(*args, **kwargs)
            self.keep_found(using, is_new=is_new)

    def keep_found(self, using: str, *, is_new: bool) -> None:
        """Let the search find the message's ticket by what it says now; see :meth:`SupportTicket.keep_found`."""
        SearchDocument.objects.using(using).keep(self.search_document(), is_new=is_new)

    def search_document(self) -> SearchDocument:
        """Return what the search is to find of it; not stored yet."""
        return SearchDocument(ticket=self.ticket, message=self, text=searchable([self.text]))

    @cached_property
    def files(self) -> "list[TicketAttachment]":
        """What came with it; a list, for a prefetched manager would build a query for each message."""
        return list(self.attachments.all())

    @property
    def author_name(self) -> str:
        """Who wrote it, as the requester may read it: for staff never a login name, "" where they have no other."""
        if self.sender == Party.REQUESTER:
            return self.ticket.name
        full_name = getattr(self.author, "get_full_name", None)
        return full_name().strip() if full_name else ""


class TicketAttachmentQuerySet(models.QuerySet["TicketAttachment"]):
    def public(self) -> "TicketAttachmentQuerySet":
        """Return the files that the requester may have: those of the opening and of replies."""
        return self.filter(Q(message=None) | Q(message__kind=MessageKind.REPLY))

    def of_opening(self) -> "TicketAttachmentQuerySet":
        """Return the files that the ticket was opened with, beside its single ``attachment``."""
        return self.filter(message=None)


class TicketAttachment(models.Model):
    """A file of a message, or, without one, a further file with which the ticket was opened."""

    ticket = models.ForeignKey(
        SupportTicket,
        on_delete=models.CASCADE,
        db_index=False,  # The index below begins with it.
        related_name="attachments",
        verbose_name=_("ticket"),
    )
    message = models.ForeignKey(
        TicketMessage,
        on_delete=models.CASCADE,
        null=True,
        related_name="attachments",
        verbose_name=_("message"),
    )
    attachment = AttachmentField(_("file"), upload_to=attachment_path, max_length=255)
    attachment_filename = models.CharField(_("file name"), max_length=255)
    attachment_content_type = models.CharField(_("content type"), max_length=100)
    attachment_size = models.PositiveIntegerField(_("size in bytes"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = TicketAttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["ticket", "id"], name="support_attachment_ticket"),
            # Whether a row names a file is asked before that is deleted.
            models.Index(fields=["attachment"], name="support_attachment_name"),
        ]

    def __str__(self) -> str:
        return self.attachment_filename

    def attachment_route(self) -> tuple[str, dict[str, Any]]:
        """Return the name and the arguments of the URL at which staff find the file."""
        return "support-ticket-file", {"pk": self.ticket_id, "file": self.pk}

    def get_attachment_filename(self) -> str:
        """Return the name that the file had at its sender's."""
        return self.attachment_filename
