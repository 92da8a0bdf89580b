"""One ticket: what its requester reads, and how he replies."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from django_support_tickets import workflow
from django_support_tickets.models import SupportTicket, TicketAttachment, TicketEvent, TicketMessage
from django_support_tickets.newest import SHOWN
from tests.attachments import samples
from tests.factories import make_ticket, make_user
from tests.portal.pages import THANKS, address, content, guest, hidden_value

pytestmark = pytest.mark.django_db

SECRET = "Only staff may read this"


def text_of(page: str) -> str:
    """Return the page's text without its markup, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def in_order(text: str, *parts: str) -> bool:
    positions = [text.find(part) for part in parts]
    return -1 not in positions and positions == sorted(positions)


def close_long_ago(ticket: SupportTicket, days: int = 15) -> None:
    workflow.close_ticket(ticket=ticket, actor=None)
    SupportTicket.objects.filter(pk=ticket.pk).update(closed_at=timezone.now() - timedelta(days=days))


# Reading


def test_the_conversation_is_told_in_order(signed_in: Client, ticket: SupportTicket, owner: Any, agent: Any) -> None:
    workflow.reply_as_staff(ticket=ticket, text="We have a look.", actor=agent)
    workflow.reply_as_requester(ticket=ticket, text="Thank you so far.", actor=owner)
    workflow.change_status(ticket=ticket, status="resolved", actor=agent)
    workflow.close_ticket(ticket=ticket, actor=owner)
    workflow.reopen_ticket(ticket=ticket, actor=owner)
    text = text_of(signed_in.get(address("ticket", ticket)).text)
    staff_name = "Deniz Kara Support" if hasattr(agent, "get_full_name") else "Support Team"
    assert in_order(
        text,
        ticket.ticket_number,
        "You",
        ticket.message,
        staff_name,
        "We have a look.",
        "We are working on it.",
        "Thank you so far.",
        "We marked the ticket as resolved.",
        "You closed the ticket.",
        "You reopened the ticket.",
        "Send the reply",
    )
    assert agent.get_username() not in text


@pytest.mark.parametrize(
    ("status", "turn", "told"),
    [
        ("pending", "staff", "Pending Waiting for us"),
        ("in_progress", "requester", "In progress Waiting for your reply"),
        ("resolved", "requester", "Resolved Reopen Close the ticket"),
        ("closed", "staff", "Closed Reopen Your reply reopens the ticket."),
    ],
)
def test_status_and_turn(signed_in: Client, owner: Any, status: str, turn: str, told: str) -> None:
    ticket = make_ticket(user=owner, status=status, turn=turn)
    text = text_of(signed_in.get(address("ticket", ticket)).text)
    positions = [text.find(word) for word in re.findall(r"[A-Z][^A-Z]*", told)]
    assert -1 not in positions
    assert text.count("Waiting for us") == (told == "Pending Waiting for us")
    assert text.count("Waiting for your reply") == (status == "in_progress")


def test_a_change_to_a_status_that_is_no_more_is_left_out(signed_in: Client, ticket: SupportTicket) -> None:
    for data in ({"new": "escalated", "by": "<b>"}, {}):
        TicketEvent.objects.create(ticket=ticket, ticket_number="x", type="status_changed", data=data)
    assert 'class="support-event"' not in signed_in.get(address("ticket", ticket)).text


def test_text_is_never_markup(signed_in: Client, ticket: SupportTicket, agent: Any) -> None:
    text = "<script>alert(1)</script>\nsee https://shop.example/?a=1&b=<b>\n\n<img src=x onerror=y> javascript:alert(1)"
    workflow.reply_as_staff(ticket=ticket, text=text, actor=agent)
    page = signed_in.get(address("ticket", ticket)).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert '<p dir="auto">&lt;script&gt;alert(1)&lt;/script&gt;<br>see ' in page
    link = '<a href="https://shop.example/?a=1&amp;b=" rel="nofollow noopener ugc">'
    assert link in page
    assert page.count("<a href=") - page.count('<a href="/') - page.count('<a href="#') == 1
    assert '<p dir="auto">&lt;img src=x onerror=y&gt; javascript:alert(1)</p>' in page


