"""Making rows refer to stored files."""

from collections.abc import Sequence

from ..attachments.storage import StoredFile
from ..models import SupportTicket, TicketAttachment, TicketMessage


def attach(ticket: SupportTicket, stored: StoredFile | None) -> None:
    """Make the ticket refer to a stored file, or to none; the file stays if the transaction commits."""
    inspected = stored.inspected if stored else None
    ticket.attachment = stored.name if stored else None
    ticket.attachment_filename = inspected.filename if inspected else ""
    ticket.attachment_content_type = inspected.content_type if inspected else ""
    ticket.attachment_size = inspected.size if inspected else None
    if stored:
        stored.keep_on_commit()


def attach_all(
    ticket: SupportTicket, message: TicketMessage | None, files: Sequence[StoredFile]
) -> list[TicketAttachment]:
    """Keep the files of a message, or of the opening of a ticket, if the transaction commits.

    :returns: the rows that refer to them, which are not stored yet.
    """
    for stored in files:
        stored.keep_on_commit()
    return [
        TicketAttachment(
            ticket=ticket,
            message=message,
            attachment=stored.name,
            attachment_filename=stored.inspected.filename,
            attachment_content_type=stored.inspected.content_type,
            attachment_size=stored.inspected.size,
        )
        for stored in files
    ]
