"""The outbox: mails are queued in the transaction that causes them, and sent after it.

A row is claimed by an UPDATE that only one sender can win, sent, and settled. Its number of attempts and the end of its
lease are the token of the claim: a sender whose lease ran out settles nothing any more. A mail can go out twice, when a
sender dies after the mail server took it, but it cannot get lost.
"""

import logging
import secrets
from collections.abc import Iterable
from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail.utils import DNS_NAME
from django.db import router
from django.db.models import F
from django.utils import timezone

from ..choices import DeliveryKind, DeliveryState
from ..models import Delivery, SupportTicket, TicketMessage
from ..models.delivery import MAX_BACKOFF, UNFINISHED, DeliveryQuerySet
from ..writer import reading_from_writer
from .policy import Notice
from .rendering import render_delivery
from .texts import header_text

logger = logging.getLogger("django_support_tickets")

MAX_ERROR_LENGTH = 1000
# Of an In-Reply-To that is longer than a line Python makes encoded words, which mail programs do not look up.
MAX_DOMAIN_LENGTH = 40


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


def new_message_id() -> str:
    """Return an unguessable Message-ID in the domain of the sender's address (RFC 5322, section 3.6.4)."""
    sender = settings.SUPPORT_TICKET_FROM_EMAIL or settings.DEFAULT_FROM_EMAIL
    domain = parseaddr(sender)[1].rpartition("@")[2]
    if not domain.isascii() or not domain:
        domain = DNS_NAME.get_fqdn()
    return f"<{secrets.token_hex(16)}@{domain[-MAX_DOMAIN_LENGTH:].lstrip('.-')}>"


@reading_from_writer()
def send(pk: int) -> bool:
    """Send one mail if it is due and nobody else is at it.

    :returns: whether it was sent. A failure is logged, stored on the row and tried again later.
    """
    delivery = _claim(pk)
    if delivery is None:
        return False
    if delivery.attempts > settings.SUPPORT_TICKET_DELIVERY_MAX_ATTEMPTS:
        _settle(delivery, DeliveryState.FAILED, last_error=delivery.last_error or "Every sender stopped half-way.")
        return False
    if delivery.ticket and delivery.ticket.is_spam:
        _settle(delivery, DeliveryState.PENDING, attempts=delivery.attempts - 1, due_at=timezone.now())
        return False
    try:
        message = render_delivery(delivery)
        if message is None:
            delivery.delete()
            return False
        message.send()
    except Exception as error:  # noqa: BLE001  A template, a backend or a server may raise anything.
        _record_failure(delivery, error)
        return False
    _settle(delivery, DeliveryState.SENT, sent_at=timezone.now(), last_error="")
    return True


def send_due(limit: int) -> int:
    """Send up to ``limit`` mails that are due, oldest first, and return how many were sent.

    Those of a ticket that is marked as spam wait until it is released, or deleted.
    """
    due = _rows().due(timezone.now()).exclude(ticket__is_spam=True).order_by("due_at", "id")
    return sum(send(pk) for pk in due.values_list("pk", flat=True)[:limit])


def expired_link_mails() -> DeliveryQuerySet:
    """Return the finished mails that belong to an address alone, and whose links have expired.

    A ticket's mails are deleted with it; these nothing else would ever delete.
    """
    oldest = timezone.now() - timedelta(days=settings.SUPPORT_TICKET_LINK_DAYS)
    return _rows().filter(ticket=None, created_at__lte=oldest).exclude(state__in=UNFINISHED)


def restart(delivery: Delivery) -> None:
    """Put a mail back to its first attempt, with fresh links.

    One that went out before gets a new Message-ID, or it might be dropped.
    """
    delivery.state = DeliveryState.PENDING
    delivery.attempts = 0
    delivery.due_at = timezone.now()
    delivery.last_error = ""
    if delivery.sent_at:
        delivery.message_id = new_message_id()
    delivery.sent_at = None
    delivery.links.update(delivery=None)
    delivery.save(update_fields=["state", "attempts", "due_at", "last_error", "message_id", "sent_at"])


def _rows() -> DeliveryQuerySet:
    """Return the outbox where it is written: a replica may not have heard of a row yet."""
    return Delivery.objects.using(router.db_for_write(Delivery))


def _claim(pk: int) -> Delivery | None:
    now = timezone.now()
    lease = timedelta(seconds=settings.SUPPORT_TICKET_DELIVERY_LEASE)
    won = _rows().due(now).filter(pk=pk)
    if not won.update(state=DeliveryState.SENDING, attempts=F("attempts") + 1, due_at=now + lease):
        return None
    related = _rows().select_related("ticket", "reply__author")
    return related.filter(pk=pk).first()


def _settle(delivery: Delivery, state: DeliveryState, **values: object) -> None:
    """Write the outcome, unless the lease ran out and another sender has claimed the row since."""
    claimed = _rows().filter(pk=delivery.pk, state=DeliveryState.SENDING)
    claimed.filter(attempts=delivery.attempts, due_at=delivery.due_at).update(state=state, **values)


def _record_failure(delivery: Delivery, error: Exception) -> None:
    # A NUL or a lone surrogate in it could not be stored, and the row would stay claimed.
    text = header_text(f"{type(error).__name__}: {error}")[:MAX_ERROR_LENGTH]
    logger.warning(
        "Mail %s of ticket %s was not sent, attempt %s: %r",
        delivery.pk,
        delivery.ticket.ticket_number if delivery.ticket else "-",
        delivery.attempts,
        text,
    )
    if delivery.attempts >= settings.SUPPORT_TICKET_DELIVERY_MAX_ATTEMPTS:
        _settle(delivery, DeliveryState.FAILED, last_error=text)
    else:
        _settle(delivery, DeliveryState.PENDING, last_error=text, due_at=timezone.now() + backoff(delivery.attempts))


def backoff(attempts: int) -> timedelta:
    """Return the wait after so many failed attempts: it doubles each time, up to a day."""
    seconds = settings.SUPPORT_TICKET_DELIVERY_BACKOFF * 2 ** min(attempts - 1, 20)
    return timedelta(seconds=min(seconds, MAX_BACKOFF.total_seconds()))