def test_a_requesters_text_is_none_either(client: Client) -> None:
    ticket = make_ticket(message='"><script>alert(1)</script>', name="<b>Ayşe</b>")
    page = guest(ticket).get(address("ticket", ticket)).text
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "<b>Ayşe" not in page


def test_internal_notes_are_never_shown(signed_in: Client, ticket: SupportTicket, agent: Any, owner: Any) -> None:
    ticket.notes = SECRET
    ticket.save()
    note = workflow.add_note(
        ticket=ticket, text=SECRET, actor=agent, attachments=[samples.upload(samples.pdf(), "secret.pdf")]
    )
    workflow.assign_ticket(ticket=ticket, assignee=agent, actor=agent)
    file = note.attachments.get()
    for visitor in (signed_in, guest(ticket)):
        for name in ("ticket", "close"):
            page = visitor.get(address(name, ticket)).text
            assert SECRET not in page
            assert "secret.pdf" not in page
            assert f"/attachments/{file.pk}/" not in page
            assert "Kara" not in page
        assert visitor.get(address("file", ticket, file=file.pk)).status_code == 404


def test_a_staff_member_without_a_name_is_the_team(signed_in: Client, ticket: SupportTicket) -> None:
    nameless = make_user(email="secret.login@shop.example", is_staff=True)
    workflow.reply_as_staff(ticket=ticket, text="We have a look.", actor=nameless)
    page = signed_in.get(address("ticket", ticket)).text
    assert "Support Team" in page
    assert "secret.login" not in page


def test_the_page_in_turkish(signed_in: Client, ticket: SupportTicket) -> None:
    page = signed_in.get(address("ticket", ticket), headers={"accept-language": "tr"}).text
    assert "Sipariş Sorunu" in page
    assert "Beklemede" in page


def test_arabic_is_written_from_the_right(signed_in: Client, owner: Any) -> None:
    ticket = make_ticket(user=owner, message="مرحبا\n\nhello")
    page = signed_in.get(address("ticket", ticket)).text
    assert '<p dir="auto">مرحبا</p>' in page
    assert '<p dir="auto">hello</p>' in page


# Files


def test_files_are_handed_out(signed_in: Client, owner: Any, agent: Any) -> None:
    opening = [samples.upload(samples.pdf(), "Şikâyet.pdf"), samples.upload(samples.png(), "b.png")]
    ticket = workflow.open_ticket(
        name="Ayşe", email=owner.email, subject="Diğer", message="See the files", user=owner, attachments=opening,
        attachment=samples.upload(samples.pdf(), "single.pdf"),
    )  # fmt: skip
    reply = workflow.reply_as_staff(
        ticket=ticket, text="Here", actor=agent, attachments=[samples.upload(samples.pdf(), "answer.pdf")]
    )
    page = signed_in.get(address("ticket", ticket)).text
    assert in_order(page, "single.pdf", "Şikâyet.pdf", "b.png", "answer.pdf")
    single = signed_in.get(address("attachment", ticket))
    assert content(single) == samples.pdf()
    assert 'attachment; filename="single.pdf"' in single.headers["Content-Disposition"]
    answer = signed_in.get(address("file", ticket, file=reply.attachments.get().pk))
    assert content(answer) == samples.pdf()
    picture = address("file", ticket, file=TicketAttachment.objects.get(attachment_filename="b.png").pk)
    assert f'href="{picture}?variant=inline"' in page
    assert f'src="{picture}?variant=thumbnail"' in page
    for variant in ("inline", "thumbnail"):
        response = signed_in.get(f"{picture}?variant={variant}")
        assert content(response)
        assert response.headers["Content-Type"] == "image/png"
        assert response.headers["Content-Disposition"].startswith("inline")


