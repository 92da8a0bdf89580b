"""A form that fails the CSRF check: as strictly refused as by Django itself, and nothing that was typed is lost."""

import re
from typing import Any

import pytest
from django.conf import settings as site
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.urls import URLPattern

from django_support_tickets import workflow
from django_support_tickets.models import Delivery, SupportTicket, TicketMessage
from django_support_tickets.portal.urls import urlpatterns
from tests.attachments import samples
from tests.portal.pages import FIND, NEW, THANKS, address, guest, hidden_value, new_ticket, stamp_of

pytestmark = pytest.mark.django_db

TOKEN = "csrfmiddlewaretoken"
REASON = "To keep you safe, this wasn’t sent"


@pytest.fixture
def strict() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def visitor(ticket: SupportTicket) -> Client:
    """The browser of a guest, which checks what it sends."""
    client = Client(enforce_csrf_checks=True)
    client.cookies = guest(ticket).cookies
    return client


def refused(response: Any) -> str:
    page: str = response.text
    assert response.status_code == 403
    assert REASON in page
    assert 'class="support-summary" role="alert" tabindex="-1" autofocus' in page
    return page


def test_a_new_ticket_comes_back_and_one_more_click_sends_it(strict: Client) -> None:
    sent = new_ticket(
        name="Zeynep <b>", message="Typed for half an hour </textarea>", subject="Diğer", email="z@a.example"
    )
    page = refused(strict.post(NEW, {**sent, TOKEN: "x" * 64, "attachments": [samples.upload(samples.pdf(), "a.pdf")]}))
    assert "Typed for half an hour &lt;/textarea&gt;</textarea>" in page
    assert 'value="Zeynep &lt;b&gt;"' in page
    assert 'value="z@a.example"' in page
    assert '<option value="Diğer" selected>' in page
    assert "Please choose your files again" in page
    assert hidden_value(page, "stamp") == sent["stamp"]
    assert not SupportTicket.objects.exists()
    again = {**sent, "name": "Zeynep", TOKEN: hidden_value(page, TOKEN)}
    assert strict.post(NEW, again).headers["Location"] == THANKS
    assert not SupportTicket.objects.get().is_spam


def test_a_reply_comes_back_in_its_ticket(visitor: Client, ticket: SupportTicket) -> None:
    page = refused(visitor.post(address("ticket", ticket), {"text": "Typed <for> long"}))
    assert "Typed &lt;for&gt; long</textarea>" in page
    assert ticket.message in page
    visitor.post(address("ticket", ticket), {"text": "Typed <for> long", TOKEN: hidden_value(page, TOKEN)})
    assert TicketMessage.objects.get().text == "Typed <for> long"


def test_a_rating_comes_back_with_its_comment(visitor: Client, ticket: SupportTicket, agent: Any) -> None:
    workflow.change_status(ticket=ticket, status="resolved", actor=agent)
    page = refused(visitor.post(address("rate", ticket), {"rating": "2", "comment": "Too <slow>"}))
    assert "Too &lt;slow&gt;</textarea>" in page
    assert re.search(r'<input type="radio" name="rating" value="2"[^>]* checked', page)
    sent = {"rating": "2", "comment": "Too <slow>", TOKEN: hidden_value(page, TOKEN)}
    assert visitor.post(address("rate", ticket), sent).status_code == 302


@pytest.mark.parametrize(("name", "status"), [("close", "pending"), ("reopen", "closed")])
def test_a_page_that_asks_asks_again(visitor: Client, ticket: SupportTicket, name: str, status: str) -> None:
    SupportTicket.objects.update(status=status)
    page = refused(visitor.post(address(name, ticket)))
    assert visitor.post(address(name, ticket), {TOKEN: hidden_value(page, TOKEN)}).status_code == 302


def test_an_address_comes_back(strict: Client) -> None:
    page = refused(strict.post(FIND, {"email": "a@customer.example"}))
    assert 'value="a@customer.example"' in page
    assert not Delivery.objects.exists()
    sent = {"email": "a@customer.example", TOKEN: hidden_value(page, TOKEN)}
    assert strict.post(FIND, sent).status_code == 302


def test_it_is_told_in_turkish(strict: Client) -> None:
    page = strict.post(NEW, new_ticket(), headers={"accept-language": "tr"}).text
    assert "Güvenliğiniz için" in page


def test_a_form_that_was_open_for_days_is_sent_by_one_more_click(strict: Client) -> None:
    sent = new_ticket(stamp=stamp_of(3 * 24 * 3600))
    page = refused(strict.post(NEW, sent))
    again = {**sent, "stamp": hidden_value(page, "stamp"), TOKEN: hidden_value(page, TOKEN)}
    assert strict.post(NEW, again).status_code == 302
    assert not SupportTicket.objects.get().is_spam


