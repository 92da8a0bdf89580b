"""The portal's forms."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..attachments.fingerprints import fingerprint
from ..attachments.reading import MEBIBYTE
from ..attachments.rejections import rejection
from ..form_fields import AddressField, NameField, PhoneField
from ..notifications.policy import account_email
from ..workflow import looks_like_spam
from .fields import FilesField, ProseField, SubjectField, accept_files
from .stamps import Stamp, new_stamp, read_stamp, renewed_stamp

MESSAGE_MIN_LENGTH = 10
COMMENT_MAX_LENGTH = 2000
RATINGS = (
    (1, _("Very dissatisfied")),
    (2, _("Dissatisfied")),
    (3, _("Neither satisfied nor dissatisfied")),
    (4, _("Satisfied")),
    (5, _("Very satisfied")),
)
TICKET_FIELDS = ("name", "email", "phone", "subject", "message", "attachments")


class PortalForm(forms.Form):
    """A form whose ids do not meet those of the site's own page around it.

    :param lost_files: whether files came with it that have to be chosen again.
    """

    def __init__(self, *args: Any, lost_files: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "support-%s", "label_suffix": "", **kwargs})
        for field in self.fields.values():
            if isinstance(field, ProseField):
                limit = field.limit()
                field.widget.attrs["data-support-limit"] = limit
                field.help_text = field.help_text or gettext("At most %(limit)s characters.") % {"limit": limit}
            if isinstance(field, FilesField):
                field.lost = lost_files or bool(self.files)
                field.help_text = _files_hint()
                field.widget.attrs.update(_file_limits())

    @classmethod
    def unchecked(cls, request: HttpRequest, **kwargs: Any) -> "PortalForm":
        """Return a form with what the visitor typed, which was not looked at any further."""
        typed = request.POST.dict()
        if read_stamp(typed.get("stamp")).is_expired:
            typed["stamp"] = renewed_stamp(typed["stamp"])
        return cls(initial=typed, lost_files=bool(request.FILES), **kwargs)

    def typed_texts(self) -> list[forms.BoundField]:
        """Return the fields for longer texts that hold one."""
        return [field for field in self if isinstance(field.field, ProseField) and str(field.value() or "").strip()]

    def _post_clean(self) -> None:
        """Have files inspected last, and only if nothing else is wrong."""
        super()._post_clean()  # type: ignore[misc]
        for name in [name for name, field in self.fields.items() if isinstance(field, FilesField)]:
            if self.errors:
                return
            try:
                self.cleaned_data[name] = accept_files(self.cleaned_data[name])
            except ValidationError as error:
                self.add_error(name, error)

    def add_captcha(self) -> None:
        """Ask for a captcha, where the site has one."""
        path = settings.SUPPORT_TICKET_CAPTCHA_FIELD
        if path:
            self.fields["captcha"] = import_string(path)()


def _megabytes() -> str:
    return f"{settings.SUPPORT_TICKET_MAX_ATTACHMENT_SIZE / MEBIBYTE:.6g}"


def _files_hint() -> str:
    limits = {"number": settings.SUPPORT_TICKET_MAX_ATTACHMENTS, "size": _megabytes()}
    return gettext("PDF, Word, JPEG or PNG. At most %(number)s files of up to %(size)s MB each.") % limits


def _file_limits() -> dict[str, Any]:
    """Return what the script needs to refuse a file, or to make it smaller, before it is uploaded."""
    most = settings.SUPPORT_TICKET_MAX_ATTACHMENTS
    return {
        "data-support-max-files": most,
        "data-support-max-size": settings.SUPPORT_TICKET_MAX_ATTACHMENT_SIZE,
        "data-support-too-many": f"{{file}}: {rejection('too_many', limit=str(most))}",
        "data-support-too-large": f"{{file}}: {rejection('too_large', limit=_megabytes())}",
        "data-support-shrunk": gettext("%(file)s was made smaller so that it can be sent.") % {"file": "{file}"},
    }


def _message_limit() -> int:
    return int(settings.SUPPORT_TICKET_MESSAGE_MAX_LENGTH)


def _reply_limit() -> int:
    return int(settings.SUPPORT_TICKET_REPLY_MAX_LENGTH)


class NewTicketForm(PortalForm):
    """What a requester sends to open a ticket, and what tells him from a machine.

    :param user: who fills it in. An account is known to the site: neither a captcha nor any of the silent checks
        stands in its way.
    """

    name = NameField(label=_("Full name"))
    email = AddressField(label=_("E-mail"))
    phone = PhoneField(label=_("Phone"))
    subject = SubjectField(label=_("Subject"))
    message = ProseField(
        label=_("Message"),
        limit=_message_limit,
        min_characters=MESSAGE_MIN_LENGTH,
        error_messages={"required": _("The message must have at least 10 characters.")},
    )
    attachments = FilesField(label=_("Files"), required=False)
    # No person sees it, and no check looks at what is in it but that it is empty.
    website = forms.Field(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    stamp = forms.Field(required=False, widget=forms.HiddenInput, initial=new_stamp)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.is_stranger = not user.is_authenticated
        kwargs["initial"] = {**_known_about(user), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        if self.is_stranger:
            self.add_captcha()

    def clean(self) -> dict[str, Any]:
        stamp = self.sent_stamp
        if stamp.is_expired or not (stamp.key or self.is_stranger):
            self.refuse_stamp(gettext("The form was open for too long. Please send it again."))
        return super().clean() or self.cleaned_data

    def refuse_stamp(self, reason: str) -> None:
        """Have the visitor send the form again, with a stamp of now, at once if they like."""
        self.add_error(None, reason)
        self.data = {**dict(self.data.items()), "stamp": renewed_stamp(self.data.get("stamp"))}

    @property
    def sent_stamp(self) -> Stamp:
        """The stamp that came with the form."""
        return read_stamp(self.data.get("stamp"))

    @property
    def is_spam(self) -> bool:
        """Whether a machine, or a person paid to act like one, seems to have sent it."""
        if not self.is_stranger:
            return False
        stamp = self.sent_stamp
        return (
            not stamp.key
            or stamp.is_hasty
            or bool(self.data.get("website"))
            or looks_like_spam(self.cleaned_data["message"])
        )

    def ticket_fields(self) -> dict[str, Any]:
        """Return what was filled in, under the names of the arguments of ``open_ticket``."""
        return {name: self.cleaned_data[name] for name in TICKET_FIELDS if name in self.cleaned_data}


def _known_about(user: Any) -> Mapping[str, Any]:
    if not user.is_authenticated:
        return {}
    full_name = getattr(user, "get_full_name", None)
    return {"name": full_name() if full_name else "", "email": account_email(user)}


class ReplyForm(PortalForm):
    """A requester's reply."""

    text = ProseField(label=_("Message"), limit=_reply_limit)
    attachments = FilesField(label=_("Files"), required=False)
    stamp = forms.Field(required=False, widget=forms.HiddenInput, initial=new_stamp)

    def key(self) -> str:
        """Return what names this content of this rendering, so that it counts once however often it is sent.

        Empty without a valid stamp: a reply that was long in the writing counts each time.
        """
        stamp = read_stamp(self.data.get("stamp")).key
        content = {"text": self.cleaned_data["text"]}
        return f"{stamp}:{fingerprint(content, self.cleaned_data['attachments'])}" if stamp else ""


class RatingForm(PortalForm):
    """How satisfied a requester is."""

    rating = forms.TypedChoiceField(
        label=_("How satisfied are you with the solution?"),
        choices=RATINGS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of the offered values."),
            "invalid_choice": _("Choose one of the offered values."),
        },
    )
    comment = ProseField(label=_("Comment"), required=False, limit=lambda: COMMENT_MAX_LENGTH)


class FindForm(PortalForm):
    """The address whose tickets someone wants to open."""

    email = AddressField(label=_("E-mail"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not user.is_authenticated:
            self.add_captcha()
