"""What staff can narrow, search and sort the list by: these names and no others."""

from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters.fields import IsoDateTimeField, MultipleChoiceField
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.filters import SearchFilter
from rest_framework.request import Request
from rest_framework.views import APIView

from .choices import Party, Status, subject_choices
from .models import SupportTicket

ME = "me"
NOBODY = "none"
# SQLite refuses patterns of more than 50,000 bytes, and folding a long run of accents takes quadratic time.
MAX_SEARCH_LENGTH = 1000


class AssigneeField(forms.CharField):
    """Takes "me", "none" or a user's primary key."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if text in ("", ME, NOBODY):
            return text
        return get_user_model()._meta.pk.to_python(text)


class AssigneeFilter(django_filters.Filter):
    field_class = AssigneeField

    def filter(self, qs: QuerySet[SupportTicket], value: Any) -> QuerySet[SupportTicket]:
        if value in (None, ""):
            return qs
        if value == NOBODY:
            return qs.filter(assigned_to=None)
        # By the key's own lookup, which knows that a number too large for the column is nobody's.
        return qs.filter(assigned_to__pk=self.parent.request.user.pk if value == ME else value)


class TimeField(IsoDateTimeField):
    """Takes a date or a time in ISO 8601, in the years that every database can hold in every time zone."""

    def clean(self, value: Any) -> Any:
        moment = super().clean(value)
        if isinstance(moment, datetime) and not 1900 <= moment.year <= 2999:
            raise ValidationError(_("Enter a year between 1900 and 2999."), code="invalid")
        return moment


class TimeFilter(django_filters.Filter):
    field_class = TimeField


class StoredChoiceField(MultipleChoiceField):
    """Takes what the site offers, and what a ticket holds though it is offered no longer, or never was.

    :param column: the ticket's field.
    """

    def __init__(self, *args: Any, column: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.column = column

    def valid_value(self, value: Any) -> bool:
        return super().valid_value(value) or self._is_stored(str(value))

    def _is_stored(self, value: str) -> bool:
        if "\0" in value:  # PostgreSQL refuses to look for it.
            return False
        held = SupportTicket.objects.filter(**{self.column: value}).values_list(self.column, flat=True)
        return value in held.order_by()[:1]  # A collation may have found another one.


class StoredChoiceFilter(django_filters.MultipleChoiceFilter):
    field_class = StoredChoiceField


class SpamFilter(django_filters.ChoiceFilter):
    """Shows spam where it is asked for, and hides it otherwise."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=(("true", _("Yes")), ("false", _("No"))), label=_("spam"), **kwargs)

    def filter(self, qs: Any, value: Any) -> Any:
        # Not "=": for "WHERE is_spam" SQLite uses no index.
        return qs.filter(is_spam__in=[True]) if value == "true" else qs.genuine()


class SupportTicketFilter(django_filters.FilterSet):
    """The filters of the staff's list. No row can come twice, so that none has to be compared with the others."""

    status = StoredChoiceFilter(column="status", choices=Status.choices, distinct=False)
    subject = StoredChoiceFilter(column="subject", choices=subject_choices, distinct=False)
    turn = django_filters.ChoiceFilter(choices=Party.choices)
    assigned_to = AssigneeFilter(label=_("“me”, “none” or the key of a user"))
    created_after = TimeFilter(field_name="created_at", lookup_expr="gte", label=_("created at or after"))
    created_before = TimeFilter(field_name="created_at", lookup_expr="lt", label=_("created before"))
    is_spam = SpamFilter()

    class Meta:
        model = SupportTicket
        fields = ("status", "subject", "turn", "assigned_to", "created_after", "created_before", "is_spam")


class FilterBackend(DjangoFilterBackend):
    """django-filter's backend with a form template of the app's own, so that INSTALLED_APPS needs no third line."""

    template = "django_support_tickets/api/filter_form.html"


class TicketSearchFilter(SearchFilter):
    """Searches the folded text of the tickets, alike on every database."""

    search_description = _("Words that must all occur in number, name, e-mail, phone, subject or message.")  # type: ignore[assignment]

    def filter_queryset(self, request: Request, queryset: Any, view: APIView) -> Any:
        return queryset.search(request.query_params.get(self.search_param, "")[:MAX_SEARCH_LENGTH])
