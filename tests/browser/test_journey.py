"""One request from the first word to the last, in the demo itself: the portal, the mailbox and the admin."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.attachments import samples
from tests.browser.conftest import DESK, LIST, PHONE
from tests.browser.demo import Demo, Mail, running_demo
from tests.browser.test_admin import check

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect
# The demo shares the machine with the browser.
expect.set_options(timeout=15_000)

pytestmark = pytest.mark.browser
Visit = Callable[..., Any]

TICKETS = 20
# What is sent faster than a person can type counts as spam.
FILL_TIME = 3500
MESSAGE = "The parcel came with a <b>dent</b>.\nSee https://shop.example/dent and the files."
REPLY = "One thing I forgot: the lid is missing, too."
ANSWER = "Sorry about that! A new one is on its way."
NOTE = "Between us: the third dent this week."
COMMENT = "Quick, and kind."


@pytest.fixture(scope="module")
def demo(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with running_demo(tmp_path_factory.mktemp("demo"), TICKETS) as demo:
        yield demo


@pytest.fixture
def visit(demo: Demo, browser: Any) -> Iterator[Visit]:
    """Return a function that gives a new person a browser of his own."""
    contexts = []

    def visit(language: str, *, theme: str = "light", viewport: Any = None, javascript: bool = True) -> Any:
        context = browser.new_context(
            base_url=demo.address,
            locale=language,
            color_scheme=theme,
            viewport=viewport or DESK,
            java_script_enabled=javascript,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: pytest.fail(f"JavaScript failed: {error}"))
        return page

    yield visit
    for context in contexts:
        context.close()


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """Files by their kind."""
    contents = {
        "photo": ("kutu ezik.jpg", samples.image("JPEG")),
        "invoice": ("Şikâyet faturası.pdf", samples.pdf()),
        "lid": ("kapak.png", samples.png()),
        "label": ("iade etiketi.pdf", samples.pdf()),
    }
    paths = {kind: tmp_path / name for kind, (name, _content) in contents.items()}
    for kind, (_name, content) in contents.items():
        paths[kind].write_bytes(content)
    return paths


@pytest.mark.parametrize("language", ["tr", "en"])
def test_from_the_first_word_to_the_last(demo: Demo, visit: Visit, files: dict[str, Path], language: str) -> None:
    email = f"journey-{language}@customer.example"
    customer, desk = visit(language), visit(language)

    number = send_ticket(customer, email, [files["photo"], files["invoice"]])
    first = demo.mail(customer, email, 1)
    assert number in first.subject
    follow_link(customer, first.links[0], number)
    expect(customer.locator(".support-message b")).to_have_count(0)
    expect(customer.locator(".support-message")).to_contain_text("<b>dent</b>")
    expect(customer.locator(".support-file-name")).to_have_text(["kutu ezik.jpg", "Şikâyet faturası.pdf"])
    assert downloaded(customer, ".support-file-link >> nth=1") == files["invoice"].read_bytes()
    send_reply(customer, REPLY, files["lid"])

    sign_in_as_staff(desk, number)
    expect(desk.locator(".support-message-requester")).to_contain_text(REPLY)
    write_as_staff(desk, NOTE, kind="note")
    write_as_staff(desk, ANSWER, files["label"])
    expect(desk.locator("#id_status")).to_have_value("in_progress")
    expect(desk.locator(".support-message-note")).to_contain_text(NOTE)

    second = demo.mail(customer, email, 2)
    assert_continues(second, [first])
    assert ANSWER in second.text
    assert f"> {REPLY}" in second.text
    assert NOTE not in second.text + second.html
    assert_stranger_sees_the_answer(visit(language), second, number, files["label"])

    resolve(desk)
    third = demo.mail(customer, email, 3)
    assert_continues(third, [first, second])
    rate_by_link(customer, desk, third)
    reopen(customer, desk)
    find_by_address(demo, visit(language), email, number)


@pytest.mark.parametrize("language", ["tr", "en"])
def test_without_javascript(demo: Demo, visit: Visit, files: dict[str, Path], language: str) -> None:
    """From the form on the shop's own start page."""
    email = f"plain-{language}@customer.example"
    customer = visit(language, javascript=False)
    number = send_ticket(customer, email, [files["photo"], files["invoice"]], page_with_form="/")
    follow_link(customer, demo.mail(customer, email, 1).links[0], number)
    expect(customer.locator(".support-file-name")).to_have_count(2)
    send_reply(customer, REPLY, files["lid"])


