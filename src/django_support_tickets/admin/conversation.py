"""What was said in a ticket, in order, as staff read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from .. import workflow
from ..choices import MessageKind, Party, Source
from ..models import SupportTicket, TicketAttachment, TicketMessage
from ..newest import newest
from .display import attachment_preview, badge
from .new_message import NewMessage

TEMPLATE = "admin/django_support_tickets/supportticket/conversation.html"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was said.

    :param kind: opening, requester, staff or note; it decides the colour, and ``label`` says the same in words.
    """

    kind: str
    label: SafeString
    author: str
    said_at: datetime
    source: str
    text: str
    files: list[SafeString | str]


def conversation(ticket: SupportTicket, earlier_url: str = "") -> SafeString:
    """Return the opening and the messages as HTML: three queries, however many there are.

    :param earlier_url: where all of them are, if only the newest are to be shown.
    """
    messages, has_earlier = newest(ticket.messages.with_details().order_by("pk"), whole=not earlier_url)
    entries = [_opening(ticket), *(_message(each, ticket) for each in messages)]
    context = {"entries": entries, "earlier_url": earlier_url if has_earlier else ""}
    return render_to_string(TEMPLATE, context)


def add_message(ticket: SupportTicket, written: NewMessage, actor: Any) -> str:
    """Add what staff wrote to the conversation, and return what was done in words."""
    add, done = (
        (workflow.add_note, gettext("The internal note was added."))
        if written.kind == MessageKind.NOTE
        else (workflow.reply_as_staff, gettext("The reply was added."))
    )
    add(ticket=ticket, text=written.text, attachments=written.files, actor=actor, source=Source.ADMIN)
    return done


def _opening(ticket: SupportTicket) -> Entry:
    single = [ticket] if ticket.attachment else []
    return Entry(
        kind="opening",
        label=badge("opening", gettext("Request")),
        author=ticket.name,
        said_at=ticket.created_at,
        source=ticket.get_source_display(),
        text=ticket.message,
        files=_files([*single, *ticket.attachments.of_opening()]),
    )


def _message(message: TicketMessage, ticket: SupportTicket) -> Entry:
    kind, label = _kind(message)
    return Entry(
        kind=kind,
        label=badge(kind, label),
        author=ticket.name if message.sender == Party.REQUESTER else _staff_name(message.author),
        said_at=message.created_at,
        source=message.get_source_display(),
        text=message.text,
        files=_files(message.files),
    )


def _kind(message: TicketMessage) -> tuple[str, str]:
    if message.kind == MessageKind.NOTE:
        return "note", gettext("Internal note, for staff only")
    if message.sender == Party.STAFF:
        return "staff", gettext("Reply by staff")
    return "requester", gettext("Reply by the requester")


def _staff_name(author: Any) -> str:
    """Return the full name of a member of staff, else the login name; the account may be gone."""
    if author is None:
        return str(Party.STAFF.label)
    full_name = getattr(author, "get_full_name", str)()
    return full_name.strip() or str(author.get_username())


def _files(owners: Iterable[SupportTicket | TicketAttachment]) -> list[SafeString | str]:
    return [attachment_preview(owner) for owner in owners]
