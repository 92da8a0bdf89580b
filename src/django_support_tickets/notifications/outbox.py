"""The outbox: mails are queued in the transaction that causes them, and sent after it.

A mail whose end nobody knows, since its sender died or the mail server did not answer, is sent once more. So it can go
out twice, never more often, and it cannot get lost.
"""

import logging
import secrets
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from email.utils import parseaddr
from enum import Enum

from django.conf import settings
from django.core.mail.utils import DNS_NAME
from django.utils import timezone

from ..choices import DeliveryKind, DeliveryState
from ..models import Delivery, SupportTicket, TicketMessage
from ..models.delivery import MAX_BACKOFF, UNFINISHED, DeliveryQuerySet
from ..models.reconnecting import reconnecting
from ..writer import reading_from_writer
from . import breaker
from .claims import claim, due_keys, rows, settle
from .outcomes import Failure, Outcome, classify
from .policy import Notice
from .rendering import render_delivery
from .texts import header_text

logger = logging.getLogger("django_support_tickets")

MAX_ERROR_LENGTH = 1000
# In a row: then the mail server is taken for dead.
MAX_OUTAGES = 3
# Of an In-Reply-To that is longer than a line Python makes encoded words, which mail programs do not look up.
MAX_DOMAIN_LENGTH = 40


class Result(Enum):
    """What became of an attempt."""

    SENT = "sent"
    FAILED = "failed"
    OUTAGE = "outage"  # Failed, and the next one would most likely fare alike.
    NOTHING = "nothing"  # There was nothing to send, or it was not this sender's.


def mails(ticket: SupportTicket, notices: Iterable[Notice], reply: TicketMessage | None = None) -> list[Delivery]:
    """Return the rows of mails, which are not stored yet.

    :param reply: the one that they carry.
    """
    return [
        Delivery(
            ticket=ticket,
            reply=reply,
            kind=notice.kind,
            recipient=notice.recipient,
            language=notice.language,
            message_id=new_message_id(),
        )
        for notice in notices
    ]


def queue_links(recipient: str, language: str) -> Delivery:
    """Store, in the current transaction, a mail with links to all tickets of an address."""
    return Delivery.objects.create(
        kind=DeliveryKind.LINKS, recipient=recipient, language=language, message_id=new_message_id()
    )


def withdraw(delivery: Delivery) -> None:
    """Delete a mail that nobody has begun to send."""
    rows().filter(pk=delivery.pk, state=DeliveryState.PENDING, attempts=0).delete()


def new_message_id() -> str:
    """Return an unguessable Message-ID in the domain of the sender's address (RFC 5322, section 3.6.4)."""
    sender = settings.SUPPORT_TICKET_FROM_EMAIL or settings.DEFAULT_FROM_EMAIL
    domain = parseaddr(sender)[1].rpartition("@")[2]
    if not domain.isascii() or not domain:
        domain = DNS_NAME.get_fqdn()
    return f"<{secrets.token_hex(16)}@{domain[-MAX_DOMAIN_LENGTH:].lstrip('.-')}>"


def send(pk: int) -> bool:
    """Send one mail if it is due, its turn, and nobody else is sending it.

    :returns: whether it was sent. A failure is logged, stored on the row and tried again later.
    """
    return attempt(pk) is Result.SENT


@reading_from_writer()
def attempt(pk: int) -> Result:
    """Do what :func:`send` does, and tell what became of it."""
    delivery = claim(pk)
    if delivery is None:
        return Result.NOTHING
    try:
        message = reconnecting(lambda: render_delivery(delivery), rows().db)
    except Exception as error:  # noqa: BLE001  A site's own template may raise anything.
        return _record_failure(delivery, error, Failure(Outcome.NOT_SENT))
    if message is None:
        reconnecting(rows().filter(pk=delivery.pk).delete, rows().db)
        return Result.NOTHING
    try:
        message.send()
    except Exception as error:  # noqa: BLE001  A backend or a server may raise anything.
        return _record_failure(delivery, error, classify(error))
    settle(delivery, DeliveryState.SENT, sent_at=timezone.now(), last_error="")
    return Result.SENT


def send_unless_away(pk: int) -> bool:
    """Do what :func:`send` does, unless the mail server could not be reached lately: then the sweep sends it."""
    return not breaker.is_open() and send(pk)


