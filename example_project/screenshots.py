"""Takes the documentation's screenshots from a freshly loaded demo. Needs Playwright and a Chromium.

The browser is the program that CHROMIUM names, or else the first of the usual names on the PATH.
"""

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

HERE = Path(__file__).resolve().parent
IMAGES = HERE.parent / "docs" / "images"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LANGUAGES = ("tr", "en")
LIST = "/admin/django_support_tickets/supportticket/"
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
START_TIMEOUT = 120
MAIL_TIMEOUT = 20


class Shot(NamedTuple):
    """A picture to take: its name, what to show, and how. ``whole`` shows what is below the fold as well."""

    name: str
    page: str
    theme: str = "light"
    viewport: dict[str, int] = DESK
    whole: bool = False


SHOTS = (
    Shot("admin-list-light", "list"),
    Shot("admin-list-dark", "list", theme="dark"),
    Shot("admin-list-phone", "list", viewport=PHONE),
    Shot("admin-detail-light", "detail", whole=True),
    Shot("admin-detail-dark", "detail", theme="dark", whole=True),
    Shot("portal-new-light", "new", whole=True),
    Shot("portal-new-dark", "new", theme="dark", whole=True),
    Shot("portal-new-phone", "new", viewport=PHONE, whole=True),
    Shot("portal-new-phone-dark", "new", theme="dark", viewport=PHONE, whole=True),
    Shot("portal-ticket-light", "ticket", whole=True),
    Shot("portal-ticket-dark", "ticket", theme="dark", whole=True),
    Shot("portal-ticket-phone", "ticket", viewport=PHONE, whole=True),
    Shot("portal-ticket-phone-dark", "ticket", theme="dark", viewport=PHONE, whole=True),
    Shot("start-page", "start", whole=True),
)
# The one that the README shows, under a name that does not change.
README_SHOT = ("admin-list-light-en.png", "admin-list.png")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=IMAGES, help="folder for the images (default: docs/images)")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    executable = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not executable:
        sys.exit("No Chromium was found: install one, or name its program in CHROMIUM.")
    with _served_demo() as address, sync_playwright() as playwright:
        # Chromium's own sandbox does not work for root, as which containers run.
        arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=executable, args=arguments)
        for language in LANGUAGES:
            for shot in SHOTS:
                path = output / f"{shot.name}-{language}.png"
                _take(browser, address, shot, language, path)
                print(f"{path.name}: {path.stat().st_size // 1024} kB")
        browser.close()
    shutil.copyfile(output / README_SHOT[0], output / README_SHOT[1])


@contextmanager
def _served_demo() -> Iterator[str]:
    """Serve a demo with a database of its own, and give its address."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(HERE / "manage.py"), "demo", "--port", str(port)]
        log = Path(folder, "server.log")
        with log.open("wb") as output:
            server = subprocess.Popen(
                command, env={**os.environ, "EXAMPLE_VAR_DIR": folder}, stdout=output, stderr=subprocess.STDOUT
            )
            try:
                if not _answers(address, server):
                    sys.exit(f"The demo did not answer at {address}:\n{log.read_text()}")
                yield address
            finally:
                server.terminate()
                server.wait(10)


def _free_port() -> int:
    """Return the demo's usual port, which the start page shows, or any that is free."""
    for wanted in (8000, 0):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", wanted))
            port: int = probe.getsockname()[1]
            return port
    sys.exit("No port is free.")


def _answers(address: str, server: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return True
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    return False


def _take(browser: Browser, address: str, shot: Shot, language: str, path: Path) -> None:
    context = browser.new_context(
        base_url=address, viewport=shot.viewport, color_scheme=shot.theme, locale=language, reduced_motion="reduce"
    )
    # The admin's own list of models, folded away.
    context.add_init_script("localStorage.setItem('django.admin.navSidebarIsOpen', 'false')")
    page = context.new_page()
    PAGES[shot.page](page, language)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=path, full_page=shot.whole)
    context.close()
    with Image.open(path) as image:
        small = image.convert("RGB").quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def _show_start(page: Page, language: str) -> None:
    page.goto("/")


def _show_list(page: Page, language: str) -> None:
    _sign_in(page)
    page.goto(LIST)


def _show_detail(page: Page, language: str) -> None:
    _sign_in(page)
    page.goto(f"{LIST}{_telling_ticket(page.context, language)['id']}/change/")


def _show_new(page: Page, language: str) -> None:
    page.goto("/support/")


def _show_ticket(page: Page, language: str) -> None:
    """Open a ticket as its requester does: by the link that comes when the address is asked for."""
    _sign_in(page)
    ticket = _telling_ticket(page.context, language)
    page.context.clear_cookies()
    # Asked for once: one address gets a limited number of mails.
    if ticket["email"] not in _links:
        page.goto("/support/find/")
        page.fill("#support-find [name=email]", ticket["email"])
        page.click("#support-find [type=submit]")
        page.wait_for_url("**/support/find/?sent=1")
        _links[ticket["email"]] = _link_from_mailbox(page, ticket)
    page.goto(_links[ticket["email"]])


_links: dict[str, str] = {}
PAGES: dict[str, Callable[[Page, str], None]] = {
    "start": _show_start,
    "list": _show_list,
    "detail": _show_detail,
    "new": _show_new,
    "ticket": _show_ticket,
}


def _sign_in(page: Page) -> None:
    page.goto("/admin/login/")
    page.fill("#id_username", "ayse")
    page.fill("#id_password", "demo")
    page.click("[type=submit]")


def _telling_ticket(context: BrowserContext, language: str) -> dict[str, Any]:
    """Return a recent ticket in the language that has an image, a conversation and an internal note."""
    for status in ("resolved", "closed"):
        address = f"/api/support/tickets/?status={status}&page_size=100"
        while address:
            answer = context.request.get(address).json()
            for ticket in answer["results"]:
                if ticket["language"] == language and _is_telling(context, ticket):
                    found: dict[str, Any] = ticket
                    return found
            address = answer["next"]
    sys.exit(f"The demo has no ticket in {language!r} with an image, a conversation and an internal note.")


def _is_telling(context: BrowserContext, ticket: dict[str, Any]) -> bool:
    types = [ticket["attachment_content_type"], *(file["content_type"] for file in ticket["attachments"])]
    if not any(content_type.startswith("image/") for content_type in types):
        return False
    messages = context.request.get(f"/api/support/tickets/{ticket['id']}/messages/").json()["results"]
    kinds = [(message["kind"], message["sender"]) for message in messages]
    return ("note", "staff") in kinds and ("reply", "requester") in kinds and len(kinds) > 2


def _link_from_mailbox(page: Page, ticket: dict[str, Any]) -> str:
    """Return the link to a ticket in the newest mail to its requester."""
    deadline = time.monotonic() + MAIL_TIMEOUT
    while time.monotonic() < deadline:
        page.goto("/mailbox/")
        mail = page.locator(".mails a", has_text=ticket["email"]).first
        if mail.count():
            source = page.request.get(f"{mail.get_attribute('href')}raw/").body()
            text = message_from_bytes(source, policy=policy.default).get_body(("plain",)).get_content()
            found = re.search(rf"{ticket['ticket_number']}.*?(http\S+/support/link/\S+)", text, re.DOTALL)
            if found:
                return found[1]
        page.wait_for_timeout(300)
    sys.exit(f"No mail with a link came to {ticket['email']}.")


if __name__ == "__main__":
    main()
