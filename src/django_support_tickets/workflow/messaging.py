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
from .idempotency import earlier_request, key_digest
from .opening import store_ticket
from .status import BY_REQUESTER, apply_status
from .transaction import account, announce, database, lock_ticket, one_transaction, record, save_changes

if TYPE_CHECKING:
    from django.core.files.base import File

Files: TypeAlias = "Sequence[File[Any] | AcceptedFile]"


class Once(NamedTuple):
    """What names a message, so that it has no second effect when it is sent again.

    :param key: the client's, together with who the client is. It names a message to one ticket.
    :param fingerprint: digest of what was sent.
    """

    key: str
    fingerprint: str = ""

    def digest(self, ticket: SupportTicket) -> str:
        return key_digest(f"reply:{ticket.pk}:{self.key}")


class Reply(NamedTuple):
    """What came of a requester's reply.

    ``ticket`` is where the text now stands: the ticket itself, or a follow-up. The one that it opened has no message.
    """

    ticket: SupportTicket
    message: TicketMessage | None


def reply_as_staff(
    *,
    ticket: SupportTicket,
    text: str,
    actor: Any,
    attachments: Files = (),
    source: str = Source.CODE,
    once: Once | None = None,
) -> TicketMessage:
    """Answer the requester, who is mailed the text. A pending ticket is in progress from then on.

    :param actor: the member of staff who writes.
    :param source: by which door it came.
    :param once: what names it; sent again under the same name it adds nothing, and the first one is returned.
    :raises IdempotencyConflict: if something else was sent under that name.
    :raises AttachmentRejected, ScannerUnavailable: if a file may not be stored; then nothing is.
    :raises TicketNotFound: if the ticket was deleted in the meantime.
    """
    with storing_all(attachments) as files:
        return _reply_as_staff(ticket, text, actor, files, source, once)


def reply_as_requester(
    *,
    ticket: SupportTicket,
    text: str,
    actor: Any = None,
    attachments: Files = (),
    source: str = Source.CODE,
    once: Once | None = None,
) -> Reply:
    """Hand the turn back to staff, who are mailed the text.

    A resolved ticket is reopened, and so is one that was closed at most ``SUPPORT_TICKET_REOPEN_DAYS`` ago. After
    that the text opens a new ticket, which names the old one as what it follows up, and to which later replies go.

    :param actor: the requester's account; None for a guest.
    :param once: what names it; sent again under the same name it adds nothing, and the first one is returned.
    :raises IdempotencyConflict: if something else was sent under that name.
    :raises AttachmentRejected, ScannerUnavailable: if a file may not be stored; then nothing is.
    :raises TicketNotFound: if the ticket was deleted in the meantime.
    """
    with storing_all(attachments) as files:
        return _reply_as_requester(ticket, text, actor, files, source, once)


def add_note(
    *,
    ticket: SupportTicket,
    text: str,
    actor: Any,
    attachments: Files = (),
    source: str = Source.CODE,
    once: Once | None = None,
) -> TicketMessage:
    """Note something that only staff can read. Nothing else about the ticket changes.

    :param once: what names it; sent again under the same name it adds nothing, and the first one is returned.
    :raises IdempotencyConflict: if something else was sent under that name.
    :raises AttachmentRejected, ScannerUnavailable: if a file may not be stored; then nothing is.
    :raises TicketNotFound: if the ticket was deleted in the meantime.
    """
    with storing_all(attachments) as files:
        return _add_note(ticket, text, actor, files, source, once)


@one_transaction
def _reply_as_staff(
    ticket: SupportTicket, text: str, actor: Any, files: Sequence[StoredFile], source: str, once: Once | None
) -> TicketMessage:
    locked = lock_ticket(ticket)
    if (earlier := _earlier(locked, once)) and earlier.message:
        return earlier.message
    locked.turn = Party.REQUESTER
    locked.first_response_at = locked.first_response_at or timezone.now()
    save_changes(locked, "turn", "first_response_at")
    message = _add(locked, MessageKind.REPLY, Party.STAFF, text, actor, files, source)
    if locked.status == Status.PENDING:
        apply_status(locked, Status.IN_PROGRESS, actor)
    _remember(locked, once, Reply(locked, message))
    return message


@one_transaction
def _reply_as_requester(
    ticket: SupportTicket, text: str, actor: Any, files: Sequence[StoredFile], source: str, once: Once | None
) -> Reply:
    locked = lock_ticket(ticket)
    if earlier := _earlier(locked, once):
        return Reply(earlier.ticket, earlier.message)
    reply = _take_up(locked, text, actor, files, source)
    _remember(locked, once, reply)
    return reply


def _take_up(locked: SupportTicket, text: str, actor: Any, files: Sequence[StoredFile], source: str) -> Reply:
    if locked.opens_follow_up:
        # Whoever replies at the same time has waited for the lock, and finds the one that was opened meanwhile.
        follow_up = SupportTicket.objects.using(database()).follow_up_to(locked)
        if follow_up:
            return _take_up(lock_ticket(follow_up), text, actor, files, source)
        return Reply(_follow_up(locked, text, actor, files, source), None)
    locked.turn = Party.STAFF
    save_changes(locked, "turn")
    message = _add(locked, MessageKind.REPLY, Party.REQUESTER, text, actor, files, source)
    if locked.can_be_reopened:
        apply_status(locked, Status.PENDING, actor, **BY_REQUESTER)
    return Reply(locked, message)


@one_transaction
def _add_note(
    ticket: SupportTicket, text: str, actor: Any, files: Sequence[StoredFile], source: str, once: Once | None
) -> TicketMessage:
    locked = lock_ticket(ticket)
    if (earlier := _earlier(locked, once)) and earlier.message:
        return earlier.message
    message = _add(locked, MessageKind.NOTE, Party.STAFF, text, actor, files, source)
    _remember(locked, once, Reply(locked, message))
    return message


def _earlier(locked: SupportTicket, once: Once | None) -> IdempotencyKey | None:
    """Return what the same message left when it was sent before.

    Whoever sends it a second time at the same time has waited for the lock, and sees what the first one left.
    """
    return earlier_request(once.digest(locked), once.fingerprint) if once else None


def _remember(locked: SupportTicket, once: Once | None, reply: Reply) -> None:
    if once:
        IdempotencyKey.objects.using(database()).create(
            digest=once.digest(locked), fingerprint=once.fingerprint, ticket=reply.ticket, message=reply.message
        )


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
