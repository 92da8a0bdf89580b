"""What requester and staff say to each other in a ticket, and what staff note among themselves."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from django.utils import timezone

from ..attachments.storage import AcceptedFile, StoredFile, storing_all
from ..choices import EventType, MessageKind, Party, Source, Status
from ..models import IdempotencyKey, SupportTicket, TicketMessage
from ..signals import ticket_message_added
from .assignment import is_assignable
from .attaching import attach_all
from .opening import key_digest, store_ticket, ticket_of_key
from .status import BY_REQUESTER, apply_status
from .transaction import account, announce, database, lock_ticket, one_transaction, record, save_changes

if TYPE_CHECKING:
    from django.core.files.base import File

Files: TypeAlias = "Sequence[File[Any] | AcceptedFile]"


class Reply(NamedTuple):
    """What came of a requester's reply.

    ``ticket`` is where the text now stands: the ticket itself, or the follow-up that it opened, which has no message.
    Nor has a reply that was sent before.
    """

    ticket: SupportTicket
    message: TicketMessage | None


def reply_as_staff(
    *, ticket: SupportTicket, text: str, actor: Any, attachments: Files = (), source: str = Source.CODE
) -> TicketMessage:
    """Answer the requester, who is mailed the text. A pending ticket is in progress from then on.

    :param actor: the member of staff who writes.
    :param source: by which door it came.
    :raises AttachmentRejected, ScannerUnavailable: if a file may not be stored; then nothing is.
    :raises TicketNotFound: if the ticket was deleted in the meantime.
    """
    with storing_all(attachments) as files:
        return _reply_as_staff(ticket, text, actor, files, source)


def reply_as_requester(
    *,
    ticket: SupportTicket,
    text: str,
    actor: Any = None,
    attachments: Files = (),
    source: str = Source.CODE,
    key: str = "",
) -> Reply:
    """Hand the turn back to staff, who are mailed the text.

    A resolved ticket is reopened, and so is one that was closed at most ``SUPPORT_TICKET_REOPEN_DAYS`` ago. After
    that the text opens a new ticket, which names the old one as what it follows up.

    :param actor: the requester's account; None for a guest.
    :param key: names what is sent; sent again under the same name it adds nothing.
    :raises AttachmentRejected, ScannerUnavailable: if a file may not be stored; then nothing is.
    :raises TicketNotFound: if the ticket was deleted in the meantime.
    """
    digest = key_digest(f"reply:{ticket.pk}:{key}") if key else ""
    with storing_all(attachments) as files:
        return _reply_as_requester(ticket, text, actor, files, source, digest)


def add_note(
    *, ticket: SupportTicket, text: str, actor: Any, attachments: Files = (), source: str = Source.CODE
) -> TicketMessage:
    """Note something that only staff can read. Nothing else about the ticket changes.

    :raises AttachmentRejected, ScannerUnavailable: if a file may not be stored; then nothing is.
    :raises TicketNotFound: if the ticket was deleted in the meantime.
    """
    with storing_all(attachments) as files:
        return _add_note(ticket, text, actor, files, source)


@one_transaction
def _reply_as_staff(
    ticket: SupportTicket, text: str, actor: Any, files: Sequence[StoredFile], source: str
) -> TicketMessage:
    locked = lock_ticket(ticket)
    locked.turn = Party.REQUESTER
    locked.first_response_at = locked.first_response_at or timezone.now()
    save_changes(locked, "turn", "first_response_at")
    message = _add(locked, MessageKind.REPLY, Party.STAFF, text, actor, files, source)
    if locked.status == Status.PENDING:
        apply_status(locked, Status.IN_PROGRESS, actor)
    return message


@one_transaction
def _reply_as_requester(
    ticket: SupportTicket, text: str, actor: Any, files: Sequence[StoredFile], source: str, digest: str
) -> Reply:
    locked = lock_ticket(ticket)
    # Whoever sends it a second time has waited for the lock, and sees what the first one left.
    if digest and (earlier := ticket_of_key(digest)):
        return Reply(earlier, None)
    reply = _take_up(locked, text, actor, files, source)
    if digest:
        IdempotencyKey.objects.using(database()).create(digest=digest, ticket=reply.ticket)
    return reply


def _take_up(locked: SupportTicket, text: str, actor: Any, files: Sequence[StoredFile], source: str) -> Reply:
    if locked.status == Status.CLOSED and not locked.can_be_reopened:
        return Reply(_follow_up(locked, text, actor, files, source), None)
    locked.turn = Party.STAFF
    save_changes(locked, "turn")
    message = _add(locked, MessageKind.REPLY, Party.REQUESTER, text, actor, files, source)
    if locked.can_be_reopened:
        apply_status(locked, Status.PENDING, actor, **BY_REQUESTER)
    return Reply(locked, message)


@one_transaction
def _add_note(ticket: SupportTicket, text: str, actor: Any, files: Sequence[StoredFile], source: str) -> TicketMessage:
    return _add(lock_ticket(ticket), MessageKind.NOTE, Party.STAFF, text, actor, files, source)


def _add(
    locked: SupportTicket,
    kind: MessageKind,
    sender: Party,
    text: str,
    actor: Any,
    files: Sequence[StoredFile],
    source: str,
) -> TicketMessage:
    message = TicketMessage(ticket=locked, kind=kind, sender=sender, author=account(actor), text=text, source=source)
    rows = [message, message.search_document(), *attach_all(locked, message, files)]
    event = EventType.NOTED if kind == MessageKind.NOTE else EventType.REPLIED
    record(locked, event, actor, rows=rows, message=message, by=str(sender))
    announce(ticket_message_added, locked, actor, message=message)
    return message


def _follow_up(locked: SupportTicket, text: str, actor: Any, files: Sequence[StoredFile], source: str) -> SupportTicket:
    follow_up = SupportTicket(
        user_id=locked.user_id,
        name=locked.name,
        email=locked.email,
        phone=locked.phone,
        subject=locked.subject,
        language=locked.language,
        assigned_to=locked.assigned_to if is_assignable(locked.assigned_to) else None,
        message=text,
        source=source,
        follow_up_of=locked,
    )
    store_ticket(follow_up, None, files, actor)
    record(locked, EventType.FOLLOWED_UP, actor, number=follow_up.ticket_number)
    return follow_up
