"""The ticket: one request for help."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, router, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..choices import Party, Source, Status, subject_choices
from ..normalization import phone_digits, readable_address
from ..validators import attachment_path, validate_person_name, validate_phone
from .attachment import AttachmentField
from .exact import ExactCharField, ExactEmailField
from .hints import Likely
from .search import SearchDocument, fold, search_terms, searchable, spellings
from .sequence import TicketSequence, current_year, format_number, number_prefix
from .stored_values import values_by_field, values_of

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
        return self.requested_by(user)

    def requested_by(self, user: "AbstractBaseUser | AnonymousUser") -> "SupportTicketQuerySet":
        """Return the tickets that are this user's own, whoever else he is."""
        return self.genuine().filter(user=user.pk) if user.is_authenticated else self.none()

    def follow_up_to(self, ticket: "SupportTicket") -> "SupportTicket | None":
        """Return the newest ticket that follows this one up, if there is one."""
        return self.genuine().filter(follow_up_of=ticket).order_by("-pk").first()

    def genuine(self) -> "SupportTicketQuerySet":
        """Return the tickets that are not marked as spam: what every list shows unless it is asked for spam."""
        return self.filter(Likely(F("is_spam"), False))

    def older_than(self, time: datetime, key: int) -> "SupportTicketQuerySet":
        """Return the tickets behind the one of this time and key, where the newest come first."""
        same_time = Q(created_at=time, pk__lt=key)
        # The first term, though implied, lets a database start in the middle of the index.
        return self.filter(Q(created_at__lte=time) & (Q(created_at__lt=time) | same_time))

    def with_people(self) -> "SupportTicketQuerySet":
        """Fetch the requester's and the assignee's accounts in the same query."""
        return self.select_related("user", "assigned_to")

    def assignees(self) -> QuerySet[Any]:
        """Return the users to whom any ticket is assigned, not only one of these.

        The cost grows with the number of those users alone.
        """
        keys = RawSQL(values_of(self.model, "assigned_to", self.db), ())  # noqa: S611  Nothing of it comes from outside.
        return get_user_model()._default_manager.using(self.db).filter(pk__in=keys)

    def stored_values(self, *names: str) -> dict[str, list[str]]:
        """Return what any ticket holds in each of these fields, not only one of these tickets, each value once.

        Each is a field with which an index begins. One query; its cost grows with the number of values alone.
        """
        return values_by_field(self.model, names, self.db)

    def search(self, text: str) -> "SupportTicketQuerySet":
        """Return the tickets that contain every word, in themselves or in a message, whatever its case and accents."""
        found = self
        for term in search_terms(text):
            texts = SearchDocument.objects.filter(ticket=OuterRef("pk"))
            held = [Q(text__holds=spelling) for spelling in spellings(term)]
            contains = Exists(texts.filter(reduce(or_, held)))
            # A label may be in another language than the value that is stored.
            subjects = [value for value, label in subject_choices() if term in fold(str(label))]
            found = found.filter(contains | Q(subject__in=subjects) if subjects else contains)
        return found


