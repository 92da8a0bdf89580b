"""A view that inserts one row, and views that list the app's own rows by plain means."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import generics, serializers
from rest_framework.permissions import AllowAny, IsAdminUser, IsAuthenticated

from django_support_tickets.models import SupportTicket, TicketAttachment
from django_support_tickets.pagination import KeysetPagination
from django_support_tickets.serializers import SupportTicketListSerializer

from .models import BareTicket

ADDED = ("user_email", "assigned_to_email", "attachment_name", "attachments")
COLUMNS = {field.name for field in SupportTicket._meta.concrete_fields}
FILTERS = ("status", "turn", "subject")


class BareSerializer(serializers.ModelSerializer[BareTicket]):
    class Meta:
        model = BareTicket
        fields = ("name", "email", "phone", "subject", "message")


class BareCreateView(generics.CreateAPIView[BareTicket]):
    """One INSERT."""

    queryset = BareTicket.objects.all()
    serializer_class = BareSerializer
    permission_classes = (AllowAny,)


class BareFileSerializer(serializers.ModelSerializer[TicketAttachment]):
    class Meta:
        model = TicketAttachment
        fields = ("id", "attachment_filename", "attachment_content_type", "attachment_size")


class BareListSerializer(serializers.ModelSerializer[SupportTicket]):
    """The staff list's fields, as far as REST framework finds them by itself."""

    user_email = serializers.ReadOnlyField(source="user.email", default=None)
    assigned_to_email = serializers.ReadOnlyField(source="assigned_to.email", default=None)
    attachment_name = serializers.ReadOnlyField(source="get_attachment_filename")
    attachments = BareFileSerializer(many=True)

    class Meta:
        model = SupportTicket
        fields = [name for name in SupportTicketListSerializer.Meta.fields if name in COLUMNS or name in ADDED]


class BareListView(generics.ListAPIView[SupportTicket]):
    """Two queries, the page and its files, beside the two that tell whose session it is."""

    queryset = SupportTicket.objects.select_related("user", "assigned_to").prefetch_related("attachments")
    serializer_class: Any = BareListSerializer
    pagination_class = KeysetPagination
    permission_classes: Any = (IsAdminUser,)

    def get_queryset(self) -> QuerySet[SupportTicket]:
        asked = self.request.query_params
        conditions: dict[str, Any] = {name: asked[name] for name in FILTERS if name in asked}
        if "assigned_to" in asked:
            mine = asked["assigned_to"] == "me"
            conditions["assigned_to"] = self.request.user.pk if mine else asked["assigned_to"]
        return super().get_queryset().filter(is_spam=False, **conditions)


class BareMineSerializer(serializers.ModelSerializer[SupportTicket]):
    """The requester's fields, as far as REST framework finds them by itself."""

    subject_display = serializers.ReadOnlyField(source="get_subject_display")
    status_display = serializers.ReadOnlyField(source="get_status_display")
    attachment_name = serializers.ReadOnlyField(source="get_attachment_filename")
    attachments = BareFileSerializer(many=True)

    class Meta:
        model = SupportTicket
        fields = (
            *("ticket_number", "subject", "subject_display", "name", "email", "message", "status", "status_display"),
            *("turn", "created_at", "resolved_at", "closed_at", "attachment", "attachment_name", "attachments"),
            *("rating", "rating_comment", "follow_up_of", "can_be_closed", "can_be_reopened", "can_be_rated"),
        )


class BareMineView(BareListView):
    """A requester's own tickets."""

    serializer_class = BareMineSerializer
    permission_classes = (IsAuthenticated,)

    def get_queryset(self) -> QuerySet[SupportTicket]:
        tickets = SupportTicket.objects.filter(user=self.request.user.pk, is_spam=False)
        return tickets.prefetch_related("attachments")
