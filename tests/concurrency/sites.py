"""The tests' site as it runs in production: several processes, and clients that lose their patience."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.urls import reverse

from tests.concurrency.children import ROOT, environment
from tests.factories import ticket_fields

PATIENCE = 20


class Answer(NamedTuple):
    """What came back: the status, the header fields and the text."""

    status: int
    headers: Any
    text: str

    def json(self) -> Any:
        return json.loads(self.text)


class Site(NamedTuple):
    """A running site: its address and its process."""

    url: str
    process: "subprocess.Popen[bytes]"

    def ask(self, path: str, data: bytes | None = None, **headers: str) -> Answer:
        """Send a request, a POST if it has data, and return the answer."""
        request = urllib.request.Request(self.url + path, data, headers)
        with urllib.request.build_opener(AsItIs).open(request, timeout=PATIENCE) as response:
            return Answer(int(response.status), response.headers, response.read().decode(errors="replace"))

    def open_ticket(self, **headers: str) -> Answer:
        """Open a ticket over the API."""
        fields = json.dumps(ticket_fields()).encode()
        return self.ask(reverse("support-ticket-list"), fields, **{"Content-Type": "application/json", **headers})


class AsItIs(urllib.request.HTTPErrorProcessor):
    """Follows no redirect, and takes an error for an answer."""

    def http_response(self, request: Any, response: Any) -> Any:
        return response


@contextmanager
def running_site(workers: int = 2, **variables: Any) -> Iterator[Site]:
    """Run the site on this test's database, or the one that the variables name."""
    command = [sys.executable, "-m", "tests.concurrency.site", str(workers)]
    process = subprocess.Popen(command, env=environment(**variables), cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield Site(f"http://127.0.0.1:{int(process.stdout.readline())}", process)
    finally:
        process.terminate()
        process.wait(timeout=60)
        process.stdout.close()
