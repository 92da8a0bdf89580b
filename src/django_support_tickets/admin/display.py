"""Small pieces of the pages: badges, previews, buttons."""

from collections.abc import Iterable

from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy

from ..attachments.downloads import INLINE_TYPES
from ..choices import DeliveryState, Status
from ..models import Delivery, SupportTicket

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
        SYMBOLS.get(state, "●"),  # type: ignore[call-overload]
        label,
    )


def status_badge(ticket: SupportTicket) -> SafeString:
    return badge(ticket.status, ticket.get_status_display())


def delivery_badge(delivery: Delivery) -> SafeString:
    return badge(delivery.state, delivery.get_state_display())


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
        SYMBOLS.get(status, ""),  # type: ignore[call-overload]
        label,
    )


def button_row(buttons: Iterable[SafeString]) -> SafeString:
    return format_html('<div class="support-buttons">{}</div>', format_html_join("", "{}", ((b,) for b in buttons)))


def attachment_preview(ticket: SupportTicket) -> SafeString | str:
    """Return name and size of the file with a link to it, and a small picture if it is one."""
    if not ticket.attachment:
        return "-"
    name, size = ticket.get_attachment_filename(), filesizeformat(ticket.attachment_size or 0)
    url = ticket.attachment.url
    if not url:
        return format_html("{} ({})", name, size)
    picture: SafeString | str = ""
    if ticket.attachment_content_type in INLINE_TYPES:
        picture = format_html(
            '<a href="{0}?variant=inline" target="_blank" rel="noopener">'
            '<img class="support-thumbnail" src="{0}?variant=thumbnail" alt="{1}" loading="lazy"></a>',
            url,
            gettext("Preview of %(name)s") % {"name": name},
        )
    return format_html(
        '<div class="support-attachment">{}<span><a href="{}" download>{}</a> ({})</span></div>',
        picture,
        url,
        name,
        size,
    )
