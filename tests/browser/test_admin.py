"""The staff's day, in a real browser."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from django_support_tickets.choices import Status
from django_support_tickets.models import SupportTicket
from django_support_tickets.workflow import assign_ticket, change_status, open_ticket
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
    page.locator("[name=_continue]").click()
    with page.expect_download() as download:
        page.locator(".field-attachment_preview a").click()
    assert download.value.suggested_filename == sample_pdf.name
    assert Path(download.value.path()).read_bytes() == sample_pdf.read_bytes()


def test_a_picture_shows_small_and_opens_large(desk: Desk, tickets: list[SupportTicket]) -> None:
    page = desk(f"{LIST}{tickets[2].pk}/change/")
    thumbnail = page.locator("img.support-thumbnail")
    expect(thumbnail).to_be_visible()
    assert thumbnail.evaluate("image => image.complete && image.naturalWidth > 0")
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
