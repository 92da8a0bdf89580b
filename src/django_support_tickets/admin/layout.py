"""The parts of a ticket's page, and which of their fields are there for whom."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

FIELDSETS: tuple[Any, ...] = (
    (
        _("Basic information"),
        {
            "fields": (
                "ticket_number",
                "user",
                "name",
                "email",
                "phone",
                ("source", "requester_language"),
                ("follow_up_of", "follow_ups"),
            )
        },
    ),
    (_("Request details"), {"fields": ("subject", "message", "attachment", "attachment_preview")}),
    (
        _("Conversation"),
        {
            "fields": (
                "conversation",
                "new_message_kind",
                "new_message",
                "new_message_files",
                "send_button",
                "seen_message",
            )
        },
    ),
    (_("Rating"), {"fields": ("rating_stars", "comment_on_rating", "rated_at")}),
    (
        _("Management"),
        {"fields": ("status", "turn", "assigned_to", "notes", ("spam_badge", "spam_button"), "seen_version")},
    ),
    (
        _("Dates"),
        {
            "fields": ("created_at", "updated_at", "first_response", "resolved_at", "closed_at"),
            "classes": ("collapse",),
        },
    ),
)
READONLY_FIELDS = (
    "ticket_number",
    "source",
    "requester_language",
    "follow_up_of",
    "follow_ups",
    "attachment_preview",
    "conversation",
    "send_button",
    "rating_stars",
    "comment_on_rating",
    "rated_at",
    "turn",
    "spam_badge",
    "spam_button",
    "created_at",
    "updated_at",
    "first_response",
    "resolved_at",
    "closed_at",
)

OF_A_RATING = frozenset({"rating_stars", "comment_on_rating", "rated_at"})
TO_CHANGE = frozenset(
    {
        "new_message_kind",
        "new_message",
        "new_message_files",
        "send_button",
        "seen_message",
        "spam_button",
        "seen_version",
    }
)
OF_A_STORED_TICKET = (
    OF_A_RATING
    | TO_CHANGE
    | {
        "source",
        "requester_language",
        "follow_up_of",
        "follow_ups",
        "conversation",
        "turn",
        "spam_badge",
        "first_response",
        "closed_at",
    }
)


def without(fieldsets: Iterable[Any], names: frozenset[str]) -> list[Any]:
    """Return fieldsets without some fields, and without those that have none left."""
    kept = ((title, {**options, "fields": _left(options["fields"], names)}) for title, options in fieldsets)
    return [(title, options) for title, options in kept if options["fields"]]


def _left(fields: Iterable[Any], names: frozenset[str]) -> list[Any]:
    """Return the fields, and lines of several fields, without the named ones."""
    lines = (tuple(f for f in line if f not in names) if isinstance(line, tuple | list) else line for line in fields)
    return [line for line in lines if line and line not in names]
