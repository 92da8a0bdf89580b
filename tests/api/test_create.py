"""Opening a ticket: who may, in which formats, and what comes back."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from django_support_tickets.models import Delivery, SupportTicket, TicketEvent
from tests.api.routes import TICKETS
from tests.factories import make_ticket, make_user, ticket_fields

pytestmark = pytest.mark.django_db

PUBLIC_FIELDS = ("name", "email", "phone", "subject", "message")


@pytest.mark.parametrize("body_format", ["json", "multipart"])
def test_a_ticket_is_stored_as_it_was_sent(api: APIClient, body_format: str) -> None:
    response = api.post(TICKETS, ticket_fields(), format=body_format)
    assert response.status_code == 201
    ticket = SupportTicket.objects.get()
    assert {field: getattr(ticket, field) for field in PUBLIC_FIELDS} == ticket_fields()
    assert (ticket.status, ticket.source, ticket.user, ticket.language) == ("pending", "api", None, "en")


def test_a_urlencoded_form_is_taken(api: APIClient) -> None:
    response = api.post(TICKETS, urlencode(ticket_fields()), content_type="application/x-www-form-urlencoded")
    assert response.status_code == 201
    assert SupportTicket.objects.get().name == "Ayşe Yılmaz"


def test_a_form_in_another_charset_is_taken(api: APIClient) -> None:
    form = urlencode(ticket_fields(), encoding="windows-1254")
    response = api.post(TICKETS, form, content_type="application/x-www-form-urlencoded; charset=windows-1254")
    assert response.status_code == 201
    assert SupportTicket.objects.get().name == "Ayşe Yılmaz"


def test_the_envelope(api: APIClient) -> None:
    response = api.post(TICKETS, ticket_fields(), format="json")
    ticket = SupportTicket.objects.get()
    body = response.json()
    created_at = body["data"].pop("created_at")
    assert body == {
        "status": "success",
        "message": "Your support ticket was created",
        "data": {
            "ticket_id": ticket.ticket_number,
            "ticket_number": ticket.ticket_number,
            "estimated_response_time": "within 24 hours",
        },
    }
    assert re.fullmatch(rf"SUP-{timezone.localtime().year}-000001", ticket.ticket_number)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", created_at)
    assert datetime.fromisoformat(created_at) == ticket.created_at.astimezone(UTC)


def test_the_promised_time_is_the_setting(api: APIClient, settings: Any) -> None:
    settings.SUPPORT_TICKET_ESTIMATED_RESPONSE_TIME = "next Monday"
    response = api.post(TICKETS, ticket_fields(), format="json")
    assert response.json()["data"]["estimated_response_time"] == "next Monday"


def test_the_language_of_the_request_is_the_tickets(api: APIClient) -> None:
    api.post(TICKETS, ticket_fields(), format="json", headers={"accept-language": "tr"})
    assert SupportTicket.objects.get().language == "tr"


def test_the_phone_may_be_left_out(api: APIClient) -> None:
    fields = ticket_fields()
    del fields["phone"]
    assert api.post(TICKETS, fields, format="json").status_code == 201
    assert api.post(TICKETS, {**fields, "phone": None}, format="json").status_code == 201
    assert api.post(TICKETS, {**fields, "phone": ""}, format="json").status_code == 201


@pytest.mark.parametrize("body_format", ["json", "multipart"])
def test_what_is_the_staffs_is_ignored(api: APIClient, staff: Any, body_format: str) -> None:
    """Mass assignment: only the public fields are taken, whatever else is sent."""
    earlier = make_ticket()
    past = timezone.now() - timedelta(days=400)
    smuggled = {
        "id": earlier.pk,
        "pk": earlier.pk,
        "ticket_number": "SUP-2000-000001",
        "status": "closed",
        "user": str(staff.pk),
        "user_id": str(staff.pk),
        "assigned_to": str(staff.pk),
        "assigned_to_id": str(staff.pk),
        "notes": "trust me",
        "source": "admin",
        "language": "tr",
        "version": 7,
        "created_at": past.isoformat(),
        "resolved_at": past.isoformat(),
        "attachment_filename": "x.html",
        "attachment_content_type": "text/html",
        "attachment_size": 1,
        "search_text": "x",
        "actor": str(staff.pk),
        "idempotency_key": "x",
    }
    response = api.post(TICKETS, {**ticket_fields(), **smuggled}, format=body_format)
    assert response.status_code == 201
    ticket = SupportTicket.objects.exclude(pk=earlier.pk).get()
    assert ticket.ticket_number == response.json()["data"]["ticket_number"] != smuggled["ticket_number"]
    assert (ticket.status, ticket.user, ticket.assigned_to, ticket.notes) == ("pending", None, None, None)
    assert (ticket.source, ticket.language, ticket.version, ticket.resolved_at) == ("api", "en", 1, None)
    assert (ticket.attachment_filename, ticket.attachment_content_type, ticket.attachment_size) == ("", "", None)
    assert ticket.created_at > past + timedelta(days=1)


def test_the_signed_in_user_is_recorded(api: APIClient, customer: Any) -> None:
    api.force_login(customer)
    api.post(TICKETS, ticket_fields(), format="json")
    ticket = SupportTicket.objects.get()
    assert ticket.user == customer
    assert TicketEvent.objects.get(ticket=ticket).actor == customer


def test_an_anonymous_ticket_belongs_to_nobody_even_with_a_known_address(api: APIClient, customer: Any) -> None:
    api.post(TICKETS, ticket_fields(email=customer.email), format="json")
    assert SupportTicket.objects.get().user is None


def test_a_session_needs_its_csrf_token(customer: Any) -> None:
    client = APIClient(enforce_csrf_checks=True)
    assert client.post(TICKETS, ticket_fields(), format="json").status_code == 201
    client.force_login(customer)
    assert client.post(TICKETS, ticket_fields(), format="json").status_code == 403


def test_wrong_credentials_open_no_ticket(api: APIClient) -> None:
    response = api.post(TICKETS, ticket_fields(), format="json", headers={"authorization": "Basic eDp5"})
    assert response.status_code in (401, 403)
    assert not SupportTicket.objects.exists()


def test_a_confirmation_is_on_its_way(api: APIClient, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        api.post(TICKETS, ticket_fields(), format="json")
    delivery = Delivery.objects.get()
    assert (delivery.recipient, delivery.state) == ("ayse@customer.example", "sent")


@pytest.mark.django_db(transaction=True)
def test_atomic_requests_do_not_wrap_the_tickets_transaction(api: APIClient) -> None:
    """Inside a transaction of the request's, the number would stay locked until the answer has been written."""
    plain = _statements(api, "SAVEPOINT")
    connection.settings_dict["ATOMIC_REQUESTS"] = True
    try:
        wrapped = _statements(api, "SAVEPOINT")
    finally:
        connection.settings_dict["ATOMIC_REQUESTS"] = False
    assert wrapped == plain


