"""What a ticket's page tells beside its form: what was said, where the ticket stands, how well it was answered."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import display_for_value
from django.http import HttpRequest
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from ..models import SupportTicket
from ..newest import asks_for_all
from . import display
from .conversation import conversation
from .part import AdminPart, url_of_all

EMPTY = "-"


class TicketFacts(AdminPart):
    """The page's fields that nobody edits, and the buttons among them."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> SupportTicket | None:
        """Let the ticket itself know what its page was asked for, since a field is not told of the request."""
        ticket = super().get_object(request, *args, **kwargs)
        if ticket:
            ticket.earlier_url = "" if asks_for_all(request) else url_of_all(request)  # type: ignore[attr-defined]
        return ticket

    @admin.display(description=_("conversation"))
    def conversation(self, obj: SupportTicket) -> SafeString:
        return conversation(obj, getattr(obj, "earlier_url", ""))

    @admin.display(description=_("Actions"))
    def send_button(self, obj: SupportTicket) -> SafeString:
        """Save the form with what was written in it, and stay on the page."""
        return format_html(
            '<button type="submit" name="_continue" value="1" class="support-button support-send">{}</button>',
            gettext("Send"),
        )

    @admin.display(description=_("attachment"))
    def attachment_preview(self, obj: SupportTicket) -> SafeString | str:
        return display.attachment_preview(obj)

    @admin.display(description=_("language"))
    def requester_language(self, obj: SupportTicket) -> str:
        try:
            return str(get_language_info(obj.language)["name_translated"])
        except KeyError:
            return obj.language or EMPTY

    @admin.display(description=_("follow-ups"))
    def follow_ups(self, obj: SupportTicket) -> SafeString | str:
        """Link to the tickets that go on where this one was closed."""
        follow_ups = obj.follow_ups.order_by("pk").values_list("pk", "ticket_number")
        links = ((self._url("change", pk), number) for pk, number in follow_ups)
        return format_html_join(", ", '<a href="{}">{}</a>', links) or EMPTY

    @admin.display(description=_("first response"))
    def first_response(self, obj: SupportTicket) -> str:
        if obj.first_response_at is None:
            return EMPTY
        return gettext("%(time)s, after %(duration)s") % {
            "time": display_for_value(obj.first_response_at, EMPTY),
            "duration": timesince(obj.created_at, obj.first_response_at),
        }

    @admin.display(description=_("rating"))
    def rating_stars(self, obj: SupportTicket) -> SafeString | str:
        return display.stars(obj.rating) if obj.rating else EMPTY

    @admin.display(description=_("comment on the rating"))
    def comment_on_rating(self, obj: SupportTicket) -> SafeString | str:
        if not obj.rating_comment:
            return EMPTY
        return format_html('<div dir="auto">{}</div>', linebreaksbr(obj.rating_comment))

    @admin.display(description=_("spam"))
    def spam_badge(self, obj: SupportTicket) -> SafeString | str:
        return display.badge("spam", gettext("Spam")) if obj.is_spam else gettext("No")

    @admin.display(description=_("Actions"))
    def spam_button(self, obj: SupportTicket) -> SafeString:
        if obj.is_spam:
            url, label = self._url("release_from_spam", obj.pk), gettext("Release from spam")
        else:
            url, label = self._url("mark_as_spam", obj.pk), gettext("Mark as spam")
        return display.post_button(url, label, f"{obj.ticket_number}: {label}")
