"""What the ticket's page shows of the conversation."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from django_support_tickets.admin.inlines import ROWS
from django_support_tickets.models import Delivery, GuestLink, SupportTicket, TicketEvent, TicketMessage
from django_support_tickets.newest import SHOWN
from django_support_tickets.workflow import add_note, open_ticket, reply_as_requester, reply_as_staff
from tests.admin.conftest import change_page, filled_in, queries
from tests.attachments import samples
from tests.factories import make_ticket, make_user, ticket_fields

HOSTILE = """<script>alert(1)</script> "><img src=x onerror=alert(2)> javascript:alert(3)"""


def html(client: Client, ticket: SupportTicket) -> str:
    response = client.get(change_page(ticket))
    assert response.status_code == 200
    return response.content.decode()


def entries(page: str) -> list[str]:
    """Return the entries of the conversation, each from its own tag on."""
    conversation = page[page.index('<ol class="support-conversation">') :].partition("</ol>")[0]
    return re.split(r'(?=<li class="support-message )', conversation)[1:]


def document(name: str = "a.pdf") -> Any:
    return ContentFile(samples.pdf(), name)


def test_tells_in_order_who_said_what_to_whom(desk: Client, agent: Any) -> None:
    ticket = open_ticket(**ticket_fields(), source="portal")
    add_note(ticket=ticket, text="look into it", actor=agent, source="api")
    reply_as_staff(ticket=ticket, text="we are looking", actor=agent, source="admin")
    reply_as_requester(ticket=ticket, text="thank you")
    opening, note, reply, answer = entries(html(desk, ticket))
    for entry, kind, author, words, text, source in (
        (opening, "opening", ticket.name, "Request", ticket.message, "Portal"),
        (note, "note", str(agent), "Internal note, for staff only", "look into it", "API"),
        (reply, "staff", str(agent), "Reply by staff", "we are looking", "Admin"),
        (answer, "requester", ticket.name, "Reply by the requester", "thank you", "Site&#x27;s own code"),
    ):
        assert f"support-message-{kind}" in entry
        assert words in entry
        assert text in entry
        assert f"· {source}" in entry
        assert re.search(rf'<strong class="support-author" dir="auto">{re.escape(author)}</strong>', entry)
        assert re.search(r'<time datetime="20\d\d-', entry)


def test_names_staff_by_their_full_names(desk: Client) -> None:
    ticket = make_ticket()
    colleague = make_user(email="zeynep@shop.example", first_name="Zeynep", last_name="Kaya", full_name="Zeynep Kaya")
    reply_as_staff(ticket=ticket, text="hello", actor=colleague)
    expected = colleague.get_full_name() if hasattr(colleague, "get_full_name") else colleague.get_username()
    assert expected in entries(html(desk, ticket))[1]


def test_outlives_the_account_of_its_author(desk: Client) -> None:
    ticket, colleague = make_ticket(), make_user(is_staff=True)
    add_note(ticket=ticket, text="mine", actor=colleague)
    colleague.delete()
    note = entries(html(desk, ticket))[1]
    assert '<strong class="support-author" dir="auto">Staff</strong>' in note


@pytest.mark.parametrize("where", ["message", "reply", "note", "file name", "name"])
def test_nothing_that_someone_wrote_is_markup(desk: Client, agent: Any, where: str) -> None:
    fields = {"message": HOSTILE} if where == "message" else {"name": HOSTILE} if where == "name" else {}
    ticket = make_ticket(**fields)
    text = HOSTILE if where in ("reply", "note") else "fine"
    name = "<script>alert(1)</script>.pdf" if where == "file name" else "a.pdf"
    add = add_note if where == "note" else reply_as_staff
    message = add(ticket=ticket, text=text, actor=agent, attachments=[document()])
    message.attachments.update(attachment_filename=name)
    page = html(desk, ticket)
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert 'href="javascript:' not in page
    assert "&lt;script&gt;alert(1)" in "".join(entries(page))


