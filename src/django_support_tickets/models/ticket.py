"""The ticket: one request for help."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models, router, transaction
from django.db.models import Q
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..choices import Source, Status, subject_choices
from ..validators import attachment_path, validate_person_name, validate_phone
from .attachment import AttachmentField
from .search import SearchTextField, fold, search_terms
from .sequence import TicketSequence, current_year, number_prefix

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

SEARCHED = ("ticket_number", "name", "email", "phone", "subject", "message")


class SupportTicketQuerySet(models.QuerySet["SupportTicket"]):
    """All reads of tickets."""

    def visible_to(self, user: "AbstractBaseUser | AnonymousUser") -> "SupportTicketQuerySet":
        """Return what this user may see: staff everything, others their own, strangers nothing."""
        if not user.is_authenticated:
            return self.none()
        if getattr(user, "is_staff", False) or getattr(user, "is_superuser", False):
            return self.all()
        return self.filter(user=user.pk)

    def with_people(self) -> "SupportTicketQuerySet":
        """Fetch the requester's and the assignee's accounts in the same query."""
        return self.select_related("user", "assigned_to")

    def search(self, text: str) -> "SupportTicketQuerySet":
        """Return the tickets that contain every word of the text, whatever its case and accents."""
        found = self
        for term in search_terms(text):
            # A label may be in another language than the value that is stored.
            subjects = [value for value, label in subject_choices() if term in fold(str(label))]
            found = found.filter(Q(search_text__contains=term) | Q(subject__in=subjects))
        return found


class SupportTicket(models.Model):
    """A request for help and the state of the work on it.

    Application code changes tickets through ``django_support_tickets.workflow`` alone. ``save()`` keeps two
    invariants for code that creates rows directly, such as an import: a missing ticket number is allocated,
    and ``resolved_at`` agrees with the status.
    """

    STATUS_CHOICES: ClassVar[list[tuple[str, Any]]] = list(Status.choices)

    ticket_number = models.CharField(_("ticket number"), max_length=20, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,  # The index below begins with it.
        related_name="support_tickets",
        verbose_name=_("user"),
    )
    name = models.CharField(_("full name"), max_length=100, validators=[validate_person_name])
    email = models.EmailField(_("e-mail"))
    phone = models.CharField(_("phone"), max_length=20, blank=True, null=True, validators=[validate_phone])  # noqa: DJ001
    subject = models.CharField(_("subject"), max_length=100, choices=subject_choices)
    message = models.TextField(_("message"))
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.PENDING)
    attachment = AttachmentField(_("attachment"), upload_to=attachment_path, max_length=255, blank=True, null=True)
    attachment_filename = models.CharField(_("file name"), max_length=255, blank=True, editable=False)
    attachment_content_type = models.CharField(_("content type"), max_length=100, blank=True, editable=False)
    attachment_size = models.PositiveIntegerField(_("size in bytes"), null=True, editable=False)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,  # The index below begins with it.
        related_name="assigned_tickets",
        verbose_name=_("assignee"),
    )
    notes = models.TextField(  # noqa: DJ001
        _("internal notes"), blank=True, null=True, help_text=_("These notes are not shown to the user")
    )
    language = models.CharField(_("language"), max_length=16, blank=True, editable=False)
    source = models.CharField(_("source"), max_length=20, choices=Source.choices, default=Source.CODE, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)
    search_text = SearchTextField(sources=SEARCHED)

    objects = SupportTicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("support ticket")
        verbose_name_plural = _("support tickets")
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-created_at", "-id"], name="support_ticket_created"),
            models.Index(fields=["-updated_at", "-id"], name="support_ticket_updated"),
            models.Index(fields=["status", "-created_at", "-id"], name="support_ticket_status"),
            models.Index(fields=["subject", "-created_at", "-id"], name="support_ticket_subject"),
            models.Index(fields=["user", "-created_at", "-id"], name="support_ticket_user"),
            models.Index(fields=["assigned_to", "-created_at", "-id"], name="support_ticket_assignee"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_number} - {self.get_subject_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("update_fields") is None:
            self.agree_resolved_at()
        else:
            kwargs["update_fields"] = self._with_dependent(kwargs["update_fields"])
        if self.ticket_number:
            super().save(*args, **kwargs)
            return
        using = kwargs.get("using") or router.db_for_write(type(self), instance=self)
        try:
            with transaction.atomic(using=using):
                self.ticket_number = self.generate_ticket_number(using)
                super().save(*args, **kwargs)
        except BaseException:
            self.ticket_number = ""
            raise

    def _with_dependent(self, fields: Iterable[str]) -> set[str]:
        """Return the fields to save together with those that follow from them."""
        saved = set(fields)
        if not saved.isdisjoint({"status", "resolved_at"}) and self.agree_resolved_at():
            saved.add("resolved_at")
        if not saved.isdisjoint(SEARCHED):
            saved.add("search_text")
        return saved

    def agree_resolved_at(self) -> bool:
        """Make ``resolved_at`` agree with the status: set on entering resolved, kept by closed, else cleared.

        :returns: whether it changed.
        """
        before = self.resolved_at
        if self.status == Status.RESOLVED:
            self.resolved_at = before or timezone.now()
        elif self.status != Status.CLOSED:
            self.resolved_at = None
        return self.resolved_at != before

    @staticmethod
    def generate_ticket_number(using: str | None = None) -> str:
        """Allocate and return the next number, ``SUP-YYYY-NNNNNN``, with the year in the site's TIME_ZONE.

        The number belongs to the surrounding transaction: it is given back if that one rolls back.

        :param using: alias of the database; None means the one to which tickets are written.
        """
        year = current_year()
        prefix = number_prefix(year)
        using = using or router.db_for_write(SupportTicket)
        tickets, counters = SupportTicket.objects.using(using), TicketSequence.objects.using(using)
        with transaction.atomic(using=using, savepoint=False):
            number = f"{prefix}{counters.next_value(year):06d}"
            while tickets.filter(ticket_number=number).exists():
                # The counter is behind the table, for instance because rows were imported.
                value = counters.next_value(year, at_least=_highest_number(tickets, prefix) + 1)
                number = f"{prefix}{value:06d}"
        return number

    def get_attachment_filename(self) -> str | None:
        """Return the name that the file had at its sender's, or None without a file."""
        if not self.attachment:
            return None
        return self.attachment_filename or str(self.attachment.name).rsplit("/", 1)[-1]


def _highest_number(tickets: SupportTicketQuerySet, prefix: str) -> int:
    """Return the highest number in use under a prefix. More digits are higher, equally many sort as text.

    Only numbers as this app writes them count: an imported "SUP-2026-0000012" is longer than they are, not higher.
    """
    numbers = tickets.filter(
        ticket_number__startswith=prefix,
        ticket_number__regex=rf"^{re.escape(prefix)}([0-9]{{6}}|[1-9][0-9]{{6,}})$",
    )
    longest_first = numbers.annotate(length=Length("ticket_number")).order_by("-length", "-ticket_number")
    found = longest_first.values_list("ticket_number", flat=True).first()
    return int(found.removeprefix(prefix)) if found else 0
