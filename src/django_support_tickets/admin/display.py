"""Small pieces of the pages: badges, previews, buttons."""

from collections.abc import Iterable

from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy

from ..attachments.downloads import INLINE_TYPES
from ..choices import DeliveryState, Status
from ..models import Delivery, SupportTicket, TicketAttachment
from ..workflow.rating import BEST

# A sign beside the colour, for those who do not see it.
SYMBOLS = {
    Status.PENDING: "●",
    Status.IN_PROGRESS: "◐",
    Status.RESOLVED: "✓",
    Status.CLOSED: "■",
    DeliveryState.PENDING: "●",
    DeliveryState.SENDING: "◐",
    DeliveryState.SENT: "✓",
    DeliveryState.FAILED: "✕",
    DeliveryState.UNKNOWN: "?",
    "note": "✎",
    "spam": "⚑",
    "usable": "✓",
    "revoked": "✕",
}
QUICK_ACTIONS = (
    (Status.IN_PROGRESS, pgettext_lazy("quick action", "Start")),
    (Status.RESOLVED, pgettext_lazy("quick action", "Resolved")),
    (Status.CLOSED, pgettext_lazy("quick action", "Close")),
)


def badge(state: str, label: str) -> SafeString:
    """Return a coloured badge with a sign and a text."""
    return format_html(
        '<span class="support-badge support-badge-{}"><span aria-hidden="true">{}</span> {}</span>',
        state,
        SYMBOLS.get(state, "●"),
        label,
    )


def status_badge(ticket: SupportTicket) -> SafeString:
    return badge(ticket.status, ticket.get_status_display())


def delivery_badge(delivery: Delivery) -> SafeString:
    return badge(delivery.state, delivery.get_state_display())


def spam_notice() -> SafeString:
    return format_html(
        '<p class="support-spam-notice"><strong>{}</strong> {}</p>',
        gettext("This ticket is marked as spam."),
        gettext("It is left out of the list, sends no mail, and its links open it no longer."),
    )


def post_button(url: str, label: str | Promise, description: str, status: str = "") -> SafeString:
    """Return a button that posts the form around it, with its CSRF token, to another address.

    :param status: the status that it leads to, for its colour and sign.
    """
    return format_html(
        '<button type="submit" class="support-button support-button-{}" formmethod="post" formaction="{}" '
        'formnovalidate title="{}" aria-label="{}"><span class="support-symbol" aria-hidden="true">{}</span>'
        '<span class="support-label">{}</span></button>',
        status,
        url,
        description,
        description,
        SYMBOLS.get(status, ""),
        label,
    )


def stars(rating: int) -> SafeString:
    """Return a rating as stars, and in words for those who do not see them."""
    return format_html(
        '<span class="support-stars" aria-hidden="true">{}</span> {}',
        "★" * rating + "☆" * (BEST - rating),
        rating_in_words(rating),
    )


def rating_in_words(rating: int) -> str:
    return gettext("%(rating)s of %(best)s") % {"rating": rating, "best": BEST}


def button_row(buttons: Iterable[SafeString]) -> SafeString:
    return format_html('<div class="support-buttons">{}</div>', format_html_join("", "{}", ((b,) for b in buttons)))


def attachment_preview(owner: SupportTicket | TicketAttachment) -> SafeString | str:
    """Return name and size of the file with a link to it, and a small picture if it is one."""
    if not owner.attachment:
        return "-"
    name, size = owner.get_attachment_filename(), filesizeformat(owner.attachment_size or 0)
    url = owner.attachment.url
    if not url:
        return format_html('<bdi>{}</bdi> <span class="support-size">({})</span>', name, size)
    picture: SafeString | str = ""
    if owner.attachment_content_type in INLINE_TYPES:
        picture = format_html(
            '<a href="{0}?variant=inline" target="_blank" rel="noopener">'
            '<img class="support-thumbnail" src="{0}?variant=thumbnail" alt="{1}" loading="lazy"></a>',
            url,
            gettext("Preview of %(name)s") % {"name": name},
        )
    return format_html(
        '<div class="support-attachment">{}<span><a href="{}" download><bdi>{}</bdi></a> '
        '<span class="support-size">({})</span></span></div>',
        picture,
        url,
        name,
        size,
    )
