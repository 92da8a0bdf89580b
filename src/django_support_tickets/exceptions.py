"""The errors that the app raises on purpose, each with a stable code."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class CodedError(Exception):
    """An error with a code and a message.

    :param code: stable, for programs and tests.
    :param message: translated when shown, for people.
    """

    default_code: ClassVar[str] = "error"
    default_message: ClassVar[str | Promise] = _("The request could not be carried out.")

    def __init__(self, code: str = "", message: str | Promise = "") -> None:
        self.code = code or self.default_code
        self.message = message or self.default_message
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.message)


class SupportTicketError(CodedError):
    """Something that was asked for cannot be done."""


class TicketNotFound(SupportTicketError):
    """The ticket does not exist, or no longer."""

    default_code = "ticket_not_found"
    default_message = _("The ticket was not found.")


class InvalidStatus(SupportTicketError):
    """The status is none of the known ones."""

    default_code = "invalid_status"
    default_message = _("Invalid status")


class AssigneeNotFound(SupportTicketError):
    """The assignee does not exist or is not active staff."""

    default_code = "assignee_not_found"
    default_message = _("User not found")


class StaleTicket(SupportTicketError):
    """The ticket changed since the caller read it."""

    default_code = "stale_ticket"
    default_message = _("The ticket was changed by someone else in the meantime. Reload it and try again.")


class NotAllowedNow(SupportTicketError):
    """The ticket is not in a state in which this can be done; the code says what would be needed."""

    default_code = "not_allowed_now"
    default_message = _("This cannot be done with the ticket as it is now.")


class TooManyRequests(SupportTicketError):
    """A limit was reached.

    :param wait: seconds until it no longer holds.
    """

    default_code = "too_many_requests"
    default_message = _("Too many requests. Please try again later.")

    def __init__(self, wait: float) -> None:
        self.wait = wait
        super().__init__()


class IdempotencyConflict(SupportTicketError):
    """The Idempotency-Key was used before, with another body."""

    default_code = "idempotency_conflict"
    default_message = _("This Idempotency-Key was used before with another request body.")


class AttachmentRejected(SupportTicketError):
    """The file may not be stored; the message says why."""

    default_code = "attachment_rejected"
    default_message = _("This file cannot be accepted.")


class ScannerUnavailable(SupportTicketError):
    """The configured scanner failed, so that the file can be neither accepted nor refused."""

    default_code = "scanner_unavailable"
    default_message = _("The file could not be checked for viruses. Please try again later.")


class DeliveryBusy(SupportTicketError):
    """The mail is being sent at this moment."""

    default_code = "delivery_busy"
    default_message = _("This mail is being sent at the moment.")


class Interruption(CodedError):
    """What stands below the app, or what a request is about, went away: nothing that was asked for is wrong.

    Not a :class:`SupportTicketError`, since no form could be mended. Every door answers with ``status``.
    """

    status: ClassVar[int]


class Vanished(Interruption):
    """Something that the change names, such as an account, was deleted in the same moment."""

    status = 404
    default_code = "vanished"
    default_message = _("What this belongs to was deleted in the meantime.")


class AccountVanished(Interruption):
    """The account that sent the request was deleted in the same moment."""

    status = 401
    default_code = "account_vanished"
    default_message = _("This account no longer exists.")


class Outage(Interruption):
    """The database or the storage cannot be reached, or not be written; later it may work."""

    status = 503


class DatabaseUnavailable(Outage):
    """The database cannot be reached, or not be written."""

    default_code = "database_unavailable"
    default_message = _("The site cannot do this at the moment. Please try again in a minute.")


class StorageUnavailable(Outage):
    """The storage of the files is full, or cannot be reached."""

    default_code = "storage_unavailable"
    default_message = _("Files cannot be stored or read at the moment. Please try again in a minute.")
