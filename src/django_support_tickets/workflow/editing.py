"""Editing what a ticket says."""

from collections.abc import Mapping
from typing import Any

from ..attachments.deletion import intend_deletion
from ..attachments.storage import StoredFile, storing
from ..choices import EventType
from ..exceptions import StaleTicket
from ..models import SupportTicket
from ..normalization import normalized_address
from ..signals import ticket_edited
from .assignment import apply_assignee, check_assignee
from .attaching import attach
from .status import apply_status, check_status
from .transaction import announce, database, lock_ticket, one_transaction, record, save_changes

PLAIN_FIELDS = frozenset({"user", "name", "email", "phone", "subject", "message", "notes"})
ATTACHMENT_FIELDS = ("attachment", "attachment_filename", "attachment_content_type", "attachment_size")


def edit_ticket(
    *, ticket: SupportTicket, changes: Mapping[str, Any], actor: Any, version: int | None = None
) -> SupportTicket:
    """Change fields of a ticket, its status, assignee and file among them, all or nothing.

    :param changes: new values by field; ``attachment`` is a file, or None to remove it.
    :param version: the version that the editor saw; None writes over whatever came in between.
    :returns: the ticket as it is now stored.
    :raises StaleTicket: if the ticket has another version by now.
    :raises AttachmentRejected: if the file may not be stored.
    :raises InvalidStatus, AssigneeNotFound, TicketNotFound: as the other changes do.
    :raises ValueError: if a field is none that can be edited.
    """
    unknown = set(changes) - PLAIN_FIELDS - {"status", "assigned_to", "attachment"}
    if unknown:
        raise ValueError(f"Fields that cannot be edited: {sorted(unknown)}")
    checked = dict(changes)
    if "status" in checked:
        checked["status"] = check_status(checked["status"])
    if "email" in checked:
        checked["email"] = normalized_address(checked["email"]) or checked["email"]
    if "assigned_to" in checked:
        checked["assigned_to"] = check_assignee(checked["assigned_to"])
    with storing(checked.get("attachment")) as stored:
        if "attachment" in checked:
            checked["attachment"] = stored
        return _edit(ticket, checked, actor, version)


@one_transaction
def _edit(ticket: SupportTicket, changes: Mapping[str, Any], actor: Any, version: int | None) -> SupportTicket:
    locked = lock_ticket(ticket)
    if version is not None and version != locked.version:
        raise StaleTicket
    changed = {field for field in PLAIN_FIELDS & set(changes) if getattr(locked, field) != changes[field]}
    for field in changed:
        setattr(locked, field, changes[field])
    if "attachment" in changes and (changes["attachment"] or locked.attachment):
        _replace_attachment(locked, changes["attachment"])
        changed.update(ATTACHMENT_FIELDS)
    if changed:
        save_changes(locked, *changed)
        shown = sorted(changed.difference(ATTACHMENT_FIELDS[1:]))
        record(locked, EventType.EDITED, actor, fields=shown)
        announce(ticket_edited, locked, actor, fields=shown)
    if "status" in changes and changes["status"] != locked.status:
        apply_status(locked, changes["status"], actor)
    if "assigned_to" in changes and changes["assigned_to"] != locked.assigned_to:
        apply_assignee(locked, changes["assigned_to"], actor)
    return locked


def _replace_attachment(locked: SupportTicket, stored: StoredFile | None) -> None:
    intend_deletion(locked, database())
    attach(locked, stored)
