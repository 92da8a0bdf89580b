"""The specification's admin, without its buttons."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from .models import IllustratedTicket


@admin.register(IllustratedTicket)
class IllustratedTicketAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["ticket_number", "subject", "name", "email", "status_badge", "assigned_to", "created_at"]
    list_filter = ["status", "subject", "created_at", "assigned_to"]
    search_fields = ["ticket_number", "name", "email", "phone", "subject", "message"]

    def status_badge(self, obj: IllustratedTicket) -> str:
        return format_html('<span style="padding: 3px 10px; border-radius: 3px;">{}</span>', obj.get_status_display())

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("user", "assigned_to")
