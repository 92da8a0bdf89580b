"""Which rows name which files."""

from collections.abc import Collection

from ..models import SupportTicket, TicketAttachment

# The most names in one question.
BATCH = 500


def named_files(names: Collection[str], using: str) -> set[str]:
    """Return those of the files that a row of a ticket or a message names.

    :param names: at most ``BATCH`` names in the storage.
    :param using: alias of the database that is written to: a replica may not have heard of the newest rows.
    """
    tickets, attachments = (
        model._base_manager.using(using).filter(attachment__in=names).order_by().values_list("attachment", flat=True)
        for model in (SupportTicket, TicketAttachment)
    )
    # MariaDB's and MySQL's usual collations take "a" and "A" for the same.
    return set(tickets.union(attachments, all=True).order_by()) & set(names)
