"""What the API takes of anyone, and what it takes of and shows to staff.

The public door names each field that it takes; everything else is ignored.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from . import workflow
from .attachments.storage import check_number
from .choices import MessageKind, Party, Source
from .exceptions import AttachmentRejected
from .fields import (
    AccountEmailField,
    AccountField,
    AddressField,
    AssigneeField,
    AttachmentField,
    AttachmentsField,
    CheapFieldsFirst,
    MessageField,
    NameField,
    OpeningFilesField,
    PhoneField,
    QuietChoiceField,
    ReplyField,
    SenderField,
)
from .models import SupportTicket, TicketAttachment, TicketEvent, TicketMessage

# Fields whose stored value is taken back as it is, by the attributes that hold it.
KEPT = {name: name for name in ("name", "email", "phone", "subject", "message", "status")}
KEPT |= {"user": "user_id", "assigned_to": "assigned_to_id"}


class SupportTicketSerializer(CheapFieldsFirst, serializers.ModelSerializer[SupportTicket]):
    """The public door: what a requester sends."""

    name = NameField(label=_("full name"))
    email = AddressField(label=_("e-mail"))
    phone = PhoneField(label=_("phone"))
    message = MessageField(label=_("message"), style={"base_template": "textarea.html"})
    attachment = AttachmentField(label=_("attachment"), required=False, allow_null=True)
    attachments = AttachmentsField(label=_("attachments"))

    class Meta:
        model = SupportTicket
        fields = ("name", "email", "phone", "subject", "message", "attachment", "attachments")

    serializer_choice_field = QuietChoiceField

    def get_initial(self) -> dict[str, Any]:
        """Return what a form shows again of a refused request, without what no page can hold."""
        return {name: _encodable(value) for name, value in super().get_initial().items()}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        further = attrs.get("attachments")
        if further:
            try:
                check_number(len(further) + (attrs.get("attachment") is not None))
            except AttachmentRejected as error:
                raise serializers.ValidationError({"attachments": [str(error)]}, code=error.code) from error
        return attrs

    def create(self, validated_data: dict[str, Any]) -> SupportTicket:
        return workflow.open_ticket(**validated_data)


def _encodable(value: Any) -> Any:
    return value.encode(errors="replace").decode() if isinstance(value, str) else value


class SupportTicketAttachmentSerializer(serializers.ModelSerializer[TicketAttachment]):
    """A file of a message, or one that a ticket was opened with, and where staff find it."""

    name = serializers.CharField(source="attachment_filename", read_only=True)
    content_type = serializers.CharField(source="attachment_content_type", read_only=True)
    size = serializers.IntegerField(source="attachment_size", read_only=True)
    url = AttachmentField(source="attachment", read_only=True, allow_null=True)

    class Meta:
        model = TicketAttachment
        fields = ("id", "name", "content_type", "size", "url")


class SupportTicketListSerializer(SupportTicketSerializer):
    """The staff's view of a ticket, and what staff may change in it."""

    user = AccountField(
        label=_("user"),
        queryset=get_user_model()._default_manager.all(),
        required=False,
        allow_null=True,
        style={"base_template": "input.html"},
    )
    user_email = AccountEmailField(source="user", allow_null=True)
    assigned_to = AssigneeField(
        label=_("assignee"),
        queryset=get_user_model()._default_manager.all(),
        required=False,
        allow_null=True,
        style={"base_template": "input.html"},
    )
    assigned_to_email = AccountEmailField(source="assigned_to", allow_null=True)
    attachment_name = serializers.CharField(source="get_attachment_filename", read_only=True, allow_null=True)
    # Declared, since DRF makes a choice of a field that is not editable in some versions only.
    turn = serializers.ChoiceField(label=_("whose turn"), choices=Party.choices, read_only=True)
    source = serializers.ChoiceField(  # type: ignore[assignment]  # Fields have an attribute of this name.
        label=_("source"), choices=Source.choices, read_only=True
    )
    attachments = OpeningFilesField(  # type: ignore[assignment]  # Taken as files, shown as what is known of them.
        child=SupportTicketAttachmentSerializer(), read_only=True
    )

    class Meta:
        model = SupportTicket
        fields = (
            "id",
            "ticket_number",
            "name",
            "email",
            "phone",
            "subject",
            "message",
            "status",
            "user",
            "user_email",
            "assigned_to",
            "assigned_to_email",
            "attachment",
            "attachment_name",
            "notes",
            "created_at",
            "updated_at",
            "resolved_at",
            "attachment_content_type",
            "attachment_size",
            "language",
            "source",
            "version",
            "turn",
            "is_spam",
            "first_response_at",
            "closed_at",
            "rating",
            "rating_comment",
            "rated_at",
            "follow_up_of",
            "attachments",
        )
        read_only_fields = (
            "ticket_number",
            "created_at",
            "updated_at",
            "resolved_at",
            "attachment_content_type",
            "attachment_size",
            "language",
            "source",
            "turn",
            "is_spam",
            "first_response_at",
            "closed_at",
            "rating",
            "rating_comment",
            "rated_at",
            "follow_up_of",
        )
        extra_kwargs = {"version": {"read_only": False, "required": False, "min_value": 1}}

    def get_fields(self) -> dict[str, Any]:
        """Let a choice stay that the site offers no longer, or never did: a form would show another in its place."""
        fields = super().get_fields()
        for name in ("subject", "status") if isinstance(self.instance, SupportTicket) else ():
            field, stored = fields.get(name), getattr(self.instance, name)
            if isinstance(field, serializers.ChoiceField) and stored not in field.choices:
                field.choices = {**field.choices, stored: stored}
        return fields

    @property
    def _writable_fields(self) -> Any:
        """Leave out what is sent as it is stored: a ticket may hold what today's rules would refuse."""
        for field in super()._writable_fields:
            if not self._is_unchanged(str(field.field_name)):
                yield field

    def _is_unchanged(self, name: str) -> bool:
        sent = getattr(self, "initial_data", None)
        if self.instance is None or name not in KEPT or not isinstance(sent, Mapping) or name not in sent:
            return False
        stored, value = getattr(self.instance, KEPT[name]), sent[name]
        return value == stored or (value is not None and stored is not None and str(value) == str(stored))

    def update(self, instance: SupportTicket, validated_data: dict[str, Any]) -> SupportTicket:
        changes = dict(validated_data)
        version = changes.pop("version", None)
        actor = self.context["request"].user
        return workflow.edit_ticket(ticket=instance, changes=changes, actor=actor, version=version)


