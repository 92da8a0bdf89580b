"""A ticket's conversation, in the order in which it happened, as its requester may see it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..attachments.downloads import INLINE_TYPES
from ..choices import EventType, Party, Status
from ..models import SupportTicket, TicketAttachment, TicketEvent, TicketMessage


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file and the address at which the requester gets it."""

    name: str
    size: int
    url: str
    is_picture: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was said, or, without a text, a change of the status.

    ``author`` is the name of the member of staff, where it may be known.
    """

    at: datetime
    is_requesters: bool
    text: str = ""
    author: str = ""
    files: list[ShownFile] = field(default_factory=list)
    happened: str | Promise = ""
    status: str = ""


_HAPPENED = {
    (Status.PENDING, True): _("You reopened the ticket."),
    (Status.PENDING, False): _("We reopened the ticket."),
    (Status.IN_PROGRESS, False): _("We are working on it."),
    (Status.RESOLVED, False): _("We marked the ticket as resolved."),
    (Status.CLOSED, True): _("You closed the ticket."),
    (Status.CLOSED, False): _("We closed the ticket."),
}


def timeline(ticket: SupportTicket) -> list[Entry]:
    """Return the opening, the public messages, and the changes of the status in between.

    Internal notes are left out by the queries, and so are their files.
    """
    later = [*_messages(ticket), *_changes(ticket)]
    return [_opening(ticket), *sorted(later, key=lambda entry: entry.at)]


def _opening(ticket: SupportTicket) -> Entry:
    files = [_shown(ticket, "attachment", ticket)] if ticket.attachment else []
    files += [_shown(ticket, "file", each) for each in ticket.attachments.of_opening()]
    return Entry(at=ticket.created_at, is_requesters=True, text=ticket.message, files=files)


def _messages(ticket: SupportTicket) -> Iterable[Entry]:
    for message in TicketMessage.objects.public().filter(ticket=ticket).with_details():
        is_requesters = message.sender == Party.REQUESTER
        yield Entry(
            at=message.created_at,
            is_requesters=is_requesters,
            text=message.text,
            author="" if is_requesters else message.author_name,
            files=[_shown(ticket, "file", each) for each in message.attachments.all()],
        )


def _changes(ticket: SupportTicket) -> Iterable[Entry]:
    changes = TicketEvent.objects.filter(ticket=ticket, type=EventType.STATUS_CHANGED)
    for at, data in changes.values_list("created_at", "data"):
        by_requester = data.get("by") == Party.REQUESTER
        happened = _HAPPENED.get((data.get("new"), by_requester))
        if happened:
            yield Entry(at=at, is_requesters=by_requester, happened=happened, status=data["new"])


def _shown(ticket: SupportTicket, route: str, owner: SupportTicket | TicketAttachment) -> ShownFile:
    key: dict[str, Any] = {"file": owner.pk} if route == "file" else {}
    return ShownFile(
        name=owner.get_attachment_filename() or "",
        size=owner.attachment_size or 0,
        url=reverse(f"support_portal:{route}", kwargs={"number": ticket.ticket_number, **key}),
        is_picture=owner.attachment_content_type in INLINE_TYPES,
    )
