"""Tickets in the admin."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import URLPattern
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .. import workflow
from ..choices import Source
from ..exceptions import SupportTicketError, TicketNotFound
from ..models import SupportTicket
from ..outages import page_answer, saying_outages
from ..users import may_view_users
from ..writer import kept_to_writer
from . import display
from .bulk import BulkActions
from .buttons import Buttons
from .changelist import TicketChangeList
from .conversation import add_message
from .facts import TicketFacts
from .filters import (
    NOBODY,
    STORED_CHOICES,
    AssigneeListFilter,
    MailListFilter,
    SpamListFilter,
    StoredChoicesListFilter,
)
from .forms import AttachmentWidget, SupportTicketForm
from .inlines import DeliveryInline, TicketEventInline
from .layout import FIELDSETS, OF_A_RATING, OF_A_STORED_TICKET, READONLY_FIELDS, TO_CHANGE, without
from .links import GuestLinkInline
from .new_message import NewMessageFields
from .notices import HealthNotice
from .paginator import CappedPaginator, KeyedPaginator
from .quick_actions import QuickActions
from .stored_values import StoredValues


@admin.display(description=_("e-mail"), ordering="email")
def _readable_email(ticket: SupportTicket) -> str:
    return ticket.readable_email


@admin.register(SupportTicket)
class SupportTicketAdmin(HealthNotice, BulkActions, Buttons, TicketFacts, admin.ModelAdmin):  # type: ignore[type-arg]
    """The staff's list of tickets and the page of one. Every change goes through the workflow."""

    form = SupportTicketForm
    inlines = (TicketEventInline, DeliveryInline, GuestLinkInline)
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    date_hierarchy = "created_at"
    list_display = (
        "ticket_number",
        "subject",
        "name",
        "email",
        "status_badge",
        "assigned_to",
        "created_at",
        "quick_actions",
    )
    list_filter = ("status", "turn", "subject", "created_at", AssigneeListFilter, MailListFilter, SpamListFilter)
    search_fields = ("ticket_number", "name", "email", "phone", "subject", "message")
    raw_id_fields = ("user",)
    readonly_fields = READONLY_FIELDS
    fieldsets = FIELDSETS
    actions = (
        "mark_as_resolved",
        "mark_as_closed",
        "reopen",
        "take",
        "assign",
        "resend_failed",
        "mark_as_spam",
        "release_from_spam",
    )

    class Media:
        css = {"all": ("django_support_tickets/admin.css",)}

    def get_urls(self) -> list[URLPattern]:
        """Let each page be read from where staff have just written, and say so when that is away."""
        urls = super().get_urls()
        for url in urls:
            url.callback = saying_outages(kept_to_writer(url.callback), page_answer)
        return urls

    # Reading

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Offer to filter by what is stored, too, where the site's choices have changed."""
        filters = super().get_list_filter(request)
        return [(name, StoredChoicesListFilter) if name in STORED_CHOICES else name for name in filters]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return TicketChangeList

    def get_paginator(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Paginator:  # type: ignore[type-arg]
        paginator = super().get_paginator(request, *args, **kwargs)
        if not isinstance(paginator, CappedPaginator):
            return paginator
        if request.GET.get(SEARCH_VAR) or request.GET.get(MailListFilter.parameter_name):
            keyed = KeyedPaginator(*args, **kwargs)
            keyed.cap = min(keyed.cap, paginator.cap)
            return keyed
        if request.GET.get(AssigneeListFilter.parameter_name) == NOBODY:
            paginator.null_column = "assigned_to_id"
        return paginator

    def get_queryset(self, request: HttpRequest) -> QuerySet[SupportTicket]:
        return super().get_queryset(request).select_related("user", "assigned_to")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[SupportTicket], search_term: str
    ) -> tuple[QuerySet[SupportTicket], bool]:
        return queryset.search(search_term), False  # type: ignore[attr-defined]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave out what a new ticket does not have, what this one does not have, and what only a form would carry."""
        hidden = OF_A_STORED_TICKET if obj is None else frozenset()
        if obj and obj.rating is None:
            hidden |= OF_A_RATING
        if obj and not self.has_change_permission(request, obj):
            hidden |= TO_CHANGE
        fieldsets = without(super().get_fieldsets(request, obj), hidden)
        if obj and obj.is_spam:
            fieldsets[0][1]["description"] = display.spam_notice()
        return fieldsets

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return super().get_inlines(request, obj) if obj else ()

    @admin.display(description=_("status"), ordering="status")
    def status_badge(self, obj: SupportTicket) -> SafeString:
        return display.status_badge(obj)

    def get_list_display(self, request: HttpRequest) -> Any:
        """Put in the place of ``quick_actions`` a column that knows the request: its user, and its filters.

        In the place of ``email`` comes the address as its owner writes it.
        """
        columns: dict[Any, Any] = {"quick_actions": self._quick_actions_column(request), "email": _readable_email}
        return [columns.get(name, name) for name in super().get_list_display(request)]

    def quick_actions(self, obj: SupportTicket) -> str:
        """Stand for the column in ``list_display``, also that of a subclass."""
        return ""

    def _quick_actions_column(self, request: HttpRequest) -> Callable[[SupportTicket], SafeString | str]:
        buttons = QuickActions(lambda *values: self._url("quick_status", *values), self.get_preserved_filters(request))

        @admin.display(description=_("Actions"))
        def quick_actions(ticket: SupportTicket) -> SafeString | str:
            return buttons.of(ticket) if self.has_change_permission(request, ticket) else ""

        return quick_actions

    # Writing

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer members of staff to choose from, and nothing to edit them with; link to files by their own names."""
        if db_field.name == "attachment":
            kwargs["widget"] = AttachmentWidget
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "user" and not may_view_users(request.user):
            # Neither by an error nor by the name that the admin's own widget shows beside a key.
            field.queryset, field.widget = field.queryset.none(), forms.TextInput()
        if field and db_field.name == "assigned_to":
            for link in ("can_add_related", "can_change_related", "can_delete_related", "can_view_related"):
                setattr(field.widget, link, False)
        return field

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Let ``list_editable`` of a subclass check only what was changed, too."""
        return super().get_changelist_form(request, **{"form": StoredValues, **kwargs})

    def save_model(self, request: HttpRequest, obj: SupportTicket, form: Any, change: bool) -> None:
        if change and not isinstance(form, NewMessageFields):  # A row of ``list_editable``.
            workflow.edit_ticket(ticket=obj, changes=form.changes(), actor=request.user)
        elif change:
            self._save_changes(request, obj, form)
        else:
            obj.pk = workflow.open_ticket(**form.values(), source=Source.ADMIN, actor=request.user).pk
        obj.refresh_from_db()

    def _save_changes(self, request: HttpRequest, obj: SupportTicket, form: Any) -> None:
        """Save what was edited and what was written; a new status last, for the text explains it."""
        changes, written, missed = form.changes(), form.written(), form.missed_a_message()
        status = {"status": changes.pop("status")} if written and "status" in changes else {}
        if changes or status:
            version = form.cleaned_data.get("seen_version")
            workflow.edit_ticket(ticket=obj, changes=changes, actor=request.user, version=version)
        if written:
            self.message_user(request, add_message(obj, written, request.user), messages.SUCCESS)
        if status:
            workflow.edit_ticket(ticket=obj, changes=status, actor=request.user)
        if missed:
            text = gettext("Something was said since you opened the page. Please read the newest messages.")
            self.message_user(request, text, messages.WARNING)

    def delete_model(self, request: HttpRequest, obj: SupportTicket) -> None:
        with suppress(TicketNotFound):  # Someone else was faster: it is gone, as was asked for.
            workflow.delete_ticket(ticket=obj, actor=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[SupportTicket]) -> None:
        for ticket in queryset:
            self.delete_model(request, ticket)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show the page anew, with what was typed and the reason, where a change came too late."""
        with suppress(SupportTicketError):
            return super().changeform_view(request, *args, **kwargs)
        try:
            # What the workflow found, the form now finds itself.
            return super().changeform_view(request, *args, **kwargs)
        except SupportTicketError as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