def test_a_form_that_was_filled_in_too_fast_opens_nothing_that_shows(demo: Demo, visit: Visit) -> None:
    machine = visit("en")
    fill_in_ticket(machine, "machine@customer.example", [])
    machine.locator("#support-new [type=submit]").click()
    machine.wait_for_url("**/support/thanks/")
    machine.goto("/mailbox/")
    expect(machine.get_by_text("machine@customer.example")).to_have_count(0)


@pytest.mark.parametrize(
    ("language", "theme", "viewport"),
    [("tr", "light", DESK), ("en", "dark", DESK), ("en", "light", PHONE), ("tr", "dark", PHONE)],
    ids=["desk-light", "desk-dark", "phone-light", "phone-dark"],
)
def test_the_shops_own_dress(visit: Visit, language: str, theme: str, viewport: Any) -> None:
    """The pages that the shop's template and colours change."""
    page = visit(language, theme=theme, viewport=viewport)
    for path in ("/", "/support/", "/support/find/", "/support/tickets/unknown/"):
        page.goto(path)
        check(page)
    page.goto("/support/tickets/")
    page.wait_for_url("**/login/?next=/support/tickets/")
    sign_in(page, "musteri")
    page.wait_for_url("**/support/tickets/")
    check(page)
    for status in ("pending", "in_progress", "resolved", "closed"):
        badge = page.locator(f".support-badge--{status}")
        page.locator(".support-row", has=badge).first.locator("a").first.click()
        expect(page.locator(f".support-state .support-badge--{status}")).to_be_visible()
        check(page)
        page.go_back()


def fill_in_ticket(page: Any, email: str, attachments: list[Path], page_with_form: str = "/support/") -> None:
    page.goto(page_with_form)
    form = page.locator("#support-new")
    form.locator("[name=name]").fill("Ayşe Gül Öztürk")
    form.locator("[name=email]").fill(email)
    form.locator("[name=subject]").select_option("Sipariş Sorunu")
    form.locator("[name=message]").fill(MESSAGE)
    form.locator("[name=attachments]").set_input_files(attachments)


def send_ticket(page: Any, email: str, attachments: list[Path], **options: str) -> str:
    """Send a ticket as a person would, and return its number."""
    fill_in_ticket(page, email, attachments, **options)
    page.wait_for_timeout(FILL_TIME)
    page.locator("#support-new [type=submit]").click()
    page.wait_for_url("**/support/thanks/")
    expect(page.get_by_text(email)).to_be_visible()
    number = page.locator(".support-facts .support-number").inner_text()
    assert re.fullmatch(r"SUP-\d{4}-\d{6}", number)
    return str(number)


def follow_link(page: Any, link: str, number: str) -> None:
    """Open a mail's link: the token leaves the address bar, and nobody else learns of it."""
    response = page.goto(link)
    assert page.url.endswith(f"/support/tickets/{number}/")
    assert response.headers["cache-control"] == "no-store"
    token = link.rsplit("/", 2)[1]
    assert token not in page.content()
    handed_over = page.request.get(link, max_redirects=0)
    assert handed_over.status == 302
    assert handed_over.headers["referrer-policy"] == "no-referrer"


def send_reply(page: Any, text: str, attachment: Path) -> None:
    count = page.locator(".support-message").count()
    form = page.locator("#support-reply")
    form.locator("[name=text]").fill(text)
    form.locator("[name=attachments]").set_input_files(attachment)
    form.locator("[type=submit]").click()
    expect(page.locator(".support-notice--success")).to_be_visible()
    messages = page.locator(".support-message")
    expect(messages).to_have_count(count + 1)
    expect(messages.last).to_contain_text(text)
    expect(messages.last.locator(".support-file-name")).to_have_text([attachment.name])


