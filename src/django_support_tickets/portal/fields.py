"""The fields of the portal's forms: what people type, checked by the API's rules and refused in its words."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..attachments.filenames import clean_filename, last_extension
from ..attachments.inspection import ALLOWED_EXTENSIONS
from ..attachments.storage import AcceptedFile, accept_attachment, check_number
from ..choices import Choice, subject_choices
from ..exceptions import AttachmentRejected, ScannerUnavailable
from ..normalization import normalized_text


class SubjectField(forms.ChoiceField):
    """One of the subjects that are offered when the form is shown."""

    default_error_messages = {
        "required": _("Choose one of the offered values."),
        "invalid_choice": _("Choose one of the offered values."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=_offered_subjects, **kwargs)


def _offered_subjects() -> list[Choice]:
    return [("", _("Choose a subject")), *subject_choices()]


class ProseField(forms.CharField):
    """Text of several lines, in which a line break counts as one character."""

    widget = forms.Textarea(attrs={"rows": 6, "dir": "auto"})
    default_error_messages = {
        "message_too_short": _("The message must have at least 10 characters."),
        "message_too_long": _("The message may have at most %(limit)s characters."),
    }

    def __init__(self, *, limit: Callable[[], int], min_characters: int = 0, **kwargs: Any) -> None:
        """Remember what returns the limit: a setting is read when it is needed."""
        self.limit = limit
        self.min_characters = min_characters
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return normalized_text(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) < self.min_characters:
            raise ValidationError(self.error_messages["message_too_short"], code="message_too_short")
        limit = self.limit()
        if len(value) > limit:
            message = self.error_messages["message_too_long"]
            raise ValidationError(message, code="message_too_long", params={"limit": limit})


class FilesInput(forms.FileInput):
    """An input for several files, of the types that are taken."""

    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        accepted = ",".join(f".{extension}" for extension in ALLOWED_EXTENSIONS)
        super().__init__({"accept": accepted, **(attrs or {})})


class FilesField(forms.Field):
    """Several files. The form has them inspected once everything else is right: that costs the most."""

    widget = FilesInput
    # Whether the visitor has to choose again what he sent: a page cannot hand files back.
    lost = False

    def to_python(self, value: Any) -> list[Any]:
        uploads = list(value or ())
        try:
            check_number(len(uploads))
        except AttachmentRejected as error:
            raise ValidationError(str(error), code=error.code) from error
        return uploads


def accept_files(uploads: list[Any]) -> list[AcceptedFile]:
    """Inspect files.

    :raises ValidationError: with an error for each that may not be stored, which says which file it is about.
    """
    accepted, errors = [], []
    for upload in uploads:
        try:
            accepted.append(accept_attachment(upload))
        except (AttachmentRejected, ScannerUnavailable) as error:
            errors.append(ValidationError(f"{_shown_name(upload.name or '')}: {error}", code=error.code))
    if errors:
        raise ValidationError(errors)
    return accepted


def _shown_name(name: str) -> str:
    return clean_filename(name, extension=last_extension(name)).rstrip(".")
