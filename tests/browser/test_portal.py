"""The requester's visit, in a real browser."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from django_support_tickets.models import GuestLink, SupportTicket, TicketMessage
from django_support_tickets.notifications.links import token_for
from tests.attachments import samples
from tests.browser.conftest import DESK
from tests.browser.test_admin import check
from tests.factories import make_ticket, ticket_fields

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("portal_site"),
]
Open = Callable[..., Any]

NEW = "/support/"
SMALL = {"width": 320, "height": 640}


def page_of(name: str, ticket: SupportTicket) -> str:
    return reverse(f"support_portal:{name}", args=[ticket.ticket_number])


def link_to(ticket: SupportTicket) -> str:
    link = GuestLink.objects.create(ticket=ticket, email=ticket.email)
    return reverse("support_portal:link", args=[token_for(link)])


def fill_in(page: Any, **fields: str) -> None:
    for name, value in {**ticket_fields(), **fields}.items():
        control = page.locator(f"#support-{name}")
        if name == "subject":
            control.select_option(value)
        else:
            control.fill(value)


def send(page: Any) -> None:
    page.locator("form[data-support-form] [type=submit]").click()


# Looks


@pytest.mark.parametrize("viewport", [DESK, SMALL], ids=["desk", "small"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_fit_and_are_accessible(
    visit: Open, ticket: SupportTicket, owner: Any, viewport: Any, theme: str
) -> None:
    for _number in range(25):
        make_ticket(user=owner, message="word" * 100)
    page = visit(NEW, viewport=viewport, theme=theme)
    check(page)
    send(page)
    expect(page.locator(".support-summary")).to_be_focused()
    check(page)
    ended = link_to(ticket)
    GuestLink.objects.update(revoked_at=timezone.now())
    for path in ("/support/find/", "/support/find/?sent=1", "/support/link/nothing/", ended):
        page.goto(path)
        check(page)
    page = visit(page_of("ticket", ticket), owner, viewport=viewport, theme=theme, language="tr")
    check(page)
    for path in (*(page_of(name, ticket) for name in ("close", "reopen", "rate")), "/support/tickets/", NEW):
        page.goto(path)
        check(page)
    fill_in(page)
    send(page)
    page.wait_for_url("**/thanks/")
    check(page)


def test_a_page_without_tickets(visit: Open, owner: Any) -> None:
    page = visit("/support/tickets/", owner, viewport=SMALL)
    expect(page.get_by_text("You have no tickets yet.")).to_be_visible()
    check(page)


def test_the_themes_differ(visit: Open) -> None:
    def background(theme: str) -> str:
        return str(visit(NEW, theme=theme).evaluate("getComputedStyle(document.body).backgroundColor"))

    assert background("light") != background("dark")


def test_no_person_sees_the_empty_field(visit: Open) -> None:
    page = visit(NEW)
    expect(page.locator("[name=website]")).to_be_hidden()
    page.locator("#support-attachments").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Send")).to_be_focused()


# The form


def test_files_go_with_the_form(visit: Open, tmp_path: Path) -> None:
    files = [tmp_path / "a.pdf", tmp_path / "Şikâyet.png"]
    files[0].write_bytes(samples.pdf())
    files[1].write_bytes(samples.png())
    page = visit(NEW)
    fill_in(page)
    # One after the other: the second adds to the first.
    for file in files:
        page.locator("#support-attachments").set_input_files(file)
    expect(page.locator(".support-chosen li")).to_have_count(2)
    send(page)
    page.wait_for_url("**/thanks/")
    ticket = SupportTicket.objects.get()
    expect(page.get_by_text(ticket.ticket_number)).to_be_visible()
    assert [file.attachment_filename for file in ticket.attachments.all()] == ["a.pdf", "Şikâyet.png"]
    assert not ticket.is_spam


def test_a_file_can_be_taken_back(visit: Open, sample_pdf: Path) -> None:
    page = visit(NEW)
    page.locator("#support-attachments").set_input_files(sample_pdf)
    page.get_by_role("button", name=f"Remove {sample_pdf.name}").click()
    expect(page.locator(".support-chosen li")).to_have_count(0)
    assert page.locator("#support-attachments").evaluate("input => input.files.length") == 0


def test_the_counter(visit: Open) -> None:
    page = visit(NEW)
    hint = page.locator("#support-message_helptext")
    expect(hint).to_have_text("0 of 2,000 characters")
    page.locator("#support-message").fill("  one\n😀  ")
    expect(hint).to_have_text("5 of 2,000 characters")
    page.locator("#support-message").fill("x" * 2001)
    expect(hint).to_have_class(re.compile("support-counter--over"))
    expect(page.locator("[role=status].support-unseen").first).to_have_text("2,001 of 2,000 characters")


def test_the_progress_of_an_upload(visit: Open, tmp_path: Path) -> None:
    large = tmp_path / "large.pdf"
    large.write_bytes(samples.pdf() + b"\n" * 2_000_000)
    page = visit(NEW)
    fill_in(page)
    page.locator("#support-attachments").set_input_files(large)
    slow = page.context.new_cdp_session(page)
    rates = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 700_000}
    slow.send("Network.enable")
    slow.send("Network.emulateNetworkConditions", rates)
    send(page)
    expect(page.locator(".support-progress [role=status]")).to_have_text(re.compile(r"^Sending: \d+%$"))
    assert 0 < page.locator(".support-progress progress").evaluate("bar => bar.value") < 1
    check(page)
    # Impatience changes nothing.
    page.locator("#support-name").press("Enter")
    page.wait_for_url("**/thanks/")
    assert SupportTicket.objects.count() == 1


@pytest.mark.parametrize("javascript", [True, False])
def test_errors_get_the_focus_and_keep_what_was_typed(visit: Open, sample_pdf: Path, javascript: bool) -> None:
    page = visit(NEW, java_script_enabled=javascript)
    fill_in(page, name="R2D2", message="Typed before the mistake")
    page.locator("#support-attachments").set_input_files(sample_pdf)
    send(page)
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator("#support-message")).to_have_value("Typed before the mistake")
    lost = page.get_by_text("Please choose your files again")
    if javascript:
        # The script has kept the file, too.
        expect(lost).to_have_count(0)
        expect(page.locator(".support-chosen")).to_contain_text(sample_pdf.name)
    else:
        expect(lost).to_be_visible()
        page.locator("#support-attachments").set_input_files(sample_pdf)
    summary.get_by_role("link").click()
    expect(page.locator("#support-name")).to_be_focused()
    page.locator("#support-name").fill("Ayşe Yılmaz")
    send(page)
    page.wait_for_url("**/thanks/")
    assert SupportTicket.objects.get().attachments.count() == 1


def test_a_server_that_is_gone_takes_nothing_with_it(visit: Open) -> None:
    page = visit(NEW)
    fill_in(page)
    page.context.set_offline(True)
    send(page)
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("Please try again")
    page.context.set_offline(False)
    send(page)
    page.wait_for_url("**/thanks/")


@pytest.mark.parametrize(
    ("status", "text"), [(413, "too large together"), (500, "Please try again"), (403, "try again")]
)
def test_an_answer_that_is_not_ours_is_explained(visit: Open, status: int, text: str) -> None:
    page = visit(NEW)
    fill_in(page)
    page.route(
        "**/support/",
        lambda route: (
            route.fulfill(status=status, body="<h1>Refused</h1>", content_type="text/html")
            if route.request.method == "POST"
            else route.continue_()
        ),
    )
    send(page)
    expect(page.get_by_role("alert")).to_contain_text(text)
    expect(page.locator("#support-name")).to_have_value("Ayşe Yılmaz")


# Behind a link


@pytest.mark.parametrize("javascript", [True, False])
def test_a_guest_can_post_from_pages_that_send_no_referrer(
    visit: Open, ticket: SupportTicket, javascript: bool
) -> None:
    """Under "no-referrer" alone the browser would send "Origin: null", and Django refuse it."""
    page = visit(link_to(ticket), java_script_enabled=javascript)
    assert page.url.endswith(page_of("ticket", ticket))
    answer = page.request.get(page_of("ticket", ticket))
    assert answer.headers["referrer-policy"] == "no-referrer"
    page.locator("#support-text").fill("Sent from behind a link")
    send(page)
    expect(page.locator(".support-notice--success")).to_contain_text("Your reply was sent")
    assert TicketMessage.objects.latest("pk").text == "Sent from behind a link"
    page.get_by_role("link", name="Close the ticket").click()
    page.get_by_role("button", name="Close the ticket").click()
    expect(page.locator(".support-notice--success")).to_contain_text("Ticket closed")


def test_the_token_goes_to_no_other_page(visit: Open, ticket: SupportTicket) -> None:
    path = link_to(ticket)
    referrers: list[str] = []
    page = visit(NEW)
    page.on("request", lambda request: referrers.append(request.headers.get("referer", "")))
    page.goto(path)
    page.get_by_role("link", name="New ticket").click()
    page.wait_for_url(f"**{NEW}")
    assert len(referrers) > 3
    assert not [referrer for referrer in referrers if "/link/" in referrer]


def test_rating_by_keyboard(visit: Open, ticket: SupportTicket) -> None:
    page = visit(f"{link_to(ticket)}?rating=2")
    expect(page.get_by_role("radio", name=re.compile("^2"))).to_be_checked()
    page.get_by_role("radio", name=re.compile("^2")).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="4 Satisfied")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_text("4 of 5")).to_be_visible()
    ticket.refresh_from_db()
    assert ticket.rating == 4


def test_pictures_show_small(visit: Open, ticket: SupportTicket) -> None:
    page = visit(link_to(ticket))
    picture = page.locator(".support-file-picture").first
    expect(picture).to_be_visible()
    page.wait_for_function("() => document.querySelector('.support-file-picture').naturalWidth > 0")