def downloaded(page: Any, selector: str) -> bytes:
    answer = page.request.get(page.locator(selector).get_attribute("href"))
    assert answer.ok
    return bytes(answer.body())


def sign_in(page: Any, username: str) -> None:
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill("demo")
    page.locator("main [type=submit], main button").first.click()


def sign_in_as_staff(page: Any, number: str) -> None:
    """Open a ticket in the admin by looking for its number."""
    page.goto(f"/admin/login/?next={LIST}?q={number}")
    sign_in(page, "ayse")
    page.wait_for_url(f"**{LIST}?q={number}")
    page.locator("#result_list .field-ticket_number a").click()
    page.wait_for_url("**/change/**")


def write_as_staff(page: Any, text: str, attachment: Path | None = None, *, kind: str = "reply") -> None:
    page.locator(f"[name=new_message_kind][value={kind}]").check()
    page.locator("[name=new_message]").fill(text)
    if attachment:
        page.locator("[name=new_message_files]").set_input_files(attachment)
    page.locator("button.support-send").click()
    expect(page.locator(".support-message").last).to_contain_text(text)


def resolve(page: Any) -> None:
    page.locator("#id_status").select_option("resolved")
    page.locator(".submit-row [name=_continue]").click()
    expect(page.locator("#id_status")).to_have_value("resolved")
    expect(page.locator(".messagelist .success")).to_be_visible()


def assert_continues(mail: Mail, earlier: list[Mail]) -> None:
    """Check that mail programs show a mail below the earlier ones (RFC 5322, section 3.6.4)."""
    ids = [each.message["Message-ID"] for each in earlier]
    assert mail.message["In-Reply-To"] == ids[-1]
    assert mail.message["References"].split() == ids
    assert mail.subject == f"Re: {earlier[0].subject}"


def assert_stranger_sees_the_answer(page: Any, mail: Mail, number: str, attachment: Path) -> None:
    """Open a mail on another device."""
    to_the_file, to_the_ticket = sorted(mail.links, key=lambda link: "?file=" not in link)
    follow_link(page, to_the_ticket, number)
    expect(page.locator(".support-entry--staff")).to_contain_text(ANSWER)
    assert NOTE not in page.content()
    assert page.request.get(to_the_file).body() == attachment.read_bytes()


def rate_by_link(customer: Any, desk: Any, mail: Mail) -> None:
    """Follow the link of a rating: it chooses, and only sending the form stores."""
    link = next(link for link in mail.links if link.endswith("?rating=4"))
    customer.goto(link)
    form = customer.locator("#support-rating-form")
    expect(form.locator("[name=rating][value='4']")).to_be_checked()
    desk.reload()
    expect(desk.locator(".field-rating_stars")).to_have_count(0)
    form.locator("[name=comment]").fill(COMMENT)
    form.locator("[type=submit]").click()
    expect(customer.locator(".support-rated")).to_contain_text(COMMENT)
    desk.reload()
    expect(desk.locator(".field-rating_stars")).to_contain_text("4")
    expect(desk.locator(".field-comment_on_rating")).to_contain_text(COMMENT)


def reopen(customer: Any, desk: Any) -> None:
    customer.locator("a[href$='/reopen/']").click()
    customer.locator("form.support-form [type=submit]").click()
    expect(customer.locator(".support-badge--pending")).to_be_visible()
    desk.reload()
    expect(desk.locator("#id_status")).to_have_value("pending")


def find_by_address(demo: Demo, page: Any, email: str, number: str) -> None:
    """Have the links sent once more."""
    page.goto("/support/find/")
    page.locator("#support-find [name=email]").fill(email)
    page.locator("#support-find [type=submit]").click()
    page.wait_for_url("**/support/find/?sent=1")
    expect(page.get_by_text(email)).to_be_visible()
    mail = demo.mail(page, email, 4)
    assert number in mail.text
    assert len(mail.links) == 1
    follow_link(page, mail.links[0], number)
