"""The example project, started as ``make demo`` does, and its mailbox."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, NamedTuple

import pytest

MANAGE = Path(__file__).resolve().parents[2] / "example_project" / "manage.py"
START_TIMEOUT = 120
MAIL_TIMEOUT = 15


class Mail(NamedTuple):
    """A mail as it was written."""

    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    @property
    def links(self) -> list[str]:
        """The guest links in the text, in order."""
        return re.findall(r"http://\S+/support/link/\S+", self.text)

    def _part(self, subtype: str) -> str:
        part = self.message.get_body((subtype,))
        assert part is not None
        return str(part.get_content())


class Demo:
    """A running demo."""

    def __init__(self, address: str) -> None:
        self.address = address

    def mail(self, page: Any, recipient: str, number: int) -> Mail:
        """Open the mailbox until it has so many mails to a recipient, and return the last one's source."""
        deadline = time.monotonic() + MAIL_TIMEOUT
        while True:
            page.goto(f"{self.address}/mailbox/")
            mails = page.locator(".mails a", has=page.get_by_text(recipient, exact=True))
            if mails.count() >= number:
                break
            assert time.monotonic() < deadline, f"{mails.count()} mails to {recipient} instead of {number}"
            page.wait_for_timeout(200)
        assert mails.count() == number
        mails.first.click()
        page.wait_for_url("**/mailbox/*/")
        source = page.request.get(f"{page.url}raw/").body()
        return Mail(message_from_bytes(source, policy=policy.default))


@contextmanager
def running_demo(folder: Path, tickets: int) -> Iterator[Demo]:
    """Load a demo into a folder and serve it."""
    port = _free_port()
    environment = {**os.environ, "EXAMPLE_VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "imecehub.settings"}
    command = [sys.executable, str(MANAGE), "demo", "--tickets", str(tickets), "--port", str(port)]
    log = folder / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            address = f"http://127.0.0.1:{port}"
            if not _answers(address, server):
                pytest.fail(f"The demo did not answer at {address}:\n{log.read_text()}")
            yield Demo(address)
        finally:
            server.terminate()
            server.wait(10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(address: str, server: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return True
        except OSError:
            time.sleep(0.3)
    return False
