"""Every operation of the schema, called with what fits it and with what does not, over rows of every kind."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable

from django_support_tickets import workflow
from django_support_tickets.models import SupportTicket, TicketAttachment
from tests.api.guests import token_of
from tests.attachments import samples
from tests.factories import make_user, ticket_fields

pytest.importorskip("schemathesis", reason="schemathesis is not installed; `make clients` brings it")

import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

pytestmark = [
    pytest.mark.clients,
    pytest.mark.django_db,
    # Its WSGI client does not close what it reads a file from.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

EXAMPLES = 12
Texts = dict[str, str]
# Left out: that invalid data is refused (DRF takes 5 for "5", and what a call does not know it ignores), and the
# content type, since a file has its own.
CHECKS = [not_a_server_error, response_schema_conformance, status_code_conformance]


@pytest.fixture(autouse=True)
def _own_connection() -> Iterator[None]:
    """Let the requests use the test's own transaction, as those of Django's test client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def ticket() -> SupportTicket:
    """A ticket with files, a reply with a file, a note, a history and a rating; and many others."""
    for _number in range(3):
        workflow.open_ticket(**ticket_fields())
    agent = make_user(email="agent@shop.example", is_staff=True)
    ticket = workflow.open_ticket(**ticket_fields(), attachment=upload(), attachments=[upload(), upload()], user=agent)
    workflow.reply_as_staff(ticket=ticket, text="A reply.", actor=agent, attachments=[upload()])
    workflow.add_note(ticket=ticket, text="A note.", actor=agent)
    workflow.change_status(ticket=ticket, status="resolved", actor=agent)
    workflow.rate_ticket(ticket=ticket, rating=4, comment="Good.")
    return ticket


def upload() -> SimpleUploadedFile:
    return samples.upload(samples.pdf(), "a.pdf")


def test_as_staff(schema_file: Path, ticket: SupportTicket) -> None:
    client = Client()
    client.force_login(ticket.user)
    token = "a" * 32
    cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": token}
    succeeded = call_all(schema_file, ticket, {"X-CSRFToken": token}, cookies)
    assert len(succeeded) == 24


def test_as_a_guest(schema_file: Path, ticket: SupportTicket) -> None:
    succeeded = call_all(schema_file, ticket, {"Authorization": f"TicketLink {token_of(ticket)}"})
    assert len({name for name in succeeded if "/my-tickets/" in name}) == 10


def call_all(schema_file: Path, ticket: SupportTicket, headers: Texts, cookies: Texts | None = None) -> set[str]:
    """Call every operation with known and unknown keys, and return those that did what they are for."""
    schema = schemathesis.openapi.from_path(schema_file)
    schema.app = get_wsgi_application()
    keys, succeeded = keys_of(ticket), set()
    for result in schema.get_all_operations():
        operation = result.ok()
        known = {parameter.name: keys[parameter.name] for parameter in operation.path_parameters}
        statuses = call(operation, GenerationMode.POSITIVE, known, headers, cookies or {})
        with suppress(Unsatisfiable):  # Where nothing could be wrong.
            call(operation, GenerationMode.NEGATIVE, known, headers, cookies or {})
        if known:
            call(operation, GenerationMode.POSITIVE, None, headers, cookies or {})
        if any(200 <= status < 300 for status in statuses):
            succeeded.add(operation.label)
    return succeeded


def keys_of(ticket: SupportTicket) -> dict[str, Any]:
    file = TicketAttachment.objects.filter(ticket=ticket).earliest("pk")
    return {"id": ticket.pk, "ticket_number": ticket.ticket_number, "file": file.pk}


def call(operation: Any, mode: GenerationMode, path_parameters: Any, headers: Texts, cookies: Texts) -> set[int]:
    """Call an operation several times, undo what each call did, and return the statuses of the answers."""
    statuses = set()

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(mode, path_parameters=path_parameters or None))
    def call_once(case: Any) -> None:
        case.cookies = {}
        case.headers = {name: value for name, value in (case.headers or {}).items() if name not in headers}
        with transaction.atomic():
            response = case.call(headers=headers, cookies=cookies)
            transaction.set_rollback(True)
        statuses.add(response.status_code)
        case.validate_response(response, checks=CHECKS)

    call_once()
    return statuses