def test_keeps_line_breaks_and_links_web_addresses(desk: Client) -> None:
    ticket = make_ticket(message="First line\nsecond\n\nsee https://shop.example/a?b=1&c=2. Bye")
    (opening,) = entries(html(desk, ticket))
    assert re.search(
        r'<div class="support-text" dir="auto"><p[^>]*>First line<br>second</p>\s*<p[^>]*>see <a ', opening
    )
    address = "https://shop.example/a?b=1&amp;c=2"
    assert re.search(rf'<a href="{re.escape(address)}" rel="nofollow[^"]*">{re.escape(address)}</a>. Bye', opening)


@pytest.mark.parametrize(
    "text",
    ["www.shop.example and shop.com", "javascript:alert(1)", "data:text/html,https", "ftp://a.example//evil.example"],
)
def test_links_nothing_else(desk: Client, text: str) -> None:
    (opening,) = entries(html(desk, make_ticket(message=text)))
    assert "<a" not in opening


def test_shows_the_files_of_the_opening_and_of_messages(
    desk: Client, agent: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        ticket = open_ticket(
            **ticket_fields(),
            attachment=samples.upload(samples.png(), "single.png"),
            attachments=[document("further.pdf")],
        )
        note = add_note(
            ticket=ticket, text="see", actor=agent, attachments=[ContentFile(samples.png(), "box.png"), document()]
        )
    opening, entry = entries(html(desk, ticket))
    assert f'href="/api/support/tickets/{ticket.pk}/attachment/"' in opening
    assert opening.index("single.png") < opening.index("further.pdf")
    assert "box.png" not in opening
    picture, paper = note.attachments.all()
    for file in (picture, paper):
        assert f'href="{file.attachment.url}" download' in entry
        assert f"<bdi>{file.attachment_filename}</bdi>" in entry
        assert file.attachment.name not in entry
    assert f'src="{picture.attachment.url}?variant=thumbnail" alt="Preview of box.png"' in entry
    assert f"{paper.attachment.url}?variant" not in entry
    assert re.search(r"\(\d+(\xa0bytes|\.\d\xa0KB)\)", entry)


def test_without_the_api_files_are_named(desk: Client, agent: Any, settings: Any) -> None:
    ticket = make_ticket()
    add_note(ticket=ticket, text="see", actor=agent, attachments=[ContentFile(samples.png(), "box.png")])
    settings.ROOT_URLCONF = "tests.admin.urls_without_api"
    entry = entries(html(desk, ticket))[1]
    assert "box.png" in entry
    assert "href" not in entry


def test_costs_the_same_number_of_queries_however_much_was_said(desk: Client, agent: Any) -> None:
    ticket = open_ticket(**ticket_fields(), attachments=[document()])

    def talk() -> None:
        colleague = make_user(is_staff=True)
        add_note(ticket=ticket, text="note", actor=colleague, attachments=[document(), document()])
        reply_as_staff(ticket=ticket, text="reply", actor=agent, attachments=[document()])
        reply_as_requester(ticket=ticket, text="answer", actor=make_user(), attachments=[document()])
        GuestLink.objects.create(ticket=ticket, email=ticket.email, delivery=ticket.deliveries.last())
        make_ticket(follow_up_of=ticket)

    talk()
    queries(desk, change_page(ticket))
    once = queries(desk, change_page(ticket))
    for _ in range(6):
        talk()
    assert queries(desk, change_page(ticket)) == once


def test_a_long_conversation_leads_to_its_end(desk: Client, agent: Any) -> None:
    ticket = make_ticket()
    add_note(ticket=ticket, text="one", actor=agent)
    assert 'href="#support-newest"' not in html(desk, ticket)
    for _ in range(5):
        add_note(ticket=ticket, text="more", actor=agent)
    page = html(desk, ticket)
    assert 'href="#support-newest"' in page
    assert 'id="support-newest"' in entries(page)[-1]


def test_who_may_only_view_reads_it_all_and_is_offered_nothing(viewer: Client, agent: Any) -> None:
    ticket = make_ticket()
    add_note(ticket=ticket, text="for staff", actor=agent)
    GuestLink.objects.create(ticket=ticket, email=ticket.email)
    page = html(viewer, ticket)
    assert "for staff" in entries(page)[1]
    for name in ("new_message", "seen_", "_continue", "support-button"):
        assert name not in page


def talk(ticket: SupportTicket, count: int) -> None:
    """Say and do much in a ticket."""
    sender = {"ticket": ticket, "kind": "reply", "sender": "requester"}
    TicketMessage.objects.bulk_create(TicketMessage(**sender, text=f"text {n}.") for n in range(count))
    TicketEvent.objects.bulk_create(TicketEvent(ticket=ticket, type="updated") for _ in range(count))
    failed = {"ticket": ticket, "state": "failed"}
    Delivery.objects.bulk_create(
        Delivery(**failed, recipient=f"{n}@mail.example", message_id=f"<{uuid4()}@shop.example>") for n in range(count)
    )
    GuestLink.objects.bulk_create(GuestLink(ticket=ticket, email=f"{n}@link.example") for n in range(count))


def test_of_a_long_conversation_the_newest_is_shown_and_the_rest_on_demand(desk: Client) -> None:
    ticket = make_ticket()
    talk(ticket, SHOWN)
    assert "Earlier messages" not in html(desk, ticket)
    add_note(ticket=ticket, text="a note", actor=make_user(is_staff=True))
    page = html(desk, ticket)
    opening, *shown = entries(page)
    assert ticket.message in opening
    assert '<a href="?all=1">Earlier messages</a>' in opening
    assert len(shown) == SHOWN
    assert "text 0." not in page
    assert "text 1." in shown[0]
    assert "a note" in shown[-1]
    whole = desk.get(f"{change_page(ticket)}?all=1").content.decode()
    assert len(entries(whole)) == SHOWN + 2
    assert "Earlier messages" not in whole


def test_history_mails_and_links_are_cut_as_well(desk: Client) -> None:
    ticket = make_ticket()
    talk(ticket, ROWS + 1)
    page = html(desk, ticket)
    assert page.count('<a href="?all=1">Show all</a>') == 3
    for where in ("mail", "link"):
        assert f"1@{where}.example" in page
        assert f">0@{where}.example" not in page
    assert page.index("1@mail.example") < page.index(f"{ROWS}@mail.example")
    whole = desk.get(f"{change_page(ticket)}?all=1").content.decode()
    assert "Show all" not in whole
    for where in ("mail", "link"):
        assert f">0@{where}.example" in whole


def test_the_link_to_everything_keeps_the_way_back(desk: Client) -> None:
    ticket = make_ticket()
    talk(ticket, SHOWN + 1)
    page = desk.get(f"{change_page(ticket)}?_changelist_filters=q%3Dorder").content.decode()
    assert '<a href="?_changelist_filters=q%3Dorder&amp;all=1">Earlier messages</a>' in page


@pytest.mark.parametrize("query", ["", "?all=1"])
def test_a_long_ticket_is_saved_though_more_was_said_and_done_meanwhile(desk: Client, query: str) -> None:
    ticket = make_ticket()
    talk(ticket, 350)
    data = filled_in(desk, ticket, query)
    assert len(data) < 100
    talk(ticket, 3)
    response = desk.post(change_page(ticket) + query, {**data, "notes": "long", "new_message": "a reply"})
    assert response.status_code == 302
    ticket.refresh_from_db()
    assert ticket.notes == "long"
    assert "a reply" in entries(html(desk, ticket))[-1]


def test_costs_no_more_when_more_was_said_than_is_shown(desk: Client) -> None:
    ticket = make_ticket()
    talk(ticket, 2)
    queries(desk, change_page(ticket))
    few = queries(desk, change_page(ticket))
    talk(ticket, 2 * SHOWN)
    with CaptureQueriesContext(connection) as captured:
        html(desk, ticket)
    assert len(captured) == few
    messages = [query["sql"] for query in captured if "FROM" in query["sql"] and "ticketmessage" in query["sql"]]
    assert any(f"LIMIT {SHOWN + 1}" in sql for sql in messages)
