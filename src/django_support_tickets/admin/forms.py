"""The admin's forms."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminFileWidget
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..attachments.storage import accept_attachment
from ..exceptions import AttachmentRejected, ScannerUnavailable, StaleTicket
from ..models import SupportTicket
from ..workflow import assignable_users


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


class SupportTicketForm(forms.ModelForm):  # type: ignore[type-arg]
    """A ticket as staff edit it. The hidden version tells whether someone else was faster."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    accepted_attachment: Any = None

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "seen_version" in self.fields:
            self.fields["seen_version"].initial = self.instance.version if self.instance.pk else None
        if "assigned_to" in self.fields:
            # Whoever is assigned stays selectable, even without being staff any more.
            users = get_user_model()._default_manager
            selectable = Q(pk__in=assignable_users()) | Q(pk=self.instance.assigned_to_id)
            self.fields["assigned_to"].queryset = users.filter(selectable)  # type: ignore[attr-defined]

    def clean_attachment(self) -> Any:
        upload = self.cleaned_data["attachment"]
        if isinstance(upload, UploadedFile):
            try:
                self.accepted_attachment = accept_attachment(upload)
            except (AttachmentRejected, ScannerUnavailable) as error:
                raise forms.ValidationError(str(error), code=error.code) from error
        return upload

    def clean_seen_version(self) -> int | None:
        version: int | None = self.cleaned_data["seen_version"]
        if self.instance.pk and version is not None and version != self.instance.version:
            raise forms.ValidationError(StaleTicket.default_message, code=StaleTicket.default_code)
        return version

    def values(self) -> dict[str, Any]:
        """Return what was entered, as the workflow takes it."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "seen_version"}
        return {**values, "attachment": self.accepted_attachment}

    def changes(self) -> dict[str, Any]:
        """Return the values of the fields that were changed."""
        return {name: value for name, value in self.values().items() if name in self.changed_data}


class AssignForm(forms.Form):
    """Whom to assign the selected tickets to."""

    assignee: Any = forms.ModelChoiceField(queryset=None, required=False, empty_label=_("Nobody"), label=_("Assignee"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = assignable_users()  # type: ignore[attr-defined]