def send_due(limit: int, may_go_on: Callable[[], bool] = lambda: True) -> int:
    """Send mails that are due, oldest first, and return how many were sent.

    Those of a ticket that is marked as spam wait until it is released, or deleted. Where the mail server is away, the
    rest waits for the next run.

    :param limit: mails to attempt at most.
    :param may_go_on: asked before each mail.
    """
    sent = outages = 0
    for pk in _each_due(limit):
        if not may_go_on():
            break
        result = attempt(pk)
        if result is Result.SENT:
            sent += 1
            if sent == 1:
                breaker.close()
        outages = outages + 1 if result is Result.OUTAGE else 0
        if outages == MAX_OUTAGES:
            logger.warning("The mail server could not be reached %s times in a row; the next run goes on", outages)
            break
    return sent


def _each_due(limit: int) -> Iterator[int]:
    """Yield the keys of mails that are due, and then of those whose turn has come by that."""
    seen: set[int] = set()
    while len(seen) < limit:
        fresh = [pk for pk in due_keys(limit - len(seen)) if pk not in seen]
        if not fresh:
            return
        seen.update(fresh)
        yield from fresh


def expired_link_mails() -> DeliveryQuerySet:
    """Return the finished mails that belong to an address alone, and whose links have expired.

    A ticket's mails are deleted with it; these nothing else would ever delete.
    """
    oldest = timezone.now() - timedelta(days=settings.SUPPORT_TICKET_LINK_DAYS)
    return rows().filter(ticket=None, created_at__lte=oldest).exclude(state__in=UNFINISHED)


def restart(delivery: Delivery) -> None:
    """Put a mail back to its first attempt, with fresh links.

    One that went out before gets a new Message-ID, or it might be dropped.
    """
    delivery.state = DeliveryState.PENDING
    delivery.attempts = 0
    delivery.due_at = timezone.now()
    delivery.maybe_sent = False
    delivery.last_error = ""
    if delivery.sent_at:
        delivery.message_id = new_message_id()
    delivery.sent_at = None
    delivery.links.update(delivery=None)
    delivery.save(update_fields=["state", "attempts", "due_at", "maybe_sent", "last_error", "message_id", "sent_at"])


def _record_failure(delivery: Delivery, error: Exception, failure: Failure) -> Result:
    # A NUL or a lone surrogate in it could not be stored, and the row would stay claimed.
    text = header_text(f"{type(error).__name__}: {error}")[:MAX_ERROR_LENGTH]
    logger.warning(
        "Mail %s of ticket %s %s, attempt %s: %r",
        delivery.pk,
        delivery.ticket.ticket_number if delivery.ticket else "-",
        failure.outcome.value,
        delivery.attempts,
        text,
    )
    if failure.is_outage:
        breaker.trip()
    state, wait = _after(delivery, failure.outcome)
    maybe_sent = delivery.maybe_sent or failure.outcome is Outcome.UNKNOWN
    settle(delivery, state, last_error=text, due_at=timezone.now() + wait, maybe_sent=maybe_sent)
    return Result.OUTAGE if failure.is_outage else Result.FAILED


def _after(delivery: Delivery, outcome: Outcome) -> tuple[DeliveryState, timedelta]:
    """Return the state after a failed attempt, and how long the next one is away."""
    if outcome is Outcome.REFUSED:
        return DeliveryState.FAILED, timedelta()
    if outcome is Outcome.UNKNOWN:
        if delivery.maybe_sent:
            return DeliveryState.UNKNOWN, timedelta()
        # Late: the server may still be busy with the first copy.
        lease = timedelta(seconds=settings.SUPPORT_TICKET_DELIVERY_LEASE)
        return DeliveryState.PENDING, min(MAX_BACKOFF, max(lease, backoff(delivery.attempts)))
    if delivery.attempts >= settings.SUPPORT_TICKET_DELIVERY_MAX_ATTEMPTS:
        return DeliveryState.UNKNOWN if delivery.maybe_sent else DeliveryState.FAILED, timedelta()
    return DeliveryState.PENDING, backoff(delivery.attempts)


def backoff(attempts: int) -> timedelta:
    """Return the wait after so many failed attempts: it doubles each time, up to a day."""
    seconds = settings.SUPPORT_TICKET_DELIVERY_BACKOFF * 2 ** min(attempts - 1, 20)
    return timedelta(seconds=min(seconds, MAX_BACKOFF.total_seconds()))