class SupportTicketNewMessageSerializer(CheapFieldsFirst, serializers.Serializer[Any]):
    """What staff send to reply to a requester, or to note something among themselves."""

    text = ReplyField(label=_("text"), style={"base_template": "textarea.html"})
    kind = QuietChoiceField(label=_("kind"), choices=MessageKind.choices, default=MessageKind.REPLY)
    attachments = AttachmentsField(label=_("attachments"))


class SupportTicketMessageSerializer(serializers.ModelSerializer[TicketMessage]):
    """A reply or an internal note, as staff see it."""

    sender = SenderField()
    author_name = serializers.SerializerMethodField()
    attachments = SupportTicketAttachmentSerializer(source="files", many=True, read_only=True)

    class Meta:
        model = TicketMessage
        fields = ("id", "kind", "sender", "author", "author_name", "text", "attachments", "created_at", "source")
        read_only_fields = fields

    def get_author_name(self, message: TicketMessage) -> str:
        return message.author_name or _display_name(message.author)


class SupportTicketEventSerializer(serializers.ModelSerializer[TicketEvent]):
    """A line of a ticket's history."""

    type_display = serializers.CharField(source="get_type_display", read_only=True)
    actor_name = serializers.SerializerMethodField()
    # The schema of a JSONField would not say that it is an object. Fields have an attribute of this name.
    data = serializers.DictField(read_only=True)  # type: ignore[assignment]

    class Meta:
        model = TicketEvent
        fields = ("id", "type", "type_display", "actor", "actor_name", "data", "created_at")
        read_only_fields = fields

    def get_actor_name(self, event: TicketEvent) -> str:
        return _display_name(event.actor)


def _display_name(user: Any) -> str:
    """Return what staff call a user: the full name, or else the login name; "" for nobody."""
    if user is None:
        return ""
    full_name = getattr(user, "get_full_name", None)
    return (full_name().strip() if full_name else "") or str(user.get_username())
