"""The admin's forms."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminFileWidget
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..attachments.storage import accept_attachment
from ..exceptions import AttachmentRejected, ScannerUnavailable, StaleTicket
from ..normalization import normalized_text
from ..workflow import assignable_users
from .new_message import NewMessageFields, SeenField
from .stored_values import StoredValues

NO_FIELDS_OF_A_TICKET = frozenset({"seen_version", *NewMessageFields.base_fields})


class NamedFile:
    """A stored file by the name that its sender knows, for the link in the form."""

    def __init__(self, value: Any) -> None:
        self.url = value.url
        self.name = value.instance.get_attachment_filename()

    def __str__(self) -> str:
        return str(self.name)


class AttachmentWidget(AdminFileWidget):
    """The admin's widget, which would show the name in the storage, and leave the input without a label."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if self.is_initial(value):
            context["widget"]["value"] = NamedFile(value)
        context["widget"]["attrs"]["aria-label"] = capfirst(gettext("attachment"))
        return context


class SupportTicketForm(NewMessageFields, StoredValues):
    """A ticket as staff edit it.

    The hidden version tells whether someone else was faster. It matters only if fields of the ticket are changed,
    and what is changed is told by what the page showed, which every field brings back: a reply can always be sent.
    """

    seen_version = SeenField(required=False)
    accepted_attachment: Any = None

    class Meta(StoredValues.Meta):
        fields = (
            "user",
            "name",
            "email",
            "phone",
            "subject",
            "message",
            "attachment",
            "status",
            "assigned_to",
            "notes",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "seen_version" in self.fields:
            self.fields["seen_version"].initial = self.instance.version if self.instance.pk else None
        for name in self._shown_fields():
            self.fields[name].show_hidden_initial = True

    def clean_message(self) -> str:
        text = normalized_text(self.cleaned_data["message"])
        if not text and "message" not in self._kept:
            raise forms.ValidationError(self.fields["message"].error_messages["required"], code="required")
        return text

    def clean_attachment(self) -> Any:
        upload = self.cleaned_data["attachment"]
        if isinstance(upload, UploadedFile):
            try:
                self.accepted_attachment = accept_attachment(upload)
            except (AttachmentRejected, ScannerUnavailable) as error:
                raise forms.ValidationError(str(error), code=error.code) from error
        return upload

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        version = self.cleaned_data.get("seen_version")
        if self.instance.pk and version not in (None, self.instance.version) and self.changes():
            message = _(
                "The ticket was changed by someone else in the meantime. Look at it as it is now; "
                "save again if your changes are still right."
            )
            self.add_error("seen_version", forms.ValidationError(message, code=StaleTicket.default_code))
            self._catch_up()
        return cleaned

    def non_field_errors(self) -> Any:
        """Return what is wrong with the hidden version as well: beside its field nobody would see it."""
        errors = super().non_field_errors().copy()
        errors.extend(self.errors.get("seen_version", []))
        return errors

    def values(self) -> dict[str, Any]:
        """Return what was entered, as the workflow takes it, with the file as it was accepted."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in NO_FIELDS_OF_A_TICKET}
        return {**values, "attachment": self.accepted_attachment}

    def _shown_fields(self) -> list[str]:
        """Return the ticket's fields whose shown value comes back with the entered one."""
        return [name for name in self.fields if name not in NO_FIELDS_OF_A_TICKET and name != "attachment"]

    def _catch_up(self) -> None:
        """Show what the others changed beside what was entered here, and let it be saved the next time."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        for name in self._shown_fields():
            if name not in self.changed_data:
                data[self.add_prefix(name)] = data[self.add_initial_prefix(name)] = self.initial.get(name)
        data[self.add_prefix("seen_version")] = self.instance.version
        data[self.add_prefix("seen_message")] = self.newest_message()
        self.data = data


class AssignForm(forms.Form):
    """Whom to assign the selected tickets to."""

    assignee: Any = forms.ModelChoiceField(queryset=None, required=False, empty_label=_("Nobody"), label=_("Assignee"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = assignable_users()  # type: ignore[attr-defined]
