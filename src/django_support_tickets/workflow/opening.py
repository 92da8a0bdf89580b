"""Opening a ticket."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.core.files.base import File
from django.db import IntegrityError
from django.utils import translation

from ..attachments.storage import AcceptedFile, StoredFile, check_number, storing, storing_all
from ..choices import EventType, Source, Status
from ..exceptions import IdempotencyConflict
from ..models import IdempotencyKey, SupportTicket
from ..normalization import normalized_address
from ..signals import ticket_created
from .assignment import check_assignee
from .attaching import attach, attach_all
from .idempotency import earlier_request, key_digest
from .status import check_status
from .transaction import account, announce, database, one_transaction, record


class Opened(NamedTuple):
    """What came of a request to open a ticket."""

    ticket: SupportTicket
    replayed: bool


class _KeyTaken(Exception):
    """Another request with the same key was faster."""


def open_ticket(
    *,
    name: str,
    email: str,
    subject: str,
    message: str,
    phone: str | None = None,
    user: Any = None,
    attachment: File[Any] | AcceptedFile | None = None,
    attachments: Sequence[File[Any] | AcceptedFile] = (),
    notes: str | None = None,
    status: str = Status.PENDING,
    assigned_to: Any = None,
    language: str = "",
    source: str = Source.CODE,
    actor: Any = None,
    is_spam: bool = False,
    idempotency_key: IdempotencyKey | None = None,
) -> SupportTicket:
    """Open a ticket: number, files, history and the intent to send its mails in one transaction.

    :param user: the requester's account, if there is one.
    :param attachments: further files; with ``attachment`` at most ``SUPPORT_TICKET_MAX_ATTACHMENTS``.
    :param language: the requester's; empty means the active one.
    :param source: by which door it came.
    :param actor: the user who opens it: the requester, or staff on behalf of one.
    :param is_spam: keep it out of every list and send no mail, until staff release it.
    :param idempotency_key: stored with the ticket; see :func:`open_ticket_once`.
    :returns: the stored ticket.
    :raises AttachmentRejected: if the file may not be stored.
    :raises InvalidStatus: if the status is unknown.
    :raises AssigneeNotFound: if the assignee is not active staff.
    """
    ticket = SupportTicket(
        name=name,
        email=normalized_address(email) or email,
        subject=subject,
        message=message,
        phone=phone,
        user=account(user),
        notes=notes,
        status=check_status(status),
        assigned_to=check_assignee(assigned_to),
        language=language or translation.get_language() or settings.LANGUAGE_CODE,
        source=source,
        is_spam=is_spam,
    )
    check_number(len(attachments) + (attachment is not None))
    with storing(attachment) as stored, storing_all(attachments) as further:
        return store_ticket(ticket, stored, further, actor, idempotency_key)


def open_ticket_once(*, key: str, fingerprint: str, **fields: Any) -> Opened:
    """Open a ticket, unless a request with this key did so before: then return that one's.

    :param key: the client's, together with who the client is.
    :param fingerprint: digest of the request; the same key with another one is refused.
    :param fields: the arguments of :func:`open_ticket`.
    :raises IdempotencyConflict: if the key was used for another request.
    """
    digest = key_digest(key)
    earlier = ticket_of_key(digest, fingerprint)
    if earlier:
        return Opened(earlier, replayed=True)
    try:
        ticket = open_ticket(**fields, idempotency_key=IdempotencyKey(digest=digest, fingerprint=fingerprint))
    except _KeyTaken:
        first = ticket_of_key(digest, fingerprint)
        if first is None:  # It expired, or its ticket was deleted, in this very moment.
            raise IdempotencyConflict from None
        return Opened(first, replayed=True)
    return Opened(ticket, replayed=False)


@one_transaction
def store_ticket(
    ticket: SupportTicket,
    stored: StoredFile | None,
    further: Sequence[StoredFile],
    actor: Any,
    idempotency_key: IdempotencyKey | None = None,
) -> SupportTicket:
    """Insert a ticket with its files, its history and its mails."""
    attach(ticket, stored)
    # A second try after a deadlock starts anew: what the first one was given went back with it.
    ticket.pk, ticket.ticket_number = None, SupportTicket.generate_ticket_number(database())
    ticket.agree_with_status()
    rows = [ticket, ticket.search_document(), *attach_all(ticket, None, further)]
    record(ticket, EventType.CREATED, actor, rows=rows, source=ticket.source)
    if idempotency_key:
        _take_key(idempotency_key, ticket)
    announce(ticket_created, ticket, actor)
    return ticket


def _take_key(idempotency_key: IdempotencyKey, ticket: SupportTicket) -> None:
    idempotency_key.pk, idempotency_key.ticket = None, ticket
    try:
        idempotency_key.save(force_insert=True)
    except IntegrityError:
        # Leaving the transaction takes the ticket back, its number and file included.
        raise _KeyTaken from None


def ticket_of_key(digest: str, fingerprint: str) -> SupportTicket | None:
    """Return the ticket that a request with this key was about, if there was one that is not too long ago.

    :raises IdempotencyConflict: if it was another request.
    """
    earlier = earlier_request(digest, fingerprint)
    return earlier.ticket if earlier else None
