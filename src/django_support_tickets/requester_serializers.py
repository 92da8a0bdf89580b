"""What the API takes of requesters and shows to them. Every field is named: what is not here, stays inside."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from .choices import Party, Status
from .fields import (
    AddressField,
    AttachmentsField,
    CheapFieldsFirst,
    CommentField,
    OpeningFilesField,
    ReplyField,
    SenderField,
)
from .models import SupportTicket, TicketAttachment, TicketMessage
from .mounting import mounted_url
from .workflow.rating import BEST, WORST


class RequesterUrlField(serializers.ReadOnlyField):
    """Where a requester finds a file: the single one of a ticket, or one of several.

    None without one, and for a number that no address can hold, such as an imported one with a slash.
    """

    def __init__(self) -> None:
        super().__init__(source="*", allow_null=True)

    def to_representation(self, value: SupportTicket | TicketAttachment) -> str | None:
        if not value.attachment:
            return None
        request = self.context["request"]
        # Not by DRF's reverse(), which looks for the version of the site's API in the path or the namespace.
        path = mounted_url(*_route(value), request.resolver_match)
        return str(request.build_absolute_uri(path)) if path else None


def _route(owner: SupportTicket | TicketAttachment) -> tuple[str, dict[str, Any]]:
    if isinstance(owner, SupportTicket):
        return "my-support-ticket-attachment", {"ticket_number": owner.ticket_number}
    # The ticket is at hand with the message, since it was reached by it.
    ticket = owner.message.ticket if owner.message else owner.ticket
    return "my-support-ticket-file", {"ticket_number": ticket.ticket_number, "file": owner.pk}


class RequesterFileSerializer(serializers.Serializer[TicketAttachment]):
    """A file, and where its requester finds it."""

    name = serializers.CharField(source="attachment_filename")
    content_type = serializers.CharField(source="attachment_content_type")
    size = serializers.IntegerField(source="attachment_size")
    url = RequesterUrlField()


class RequesterTicketSerializer(serializers.Serializer[SupportTicket]):
    """A ticket as its requester sees it: nothing of the work on it but its state."""

    ticket_number = serializers.CharField()
    subject = serializers.CharField()
    subject_display = serializers.CharField(source="get_subject_display")
    name = serializers.CharField()
    email = serializers.EmailField()
    message = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices)
    status_display = serializers.CharField(source="get_status_display")
    turn = serializers.ChoiceField(choices=Party.choices)
    created_at = serializers.DateTimeField()
    resolved_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    attachment = RequesterUrlField()
    attachment_name = serializers.CharField(source="get_attachment_filename", allow_null=True)
    attachments = OpeningFilesField(child=RequesterFileSerializer())
    rating = serializers.IntegerField(min_value=WORST, max_value=BEST, allow_null=True)
    rating_comment = serializers.CharField()
    follow_up_of = serializers.SerializerMethodField()
    can_reply = serializers.SerializerMethodField()
    can_close = serializers.BooleanField(source="can_be_closed")
    can_reopen = serializers.BooleanField(source="can_be_reopened")
    can_rate = serializers.BooleanField(source="can_be_rated")

    def get_follow_up_of(self, ticket: SupportTicket) -> str | None:
        return ticket.follow_up_of.ticket_number if ticket.follow_up_of else None

    def get_can_reply(self, ticket: SupportTicket) -> bool:
        """Always: a reply that comes too late for this ticket opens one that follows it up."""
        return True


class RequesterMessageSerializer(serializers.Serializer[TicketMessage]):
    """A reply as the requester reads it. Whoever uses it hands it no internal notes."""

    id = serializers.IntegerField()
    sender = SenderField()
    author_name = serializers.SerializerMethodField()
    text = serializers.CharField()
    attachments = RequesterFileSerializer(source="files", many=True)
    created_at = serializers.DateTimeField()

    def get_author_name(self, message: TicketMessage) -> str:
        return message.author_name or gettext("Support Team")


class RequesterReplySerializer(CheapFieldsFirst, serializers.Serializer[Any]):
    """What a requester sends to go on with a ticket."""

    text = ReplyField(label=_("text"), style={"base_template": "textarea.html"})
    attachments = AttachmentsField(label=_("attachments"))


class RequesterRatingSerializer(serializers.Serializer[Any]):
    """How satisfied a requester is: from 1, not at all, to 5."""

    rating = serializers.IntegerField(label=_("rating"), min_value=WORST, max_value=BEST)
    comment = CommentField(
        label=_("comment on the rating"),
        required=False,
        allow_blank=True,
        default="",
        style={"base_template": "textarea.html"},
    )


class RequesterLinksSerializer(serializers.Serializer[Any]):
    """Where a requester wants links to his tickets to be mailed."""

    email = AddressField(label=_("e-mail"))
