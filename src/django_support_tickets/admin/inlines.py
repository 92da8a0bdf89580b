"""What the ticket's page shows below its fields: the history and the mails. Nothing of it can be edited."""

from functools import cached_property
from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..choices import EventType, Status
from ..models import Delivery, SupportTicket, TicketEvent
from .display import delivery_badge, post_button


class ReadOnlyInline(admin.TabularInline):  # type: ignore[type-arg]
    """Rows to look at, for everyone who may see their ticket."""

    extra = 0
    max_num = 0
    can_delete = False
    classes = ("support-inline",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        self.request = request
        self.ticket = obj
        return self.admin_site._registry[SupportTicket].has_view_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).order_by("id")


class TicketEventInline(ReadOnlyInline):
    model = TicketEvent
    fields = ("created_at", "what", "actor")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("actor")

    @admin.display(description=_("event"))
    def what(self, event: TicketEvent) -> str:
        """Say in words what happened."""
        label = event.get_type_display()
        if event.type == EventType.STATUS_CHANGED:
            return f"{label}: {_status(event.data['old'])} → {_status(event.data['new'])}"
        if event.type == EventType.ASSIGNED:
            return f"{label}: {self._person(event.data['old'])} → {self._person(event.data['new'])}"
        if event.type == EventType.EDITED:
            return f"{label}: {', '.join(_field_name(field) for field in event.data['fields'])}"
        return str(label)

    def _person(self, key: Any) -> str:
        if key is None:
            return gettext("Nobody")
        return str(self._people.get(str(key)) or key)

    @cached_property
    def _people(self) -> dict[str, Any]:
        """The users that the history of this page's ticket names, fetched at once."""
        changes = TicketEvent.objects.filter(ticket=self.ticket, type=EventType.ASSIGNED).values_list("data", flat=True)
        keys = {key for data in changes for key in (data["old"], data["new"]) if key is not None}
        return {str(user.pk): user for user in get_user_model()._default_manager.filter(pk__in=keys)}


class DeliveryInline(ReadOnlyInline):
    model = Delivery
    fields = ("kind", "recipient", "state_badge", "attempts", "sent_at", "last_error", "resend")
    readonly_fields = fields

    @admin.display(description=_("state"))
    def state_badge(self, delivery: Delivery) -> SafeString:
        return delivery_badge(delivery)

    @admin.display(description=_("Actions"))
    def resend(self, delivery: Delivery) -> SafeString | str:
        """Offer to send the mail again."""
        if not self.admin_site._registry[SupportTicket].has_change_permission(self.request, self.ticket):
            return ""
        url = reverse(
            f"{self.admin_site.name}:django_support_tickets_supportticket_resend",
            args=[delivery.ticket_id, delivery.pk],
        )
        description = gettext("Send the mail to %(recipient)s again") % {"recipient": delivery.recipient}
        return post_button(url, gettext("Send again"), description)


def _field_name(field: str) -> str:
    return str(getattr(SupportTicket._meta.get_field(field), "verbose_name", field))


def _status(value: str) -> str:
    return str(Status(value).label) if value in Status.values else value
