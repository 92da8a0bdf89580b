"""Tickets in the admin."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .. import workflow
from ..choices import Source
from ..exceptions import SupportTicketError, TicketNotFound
from ..models import Delivery, SupportTicket
from . import display
from .bulk import BulkActions
from .filters import AssigneeListFilter, MailListFilter
from .forms import AttachmentWidget, SupportTicketForm
from .inlines import DeliveryInline, TicketEventInline
from .paginator import CappedPaginator


class TicketChangeList(ChangeList):
    """The list, without navigation by date on a database that knows no time zones: there it would fail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if settings.USE_TZ and not connections[self.queryset.db].features.has_zoneinfo_database:
            self.date_hierarchy = None


@admin.register(SupportTicket)
class SupportTicketAdmin(BulkActions, admin.ModelAdmin):  # type: ignore[type-arg]
    """The staff's list of tickets and the page of one. Every change goes through the workflow."""

    form = SupportTicketForm
    inlines = (TicketEventInline, DeliveryInline)
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
    list_filter = ("status", "subject", "created_at", AssigneeListFilter, MailListFilter)
    search_fields = ("ticket_number", "name", "email", "phone", "subject", "message")
    raw_id_fields = ("user",)
    readonly_fields = ("ticket_number", "created_at", "updated_at", "resolved_at", "attachment_preview")
    fieldsets = (
        (_("Basic information"), {"fields": ("ticket_number", "user", "name", "email", "phone")}),
        (_("Request details"), {"fields": ("subject", "message", "attachment", "attachment_preview")}),
        (_("Management"), {"fields": ("status", "assigned_to", "notes", "seen_version")}),
        (_("Dates"), {"fields": ("created_at", "updated_at", "resolved_at"), "classes": ("collapse",)}),
    )
    actions = ("mark_as_resolved", "mark_as_closed", "reopen", "take", "assign")

    class Media:
        css = {"all": ("django_support_tickets/admin.css",)}

    # Reading

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return TicketChangeList

    def get_queryset(self, request: HttpRequest) -> QuerySet[SupportTicket]:
        return super().get_queryset(request).select_related("user", "assigned_to")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[SupportTicket], search_term: str
    ) -> tuple[QuerySet[SupportTicket], bool]:
        return queryset.search(search_term), False  # type: ignore[attr-defined]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave out the hidden version where there is no form to carry it."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return [(title, {**o, "fields": [f for f in o["fields"] if f != "seen_version"]}) for title, o in fieldsets]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return super().get_inlines(request, obj) if obj else ()

    @admin.display(description=_("status"), ordering="status")
    def status_badge(self, obj: SupportTicket) -> SafeString:
        return display.status_badge(obj)

    @admin.display(description=_("attachment"))
    def attachment_preview(self, obj: SupportTicket) -> SafeString | str:
        return display.attachment_preview(obj)

    def get_list_display(self, request: HttpRequest) -> Any:
        """Put in the place of ``quick_actions`` a column that knows the request: its user, and its filters."""
        columns = super().get_list_display(request)
        return [self._quick_actions_column(request) if name == "quick_actions" else name for name in columns]

    def quick_actions(self, obj: SupportTicket) -> str:
        """Stand for the column in ``list_display``, also that of a subclass."""
        return ""

    def _quick_actions_column(self, request: HttpRequest) -> Callable[[SupportTicket], SafeString | str]:
        filters = self.get_preserved_filters(request)

        @admin.display(description=_("Actions"))
        def quick_actions(ticket: SupportTicket) -> SafeString | str:
            if not self.has_change_permission(request, ticket):
                return ""
            return display.button_row(
                display.post_button(
                    f"{self._url('quick_status', ticket.pk, status.value)}?{filters}",
                    label,
                    f"{ticket.ticket_number}: {label}",
                    status.value,
                )
                for status, label in display.QUICK_ACTIONS
                if ticket.status != status
            )

        return quick_actions

    # Writing

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer members of staff to choose from, and nothing to edit them with; link to files by their own names."""
        if db_field.name == "attachment":
            kwargs["widget"] = AttachmentWidget
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "assigned_to":
            for link in ("can_add_related", "can_change_related", "can_delete_related", "can_view_related"):
                setattr(field.widget, link, False)
        return field

    def save_model(self, request: HttpRequest, obj: SupportTicket, form: Any, change: bool) -> None:
        if change:
            changes, version = form.changes(), form.cleaned_data.get("seen_version")
            workflow.edit_ticket(ticket=obj, changes=changes, actor=request.user, version=version)
        else:
            obj.pk = workflow.open_ticket(**form.values(), source=Source.ADMIN, actor=request.user).pk
        obj.refresh_from_db()

    def delete_model(self, request: HttpRequest, obj: SupportTicket) -> None:
        with suppress(TicketNotFound):  # Someone else was faster: it is gone, as was asked for.
            workflow.delete_ticket(ticket=obj, actor=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[SupportTicket]) -> None:
        for ticket in queryset:
            self.delete_model(request, ticket)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show the page anew, with the reason, where a change came too late."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except SupportTicketError as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def get_urls(self) -> list[URLPattern]:
        name = "django_support_tickets_supportticket"
        view = self.admin_site.admin_view
        return [
            path("<path:object_id>/status/<str:status>/", view(self.quick_status_view), name=f"{name}_quick_status"),
            path("<path:object_id>/mails/<int:delivery_id>/resend/", view(self.resend_view), name=f"{name}_resend"),
            *super().get_urls(),
        ]

    def quick_status_view(self, request: HttpRequest, object_id: str, status: str) -> HttpResponse:
        """Change the status by one click in the list, and return to the same filtered page."""

        def change(ticket: SupportTicket) -> str:
            changed = workflow.change_status(ticket=ticket, status=status, actor=request.user)
            values = {"number": changed.ticket_number, "status": changed.get_status_display()}
            return gettext("%(number)s: %(status)s") % values

        filters = request.GET.get("_changelist_filters", "")
        return self._one_click(request, object_id, change, f"{self._url('changelist')}?{filters}")

    def resend_view(self, request: HttpRequest, object_id: str, delivery_id: int) -> HttpResponse:
        """Send one of the ticket's mails again."""

        def change(ticket: SupportTicket) -> str:
            delivery = Delivery.objects.select_related("ticket").filter(ticket=ticket, pk=delivery_id).first()
            if delivery is None:
                raise SupportTicketError("delivery_not_found", _("The mail was not found."))
            workflow.resend_delivery(delivery=delivery, actor=request.user)
            return gettext("The mail to %(recipient)s is sent again.") % {"recipient": delivery.recipient}

        return self._one_click(request, object_id, change, self._url("change", object_id))

    def _one_click(
        self, request: HttpRequest, object_id: str, change: Callable[[SupportTicket], str], then: str
    ) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        ticket = self.get_object(request, object_id)
        if not self.has_change_permission(request, ticket):
            raise PermissionDenied
        if ticket is None:
            self.message_user(request, gettext("The ticket was not found."), messages.ERROR)
            return HttpResponseRedirect(self._url("changelist"))
        try:
            self.message_user(request, change(ticket), messages.SUCCESS)
        except SupportTicketError as error:
            self.message_user(request, str(error), messages.ERROR)
        return HttpResponseRedirect(then)

    def _url(self, name: str, *args: Any) -> str:
        return reverse(f"{self.admin_site.name}:django_support_tickets_supportticket_{name}", args=args)
