"""Reading one's tickets, and replying in them."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import Q
from django.db.models.functions import Left
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from ... import workflow
from ...choices import Source
from ...exceptions import TooManyRequests
from ...limits import check_reply
from ...models import SupportTicket
from ...models.ticket import SupportTicketQuerySet
from ...newest import asks_for_all
from ..access import accessible_tickets, acting_account, owns
from ..drafts import draft_of, forget_draft
from ..forms import RATINGS, PortalForm, RatingForm, ReplyForm
from ..timeline import timeline
from .opening import thank
from .pages import TEMPLATES, PortalPage, TicketPage

PAGE_SIZE = 20
EXCERPT_LENGTH = 160
_LONG_FIELDS = ("message", "notes", "rating_comment")


class TicketListView(LoginRequiredMixin, PortalPage):
    """The tickets of a signed-in user, newest first, each page starting after a ticket rather than after a number."""

    template_name = f"{TEMPLATES}tickets.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        own = SupportTicket.objects.requested_by(request.user).order_by("-created_at", "-pk")
        own = own.defer(*_LONG_FIELDS).annotate(excerpt=Left("message", EXCERPT_LENGTH))
        rows = list(_older_than(own, request.GET.get("before", ""))[: PAGE_SIZE + 1])
        shown = rows[:PAGE_SIZE]
        older = shown[-1].ticket_number if len(rows) > PAGE_SIZE else ""
        return self.page(tickets=shown, older=older, is_first="before" not in request.GET)


def _older_than(own: SupportTicketQuerySet, number: str) -> SupportTicketQuerySet:
    """Return the tickets behind the one of this number; all, if that is none of them."""
    last = own.filter(ticket_number=number).first() if number and "\0" not in number else None
    return own if last is None else own.older_than(last.created_at, last.pk)


class TicketView(TicketPage):
    """One ticket: what was said and done, and a form to say more."""

    template_name = f"{TEMPLATES}ticket.html"

    def get(self, request: HttpRequest, number: str) -> HttpResponseBase:
        draft = draft_of(request, number)
        return self.page(form=ReplyForm(initial=draft), has_draft="text" in draft)

    def post(self, request: HttpRequest, number: str) -> HttpResponseBase:
        ticket = self.ticket
        try:
            check_reply(request.META, ticket)
        except TooManyRequests as error:
            return self.slowed_down(error)
        form = ReplyForm(request.POST, request.FILES)
        return self.reply(form) if form.is_valid() else self.page(form=form)

    def refilled(self) -> PortalForm:
        return ReplyForm.unchecked(self.request)

    def reply(self, form: ReplyForm) -> HttpResponseBase:
        """Add the reply, and show where it stands: here, or in a follow-up if this ticket was closed long ago."""
        reply = workflow.reply_as_requester(
            ticket=self.ticket,
            text=form.cleaned_data["text"],
            attachments=form.cleaned_data["attachments"],
            actor=acting_account(self.request, self.ticket),
            source=Source.PORTAL,
            once=workflow.Once(key) if (key := form.key()) else None,
        )
        forget_draft(self.request, self.number)
        if reply.ticket.pk == self.ticket.pk:
            messages.success(self.request, _("Your reply was sent"), fail_silently=True)
        elif not owns(self.request, reply.ticket):
            # A guest's link is for the old ticket alone; the mail about the new one brings another.
            return self.go_to(thank(self.request, reply.ticket))
        else:
            done = _("The ticket was closed too long ago: your reply opened a new one.")
            if reply.message:
                done = _("The ticket was closed too long ago: your reply is in the one that follows it up.")
            messages.success(self.request, done, fail_silently=True)
        return self.go_to(reverse("support_portal:ticket", args=[reply.ticket.ticket_number]))

    def page_context(self, **context: Any) -> dict[str, Any]:
        ticket = self.ticket
        entries, has_earlier = timeline(ticket, whole=asks_for_all(self.request))
        return super().page_context(
            timeline=entries,
            has_earlier=has_earlier,
            related=self._related(),
            opens_follow_up=ticket.opens_follow_up,
            reopen_days=settings.SUPPORT_TICKET_REOPEN_DAYS,
            rating_label=dict(RATINGS).get(ticket.rating or 0, ""),
            rating_form=self._rating_form(),
            **context,
        )

    def _related(self) -> list[SupportTicket]:
        """Return what this ticket follows and what follows it, so far as the visitor may open it."""
        related = Q(pk=self.ticket.follow_up_of_id) | Q(follow_up_of=self.ticket.pk)
        return list(accessible_tickets(self.request).filter(related).defer(*_LONG_FIELDS).order_by("pk"))

    def _rating_form(self) -> RatingForm | None:
        """Return the form to rate with, unless that was done: then a page of its own changes it."""
        asked_again = "rating" in self.request.GET
        if self.ticket.can_be_rated and (self.ticket.rating is None or asked_again):
            return RatingForm(initial=rating_asked_for(self.request, self.ticket))
        return None


def rating_asked_for(request: HttpRequest, ticket: SupportTicket) -> dict[str, Any]:
    """Return what the form to rate with begins with: the choice of a link's ``?rating=``, else what was said."""
    asked = request.GET.get("rating", "")
    known = str(ticket.rating or "")
    draft = draft_of(request, ticket.ticket_number)
    rating = asked if asked in map(str, dict(RATINGS)) else known
    return {"rating": rating, "comment": draft.get("comment", ticket.rating_comment)}
