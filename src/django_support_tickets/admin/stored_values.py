"""Forms for tickets that may hold what today's rules refuse: imported, or from before the site changed its choices."""

from functools import partial
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.functional import cached_property
from django.utils.text import normalize_newlines

from ..form_fields import AddressField, NameField, PhoneField
from ..models import SupportTicket
from ..workflow import assignable_users


class StoredValues(forms.ModelForm):  # type: ignore[type-arg]
    """A ticket's form in which only what was changed is checked, and every stored value stays among the choices."""

    _kept: frozenset[str] = frozenset()

    class Meta:
        model = SupportTicket
        fields: tuple[str, ...] = ()  # Those of list_editable come in their place.
        field_classes = {"name": NameField, "email": AddressField, "phone": PhoneField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "assigned_to" in self.fields:
            # Whoever is assigned stays selectable, even without being staff any more.
            current = get_user_model()._default_manager.filter(pk__in=[self.instance.assigned_to_id])
            self.fields["assigned_to"].queryset = assignable_users() | current  # type: ignore[attr-defined]
        for name in ("subject", "status"):
            self._offer_stored_value(name)

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
        """Tell whether a field was sent as the page showed it, or as it is stored where none tells what was shown."""
        bound = self[name]
        if bound.html_name not in self.data:
            return False
        sent = self.data.get(bound.html_name)
        if bound.field.show_hidden_initial and bound.html_initial_name in self.data:
            return bool(self.data.get(bound.html_initial_name) == sent)
        initial = bound.initial
        stored = "" if initial is None else str(bound.field.prepare_value(initial))
        return str(normalize_newlines(stored)) == str(normalize_newlines(str(sent)))

    def full_clean(self) -> None:
        """Check only what was changed: a field added by a subclass, and one that holds a file, is checked as ever."""
        if self.is_bound and self.instance.pk:
            self._kept = frozenset(self.stored_fields()) - {*self.changed_data}
        for name in self._kept:
            # The field itself stays, for its bound field knows it by now.
            setattr(self.fields[name], "clean", partial(_stored, getattr(self.instance, name)))  # noqa: B010
        super().full_clean()

    def stored_fields(self) -> list[str]:
        """Return the form's fields that show what a column of the ticket holds, but for files and the key."""
        columns = {field.name for field in SupportTicket._meta.concrete_fields if not field.primary_key}
        return [name for name, field in self.fields.items() if name in columns and not _is_file(field)]

    def _get_validation_exclusions(self) -> set[str]:
        return {*super()._get_validation_exclusions(), *self._kept}  # type: ignore[misc]

    def values(self) -> dict[str, Any]:
        """Return what was entered, as the workflow takes it."""
        return {name: self.cleaned_data[name] for name in self.stored_fields() if name in self.cleaned_data}

    def changes(self) -> dict[str, Any]:
        """Return the values of the fields that were changed."""
        return {name: value for name, value in self.values().items() if name in self.changed_data}


def _stored(stored: Any, _value: Any) -> Any:
    return stored


def _is_file(field: forms.Field) -> bool:
    return isinstance(field, forms.FileField)
