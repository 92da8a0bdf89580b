"""The staff's day, in a real browser."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from django_support_tickets.choices import Status
from django_support_tickets.models import GuestLink, SupportTicket, TicketMessage
from django_support_tickets.workflow import (
    add_note,
    assign_ticket,
    change_status,
    mark_as_spam,
    open_ticket,
    rate_ticket,
    reply_as_requester,
    reply_as_staff,
)
from tests.attachments import samples
from tests.browser.conftest import DESK, LIST, PHONE
from tests.factories import ticket_fields

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
expect, Page = playwright.expect, playwright.Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Desk = Callable[..., Any]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def tickets(agent: Any) -> list[SupportTicket]:
    """One ticket in each status, one with a picture, one with long words and a name in Arabic."""
    fields = [
        ticket_fields(),
        ticket_fields(name="محمد علي", email=f"{'long-' * 10}address@customer.example"),
        ticket_fields(attachment=samples.upload(samples.png(), "ekran görüntüsü.png", "image/png")),
        ticket_fields(name="Wolfeschlegelsteinhausenbergerdorff", message="word" * 300),
    ]
    opened = [open_ticket(**each, language="tr") for each in fields]
    for ticket, status in zip(opened, Status.values, strict=True):
        change_status(ticket=ticket, status=status, actor=agent)
    assign_ticket(ticket=opened[1], assignee=agent, actor=agent)
    return opened


@pytest.fixture
def conversation(agent: Any, tickets: list[SupportTicket]) -> SupportTicket:
    """The ticket with the picture, much talked about: long words, Arabic, files, links and a rating."""
    ticket = tickets[2]
    files = [samples.upload(samples.png(), f"{'long' * 20}.png"), samples.upload(samples.pdf(), "a.pdf")]
    reply_as_staff(ticket=ticket, text=f"see https://shop.example/{'path' * 60}", actor=agent, attachments=files)
    add_note(ticket=ticket, text=f"careful {'word' * 100}\nsee https://shop.example/", actor=agent, attachments=files)
    reply_as_requester(ticket=ticket, text="لم يصل طلبي رقم 24815 بعد\nشكرا", attachments=files)
    for _ in range(3):
        GuestLink.objects.create(ticket=ticket, email=ticket.email)
    change_status(ticket=ticket, status="resolved", actor=agent)
    rate_ticket(ticket=ticket, rating=4, comment="word" * 100)
    return ticket


def fits(page: Any) -> bool:
    """Return whether nothing sticks out of the window sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_a_quick_action_takes_one_click(desk: Desk, tickets: list[SupportTicket]) -> None:
    page = desk(f"{LIST}?status__exact=pending")
    number = tickets[0].ticket_number
    page.get_by_role("button", name=f"{number}: Resolved").click()
    expect(page.get_by_text(f"{number}: Resolved")).to_be_visible()
    assert page.url.endswith("?status__exact=pending")
    tickets[0].refresh_from_db()
    assert tickets[0].status == "resolved"


def test_a_bulk_action(desk: Desk, tickets: list[SupportTicket]) -> None:
    page = desk()
    for ticket in tickets[:2]:
        page.locator(f"input[name=_selected_action][value='{ticket.pk}']").check()
    page.locator("select[name=action]").select_option("mark_as_closed")
    page.locator("button[name=index], .actions button[type=submit]").first.click()
    expect(page.get_by_text("2 tickets were closed.")).to_be_visible()
    assert SupportTicket.objects.filter(status="closed").count() == 3


def test_assigning_many(desk: Desk, tickets: list[SupportTicket], agent: Any) -> None:
    page = desk()
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option("assign")
    page.locator("button[name=index], .actions button[type=submit]").first.click()
    page.get_by_label("Assignee").select_option(str(agent.pk))
    page.get_by_role("button", name="Assign").click()
    expect(page.get_by_text(re.compile("3 tickets were assigned"))).to_be_visible()
    assert SupportTicket.objects.filter(assigned_to=agent).count() == 4


