"""What staff write in a ticket: fields of its form for a reply or an internal note, with files."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminRadioSelect, AdminTextareaWidget
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxLengthValidator
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..attachments.inspection import ALLOWED_EXTENSIONS
from ..attachments.storage import AcceptedFile, accept_attachment, check_number
from ..choices import MessageKind
from ..exceptions import AttachmentRejected, ScannerUnavailable
from ..models import SupportTicket
from ..normalization import normalized_text

KINDS = (
    (MessageKind.REPLY, _("Reply: the requester reads it, and gets it by mail")),
    (MessageKind.NOTE, _("Internal note: only staff can read it")),
)


class NewMessage(NamedTuple):
    """What was written, checked and ready to be stored."""

    kind: MessageKind
    text: str
    files: Sequence[AcceptedFile]


def _max_length() -> int:
    return int(settings.SUPPORT_TICKET_REPLY_MAX_LENGTH)


class PlainTextField(forms.CharField):
    """Text in which a line break counts as one character, as it does in the browser."""

    widget = AdminTextareaWidget(attrs={"rows": 6, "dir": "auto"})
    default_validators = [MaxLengthValidator(_max_length)]

    def to_python(self, value: Any) -> str:
        return normalized_text(super().to_python(value) or "")


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each inspected. What is wrong with one is told with its name."""

    widget = FilesInput(attrs={"accept": ",".join(f".{extension}" for extension in ALLOWED_EXTENSIONS)})

    def clean(self, data: Any, initial: Any = None) -> list[AcceptedFile]:
        uploads: list[UploadedFile[bytes]] = data or []
        try:
            check_number(len(uploads))
        except AttachmentRejected as error:
            raise forms.ValidationError(str(error), code=error.code) from error
        accepted, problems = [], []
        for upload in uploads:
            try:
                accepted.append(accept_attachment(upload))
            except (AttachmentRejected, ScannerUnavailable) as error:
                problems.append(forms.ValidationError(f"{upload.name}: {error}", code=error.code))
        if problems:
            raise forms.ValidationError(problems)
        return accepted

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)


class SeenField(forms.IntegerField):
    """What the page showed when it was opened. It comes back as it was, and is no change."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class NewMessageFields(forms.Form):
    """The part of a ticket's form that adds to the conversation. Without a text it adds nothing."""

    instance: SupportTicket

    new_message_kind = forms.ChoiceField(
        label=_("Write"), choices=KINDS, required=False, widget=AdminRadioSelect(attrs={"class": "radiolist"})
    )
    new_message = PlainTextField(label=_("Text"), required=False)
    new_message_files = FilesField(label=_("Files"), required=False)
    seen_message = SeenField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            for name in NewMessageFields.base_fields:
                self.fields.pop(name, None)
        for name, prepare in (
            ("new_message_kind", self._prepare_kind),
            ("new_message", self._prepare_text),
            ("new_message_files", self._prepare_files),
            ("seen_message", self._prepare_seen),
        ):
            if name in self.fields:  # A site's own form, or its read-only fields, may leave some out.
                prepare(self.fields[name])

    def _prepare_kind(self, field: forms.Field) -> None:
        field.initial = MessageKind.NOTE if self.instance.is_spam else MessageKind.REPLY

    def _prepare_text(self, field: forms.Field) -> None:
        field.widget.attrs["maxlength"] = _max_length()

    def _prepare_files(self, field: forms.Field) -> None:
        field.help_text = gettext("At most %(number)s files of up to %(size)s each: %(types)s") % {
            "number": settings.SUPPORT_TICKET_MAX_ATTACHMENTS,
            "size": filesizeformat(settings.SUPPORT_TICKET_MAX_ATTACHMENT_SIZE),
            "types": ", ".join(extension.upper() for extension in ALLOWED_EXTENSIONS),
        }

    def _prepare_seen(self, field: forms.Field) -> None:
        field.initial = self.newest_message

    def newest_message(self) -> int:
        """Return the key of the last message that the requester can read, 0 without one."""
        keys = self.instance.messages.public().order_by("-pk").values_list("pk", flat=True)
        return keys.first() or 0

    def missed_a_message(self) -> bool:
        """Tell whether something was said since the page was opened."""
        seen = self.cleaned_data.get("seen_message")
        return seen is not None and self.newest_message() > seen

    def written(self) -> NewMessage | None:
        """Return what was written, if anything was."""
        text = self.cleaned_data.get("new_message")
        if not text:
            return None
        kind = MessageKind(self.cleaned_data["new_message_kind"])
        return NewMessage(kind, text, self.cleaned_data.get("new_message_files", ()))

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        text, kind = self.cleaned_data.get("new_message"), self.cleaned_data.get("new_message_kind")
        if text == "" and self.cleaned_data.get("new_message_files"):
            self._refuse("new_message", "text_missing", _("Write a text to go with the files."))
        if text and kind == "":
            self._refuse("new_message_kind", "kind_missing", _("Choose what the text is."))
        if text and kind == MessageKind.REPLY and self.instance.is_spam:
            message = _("Release the ticket from spam first: as it is, its requester cannot read a reply.")
            self._refuse("new_message_kind", "is_spam", message)
        return cleaned

    def _refuse(self, field: str, code: str, message: Any) -> None:
        self.add_error(field, forms.ValidationError(message, code=code))