def test_a_file_belongs_to_its_ticket(signed_in: Client, ticket: SupportTicket, owner: Any, agent: Any) -> None:
    other = make_ticket(user=make_user())
    reply = workflow.reply_as_staff(
        ticket=other, text="Here", actor=agent, attachments=[samples.upload(samples.pdf(), "a.pdf")]
    )
    key = reply.attachments.get().pk
    for number in (key, 0, 10**18, 10**30):
        assert signed_in.get(address("file", ticket, file=number)).status_code == 404
    assert signed_in.get(address("attachment", ticket)).status_code == 404


# A long conversation


def talk_at_length(ticket: SupportTicket, count: int) -> None:
    sender = {"ticket": ticket, "kind": "reply", "sender": "requester"}
    TicketMessage.objects.bulk_create(TicketMessage(**sender, text=f"text {n}.") for n in range(count))


def test_of_a_long_conversation_the_newest_is_shown_and_the_rest_on_demand(
    signed_in: Client, ticket: SupportTicket, agent: Any
) -> None:
    workflow.add_note(ticket=ticket, text=SECRET, actor=agent)
    talk_at_length(ticket, SHOWN - 1)
    workflow.change_status(ticket=ticket, status="resolved", actor=agent)
    for visitor in (signed_in, guest(ticket)):
        page = visitor.get(address("ticket", ticket)).text
        assert "text 0." in page
        assert "Earlier messages" not in page
    workflow.change_status(ticket=ticket, status="closed", actor=agent)
    for visitor in (signed_in, guest(ticket)):
        page = visitor.get(address("ticket", ticket)).text
        assert "text 0." not in page
        assert in_order(text_of(page), ticket.message, "Earlier messages", "text 1.", "as resolved.", "We closed")
        assert 'href="?all=1">Earlier messages</a>' in page
        whole = visitor.get(f"{address('ticket', ticket)}?all=1").text
        assert in_order(text_of(whole), ticket.message, "text 0.", "text 1.", "as resolved.", "We closed")
        assert "Earlier messages" not in whole
        assert SECRET not in page + whole


def test_many_changes_leave_the_newest_messages(signed_in: Client, ticket: SupportTicket, owner: Any) -> None:
    TicketEvent.objects.bulk_create(
        TicketEvent(ticket=ticket, type="status_changed", data={"new": "closed"}) for _ in range(3 * SHOWN)
    )
    workflow.reply_as_requester(ticket=ticket, text="It came back.", actor=owner)
    page = signed_in.get(address("ticket", ticket)).text
    assert in_order(text_of(page), ticket.message, "Earlier messages", "We closed the ticket.", "It came back.")
    assert page.count("We closed the ticket.") == SHOWN - 1


def test_no_more_is_read_than_is_shown(signed_in: Client, ticket: SupportTicket) -> None:
    talk_at_length(ticket, 2 * SHOWN)
    with CaptureQueriesContext(connection) as queries:
        signed_in.get(address("ticket", ticket))
    for table in ("ticketmessage", "ticketevent"):
        assert any(
            f"django_support_tickets_{table}" in query["sql"] and f"LIMIT {SHOWN + 1}" in query["sql"]
            for query in queries
        )


# Cost


def test_the_page_costs_the_same_for_one_message_and_for_many(
    signed_in: Client, ticket: SupportTicket, owner: Any, agent: Any
) -> None:
    visitor = guest(ticket)

    def cost(client: Client) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address("ticket", ticket)).status_code == 200
        return len(queries)

    def talk() -> None:
        files = [samples.upload(samples.pdf(), f"{number}.pdf") for number in range(3)]
        workflow.reply_as_staff(ticket=ticket, text="Answer", actor=make_user(is_staff=True), attachments=files)
        workflow.reply_as_requester(ticket=ticket, text="Reply", actor=owner, attachments=files)
        workflow.change_status(ticket=ticket, status="resolved", actor=agent)
        workflow.change_status(ticket=ticket, status="pending", actor=agent)
        make_ticket(user=owner, follow_up_of=ticket)

    talk()
    before = [cost(signed_in), cost(visitor)]
    for _time in range(5):
        talk()
    assert [cost(signed_in), cost(visitor)] == before
    assert max(before) <= 10


