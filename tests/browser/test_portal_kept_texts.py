"""What was typed in the portal survives whatever happens, in a real browser, with and without JavaScript."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from PIL import Image

from django_support_tickets import workflow
from django_support_tickets.models import SupportTicket, TicketMessage
from tests.attachments import samples
from tests.browser.conftest import PHONE
from tests.browser.test_admin import check
from tests.browser.test_portal import NEW, Open, expect, fill_in, link_to, send

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("portal_site"),
]


both = pytest.mark.parametrize("javascript", [True, False])


@pytest.fixture(autouse=True)
def _links(settings: Any) -> None:
    settings.SUPPORT_TICKET_BASE_URL = "https://shop.example"


@both
def test_a_link_that_was_revoked_meanwhile(visit: Open, ticket: SupportTicket, javascript: bool) -> None:
    page = visit(link_to(ticket), java_script_enabled=javascript, viewport=PHONE)
    page.locator("#support-text").fill("Typed for half an hour")
    workflow.revoke_links(ticket=ticket, actor=None)
    send(page)
    expect(page.get_by_role("heading", name="This link no longer works")).to_be_visible()
    expect(page.get_by_label("What you wrote")).to_have_value("Typed for half an hour")
    if javascript:
        expect(page.locator("[data-support-gone]")).to_be_focused()
        check(page)
    assert not TicketMessage.objects.filter(text="Typed for half an hour").exists()
    page.get_by_role("button", name="Send me a new link").click()
    expect(page.get_by_text("an email with links to them is on its way")).to_be_visible()
    path = re.search(r"https://shop\.example(/support/link/\S+)", str(mail.outbox[-1].body))
    assert path
    page.goto(path[1])
    expect(page.locator("#support-text")).to_have_value("Typed for half an hour")
    send(page)
    expect(page.locator(".support-notice--success")).to_contain_text("Your reply was sent")
    expect(page.locator("#support-text")).to_have_value("")
    assert TicketMessage.objects.latest("pk").text == "Typed for half an hour"


@both
def test_a_form_whose_token_is_gone(visit: Open, sample_pdf: Path, javascript: bool) -> None:
    page = visit(NEW, java_script_enabled=javascript)
    fill_in(page, message="Typed before the cookie went")
    page.locator("#support-attachments").set_input_files(sample_pdf)
    page.context.clear_cookies()
    send(page)
    expect(page.get_by_role("alert").first).to_contain_text("To keep you safe, this wasn’t sent")
    expect(page.locator("#support-message")).to_have_value("Typed before the cookie went")
    if not javascript:
        page.locator("#support-attachments").set_input_files(sample_pdf)
    send(page)
    page.wait_for_url("**/thanks/")
    assert SupportTicket.objects.get().attachments.count() == 1


@both
def test_a_rating_whose_token_is_gone(visit: Open, ticket: SupportTicket, javascript: bool) -> None:
    page = visit(link_to(ticket), java_script_enabled=javascript)
    session = [cookie for cookie in page.context.cookies() if cookie["name"] == "sessionid"]
    page.get_by_role("radio", name="4 Satisfied").check(force=True)
    page.locator("#support-comment").fill("Typed before the cookie went")
    page.context.clear_cookies()
    page.context.add_cookies(session)
    page.get_by_role("button", name="Send the rating").click()
    expect(page.get_by_role("alert").first).to_contain_text("To keep you safe, this wasn’t sent")
    expect(page.locator("#support-comment")).to_have_value("Typed before the cookie went")
    page.get_by_role("button", name="Send the rating").click()
    expect(page.get_by_text("4 of 5")).to_be_visible()
    ticket.refresh_from_db()
    assert (ticket.rating, ticket.rating_comment) == (4, "Typed before the cookie went")


def test_a_rating_while_the_network_is_gone(visit: Open, ticket: SupportTicket) -> None:
    page = visit(link_to(ticket))
    page.get_by_role("radio", name="4 Satisfied").check(force=True)
    page.locator("#support-comment").fill("Typed without a network")
    page.context.set_offline(True)
    page.get_by_role("button", name="Send the rating").click()
    expect(page.get_by_role("alert").first).to_contain_text("Please try again")
    page.context.set_offline(False)
    expect(page.locator("#support-comment")).to_have_value("Typed without a network")
    page.get_by_role("button", name="Send the rating").click()
    expect(page.get_by_text("4 of 5")).to_be_visible()


@pytest.mark.parametrize("status", [400, 413])
def test_what_the_server_could_not_read_stays(visit: Open, settings: Any, status: int) -> None:
    page = visit(NEW)
    fill_in(page, message="Typed and never read by the server", email="z@customer.example")
    if status == 400:
        settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1
    else:
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    send(page)
    told = "The form could not be read" if status == 400 else "The text is too long"
    expect(page.get_by_role("alert").first).to_contain_text(told)
    expect(page.locator("#support-message")).to_have_value("Typed and never read by the server")
    expect(page.locator("#support-email")).to_have_value("z@customer.example")


@both
def test_a_limit_says_how_long(visit: Open, settings: Any, javascript: bool) -> None:
    settings.SUPPORT_TICKET_CLIENT_RATE = "1/day"
    for _time in range(2):
        page = visit(NEW, java_script_enabled=javascript)
        fill_in(page, message="Typed although there is a limit")
        send(page)
        page.wait_for_load_state()
    expect(page.get_by_role("alert").first).to_contain_text(re.compile(r"Please try again in \d+ (hour|minute)s?\."))
    expect(page.locator("#support-message")).to_have_value("Typed although there is a limit")


# Files that are too large


def photo(path: Path, *, width: int, height: int) -> Path:
    """Write a picture that is as large as noise makes it."""
    noise = Image.effect_noise((width, height), 200).convert("RGB")
    noise.save(path, "JPEG", quality=95)
    return path


def test_a_photo_that_is_too_large_is_made_smaller(visit: Open, settings: Any, tmp_path: Path) -> None:
    settings.SUPPORT_TICKET_MAX_ATTACHMENT_SIZE = 2_000_000
    large = photo(tmp_path / "Fotoğraf.jpg", width=3600, height=1800)
    assert large.stat().st_size > 4_000_000
    page = visit(NEW, viewport=PHONE)
    fill_in(page)
    page.locator("#support-attachments").set_input_files(large)
    # At once: the form waits for the photo.
    send(page)
    page.wait_for_url("**/thanks/")
    stored = SupportTicket.objects.get().attachments.get()
    assert stored.attachment_filename == "Fotoğraf.jpg"
    assert (stored.attachment_size or 0) <= 2_000_000
    with stored.attachment.open() as file, Image.open(io.BytesIO(file.read())) as picture:
        width, height = picture.size
        assert 1000 < width < 3600
        assert abs(width - 2 * height) <= 2


def test_a_photo_that_was_made_smaller_is_told(visit: Open, settings: Any, tmp_path: Path) -> None:
    settings.SUPPORT_TICKET_MAX_ATTACHMENT_SIZE = 2_000_000
    page = visit(NEW, viewport=PHONE)
    large = photo(tmp_path / "photo.jpg", width=3600, height=1800)
    for _time in range(2):
        page.locator("#support-attachments").set_input_files(large)
        expect(page.locator(".support-chosen li")).to_have_count(1)
    expect(page.locator(".support-chosen")).to_contain_text("photo.jpg")
    check(page)


def test_another_file_that_is_too_large_is_refused_before_it_is_sent(
    visit: Open, settings: Any, tmp_path: Path, sample_pdf: Path
) -> None:
    settings.SUPPORT_TICKET_MAX_ATTACHMENT_SIZE = 1024 * 1024
    large = tmp_path / "large.pdf"
    large.write_bytes(samples.pdf() + b"\n" * 1_100_000)
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff" + b"x" * 1_100_000)
    page = visit(NEW, viewport=PHONE)
    page.locator("#support-attachments").set_input_files([large, sample_pdf, broken])
    refused = page.locator(".support-file-refused")
    expect(refused).to_have_text(
        ["large.pdf: The file may not be larger than 1MB.", "broken.jpg: The file may not be larger than 1MB."]
    )
    expect(page.locator(".support-chosen li")).to_have_count(1)
    assert page.locator("#support-attachments").evaluate("input => [...input.files].map(file => file.name)") == [
        sample_pdf.name
    ]
    check(page)


def test_too_many_files_are_refused_before_they_are_sent(visit: Open, settings: Any, tmp_path: Path) -> None:
    settings.SUPPORT_TICKET_MAX_ATTACHMENTS = 2
    files = [tmp_path / f"{number}.pdf" for number in range(3)]
    for file in files:
        file.write_bytes(samples.pdf())
    page = visit(NEW)
    page.locator("#support-attachments").set_input_files(files)
    expect(page.locator(".support-file-refused")).to_have_text(["2.pdf: At most 2 files can be sent at once."])
    expect(page.locator(".support-chosen li")).to_have_count(2)


def test_without_javascript_the_server_says_so(visit: Open, settings: Any, tmp_path: Path) -> None:
    settings.SUPPORT_TICKET_MAX_ATTACHMENT_SIZE = 100_000
    settings.SUPPORT_TICKET_MAX_ATTACHMENTS = 2
    large = photo(tmp_path / "photo.jpg", width=2400, height=1200)
    page = visit(NEW, java_script_enabled=False)
    fill_in(page, message="Typed before the large photo")
    page.locator("#support-attachments").set_input_files(large)
    send(page)
    expect(page.get_by_role("alert").first).to_contain_text("too large together")
    expect(page.locator("#support-message")).to_have_value("Typed before the large photo")
    assert not SupportTicket.objects.exists()
