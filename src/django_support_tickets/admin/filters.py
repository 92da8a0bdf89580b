"""The list's filters that Django does not bring."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ..choices import DeliveryState
from ..models import Delivery, SupportTicket

ME = "me"
NOBODY = "none"
YES = "yes"
# Fields whose choices the site may have changed since a ticket was stored.
STORED_CHOICES = ("status", "subject")


class StoredChoicesListFilter(admin.ChoicesFieldListFilter):
    """The field's choices, and after them what tickets hold that is none of them, or is none any longer."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        yield from super().choices(changelist)
        offered = {value for value, _label in self.field.flatchoices}
        for value in getattr(changelist, "stored_choices", {}).get(self.field_path, ()):
            if value not in offered:
                query = changelist.get_query_string({self.lookup_kwarg: value}, [self.lookup_kwarg_isnull])
                yield {"selected": value in (self.lookup_val or ()), "query_string": query, "display": value}


class AssigneeListFilter(admin.SimpleListFilter):
    """Mine, nobody's, or those of one of the assignees: one query, however many users and tickets the site has."""

    title = _("assignee")
    parameter_name = "assignee"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        users = SupportTicket.objects.assignees().order_by(get_user_model().USERNAME_FIELD)
        return [(ME, _("Me")), (NOBODY, _("Nobody")), *((str(user.pk), str(user)) for user in users)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[SupportTicket]) -> QuerySet[SupportTicket]:
        chosen = self.value()
        if chosen == NOBODY:
            return queryset.filter(assigned_to=None)
        if chosen == ME:
            return queryset.filter(assigned_to=request.user.pk)
        # Not only of whom is offered: the last ticket may have gone to another since the page was opened.
        key = _user_key(chosen)
        return queryset if key is None else queryset.filter(assigned_to__pk=key)


def _user_key(value: Any) -> Any:
    """Return the key that an address names, or None if no user could have it."""
    try:
        return get_user_model()._meta.pk.to_python(value)
    except ValidationError:
        return None


class MailListFilter(admin.SimpleListFilter):
    """Tickets with a mail that could not be sent, that may or may not have gone out, or that waits to be sent."""

    title = _("mail")
    parameter_name = "mail"
    states = (DeliveryState.FAILED, DeliveryState.UNKNOWN, DeliveryState.PENDING)

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return [(state.value, state.label) for state in self.states]

    def queryset(self, request: HttpRequest, queryset: QuerySet[SupportTicket]) -> QuerySet[SupportTicket]:
        if self.value() not in self.states:
            return queryset
        return queryset.filter(Exists(Delivery.objects.filter(ticket=OuterRef("pk"), state=self.value())))


class SpamListFilter(admin.SimpleListFilter):
    """What is marked as spam, and only that; unless it is asked for, the list is without."""

    title = _("spam")
    parameter_name = "spam"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        return [(YES, _("Yes"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        without, *others = super().choices(changelist)
        yield {**without, "selected": self.value() != YES, "display": _("No")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[SupportTicket]) -> QuerySet[SupportTicket]:
        return queryset.filter(is_spam=True) if self.value() == YES else queryset.genuine()  # type: ignore[attr-defined]