def test_uploading_and_downloading_a_file(desk: Desk, tickets: list[SupportTicket], sample_pdf: Path) -> None:
    page = desk(f"{LIST}{tickets[0].pk}/change/")
    page.locator("#id_attachment").set_input_files(sample_pdf)
    page.get_by_role("button", name="Save and continue editing").click()
    with page.expect_download() as download:
        page.locator(".field-attachment_preview a").click()
    assert download.value.suggested_filename == sample_pdf.name
    assert Path(download.value.path()).read_bytes() == sample_pdf.read_bytes()


def test_a_picture_shows_small_and_opens_large(desk: Desk, tickets: list[SupportTicket]) -> None:
    page = desk(f"{LIST}{tickets[2].pk}/change/")
    thumbnail = page.locator(".field-attachment_preview img.support-thumbnail")
    expect(thumbnail).to_be_visible()
    # It is loaded when it comes into sight, which the page does not wait for.
    is_loaded = "image => image.complete && image.naturalWidth > 0"
    page.wait_for_function(is_loaded, arg=thumbnail.element_handle())
    assert thumbnail.evaluate(is_loaded)
    with page.context.expect_page() as opened:
        thumbnail.click()
    opened.value.wait_for_load_state()
    assert opened.value.url.endswith("?variant=inline")


def test_sending_a_mail_again(desk: Desk, tickets: list[SupportTicket]) -> None:
    page = desk(f"{LIST}{tickets[0].pk}/change/")
    page.get_by_role("button", name=re.compile("Send the mail to .* again")).click()
    expect(page.get_by_text(re.compile("is sent again"))).to_be_visible()
    expect(page.get_by_text("Mail sent again", exact=True)).to_be_visible()


def test_a_refused_file_keeps_what_was_typed(desk: Desk, tickets: list[SupportTicket], tmp_path: Path) -> None:
    page = desk(f"{LIST}{tickets[0].pk}/change/")
    fake = tmp_path / "fake.pdf"
    fake.write_text("<html>")
    page.locator("#id_notes").fill("typed before the mistake")
    page.locator("#id_attachment").set_input_files(fake)
    page.locator("[name=_save]").click()
    expect(page.get_by_text(re.compile("Only PDF, DOC"))).to_be_visible()
    expect(page.locator("#id_notes")).to_have_value("typed before the mistake")


def test_sending_a_reply_with_two_files(
    desk: Desk, tickets: list[SupportTicket], sample_pdf: Path, tmp_path: Path
) -> None:
    picture = tmp_path / "box.png"
    picture.write_bytes(samples.png())
    page = desk(f"{LIST}{tickets[0].pk}/change/")
    page.get_by_label("Text:").fill("We sent it again.\nPlease wait.")
    page.get_by_label("Files:").set_input_files([sample_pdf, picture])
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("The reply was added.")).to_be_visible()
    entry = page.locator("#support-newest")
    expect(entry.locator(".support-badge")).to_contain_text("Reply by staff")
    expect(entry.locator(".support-text")).to_have_text("We sent it again.Please wait.")
    expect(entry.locator("img.support-thumbnail")).to_be_visible()
    with page.expect_download() as download:
        entry.get_by_role("link", name=sample_pdf.name).click()
    assert Path(download.value.path()).read_bytes() == sample_pdf.read_bytes()


def test_a_note_looks_like_one_before_it_is_sent(desk: Desk, tickets: list[SupportTicket]) -> None:
    page = desk(f"{LIST}{tickets[0].pk}/change/")
    text = page.get_by_label("Text:")
    before = text.evaluate("field => getComputedStyle(field).backgroundColor")
    page.get_by_role("radio", name=re.compile("Internal note")).check()
    assert text.evaluate("field => getComputedStyle(field).backgroundColor") != before
    text.fill("only among us")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#support-newest .support-badge")).to_contain_text("Internal note, for staff only")
    assert TicketMessage.objects.get().kind == "note"


