"""A ticket's conversation, in the order in which it happened, as its requester may see it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..attachments.downloads import INLINE_TYPES
from ..choices import EventType, Party, Status
from ..models import SupportTicket, TicketAttachment, TicketEvent, TicketMessage
from ..newest import SHOWN, newest


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


def timeline(ticket: SupportTicket, *, whole: bool = False) -> tuple[list[Entry], bool]:
    """Return the opening, then the newest of the public messages and the changes of the status, in order.

    Internal notes are left out by the queries, and so are their files.

    :param whole: whether to return all of them.
    :returns: and whether something was left out between the opening and the rest.
    """
    messages, has_earlier_messages = newest(_public_messages(ticket), whole=whole)
    changes, has_earlier_changes = newest(_status_changes(ticket), whole=whole)
    later = sorted([*_of_messages(ticket, messages), *_of_changes(changes)], key=lambda entry: entry.at)
    shown = later if whole else later[-SHOWN:]
    has_earlier = has_earlier_messages or has_earlier_changes or len(shown) < len(later)
    return [_opening(ticket), *shown], has_earlier


def _opening(ticket: SupportTicket) -> Entry:
    files = [_shown(ticket, "attachment", ticket)] if ticket.attachment else []
    files += [_shown(ticket, "file", each) for each in ticket.attachments.of_opening()]
    return Entry(at=ticket.created_at, is_requesters=True, text=ticket.message, files=files)


def _public_messages(ticket: SupportTicket) -> QuerySet[TicketMessage]:
    return TicketMessage.objects.public().filter(ticket=ticket).with_details().order_by("pk")


def _status_changes(ticket: SupportTicket) -> QuerySet[TicketEvent]:
    return TicketEvent.objects.filter(ticket=ticket, type=EventType.STATUS_CHANGED).order_by("pk")


def _of_messages(ticket: SupportTicket, messages: Iterable[TicketMessage]) -> Iterator[Entry]:
    for message in messages:
        is_requesters = message.sender == Party.REQUESTER
        yield Entry(
            at=message.created_at,
            is_requesters=is_requesters,
            text=message.text,
            author="" if is_requesters else message.author_name,
            files=[_shown(ticket, "file", each) for each in message.files],
        )


def _of_changes(changes: Iterable[TicketEvent]) -> Iterator[Entry]:
    for change in changes:
        status, by_requester = change.data.get("new"), change.data.get("by") == Party.REQUESTER
        happened = _HAPPENED.get((status, by_requester))
        if happened:
            yield Entry(at=change.created_at, is_requesters=by_requester, happened=happened, status=status)


def _shown(ticket: SupportTicket, route: str, owner: SupportTicket | TicketAttachment) -> ShownFile:
    key: dict[str, Any] = {"file": owner.pk} if route == "file" else {}
    return ShownFile(
        name=owner.get_attachment_filename() or "",
        size=owner.attachment_size or 0,
        url=reverse(f"support_portal:{route}", kwargs={"number": ticket.ticket_number, **key}),
        is_picture=owner.attachment_content_type in INLINE_TYPES,
    )
