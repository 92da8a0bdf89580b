"""Making rows refer to stored files."""

from collections.abc import Sequence

from ..attachments.storage import StoredFile
from ..models import SupportTicket, TicketAttachment, TicketMessage


def attach(ticket: SupportTicket, stored: StoredFile | None) -> None:
    """Make the ticket refer to a stored file, or to none."""
    inspected = stored.inspected if stored else None
    ticket.attachment = stored.name if stored else None
    ticket.attachment_filename = inspected.filename if inspected else ""
    ticket.attachment_content_type = inspected.content_type if inspected else ""
    ticket.attachment_size = inspected.size if inspected else None
    if stored:
        stored.expect_row()


def attach_all(
    ticket: SupportTicket, message: TicketMessage | None, files: Sequence[StoredFile]
) -> list[TicketAttachment]:
    """Return the rows that refer to the files of a message, or of the opening of a ticket.

    :returns: not stored yet, but about to be, in the current transaction.
    """
    for stored in files:
        stored.expect_row()
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
