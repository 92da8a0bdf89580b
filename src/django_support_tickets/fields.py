"""The fields of the API's serializers: what clients send is checked and brought into its one form."""

from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.files.base import File
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.fields import empty
from rest_framework.utils import html

from . import workflow
from .attachments.filenames import clean_filename, last_extension
from .attachments.storage import AcceptedFile, accept_attachment, check_number
from .choices import Party
from .exceptions import AssigneeNotFound, AttachmentRejected, SupportTicketError
from .models import SupportTicket, TicketAttachment
from .models.ticket import SupportTicketQuerySet
from .normalization import (
    ADDRESS_MAX_LENGTH,
    normalized_address,
    normalized_name,
    normalized_phone,
    normalized_text,
)
from .users import may_view_users
from .validators import validate_person_name, validate_phone

MESSAGE_MIN_LENGTH = 10
COMMENT_MAX_LENGTH = 2000


def refuse(error: SupportTicketError) -> NoReturn:
    """Refuse a field's value for an error that the app raised on purpose, with its code."""
    raise serializers.ValidationError([ErrorDetail(str(error), error.code)]) from error


# Texts


class TextField(serializers.CharField):
    """Text that was sent as text: DRF would take 1e999 for somebody named "inf"."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class NameField(TextField):
    """A person's name in composed form (NFC), with single spaces."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["validators"] = [validate_person_name]
        kwargs["error_messages"] = {"blank": _("The name must have at least 2 characters.")}
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        return normalized_name(super().to_internal_value(data))


class AddressField(serializers.EmailField):
    """An e-mail address in its one form."""

    def __init__(self, **kwargs: Any) -> None:
        message = _("Enter a valid e-mail address.")
        kwargs["error_messages"] = {"invalid": message, "blank": message}
        super().__init__(max_length=ADDRESS_MAX_LENGTH, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        typed = super().to_internal_value(data)
        address = normalized_address(typed)
        if not address:
            self.fail("max_length" if len(typed) > ADDRESS_MAX_LENGTH else "invalid", max_length=ADDRESS_MAX_LENGTH)
        return address


class PhoneField(TextField):
    """A telephone number, or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, allow_blank=True, allow_null=True, max_length=20, **kwargs)
        self.validators.append(validate_phone)

    def to_internal_value(self, data: Any) -> str:
        return normalized_phone(super().to_internal_value(data))


class LimitedTextField(TextField):
    """Text of a limited length, in which a line break counts as one character."""

    default_error_messages = {"message_too_long": _("The message may have at most %(limit)s characters.")}

    def limit(self) -> int:
        """Return the number of characters that it may have."""
        raise NotImplementedError

    def to_internal_value(self, data: Any) -> str:
        text = normalized_text(super().to_internal_value(data))
        if not text and not self.allow_blank:
            self.fail("blank")
        if len(text) > self.limit():
            message = self.error_messages["message_too_long"] % {"limit": self.limit()}
            raise serializers.ValidationError(message, code="message_too_long")
        return text


class MessageField(LimitedTextField):
    """Text of 10 to ``SUPPORT_TICKET_MESSAGE_MAX_LENGTH`` characters."""

    default_error_messages = {
        "blank": _("The message must have at least 10 characters."),
        "message_too_short": _("The message must have at least 10 characters."),
    }

    def limit(self) -> int:
        return int(settings.SUPPORT_TICKET_MESSAGE_MAX_LENGTH)

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if len(text) < MESSAGE_MIN_LENGTH:
            self.fail("message_too_short")
        return text


class ReplyField(LimitedTextField):
    """Text of up to ``SUPPORT_TICKET_REPLY_MAX_LENGTH`` characters, not blank."""

    def limit(self) -> int:
        return int(settings.SUPPORT_TICKET_REPLY_MAX_LENGTH)


class CommentField(LimitedTextField):
    """Text of up to 2000 characters, or none."""

    def limit(self) -> int:
        return COMMENT_MAX_LENGTH


# Choices and accounts


class QuietChoiceField(serializers.ChoiceField):
    """A choice whose error does not repeat what the client sent: that may be nothing a response can hold."""

    default_error_messages = {"invalid_choice": _("Choose one of the offered values.")}


class SenderField(serializers.ChoiceField):
    """Who wrote a message: the requester, or staff."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=Party.choices, read_only=True, **kwargs)


class AccountField(serializers.PrimaryKeyRelatedField[Any]):
    """A user, by primary key. Whoever may not view users finds none: the answer shows the address."""

    default_error_messages = {"does_not_exist": AssigneeNotFound.default_message}

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, int | str):
            self.fail("incorrect_type", data_type=type(data).__name__)
        if not may_view_users(self.context["request"].user):
            self.fail("does_not_exist")
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
            refuse(error)


