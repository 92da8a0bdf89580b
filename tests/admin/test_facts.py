"""What the ticket's page tells beside its form."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from django_support_tickets.models import SupportTicket
from django_support_tickets.workflow import (
    change_status,
    mark_as_spam,
    open_ticket,
    rate_ticket,
    release_from_spam,
    reopen_ticket,
    reply_as_requester,
    reply_as_staff,
)
from tests.admin.conftest import LIST, change_page
from tests.factories import make_ticket, ticket_fields


def page(client: Client, ticket: SupportTicket) -> str:
    response = client.get(change_page(ticket))
    assert response.status_code == 200
    return response.content.decode()


def test_shows_a_rating_in_stars_and_words(desk: Client) -> None:
    ticket = make_ticket(status="resolved")
    assert "Rating" not in [str(part.name) for part in desk.get(change_page(ticket)).context["adminform"]]
    rate_ticket(ticket=ticket, rating=4, comment="<b>good</b>\nbut slow")
    html = page(desk, ticket)
    assert '<span class="support-stars" aria-hidden="true">★★★★☆</span> 4 of 5' in html
    assert '<div dir="auto">&lt;b&gt;good&lt;/b&gt;<br>but slow</div>' in html


def test_a_rating_needs_no_comment(desk: Client) -> None:
    ticket = make_ticket(status="resolved")
    rate_ticket(ticket=ticket, rating=5)
    assert "★★★★★" in page(desk, ticket)


def test_shows_how_long_the_first_response_took(desk: Client) -> None:
    ticket = make_ticket()
    assert ", after" not in page(desk, ticket)
    ticket.first_response_at = ticket.created_at + timedelta(hours=2, minutes=5)
    ticket.save()
    assert ", after 2\xa0hours, 5\xa0minutes" in page(desk, ticket)


def test_leads_from_a_follow_up_to_what_it_follows_and_back(desk: Client) -> None:
    first = make_ticket()
    second, third = make_ticket(follow_up_of=first), make_ticket(follow_up_of=first)
    html = page(desk, first)
    for follow_up in (second, third):
        assert f'<a href="{change_page(follow_up)}">{follow_up.ticket_number}</a>' in html
        assert f'<a href="{change_page(first)}">{first}</a>' in page(desk, follow_up)


@pytest.mark.parametrize(("language", "shown"), [("tr", "Turkish"), ("xx", "xx"), ("", "-")])
def test_names_the_requesters_language(desk: Client, language: str, shown: str) -> None:
    form = desk.get(change_page(make_ticket(language=language))).context["adminform"]
    assert form.model_admin.requester_language(form.form.instance) == shown


def test_tells_whose_turn_it_is_and_by_which_door_it_came(desk: Client) -> None:
    html = page(desk, make_ticket(turn="requester", source="portal"))
    for label, value in (("Whose turn", "Requester"), ("Source", "Portal")):
        (shown,) = re.findall(rf'>{label}:</label>.*?<div class="readonly[^"]*">([^<]*)<', html, re.DOTALL)
        assert shown.strip() == value


def test_what_only_a_stored_ticket_has_is_not_asked_of_a_new_one(desk: Client) -> None:
    html = desk.get(f"{LIST}add/").content.decode()
    for name in ("turn", "follow_ups", "first_response", "closed_at", "spam_badge", "rating_stars", "conversation"):
        assert f"field-{name}" not in html


def test_tells_the_conversations_history_in_words(desk: Client, agent: Any) -> None:
    ticket = open_ticket(**ticket_fields())
    reply_as_staff(ticket=ticket, text="x", actor=agent)
    reply_as_requester(ticket=ticket, text="x")
    change_status(ticket=ticket, status="resolved", actor=agent)
    rate_ticket(ticket=ticket, rating=4)
    reopen_ticket(ticket=ticket, actor=None)
    mark_as_spam(ticket=ticket, actor=agent)
    release_from_spam(ticket=ticket, actor=agent)
    html = page(desk, ticket)
    for line in (
        "Replied: Staff",
        "Replied: Requester",
        "Rated: 4 of 5",
        "Status changed: Resolved → Pending (Requester)",
        "Marked as spam",
        "Released from spam",
    ):
        assert re.search(rf">\s*{re.escape(line)}\s*<", html), line


def test_the_history_names_the_follow_up(desk: Client, settings: Any) -> None:
    settings.SUPPORT_TICKET_REOPEN_DAYS = 0
    ticket = make_ticket(status="closed")
    follow_up = reply_as_requester(ticket=ticket, text="again").ticket
    assert f"Followed up: {follow_up.ticket_number}" in page(desk, ticket)


def test_every_kind_of_mail_is_shown_and_can_be_sent_again(
    desk: Client, agent: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.SUPPORT_TICKET_STAFF_EMAILS = ["desk@shop.example"]
    with django_capture_on_commit_callbacks(execute=True):
        ticket = open_ticket(**ticket_fields())
        reply_as_staff(ticket=ticket, text="The text of the reply", actor=agent)
        reply_as_requester(ticket=ticket, text="thanks")
        change_status(ticket=ticket, status="resolved", actor=agent)
    html = page(desk, ticket)
    kinds = set()
    for delivery in ticket.deliveries.all():
        kinds.add(delivery.kind)
        assert str(delivery.get_kind_display()) in html
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            desk.post(f"{LIST}{ticket.pk}/mails/{delivery.pk}/resend/")
        assert [message.to for message in mail.outbox] == [[delivery.recipient]]
    assert kinds == {"ticket_confirmation", "staff_new_ticket", "ticket_reply", "staff_reply", "ticket_resolved"}
