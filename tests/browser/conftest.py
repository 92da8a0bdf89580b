"""A real Chromium against a live server. Without either the tests are skipped, in CI they fail."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sites.models import Site
from django.http import HttpRequest, HttpResponse
from django.test import Client

from django_support_tickets import workflow
from django_support_tickets.models import SupportTicket
from tests import services
from tests.attachments import samples
from tests.factories import PASSWORD, make_agent, make_user, ticket_fields

pytest.importorskip("playwright", reason="playwright is not installed")

from playwright.sync_api import Browser, Page, sync_playwright

LIST = "/admin/django_support_tickets/supportticket/"
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 812}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not executable:
        services.unavailable("no Chromium; install it, or name it in CHROMIUM")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    # Playwright's loop makes Django take the test for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=arguments)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(browser: Browser, transactional_db: None, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page as a person with a certain screen, theme and language would.

    The database comes first: before it is set up its name is ":memory:", and the server would share our connection.
    """
    contexts = []

    def open_page(
        path: str, *, viewport: Any = None, theme: Any = "light", language: str = "en", **options: Any
    ) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=viewport or DESK,
            color_scheme=theme,
            locale=language,
            accept_downloads=True,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: pytest.fail(f"JavaScript failed: {error}"))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def agent(transactional_db: None) -> Any:
    return make_agent()


@pytest.fixture
def desk(agent: Any, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """Return a function that logs the agent in and opens a page of the admin."""

    # The admin's login asks the Sites framework for the site of its host.
    Site.objects.get_or_create(domain="localhost", name="localhost")

    def desk(path: str = LIST, **options: Any) -> Page:
        page = open_page(f"/admin/login/?next={path}", **options)
        page.locator("#id_username").fill(agent.get_username())
        page.locator("#id_password").fill(PASSWORD)
        page.locator("[type=submit]").click()
        page.wait_for_url(f"**{path}")
        return page

    return desk


@pytest.fixture
def sample_pdf(tmp_path: Path) -> Path:
    path = tmp_path / "Şikâyet özeti.pdf"
    path.write_bytes(samples.pdf())
    return path


# The portal

ARABIC = "مرحبا، لم تصل طلبيتي بعد. https://carrier.example/التتبع"


@pytest.fixture
def portal_site(settings: Any) -> None:
    """A strict site without limits, for the tests of the portal."""
    settings.SUPPORT_TICKET_MIN_FILL_SECONDS = 0
    settings.SUPPORT_TICKET_CLIENT_RATE = settings.SUPPORT_TICKET_EMAIL_RATE = None
    settings.LOGIN_URL = "/admin/login/"
    settings.MIDDLEWARE = ["tests.browser.conftest.strict_policy", *settings.MIDDLEWARE]


def strict_policy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware of a strict site: nothing inline, nothing from elsewhere."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith("/support/"):
            response.headers.setdefault("Content-Security-Policy", "default-src 'self'; form-action 'self'")
        return response

    return middleware


@pytest.fixture
def owner(transactional_db: None) -> Any:
    return make_user(email="ayse@customer.example", first_name="Ayşe", last_name="Yılmaz")


@pytest.fixture
def ticket(owner: Any) -> SupportTicket:
    """A resolved ticket with many messages, long words, Arabic text and files."""
    agent = make_user(email="agent@shop.example", first_name="Wolfeschlegelsteinhausen" * 3, is_staff=True)
    files = [samples.upload(samples.png(), "ekran görüntüsü.png"), samples.upload(samples.pdf(), "ملخص الطلب.pdf")]
    ticket = workflow.open_ticket(
        **ticket_fields(name="محمد علي", message=ARABIC), user=owner, attachments=files, language="en"
    )
    for number in range(25):
        text = "word" * 300 if number == 7 else f"Answer {number}\n\nhttps://shop.example/{'x' * 200}"
        workflow.reply_as_staff(ticket=ticket, text=text, actor=agent)
        long_name = samples.upload(samples.pdf(), f"{'long' * 30}.pdf")
        workflow.reply_as_requester(ticket=ticket, text="Thank you", actor=owner, attachments=[long_name])
    return workflow.change_status(ticket=ticket, status="resolved", actor=agent)


@pytest.fixture
def visit(open_page: Callable[..., Page], live_server: Any) -> Callable[..., Page]:
    """Return a function that opens a page, as a certain user, and says what the browser had to block."""

    def visit(path: str, user: Any = None, **options: Any) -> Any:
        page = open_page("/support/", **options)
        page.on("console", lambda message: blocked(message.text))
        if user is not None:
            client = Client()
            client.force_login(user)
            cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
            page.context.add_cookies([cookie])
        page.goto(path)
        return page

    def blocked(text: str) -> None:
        assert "Content Security Policy" not in text, text

    return visit
