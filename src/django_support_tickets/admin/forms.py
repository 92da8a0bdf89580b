"""The admin's forms."""

from functools import partial
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminFileWidget
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..attachments.storage import accept_attachment
from ..exceptions import AttachmentRejected, ScannerUnavailable, StaleTicket
from ..form_fields import AddressField, NameField, PhoneField
from ..models import SupportTicket
from ..normalization import normalized_text
from ..workflow import assignable_users
from .new_message import NewMessageFields, SeenField

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


def _stored(stored: Any, _value: Any) -> Any:
    return stored


class SupportTicketForm(NewMessageFields, forms.ModelForm):  # type: ignore[type-arg]
    """A ticket as staff edit it.

    The hidden version tells whether someone else was faster. It matters only if fields of the ticket are changed,
    and what is changed is told by what the page showed, which every field brings back: a reply can always be sent.
    """

    seen_version = SeenField(required=False)
    accepted_attachment: Any = None
    _kept: set[str] = set()

    class Meta:
        model = SupportTicket
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
        field_classes = {"name": NameField, "email": AddressField, "phone": PhoneField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "seen_version" in self.fields:
            self.fields["seen_version"].initial = self.instance.version if self.instance.pk else None
        if "assigned_to" in self.fields:
            # Whoever is assigned stays selectable, even without being staff any more.
            current = get_user_model()._default_manager.filter(pk__in=[self.instance.assigned_to_id])
            self.fields["assigned_to"].queryset = assignable_users() | current  # type: ignore[attr-defined]
        for name in self._shown_fields():
            self.fields[name].show_hidden_initial = True
        for name in ("subject", "status"):
            self._offer_stored_value(name)
        self._keep_unchanged()

    def _offer_stored_value(self, name: str) -> None:
        """Let a choice stay that the site offers no longer, or never did."""
        field, stored = self.fields.get(name), getattr(self.instance, name)
        if isinstance(field, forms.ChoiceField) and self.instance.pk:
            choices: list[Any] = list(field.choices)  # type: ignore[arg-type]
            if stored not in dict(choices):
                field.choices = [*choices, (stored, stored)]

    @cached_property
    def changed_data(self) -> list[str]:
        """The fields that were changed: not those that came back as they were shown, be they what nobody could type."""
        return [name for name in super().changed_data if not self._came_back(name)]

    def _came_back(self, name: str) -> bool:
        field = self[name]
        shown = self.data.get(field.html_initial_name)
        return field.field.show_hidden_initial and shown is not None and shown == self.data.get(field.html_name)

    def _keep_unchanged(self) -> None:
        """Check only what was changed: a ticket may hold what today's rules would refuse."""
        if self.is_bound and self.instance.pk:
            self._kept = {*self._shown_fields()} - {*self.changed_data}
        for name in self._kept:
            # The field itself stays, for its bound field knows it by now.
            setattr(self.fields[name], "clean", partial(_stored, getattr(self.instance, name)))  # noqa: B010

    def _get_validation_exclusions(self) -> set[str]:
        return {*super()._get_validation_exclusions(), *self._kept}  # type: ignore[misc]

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
        """Return what was entered, as the workflow takes it."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in NO_FIELDS_OF_A_TICKET}
        return {**values, "attachment": self.accepted_attachment}

    def changes(self) -> dict[str, Any]:
        """Return the values of the fields that were changed."""
        return {name: value for name, value in self.values().items() if name in self.changed_data}

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
