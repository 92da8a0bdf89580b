"""Mails that a request causes are handed over once its answer is on its way, whatever becomes of the request."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core import mail
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.test import Client
from rest_framework.test import APIClient

from django_support_tickets import views, workflow
from django_support_tickets.models import Delivery, SupportTicket
from django_support_tickets.notifications import outbox, tasks
from tests.api.routes import TICKETS
from tests.factories import make_ticket, ticket_fields
from tests.portal.pages import NEW, new_ticket

pytestmark = pytest.mark.django_db(transaction=True)

# Of each answer: its status, and how many mails had been sent when it was ready.
answers: list[tuple[int, int]] = []


def watching(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The outermost middleware: what it returns is what the web server sends."""

    def watch(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        answers.append((response.status_code, len(mail.outbox)))
        return response

    return watch


@pytest.fixture(autouse=True)
def watched(settings: Any) -> None:
    answers.clear()
    settings.MIDDLEWARE = [f"{__name__}.watching", *settings.MIDDLEWARE]


def fail(*args: Any) -> None:
    raise RuntimeError("the broker is down")


def test_the_api_answers_first() -> None:
    response = APIClient().post(TICKETS, ticket_fields(), format="json")
    assert answers == [(201, 0)]
    assert len(mail.outbox) == 1
    assert response.headers["Content-Length"] == str(len(response.content)), "or the client would wait for more"


def test_the_portal_answers_first() -> None:
    assert "Content-Length" in Client().post(NEW, new_ticket()).headers
    assert answers == [(302, 0)]
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("atomic", [False, True])
def test_the_admin_answers_first(admin_client: Client, atomic: bool) -> None:
    connections["default"].settings_dict["ATOMIC_REQUESTS"] = atomic
    try:
        tickets = [make_ticket() for _ticket in range(3)]
        answers.clear()
        page = "/admin/django_support_tickets/supportticket/"
        data = {"action": "mark_as_resolved", ACTION_CHECKBOX_NAME: [ticket.pk for ticket in tickets[:2]]}
        admin_client.post(page, data)
        admin_client.post(f"{page}{tickets[2].pk}/status/resolved/")
        assert answers == [(302, 0), (302, 2)]
        assert len(mail.outbox) == 3
    finally:
        connections["default"].settings_dict["ATOMIC_REQUESTS"] = False


def test_an_engine_is_asked_after_the_answer(monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    monkeypatch.setattr(outbox, "send", fail)
    assert APIClient().post(TICKETS, ticket_fields(), format="json").status_code == 201
    assert "the broker is down" in caplog.text
    assert Delivery.objects.get().state == "pending"


@pytest.mark.parametrize("door", ["API", "portal"])
def test_a_view_that_fails_after_the_commit_loses_no_mail(door: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if door == "API":
        monkeypatch.setattr(views, "_opened_answer", fail)
        response: Any = APIClient(raise_request_exception=False).post(TICKETS, ticket_fields(), format="json")
    else:
        monkeypatch.setattr("django_support_tickets.portal.views.pages.PortalPage.go_to", fail)
        response = Client(raise_request_exception=False).post(NEW, new_ticket())
    assert response.status_code == 500
    assert SupportTicket.objects.count() == 1
    assert len(mail.outbox) == 1


def open_and_fail() -> None:
    with tasks.collecting() as mails:
        workflow.open_ticket(**ticket_fields())
        assert (len(mails), len(mail.outbox)) == (1, 0)
        raise ZeroDivisionError


def test_an_error_sends_what_was_kept_and_goes_on() -> None:
    with pytest.raises(ZeroDivisionError):
        open_and_fail()
    assert len(mail.outbox) == 1


def test_an_error_is_not_hidden_by_one_of_the_engine(monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    monkeypatch.setattr(outbox, "send", fail)
    with pytest.raises(ZeroDivisionError):
        open_and_fail()
    assert "the broker is down" in caplog.text


def test_what_comes_later_is_not_kept() -> None:
    with tasks.collecting() as mails:
        pass
    workflow.open_ticket(**ticket_fields())
    assert (mails, len(mail.outbox)) == ([], 1)


def test_what_is_kept_inside_is_not_kept_outside_as_well() -> None:
    with tasks.collecting() as outer:
        with tasks.collecting() as inner:
            workflow.open_ticket(**ticket_fields())
        assert (len(inner), outer) == (1, [])
        workflow.open_ticket(**ticket_fields())
    assert (len(outer), mail.outbox) == (1, [])