# Replying


def test_a_reply(signed_in: Client, owner: Any, agent: Any, django_capture_on_commit_callbacks: Any) -> None:
    ticket = make_ticket(user=owner, status="in_progress", turn="requester", assigned_to=agent)
    files = [samples.upload(samples.pdf(), "a.pdf"), samples.upload(samples.png(), "b.png")]
    with django_capture_on_commit_callbacks(execute=True):
        response = signed_in.post(address("ticket", ticket), {"text": " Here\r\nit is \n", "attachments": files})
    assert (response.status_code, response.headers["Location"]) == (302, address("ticket", ticket))
    message = TicketMessage.objects.get()
    assert (message.text, message.sender, message.author, message.source) == (
        "Here\nit is",
        "requester",
        owner,
        "portal",
    )
    assert [file.attachment_filename for file in message.attachments.all()] == ["a.pdf", "b.png"]
    ticket.refresh_from_db()
    assert (ticket.turn, ticket.status) == ("staff", "in_progress")
    assert [message.to for message in mail.outbox] == [["agent@shop.example"]]
    assert "Your reply was sent" in signed_in.get(address("ticket", ticket)).text


def test_the_same_reply_sent_twice_counts_once(
    signed_in: Client, ticket: SupportTicket, stored_files: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """By an impatient click where there is no script, or by a browser that was restarted."""
    stamp = hidden_value(signed_in.get(address("ticket", ticket)).text, "stamp")
    with django_capture_on_commit_callbacks(execute=True):
        for _time in range(2):
            sent = {"text": "It is lost.", "stamp": stamp, "attachments": [samples.upload(samples.pdf(), "a.pdf")]}
            page = signed_in.post(address("ticket", ticket), sent, follow=True)
            assert "Your reply was sent" in page.text
    assert [message.text for message in ticket.messages.all()] == ["It is lost."]
    assert len(stored_files()) == 1
    assert TicketEvent.objects.filter(ticket=ticket, type="replied").count() == 1
    signed_in.post(address("ticket", ticket), {"text": "It is found.", "stamp": stamp})
    assert [message.text for message in ticket.messages.all()] == ["It is lost.", "It is found."]


@pytest.mark.parametrize("stamp", ["", "forged:1:2", "\0"])
def test_without_a_stamp_each_reply_counts(signed_in: Client, ticket: SupportTicket, stamp: str) -> None:
    for _time in range(2):
        signed_in.post(address("ticket", ticket), {"text": "Any news?", "stamp": stamp})
    assert ticket.messages.count() == 2


def test_a_late_reply_sent_twice_opens_one_follow_up(signed_in: Client, ticket: SupportTicket) -> None:
    close_long_ago(ticket)
    stamp = hidden_value(signed_in.get(address("ticket", ticket)).text, "stamp")
    for _time in range(2):
        response = signed_in.post(address("ticket", ticket), {"text": "It is lost again.", "stamp": stamp})
        follow_up = SupportTicket.objects.get(follow_up_of=ticket)
        assert response.headers["Location"] == address("ticket", follow_up)


def test_a_guests_reply_has_no_author(ticket: SupportTicket) -> None:
    assert guest(ticket).post(address("ticket", ticket), {"text": "Hello"}).status_code == 302
    assert TicketMessage.objects.get().author is None


def test_a_user_with_a_link_to_another_ones_ticket_writes_as_a_guest(ticket: SupportTicket) -> None:
    client = guest(ticket)
    client.force_login(make_user())
    client.post(address("ticket", ticket), {"text": "Hello"})
    assert TicketMessage.objects.get().author is None


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "This field is required."), (" \n ", "This field is required."), ("x" * 51, "at most 50 characters.")],
)
def test_errors_in_a_reply(signed_in: Client, ticket: SupportTicket, settings: Any, text: str, message: str) -> None:
    settings.SUPPORT_TICKET_REPLY_MAX_LENGTH = 50
    response = signed_in.post(address("ticket", ticket), {"text": text})
    page = response.text
    assert response.status_code == 200
    assert message in page
    assert text.strip() in page
    assert ticket.message in page
    assert 'id="support-text_error"' in page
    assert 'role="alert" tabindex="-1" autofocus' in page
    assert not TicketMessage.objects.exists()


