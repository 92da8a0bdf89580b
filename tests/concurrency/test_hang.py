"""A mail server that hangs, and a site with two workers that take one request at a time each.

The clients wait for twenty seconds, the workers' mails for sixty: whoever waits for the mail server fails.
"""

import signal
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client
from django.urls import reverse

from django_support_tickets.models import Delivery, SupportTicket
from tests.admin.conftest import LIST
from tests.concurrency.sites import PATIENCE, Site, running_site
from tests.factories import make_agent, make_ticket
from tests.notifications.servers import FaultySMTP

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


@contextmanager
def site(smtp: FaultySMTP, workers: int = 2) -> Iterator[Site]:
    """Run the site in front of that mail server, which is let go before the site has to end."""
    with running_site(workers, CHILD_SMTP_PORT=smtp.port) as running:
        try:
            yield running
        finally:
            running.process.terminate()
            smtp.release()


@pytest.mark.parametrize("step", ["CONNECT", "RCPT", "."])
def test_no_request_waits_for_it(step: str, figure: Callable[[str], None]) -> None:
    posts, pages = [], []
    with FaultySMTP(faults={step: "hang"}) as smtp, site(smtp) as running:
        for turn in range(10):
            if turn == 6:
                assert smtp.hanging.wait(timeout=PATIENCE)
            with timed(posts):
                assert running.open_ticket().status == 201
            with timed(pages):
                assert running.ask(reverse("support_portal:new")).status == 200
        # Each worker has tried one mail, and its others wait for the end of that.
        assert smtp.steps.count("CONNECT") <= 2
    assert SupportTicket.objects.count() == Delivery.objects.count() == 10
    figure(f"POST {shown(posts)}, another page {shown(pages)}")


@contextmanager
def timed(times: list[float]) -> Iterator[None]:
    began = time.perf_counter()
    yield
    times.append(1000 * (time.perf_counter() - began))


def shown(times: list[float]) -> str:
    """Return the middle and the longest of some times in milliseconds, as figures to read: they are noise to assert."""
    return f"{median(times):.0f} ms in the median, {max(times):.0f} ms at most"


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
        assert running.ask(LIST, body, Cookie=cookie).status == 302
        assert running.ask(LIST, Cookie=cookie).status == 200
        assert smtp.hanging.wait(timeout=PATIENCE)
    assert set(SupportTicket.objects.values_list("status", flat=True)) == {"resolved"}
    assert Delivery.objects.count() == 20


def test_a_worker_that_ends_finishes_its_mail() -> None:
    with FaultySMTP(faults={".": "hang"}) as smtp, site(smtp, workers=1) as running:
        assert running.open_ticket().status == 201
        assert smtp.hanging.wait(timeout=PATIENCE)
        running.process.send_signal(signal.SIGTERM)
        smtp.faults = {}
        smtp.resume()
        assert running.process.wait(timeout=60) == 0
    row = Delivery.objects.get()
    assert (row.state, row.attempts) == ("sent", 1)
    assert smtp.message_ids() == [row.message_id]