class AccountEmailField(serializers.ReadOnlyField):
    """The address of a user, whatever its model calls it; None without a user."""

    def to_representation(self, value: Any) -> str | None:
        return getattr(value, value.get_email_field_name(), None)


# Files


class AttachmentField(serializers.FileField):
    """A file that was inspected; shown as the address of the download view."""

    def __init__(self, **kwargs: Any) -> None:
        # Whatever UPLOADED_FILES_USE_URL says: the name in the storage is private.
        super().__init__(use_url=True, **kwargs)

    def to_internal_value(self, data: Any) -> AcceptedFile:  # type: ignore[override]
        try:
            return accept_attachment(super().to_internal_value(data))
        except AttachmentRejected as error:
            refuse(error)

    def to_representation(self, value: Any) -> str | None:
        # Without an address where the site routes the view set alone.
        request = self.context.get("request")
        path = value.url_beside(getattr(request, "resolver_match", None)) if value else ""
        return request.build_absolute_uri(path) if request and path else path or None


class AttachmentsField(serializers.ListField):
    """Files that were inspected: a form's field that is there several times. JSON can only say that there are none.

    Its errors are one list, each with the name of the file that it is about.
    """

    child = AttachmentField()
    default_error_messages = {"invalid": serializers.FileField.default_error_messages["invalid"]}

    def __init__(self, **kwargs: Any) -> None:
        style = {"template": "django_support_tickets/api/files_input.html"}
        super().__init__(required=False, allow_null=True, style=style, **kwargs)

    def get_value(self, dictionary: Any) -> Any:
        # DRF would look for "attachments[0]" as well, and fails on an index of 5,000 digits.
        return dictionary.getlist(self.field_name) if html.is_html_input(dictionary) else super().get_value(dictionary)

    def run_validation(self, data: Any = empty) -> Any:
        return super().run_validation([] if data is None else data)

    def to_internal_value(self, data: Any) -> list[AcceptedFile]:
        if not isinstance(data, list):
            self.fail("invalid")
        uploads = [upload for upload in data if upload != ""]
        try:
            check_number(len(uploads))
        except AttachmentRejected as error:
            refuse(error)
        accepted: list[AcceptedFile] = []
        errors: list[ErrorDetail] = []
        for upload in uploads:
            try:
                accepted.append(self.child.run_validation(upload))
            except serializers.ValidationError as error:
                details: Any = error.detail
                errors += [ErrorDetail(_named(upload, detail), detail.code) for detail in details]
        if errors:
            raise serializers.ValidationError(errors)
        return accepted


def _named(upload: Any, error: Any) -> str:
    """Return an error with the name of the file that it is about, cleaned of what no answer can hold."""
    if not isinstance(upload, File) or not upload.name:
        return str(error)
    return f"{clean_filename(upload.name, extension=last_extension(upload.name)).rstrip('.')}: {error}"


class CheapFieldsFirst:
    """A serializer that looks at files only once everything else is right: that costs the most."""

    _looks_at_files = False

    @property
    def _writable_fields(self) -> Any:
        """The fields of the present look; DRF's own property, which :meth:`to_internal_value` goes through."""
        for field in super()._writable_fields:  # type: ignore[misc]
            if isinstance(field, AttachmentField | AttachmentsField) == self._looks_at_files:
                yield field

    def to_internal_value(self, data: Any) -> Any:
        values = {}
        for self._looks_at_files in (False, True):
            values.update(super().to_internal_value(data))  # type: ignore[misc]
        return values


def with_opening_files(tickets: SupportTicketQuerySet) -> SupportTicketQuerySet:
    """Fetch, in one more query, the files that tickets were opened with."""
    files = TicketAttachment.objects.of_opening()
    return tickets.prefetch_related(Prefetch("attachments", files, to_attr="opening_files"))


class OpeningFilesField(serializers.ListSerializer[Any]):
    """The files that a ticket was opened with, fetched with the ticket or, for one alone, now."""

    def get_attribute(self, instance: SupportTicket) -> Any:
        fetched = getattr(instance, "opening_files", None)
        return instance.attachments.of_opening() if fetched is None else fetched
