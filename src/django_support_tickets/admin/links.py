"""The links that were mailed to a ticket's requester: what became of them, never the links themselves."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.enums import TextChoices
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..models import GuestLink
from ..notifications.links import mails_to_link
from .display import badge, post_button
from .inlines import ReadOnlyInline
from .part import ticket_url


class LinkState(TextChoices):
    """Whether a link opens its ticket, else the first reason why not."""

    REVOKED = "revoked", _("Revoked")
    EXPIRED = "expired", _("Expired")
    OTHER_ADDRESS = "other_address", _("Other address")
    SPAM = "spam", _("Spam")
    USABLE = "usable", _("Usable")


def link_state(link: GuestLink) -> LinkState:
    """Return the state of a link; usable are those that :meth:`GuestLinkQuerySet.usable` finds."""
    if link.revoked_at is not None:
        return LinkState.REVOKED
    if link.created_at <= timezone.now() - timedelta(days=settings.SUPPORT_TICKET_LINK_DAYS):
        return LinkState.EXPIRED
    if link.email != link.ticket.email:
        return LinkState.OTHER_ADDRESS
    return LinkState.SPAM if link.ticket.is_spam else LinkState.USABLE


class GuestLinkInline(ReadOnlyInline):
    model = GuestLink
    template = "admin/django_support_tickets/supportticket/links.html"
    verbose_name_plural = _("requester’s links")
    fields = ("email", "created_at", "mail", "state_badge", "revoke")
    readonly_fields = fields
    in_order = ("created_at", "id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("delivery", "ticket")

    @admin.display(description=_("mail"))
    def mail(self, link: GuestLink) -> str:
        return str(link.delivery.get_kind_display()) if link.delivery else "-"

    @admin.display(description=_("state"))
    def state_badge(self, link: GuestLink) -> SafeString:
        state = link_state(link)
        return badge(state, str(state.label))

    @admin.display(description=_("Actions"))
    def revoke(self, link: GuestLink) -> SafeString | str:
        """Offer to let the link open the ticket no longer."""
        if link_state(link) in (LinkState.REVOKED, LinkState.EXPIRED) or not self.may_change_ticket():
            return ""
        url = ticket_url(self.admin_site, "revoke_link", link.ticket_id, link.pk)
        description = gettext("Revoke the link in the mail to %(recipient)s") % {"recipient": link.email}
        return post_button(url, gettext("Revoke"), description)

    def revoke_all(self) -> SafeString | str:
        """Offer, below the rows, to let none of the links open the ticket any longer."""
        links = GuestLink.objects.filter(ticket=self.ticket, revoked_at=None)
        if not self.may_change_ticket() or not (links.exists() or mails_to_link(self.ticket).exists()):
            return ""
        label = gettext("Revoke all links")
        return post_button(ticket_url(self.admin_site, "revoke_links", self.ticket.pk), label, label)
