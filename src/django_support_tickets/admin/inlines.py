"""What the ticket's page shows below its fields: the history and the mails. Nothing of it can be edited."""

from functools import cached_property
from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet, HiddenInput
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..choices import EventType, Party, Status
from ..models import Delivery, SupportTicket, TicketEvent
from ..newest import asks_for_all, newest
from .display import delivery_badge, post_button, rating_in_words
from .part import ticket_url, url_of_all

# A row costs more than a message does, and says less.
ROWS = 10


class NoInput(HiddenInput):
    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        return SafeString("")


class ReadOnlyFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """Rows of which a browser sends nothing back: of a long list of keys, Django would refuse the whole form.

    Nor is anything of them looked for in what it sends, so that they are shown again beside an error in the form.
    """

    def __init__(self, data: Any = None, files: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(None, None, *args, **kwargs)

    def is_valid(self) -> bool:
        return True

    def save(self, commit: bool = True) -> list[Any]:
        self.new_objects: list[Any] = []
        self.changed_objects: list[Any] = []
        self.deleted_objects: list[Any] = []
        return []

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget = NoInput()


class ReadOnlyInline(admin.TabularInline):  # type: ignore[type-arg]
    """Rows to look at, for everyone who may see their ticket; of many the newest, unless all are asked for."""

    template = "admin/django_support_tickets/supportticket/inline.html"
    formset = ReadOnlyFormSet
    extra = 0
    max_num = 0
    can_delete = False
    classes = ("support-inline",)
    in_order: tuple[str, ...] = ("id",)
    earlier_url = ""
    ticket: Any = None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        self.request = request
        self.ticket = obj or self.ticket  # Django also asks without one.
        return self.admin_site._registry[SupportTicket].has_view_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).order_by(*self.in_order)
        if self.ticket is None or asks_for_all(request):
            return rows
        # A formset filters what it is given, so that this cannot simply be cut off.
        shown, has_earlier = newest(rows.filter(ticket=self.ticket).only("pk"), number=ROWS)
        self.earlier_url = url_of_all(request) if has_earlier else ""
        return rows.filter(pk__in=[row.pk for row in shown]) if has_earlier else rows

    def may_change_ticket(self) -> bool:
        return self.admin_site._registry[SupportTicket].has_change_permission(self.request, self.ticket)


class TicketEventInline(ReadOnlyInline):
    model = TicketEvent
    fields = ("created_at", "what", "actor")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("actor")

    @admin.display(description=_("event"))
    def what(self, event: TicketEvent) -> str:
        """Say in words what happened."""
        label, detail = event.get_type_display(), self._detail(event)
        return f"{label}: {detail}" if detail else str(label)

    def _detail(self, event: TicketEvent) -> str:
        data = event.data
        match event.type:
            case EventType.STATUS_CHANGED:
                by = f" ({Party.REQUESTER.label})" if data.get("by") == Party.REQUESTER else ""
                return f"{_status(data['old'])} → {_status(data['new'])}{by}"
            case EventType.ASSIGNED:
                return f"{self._person(data['old'])} → {self._person(data['new'])}"
            case EventType.EDITED:
                return ", ".join(_field_name(field) for field in data["fields"])
            case EventType.REPLIED:
                return str(Party(data["by"]).label)
            case EventType.FOLLOWED_UP | EventType.LINKS_REVOKED:
                return str(data["number"])
            case EventType.RATED:
                return rating_in_words(data["rating"])
        return ""

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
        if not self.may_change_ticket():
            return ""
        url = ticket_url(self.admin_site, "resend", delivery.ticket_id, delivery.pk)
        description = gettext("Send the mail to %(recipient)s again") % {"recipient": delivery.recipient}
        return post_button(url, gettext("Send again"), description)


def _field_name(field: str) -> str:
    return str(getattr(SupportTicket._meta.get_field(field), "verbose_name", field))


def _status(value: str) -> str:
    return str(Status(value).label) if value in Status.values else value