def test_a_message_that_came_meanwhile_is_told_and_costs_no_text(desk: Desk, tickets: list[SupportTicket]) -> None:
    page = desk(f"{LIST}{tickets[2].pk}/change/")
    page.get_by_label("Text:").fill("Any news?")
    reply_as_requester(ticket=tickets[2], text="It broke again.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text(re.compile("Something was said since"))).to_be_visible()
    expect(page.locator("#support-newest .support-text")).to_have_text("Any news?")


def test_the_enter_key_saves_the_form(desk: Desk, tickets: list[SupportTicket]) -> None:
    page = desk(f"{LIST}{tickets[0].pk}/change/")
    page.locator("#id_phone").fill("+90 212 000 00 00")
    page.locator("#id_phone").press("Enter")
    expect(page.get_by_text(re.compile("was changed successfully"))).to_be_visible()
    tickets[0].refresh_from_db()
    assert (tickets[0].phone, tickets[0].is_spam) == ("+90 212 000 00 00", False)


def test_taking_a_link_back(desk: Desk, conversation: SupportTicket) -> None:
    page = desk(f"{LIST}{conversation.pk}/change/")
    page.get_by_role("button", name=re.compile("Revoke the link")).first.click()
    expect(page.get_by_text(re.compile("is revoked"))).to_be_visible()
    page.get_by_role("button", name="Revoke all links").click()
    expect(page.get_by_text("2 links were revoked.")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Revoke"))).to_have_count(0)


def test_spam_out_of_the_list_and_back(desk: Desk, tickets: list[SupportTicket]) -> None:
    number = tickets[0].ticket_number
    page = desk(f"{LIST}{tickets[0].pk}/change/")
    page.get_by_role("button", name=f"{number}: Mark as spam").click()
    expect(page.get_by_text("This ticket is marked as spam.")).to_be_visible()
    page.goto(LIST)
    expect(page.get_by_role("link", name=number)).to_have_count(0)
    page.goto(f"{LIST}?spam=yes")
    page.get_by_role("link", name=number).click()
    page.get_by_role("button", name=f"{number}: Release from spam").click()
    expect(page.get_by_text("This ticket is marked as spam.")).to_have_count(0)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_conversation_fits_and_is_accessible(
    desk: Desk, conversation: SupportTicket, viewport: Any, theme: str
) -> None:
    page = desk(f"{LIST}{conversation.pk}/change/", viewport=viewport, theme=theme)
    check(page)
    for button in page.locator(".support-inline button, .support-below-inline button").all():
        box = button.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= viewport["width"]
    mark_as_spam(ticket=conversation, actor=None)
    page.reload()
    check(page)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "tr"])
def test_pages_fit_and_are_accessible(
    desk: Desk, tickets: list[SupportTicket], viewport: Any, theme: str, language: str
) -> None:
    page = desk(viewport=viewport, theme=theme, language=language)
    check(page)
    button = page.get_by_role("button", name=f"{tickets[0].ticket_number}: ").first.bounding_box()
    assert button["x"] >= 0
    assert button["x"] + button["width"] <= viewport["width"]
    page.goto(f"{LIST}{tickets[2].pk}/change/")
    check(page)


def check(page: Any) -> None:
    """Check the page against WCAG 2.2, levels A and AA. Axe's own further advice concerns Django's templates."""
    assert fits(page)
    violations = axe.Axe().run(page, options={"runOnly": WCAG}).response["violations"]
    assert not [f"{each['id']}: {node['html']}" for each in violations for node in each["nodes"]]


def test_the_themes_differ(desk: Desk, tickets: list[SupportTicket]) -> None:
    def background(theme: str) -> str:
        page = desk(theme=theme)
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    assert background("light") != background("dark")