class SupportTicket(models.Model):
    """A request for help and the state of the work on it.

    Application code changes tickets through ``django_support_tickets.workflow`` alone. ``save()`` keeps three
    invariants for code that creates rows directly, such as an import: a missing ticket number is allocated, the
    times agree with the status, and the search finds the ticket by its new text.
    """

    STATUS_CHOICES: ClassVar[list[tuple[str, Any]]] = list(Status.choices)

    ticket_number = ExactCharField(_("ticket number"), max_length=20, unique=True)
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
    email = ExactEmailField(_("e-mail"))
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
    turn = models.CharField(_("whose turn"), max_length=10, choices=Party.choices, default=Party.STAFF, editable=False)
    is_spam = models.BooleanField(_("spam"), default=False, editable=False)
    follow_up_of = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="follow_ups",
        verbose_name=_("follow-up of"),
    )
    rating = models.PositiveSmallIntegerField(_("rating"), null=True, editable=False)
    rating_comment = models.TextField(_("comment on the rating"), blank=True, editable=False)
    rated_at = models.DateTimeField(_("rated at"), null=True, editable=False)
    source = models.CharField(_("source"), max_length=20, choices=Source.choices, default=Source.CODE, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated"), auto_now=True)
    first_response_at = models.DateTimeField(_("first response at"), null=True, editable=False)
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)

    objects = SupportTicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("support ticket")
        verbose_name_plural = _("support tickets")
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["is_spam", "-created_at", "-id"], name="support_ticket_listed"),
            models.Index(fields=["-updated_at", "-id"], name="support_ticket_updated"),
            models.Index(fields=["user", "-created_at", "-id"], name="support_ticket_user"),
            models.Index(fields=["email", "-created_at", "-id"], name="support_ticket_email"),
            # Whether a row names a file is asked before that is deleted.
            models.Index(fields=["attachment"], name="support_ticket_attachment"),
            # With is_spam in it, genuine tickets are counted by the index alone. It comes last, since SQLite would not
            # see that rows are in order behind a column in the middle, even one that is the same in all of them.
            models.Index(fields=["status", "-created_at", "-id", "is_spam"], name="support_ticket_status"),
            models.Index(fields=["subject", "-created_at", "-id", "is_spam"], name="support_ticket_subject"),
            models.Index(fields=["turn", "-created_at", "-id", "is_spam"], name="support_ticket_turn"),
            models.Index(fields=["assigned_to", "-created_at", "-id", "is_spam"], name="support_ticket_assignee"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__range=(1, 5)), name="support_ticket_rating"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_number} - {self.get_subject_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("update_fields") is None:
            self.agree_with_status()
        else:
            kwargs["update_fields"] = self._with_dependent(kwargs["update_fields"])
        using = kwargs.get("using") or router.db_for_write(type(self), instance=self)
        number, is_new = self.ticket_number, self._state.adding
        try:
            # A number is given back if the row cannot be stored, also inside a transaction that then goes on.
            with transaction.atomic(using=using, savepoint=not number):
                self.ticket_number = number or self.generate_ticket_number(using)
                super().save(*args, **kwargs)
                if kwargs.get("update_fields") is None or not {*SEARCHED}.isdisjoint(kwargs["update_fields"]):
                    self.keep_found(using, is_new=is_new)
        except BaseException:
            self.ticket_number = number
            raise

    def keep_found(self, using: str, *, is_new: bool) -> None:
        """Let the search find the ticket by what it says now.

        :param using: alias of the database.
        :param is_new: whether it could not be found so far.
        """
        SearchDocument.objects.using(using).keep(self.search_document(), is_new=is_new)

    def search_document(self) -> SearchDocument:
        """Return what the search is to find of it; not stored yet."""
        digits, address = phone_digits(self.phone or ""), self.readable_email
        further = [digits if digits != self.phone else "", address if address != self.email else ""]
        return SearchDocument(ticket=self, text=searchable([*(getattr(self, name) for name in SEARCHED), *further]))

    @property
    def readable_email(self) -> str:
        """The address as its owner writes it, with the letters of its domain."""
        return readable_address(self.email)

    def _with_dependent(self, fields: Iterable[str]) -> set[str]:
        """Return the fields to save together with those that follow from them."""
        saved = set(fields)
        if not saved.isdisjoint({"status", "resolved_at", "closed_at"}):
            saved |= self.agree_with_status()
        return saved

    def agree_with_status(self) -> set[str]:
        """Make the times agree with the status.

        ``resolved_at`` is set on entering resolved, kept by closed, else cleared; ``closed_at`` is set on entering
        closed, else cleared.

        :returns: the names of the fields that changed.
        """
        before = {"resolved_at": self.resolved_at, "closed_at": self.closed_at}
        if self.status == Status.RESOLVED:
            self.resolved_at = self.resolved_at or timezone.now()
        elif self.status != Status.CLOSED:
            self.resolved_at = None
        self.closed_at = (self.closed_at or timezone.now()) if self.status == Status.CLOSED else None
        return {name for name, value in before.items() if getattr(self, name) != value}

    @property
    def can_be_closed(self) -> bool:
        """Whether its requester may close it."""
        return self.status != Status.CLOSED

    @property
    def can_be_reopened(self) -> bool:
        """Whether its requester may take it up again: resolved, or closed for at most SUPPORT_TICKET_REOPEN_DAYS."""
        if self.status == Status.CLOSED:
            # Rows from before the time of closing was kept have a time of the last change.
            closed_at = self.closed_at or self.updated_at
            return closed_at + timedelta(days=settings.SUPPORT_TICKET_REOPEN_DAYS) > timezone.now()
        return self.status == Status.RESOLVED

    @property
    def opens_follow_up(self) -> bool:
        """Whether a reply of its requester's comes too late for it, and goes to a ticket that follows it up."""
        return self.status == Status.CLOSED and not self.can_be_reopened

    @property
    def can_be_rated(self) -> bool:
        """Whether its requester may rate the solution, once, or while it is not closed, anew."""
        if self.resolved_at is None:
            return False
        return self.status == Status.RESOLVED or (self.status == Status.CLOSED and self.rating is None)

    @staticmethod
    def generate_ticket_number(using: str | None = None) -> str:
        """Allocate and return the next number, ``SUP-YYYY-NNNNNN``, with the year in the site's TIME_ZONE.

        The number belongs to the surrounding transaction: it is given back if that one rolls back.

        :param using: alias of the database; None means the one to which tickets are written.
        """
        year = current_year()
        using = using or router.db_for_write(SupportTicket)
        tickets, counters = SupportTicket.objects.using(using), TicketSequence.objects.using(using)
        with transaction.atomic(using=using, savepoint=False):
            number, is_taken = counters.next_number(year, tickets)
            while is_taken:
                # The counter is behind the table, for instance because rows were imported.
                value = counters.next_value(year, at_least=_highest_number(tickets, number_prefix(year)) + 1)
                number = format_number(year, value)
                is_taken = tickets.filter(ticket_number=number).exists()
        return number

    def attachment_route(self) -> tuple[str, dict[str, Any]]:
        """Return the name and the arguments of the URL at which staff find the file."""
        return "support-ticket-attachment", {"pk": self.pk}

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