def test_a_refused_file_in_a_reply(signed_in: Client, ticket: SupportTicket, stored_files: Any) -> None:
    files = [samples.upload(samples.pdf(), "a.pdf"), samples.upload(b"MZ", "b.exe")]
    page = signed_in.post(address("ticket", ticket), {"text": "Kept", "attachments": files}).text
    assert "b.exe: Only PDF, DOC" in page
    assert ">\nKept</textarea>" in page
    assert not TicketMessage.objects.exists()
    assert not stored_files()


def test_the_script_is_told_where_a_reply_stands(signed_in: Client, ticket: SupportTicket) -> None:
    response = signed_in.post(address("ticket", ticket), {"text": "Hi"}, headers={"x-requested-with": "XMLHttpRequest"})
    assert response.json() == {"location": address("ticket", ticket)}


def test_a_reply_reopens(signed_in: Client, owner: Any) -> None:
    ticket = make_ticket(user=owner, status="resolved")
    assert "Your reply reopens the ticket." in signed_in.get(address("ticket", ticket)).text
    signed_in.post(address("ticket", ticket), {"text": "It came back"})
    ticket.refresh_from_db()
    assert ticket.status == "pending"


# Too late: a follow-up


def test_a_late_reply_opens_a_follow_up_and_leads_there(signed_in: Client, ticket: SupportTicket) -> None:
    close_long_ago(ticket)
    page = signed_in.get(address("ticket", ticket)).text
    assert "This ticket was closed more than 14 days ago. Your reply opens a new ticket" in page
    response = signed_in.post(address("ticket", ticket), {"text": "It came back"})
    follow_up = SupportTicket.objects.get(follow_up_of=ticket)
    assert response.headers["Location"] == address("ticket", follow_up)
    new = text_of(signed_in.get(address("ticket", follow_up)).text)
    assert "The ticket was closed too long ago: your reply opened a new one." in new
    assert f"This ticket follows up an earlier one: {ticket.ticket_number}" in new
    old = text_of(signed_in.get(address("ticket", ticket)).text)
    assert f"This ticket was followed up: {follow_up.ticket_number}" in old


def test_a_guest_is_thanked_and_gets_a_link_to_the_follow_up(
    django_capture_on_commit_callbacks: Any, ticket: SupportTicket
) -> None:
    visitor = guest(ticket)
    close_long_ago(ticket)
    with django_capture_on_commit_callbacks(execute=True):
        response = visitor.post(address("ticket", ticket), {"text": "It came back"})
    assert response.headers["Location"] == THANKS
    follow_up = SupportTicket.objects.get(follow_up_of=ticket)
    page = visitor.get(THANKS).text
    assert "The ticket was closed too long ago: your reply opened a new one." in page
    assert follow_up.ticket_number in page
    assert visitor.get(address("ticket", follow_up)).status_code == 404
    assert follow_up.ticket_number not in visitor.get(address("ticket", ticket)).text
    confirmation = next(message for message in mail.outbox if message.to == [ticket.email])
    path = re.search(r"https://shop\.example(/support/link/\S+)", str(confirmation.body))
    assert path
    assert visitor.get(path[1]).headers["Location"] == address("ticket", follow_up)
    assert follow_up.ticket_number in visitor.get(address("ticket", ticket)).text


def test_related_tickets_of_others_are_not_named(signed_in: Client, owner: Any) -> None:
    earlier = make_ticket(user=make_user())
    ticket = make_ticket(user=owner, follow_up_of=earlier)
    later = make_ticket(user=make_user(), follow_up_of=ticket)
    page = signed_in.get(address("ticket", ticket)).text
    assert earlier.ticket_number not in page
    assert later.ticket_number not in page