# As strict as Django


def token_of(client: Client) -> str:
    return hidden_value(client.get(NEW).text, TOKEN)


@pytest.mark.parametrize(
    ("extra", "is_sent"),
    [
        ({}, True),
        ({"HTTP_ORIGIN": "http://testserver"}, True),
        ({"HTTP_ORIGIN": "null"}, False),
        ({"HTTP_ORIGIN": "https://testserver"}, False),
        ({"HTTP_ORIGIN": "http://evil.example"}, False),
        ({"HTTP_ORIGIN": "https://trusted.example"}, True),
        ({"HTTP_ORIGIN": "https://a.wild.example"}, True),
        ({"secure": True}, False),
        ({"secure": True, "HTTP_REFERER": "https://testserver/support/"}, True),
        ({"secure": True, "HTTP_REFERER": "http://testserver/support/"}, False),
        ({"secure": True, "HTTP_REFERER": "https://evil.example/"}, False),
        ({"secure": True, "HTTP_REFERER": "https://trusted.example/"}, True),
        ({"secure": True, "HTTP_REFERER": "x"}, False),
        ({"secure": True, "HTTP_ORIGIN": "https://testserver"}, True),
    ],
)
def test_origin_and_referer_count(strict: Client, settings: Any, extra: dict[str, Any], is_sent: bool) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://trusted.example", "https://*.wild.example"]
    response = strict.post(NEW, new_ticket(**{TOKEN: token_of(strict)}), **extra)
    assert (response.status_code, SupportTicket.objects.count()) == ((302, 1) if is_sent else (403, 0))
    if not is_sent:
        refused(response)


@pytest.mark.parametrize("token", ["", "x", "x" * 32, "x" * 64, "\0" * 64, "ş" * 64])
def test_a_wrong_token_is_none(strict: Client, token: str) -> None:
    token_of(strict)
    refused(strict.post(NEW, new_ticket(**{TOKEN: token})))
    other = Client(enforce_csrf_checks=True)
    refused(other.post(NEW, new_ticket(**{TOKEN: token_of(strict)})))
    assert not SupportTicket.objects.exists()


def test_a_token_in_the_header_is_as_good(strict: Client) -> None:
    token = token_of(strict)
    assert strict.post(NEW, new_ticket(), headers={"x-csrftoken": token}).status_code == 302
    refused(strict.post(NEW, new_ticket(), headers={"x-csrftoken": "x" * 64}))


def test_a_token_of_the_session(strict: Client, settings: Any) -> None:
    settings.CSRF_USE_SESSIONS = True
    page = refused(strict.post(NEW, new_ticket()))
    assert strict.post(NEW, new_ticket(**{TOKEN: hidden_value(page, TOKEN)})).status_code == 302


def test_signing_in_elsewhere_ends_the_token_and_nothing_else(strict: Client, owner: Any) -> None:
    token = token_of(strict)
    request = RequestFactory().get("/")
    request.META["CSRF_COOKIE"] = get_token(request)
    strict.cookies["csrftoken"] = get_token(request)
    page = refused(strict.post(NEW, new_ticket(message="Still here after all", **{TOKEN: token})))
    assert "Still here after all" in page


def test_every_view_that_takes_a_form_is_checked(strict: Client, ticket: SupportTicket) -> None:
    """The views are exempt from the middleware's check, so that none of them may be without their own."""
    assert all(isinstance(pattern, URLPattern) for pattern in urlpatterns)
    for pattern in urlpatterns:
        view: Any = pattern.callback
        request = RequestFactory().post("/", {"text": "x"})
        request.user, request.session = AnonymousUser(), SessionStore()
        arguments = dict.fromkeys(pattern.pattern.converters, "x")
        response = view(request, **arguments)
        allowed = (403, 404) if hasattr(view.view_class, "post") else (302, 405)
        assert response.status_code in allowed, pattern.name


def test_where_the_middleware_is_missing_the_forms_are_checked_too(settings: Any) -> None:
    settings.MIDDLEWARE = [name for name in site.MIDDLEWARE if "csrf" not in name]
    strict = Client(enforce_csrf_checks=True)
    refused(strict.post(NEW, new_ticket()))
    assert strict.post(NEW, new_ticket(**{TOKEN: token_of(strict)})).status_code == 302


def test_another_view_of_the_site_has_its_own_answer(settings: Any, strict: Client) -> None:
    assert REASON not in strict.post("/admin/login/", {}).text


def test_it_is_logged_like_djangos(strict: Client, caplog: pytest.LogCaptureFixture) -> None:
    strict.post(NEW, new_ticket())
    (record,) = [record for record in caplog.records if record.name == "django.security.csrf"]
    assert record.getMessage() == f"Forbidden (CSRF cookie not set.): {NEW}"
