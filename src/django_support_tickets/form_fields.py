"""Form fields for what both staff and requesters type about a person."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .normalization import ADDRESS_MAX_LENGTH, normalized_address, normalized_name, normalized_phone, readable_address
from .validators import NAME_MAX_LENGTH, validate_person_name, validate_phone

PHONE_MAX_LENGTH = 20


class NameField(forms.CharField):
    """A person's name."""

    widget = forms.TextInput(attrs={"autocomplete": "name", "maxlength": NAME_MAX_LENGTH, "dir": "auto"})
    default_validators = [validate_person_name]
    default_error_messages = {"required": _("The name must have at least 2 characters.")}

    def to_python(self, value: Any) -> str:
        return normalized_name(super().to_python(value) or "")


class AddressField(forms.EmailField):
    """An e-mail address in its one form; shown as its owner writes it."""

    widget = forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"})
    default_error_messages = {
        "required": _("Enter a valid e-mail address."),
        "invalid": _("Enter a valid e-mail address."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "max_length": ADDRESS_MAX_LENGTH})

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        address = normalized_address(typed)
        if typed and not address:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return address

    def prepare_value(self, value: Any) -> Any:
        return readable_address(value) if isinstance(value, str) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare addresses, not their spellings."""
        typed = str(data or "")
        return (initial or "") not in (typed, normalized_address(typed))


class PhoneField(forms.CharField):
    """A telephone number, or None."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})
    default_validators = [validate_phone]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "max_length": PHONE_MAX_LENGTH, "empty_value": None, "required": False})
        # The browser would cut off what is still to be normalised.
        self.widget.attrs.pop("maxlength", None)

    def to_python(self, value: Any) -> str | None:
        return super().to_python(normalized_phone(value) if isinstance(value, str) else value)
