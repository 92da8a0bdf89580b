"""What the API takes and shows. The public door names each field that it takes; everything else is ignored."""

import unicodedata
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from . import workflow
from .attachments.storage import AcceptedFile, accept_attachment
from .choices import Source
from .exceptions import AssigneeNotFound, AttachmentRejected
from .models import SupportTicket
from .validators import NAME_MAX_LENGTH, validate_person_name, validate_phone

MESSAGE_MIN_LENGTH = 10
# The characters that NFC can make one of: a letter with its marks.
MAX_DECOMPOSED_LENGTH = 4 * NAME_MAX_LENGTH


class NameField(serializers.CharField):
    """A person's name in composed form (NFC), with single spaces."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["validators"] = [validate_person_name]
        kwargs["error_messages"] = {"blank": _("The name must have at least 2 characters.")}
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):  # DRF would take 1e999 for somebody named "inf".
            self.fail("invalid")
        text = super().to_internal_value(data)
        if len(text) > MAX_DECOMPOSED_LENGTH:  # The validator says so; a long run of accents takes quadratic time.
            return text
        text = unicodedata.normalize("NFC", text)
        spaced = "".join(" " if unicodedata.category(char) == "Zs" else char for char in text)
        return " ".join(part for part in spaced.split(" ") if part)


class LowercaseEmailField(serializers.EmailField):
    def __init__(self, **kwargs: Any) -> None:
        message = _("Enter a valid e-mail address.")
        kwargs["error_messages"] = {"invalid": message, "blank": message}
        super().__init__(max_length=254, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        address = super().to_internal_value(data).lower()
        # Django lets through what a header must not hold: control characters in quotes, U+2028 in the domain, and
        # encoded words, which it decodes to another address when it sends (RFC 2047, section 5).
        if not address.isprintable() or "=?" in address:
            self.fail("invalid")
        return address


class MessageField(serializers.CharField):
    """Text of 10 to ``SUPPORT_TICKET_MESSAGE_MAX_LENGTH`` characters, in which a line break counts as one."""

    default_error_messages = {
        "blank": _("The message must have at least 10 characters."),
        "message_too_short": _("The message must have at least 10 characters."),
        "message_too_long": _("The message may have at most %(limit)s characters."),
    }

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        text = super().to_internal_value(data).replace("\r\n", "\n").replace("\r", "\n")
        limit = settings.SUPPORT_TICKET_MESSAGE_MAX_LENGTH
        if len(text) < MESSAGE_MIN_LENGTH:
            self.fail("message_too_short")
        if len(text) > limit:
            message = self.error_messages["message_too_long"] % {"limit": limit}
            raise serializers.ValidationError(message, code="message_too_long")
        return text


class AttachmentField(serializers.FileField):
    """A file that was inspected; shown as the address of the download view."""

    def __init__(self, **kwargs: Any) -> None:
        # Whatever UPLOADED_FILES_USE_URL says: the name in the storage is private.
        super().__init__(use_url=True, **kwargs)

    def to_internal_value(self, data: Any) -> AcceptedFile:  # type: ignore[override]
        try:
            return accept_attachment(super().to_internal_value(data))
        except AttachmentRejected as error:
            raise serializers.ValidationError(str(error), code=error.code) from error


class QuietChoiceField(serializers.ChoiceField):
    """A choice whose error does not repeat what the client sent: that may be nothing a response can hold."""

    default_error_messages = {"invalid_choice": _("Choose one of the offered values.")}


class AccountField(serializers.PrimaryKeyRelatedField[Any]):
    """A user, by primary key."""

    default_error_messages = {"does_not_exist": AssigneeNotFound.default_message}

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, int | str):
            self.fail("incorrect_type", data_type=type(data).__name__)
        try:
            return super().to_internal_value(data)
        except DjangoValidationError:  # No UUID, for instance.
            self.fail("does_not_exist")


class AssigneeField(serializers.PrimaryKeyRelatedField[Any]):
    """An active member of staff."""

    def to_internal_value(self, data: Any) -> Any:
        try:
            return workflow.find_assignee(data)
        except AssigneeNotFound as error:
            raise serializers.ValidationError(str(error), code=error.code) from error


class AccountEmailField(serializers.ReadOnlyField):
    """The address of a user, whatever its model calls it; None without a user."""

    def to_representation(self, value: Any) -> str | None:
        return getattr(value, value.get_email_field_name(), None)


class SupportTicketSerializer(serializers.ModelSerializer[SupportTicket]):
    """The public door: what a requester sends."""

    name = NameField(label=_("full name"))
    email = LowercaseEmailField(label=_("e-mail"))
    phone = serializers.CharField(
        label=_("phone"), required=False, allow_blank=True, allow_null=True, max_length=20, validators=[validate_phone]
    )
    message = MessageField(label=_("message"), style={"base_template": "textarea.html"})
    attachment = AttachmentField(label=_("attachment"), required=False, allow_null=True)

    class Meta:
        model = SupportTicket
        fields = ("name", "email", "phone", "subject", "message", "attachment")

    serializer_choice_field = QuietChoiceField

    def get_initial(self) -> dict[str, Any]:
        """Return what a form shows again of a refused request, without what no page can hold."""
        return {name: _encodable(value) for name, value in super().get_initial().items()}

    def create(self, validated_data: dict[str, Any]) -> SupportTicket:
        return workflow.open_ticket(**validated_data)


def _encodable(value: Any) -> Any:
    return value.encode(errors="replace").decode() if isinstance(value, str) else value


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
    source = serializers.ChoiceField(  # type: ignore[assignment]  # Fields have an attribute of this name.
        label=_("source"), choices=Source.choices, read_only=True
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
        )
        extra_kwargs = {"version": {"read_only": False, "required": False, "min_value": 1}}

    def update(self, instance: SupportTicket, validated_data: dict[str, Any]) -> SupportTicket:
        changes = dict(validated_data)
        version = changes.pop("version", None)
        actor = self.context["request"].user
        return workflow.edit_ticket(ticket=instance, changes=changes, actor=actor, version=version)
