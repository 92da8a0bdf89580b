"""What the mails' templates are given."""

from typing import Any

from django.conf import settings
from django.db import router
from django.utils import translation
from django.utils.translation import gettext

from ..choices import DeliveryKind, DeliveryState, Party
from ..models import Delivery, SupportTicket, TicketAttachment, TicketMessage
from ..normalization import normalized_address
from .links import TO_REQUESTER, absolute_url, ticket_links, with_query
from .policy import account_email, estimated_response_time
from .texts import looks_like_a_name, name_in_mail

# More would make a long mail.
MAX_LINKS = 20
RATINGS = range(1, 6)


def mail_context(delivery: Delivery) -> dict[str, Any] | None:
    """Return the context of a delivery's templates, or None if there is nothing to say after all."""
    context = {
        "delivery": delivery,
        "site_name": settings.SUPPORT_TICKET_SITE_NAME,
        "language": translation.get_language(),
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
        "link_days": settings.SUPPORT_TICKET_LINK_DAYS,
    }
    if delivery.ticket is None:
        links = _links(delivery)
        return {**context, "links": links} if links else None
    return {**context, **_about_ticket(delivery, delivery.ticket)}


def _about_ticket(delivery: Delivery, ticket: SupportTicket) -> dict[str, Any]:
    # An address that is no longer the ticket's gets its mail, but no way in.
    is_requesters = delivery.kind in TO_REQUESTER and delivery.recipient == ticket.email
    ticket_url = ticket_links([ticket], delivery).get(ticket.pk, "") if is_requesters else ""
    admin_url = absolute_url("admin:django_support_tickets_supportticket_change", ticket.pk)
    context = {
        "ticket": ticket,
        "name": _name_to_greet(ticket),
        "estimated_response_time": estimated_response_time(),
        "ticket_url": ticket_url,
        "admin_url": admin_url,
        "button_url": ticket_url if delivery.kind in TO_REQUESTER else admin_url,
        "can_reply_by_mail": bool(settings.SUPPORT_TICKET_REPLY_TO),
        "reopen_days": settings.SUPPORT_TICKET_REOPEN_DAYS,
    }
    if delivery.reply is not None:
        context |= _about_reply(delivery.reply, ticket, ticket_url)
    if delivery.kind == DeliveryKind.CONFIRMATION:
        context["own_text"] = ticket.message if _is_written_from_own_address(ticket) else ""
    if delivery.kind == DeliveryKind.STAFF_NOTICE:
        context["filenames"] = _opening_filenames(ticket)
    if delivery.kind == DeliveryKind.RESOLVED:
        asks = bool(ticket_url) and _is_to_be_rated(ticket, delivery)
        context["rating_links"] = [(rating, with_query(ticket_url, "rating", rating)) for rating in RATINGS if asks]
    return context


def _is_written_from_own_address(ticket: SupportTicket) -> bool:
    """Tell whether the requester's account has the ticket's address.

    A confirmation to any other address repeats nothing: anyone may have typed it, to have their text sent there.
    """
    address = normalized_address(account_email(ticket.user))
    return bool(address) and address == ticket.email


def _name_to_greet(ticket: SupportTicket) -> str:
    """Return the requester's name; "" for what looks like none, if nobody proved that the address is theirs."""
    is_proven = _is_written_from_own_address(ticket)
    return name_in_mail(ticket.name) if is_proven or looks_like_a_name(ticket.name) else ""


def _opening_filenames(ticket: SupportTicket) -> list[str]:
    first = ticket.get_attachment_filename()
    further = ticket.attachments.using(router.db_for_write(TicketAttachment)).of_opening()
    return [*([first] if first else []), *further.values_list("attachment_filename", flat=True)]


def _about_reply(reply: TicketMessage, ticket: SupportTicket, ticket_url: str) -> dict[str, Any]:
    reply.ticket = ticket
    # A page of the site's own knows nothing of single files.
    via_portal = ticket_url and not settings.SUPPORT_TICKET_LINK_URL
    files = [
        (file, with_query(ticket_url, "file", file.pk) if via_portal else ticket_url)
        for file in reply.attachments.all()
    ]
    previous = {"previous": _previous(reply, ticket)} if reply.sender == Party.STAFF else {}
    return {"reply": reply, "author": reply.author_name or _team(), "files": files, **previous}


def _team() -> str:
    site_name = settings.SUPPORT_TICKET_SITE_NAME
    return gettext("%(site_name)s Support Team") % {"site_name": site_name} if site_name else gettext("Support Team")


def _previous(reply: TicketMessage, ticket: SupportTicket) -> str:
    """Return what a reply of staff's answers: the requester's last words before it."""
    said = TicketMessage.objects.using(router.db_for_write(TicketMessage)).public().filter(ticket=ticket)
    last = said.filter(sender=Party.REQUESTER, pk__lt=reply.pk).order_by("-pk").first()
    return last.text if last else ticket.message


def _is_to_be_rated(ticket: SupportTicket, delivery: Delivery) -> bool:
    """Tell whether to ask how the solution was: once, so not if it is rated, or an earlier mail asked."""
    if ticket.rating is not None or not ticket.can_be_rated:
        return False
    rows = Delivery.objects.using(router.db_for_write(Delivery)).exclude(state=DeliveryState.FAILED)
    return not rows.filter(ticket=ticket, kind=DeliveryKind.RESOLVED, pk__lt=delivery.pk).exists()


def _links(delivery: Delivery) -> list[tuple[SupportTicket, str]]:
    """Return the newest tickets of the mail's recipient, each with a link to it."""
    tickets = SupportTicket.objects.using(router.db_for_write(SupportTicket)).genuine()
    found = [*tickets.filter(email=delivery.recipient).order_by("-created_at", "-pk")[:MAX_LINKS]]
    addresses = ticket_links(found, delivery)
    return [(ticket, addresses[ticket.pk]) for ticket in found if ticket.pk in addresses]
