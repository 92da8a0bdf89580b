"""The values that fields choose from.

``subject_choices`` is a callable, because a setting decides what it returns: migrations hold its dotted path,
never its values.
"""

from django.conf import settings
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Choice = tuple[str, str | Promise]


class Status(TextChoices):
    PENDING = "pending", _("Pending")
    IN_PROGRESS = "in_progress", _("In progress")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")


class Source(TextChoices):
    """By which door a ticket came in."""

    API = "api", _("API")
    PORTAL = "portal", _("Portal")
    ADMIN = "admin", _("Admin")
    CODE = "code", _("Site's own code")


class Party(TextChoices):
    """Who speaks, and whose turn it is."""

    REQUESTER = "requester", _("Requester")
    STAFF = "staff", _("Staff")


class MessageKind(TextChoices):
    REPLY = "reply", _("Reply")
    NOTE = "note", _("Internal note")


class EventType(TextChoices):
    CREATED = "created", _("Opened")
    EDITED = "edited", _("Edited")
    STATUS_CHANGED = "status_changed", _("Status changed")
    ASSIGNED = "assigned", _("Assigned")
    REPLIED = "replied", _("Replied")
    NOTED = "noted", _("Internal note")
    FOLLOWED_UP = "followed_up", _("Followed up")
    RATED = "rated", _("Rated")
    MARKED_AS_SPAM = "marked_as_spam", _("Marked as spam")
    RELEASED = "released", _("Released from spam")
    LINKS_REVOKED = "links_revoked", _("Links revoked")
    DELETED = "deleted", _("Deleted")
    DELIVERY_RESENT = "delivery_resent", _("Mail sent again")


class DeliveryKind(TextChoices):
    """What a mail says; also the name of its templates."""

    CONFIRMATION = "ticket_confirmation", _("Confirmation to the requester")
    REPLY = "ticket_reply", _("Reply to the requester")
    RESOLVED = "ticket_resolved", _("Solution to the requester")
    LINKS = "ticket_links", _("Links that the requester asked for")
    STAFF_NOTICE = "staff_new_ticket", _("Notice of a new ticket to staff")
    STAFF_REPLY = "staff_reply", _("Requester’s reply to staff")


class DeliveryState(TextChoices):
    PENDING = "pending", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    UNKNOWN = "unknown", _("Outcome unknown")


DEFAULT_SUBJECTS: tuple[Choice, ...] = (
    ("Sipariş Sorunu", _("Order problem")),
    ("Ürün Hakkında Soru", _("Question about a product")),
    ("Ödeme Sorunu", _("Payment problem")),
    ("Hesap Sorunu", _("Account problem")),
    ("Teknik Destek", _("Technical support")),
    ("İade/İptal", _("Return or cancellation")),
    ("Diğer", _("Other")),
)


def subject_choices() -> list[Choice]:
    """Return the subjects as (value, label) pairs: the site's, or the seven of the specification."""
    subjects = settings.SUPPORT_TICKET_SUBJECTS
    if subjects is None:
        return list(DEFAULT_SUBJECTS)
    return [(subject, subject) if isinstance(subject, str) else (subject[0], subject[1]) for subject in subjects]