def test_creating_takes_few_queries(api: APIClient, settings: Any) -> None:
    """Counter, a look whether it is behind the table, ticket, its words, event; and the row of the mail.

    Where the database returns what it updates, the first two are one statement. On PostgreSQL all others are one too.
    """
    reads_and_writes = ("SELECT", "INSERT", "UPDATE", "WITH")
    api.post(TICKETS, ticket_fields(), format="json")
    settings.SUPPORT_TICKET_SEND_CONFIRMATION = False
    number = ["UPDATE", "SELECT", "SELECT"] if connection.vendor == "mysql" else ["UPDATE"]
    by_one = connection.vendor == "postgresql"
    assert _statements(api, *reads_and_writes) == [*number, *(["WITH"] if by_one else ["INSERT"] * 3)]
    settings.SUPPORT_TICKET_SEND_CONFIRMATION = True
    assert _statements(api, *reads_and_writes) == [*number, *(["WITH"] if by_one else ["INSERT"] * 4)]


def _statements(api: APIClient, *verbs: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert api.post(TICKETS, ticket_fields(), format="json").status_code == 201
    statements = [query["sql"].split()[0] for query in queries]
    return [statement for statement in statements if statement in verbs]


def test_a_second_account_is_not_the_first_ones(api: APIClient) -> None:
    """Each request is recorded for whoever sends it, also on one connection."""
    first, second = make_user(), make_user()
    for user in (first, second):
        api.force_login(user)
        api.post(TICKETS, ticket_fields(), format="json")
    assert {ticket.user for ticket in SupportTicket.objects.all()} == {first, second}
