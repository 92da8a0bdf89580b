"""A mail server that hangs, and a site with two workers that take one request at a time each.

The clients wait for twenty seconds, the workers' mails for sixty: whoever waits for the mail server fails.
"""

import json
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client
from django.urls import reverse

from django_support_tickets.models import Delivery, SupportTicket
from tests.admin.conftest import LIST
from tests.concurrency.children import ROOT, environment
from tests.factories import make_agent, make_ticket, ticket_fields
from tests.notifications.servers import FaultySMTP

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

PATIENCE = 20


class Site(NamedTuple):
    """A running site: its address and its process."""

    url: str
    process: "subprocess.Popen[bytes]"

    def ask(self, path: str, data: bytes | None = None, **headers: str) -> int:
        """Send a request and return the status of the answer."""
        request = urllib.request.Request(self.url + path, data, headers)
        with urllib.request.build_opener(NoRedirect).open(request, timeout=PATIENCE) as response:
            return int(response.status)


class NoRedirect(urllib.request.HTTPErrorProcessor):
    def http_response(self, request: Any, response: Any) -> Any:
        return response


@contextmanager
def site(smtp: FaultySMTP, workers: int = 2) -> Iterator[Site]:
    command = [sys.executable, "-m", "tests.concurrency.site", str(workers)]
    variables = environment(CHILD_SMTP_PORT=smtp.port)
    process = subprocess.Popen(command, env=variables, cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield Site(f"http://127.0.0.1:{int(process.stdout.readline())}", process)
    finally:
        process.terminate()
        smtp.release()
        process.wait(timeout=60)
        process.stdout.close()


def open_ticket(site: Site) -> int:
    fields = json.dumps(ticket_fields()).encode()
    return site.ask(reverse("support-ticket-list"), fields, **{"Content-Type": "application/json"})


@pytest.mark.parametrize("step", ["CONNECT", "RCPT", "."])
def test_no_request_waits_for_it(step: str) -> None:
    with FaultySMTP(faults={step: "hang"}) as smtp, site(smtp) as running:
        for _turn in range(6):
            assert open_ticket(running) == 201
            assert running.ask(reverse("support_portal:new")) == 200
        assert smtp.hanging.wait(timeout=PATIENCE)
        for _turn in range(4):
            assert open_ticket(running) == 201
        # Each worker has tried one mail, and its others wait for the end of that.
        assert smtp.steps.count("CONNECT") <= 2
    assert SupportTicket.objects.count() == Delivery.objects.count() == 10


def test_staff_change_many_tickets_at_once() -> None:
    agent = make_agent()
    client = Client()
    client.force_login(agent)
    tickets = [make_ticket() for _ticket in range(20)]
    client.get(LIST)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    data = [("action", "mark_as_resolved"), ("csrfmiddlewaretoken", cookies["csrftoken"])]
    data += [(ACTION_CHECKBOX_NAME, str(ticket.pk)) for ticket in tickets]
    body = urllib.parse.urlencode(data).encode()
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    with FaultySMTP(faults={"EHLO": "hang"}) as smtp, site(smtp) as running:
        assert running.ask(LIST, body, Cookie=cookie) == 302
        assert running.ask(LIST, Cookie=cookie) == 200
        assert smtp.hanging.wait(timeout=PATIENCE)
    assert set(SupportTicket.objects.values_list("status", flat=True)) == {"resolved"}
    assert Delivery.objects.count() == 20


def test_a_worker_that_ends_finishes_its_mail() -> None:
    with FaultySMTP(faults={".": "hang"}) as smtp, site(smtp, workers=1) as running:
        assert open_ticket(running) == 201
        assert smtp.hanging.wait(timeout=PATIENCE)
        running.process.send_signal(signal.SIGTERM)
        smtp.faults = {}
        smtp.resume()
        assert running.process.wait(timeout=60) == 0
    row = Delivery.objects.get()
    assert (row.state, row.attempts) == ("sent", 1)
    assert smtp.message_ids() == [row.message_id]
