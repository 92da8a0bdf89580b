"""A link that has ended: it says so, offers a new one, and what was typed meanwhile is given back."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from django_support_tickets import workflow
from django_support_tickets.models import Delivery, GuestLink, SupportTicket, TicketMessage
from django_support_tickets.notifications.links import token_for
from tests.factories import make_ticket
from tests.portal.pages import FIND, address, guest, hidden_value, make_link, shape

pytestmark = pytest.mark.django_db

RENEW = "/support/link/"
SENT = f"{FIND}?sent=1"
KEPT = "it will be back in the form"
TYPED = "Typed for half an hour </textarea><b>"
ESCAPED = "Typed for half an hour &lt;/textarea&gt;&lt;b&gt;</textarea>"


def url_of(link: GuestLink) -> str:
    return reverse("support_portal:link", args=[token_for(link)])


def expire(ticket: SupportTicket) -> None:
    GuestLink.objects.update(created_at=timezone.now() - timedelta(days=31))


ENDS: dict[str, Callable[[SupportTicket], Any]] = {
    "expired": expire,
    "revoked": lambda ticket: workflow.revoke_links(ticket=ticket, actor=None),
    "spam": lambda ticket: workflow.mark_as_spam(ticket=ticket, actor=None),
    "another address": lambda ticket: workflow.edit_ticket(
        ticket=ticket, changes={"email": "new@customer.example"}, actor=None
    ),
}


def ended_page(response: Any) -> str:
    page: str = response.text
    assert response.status_code == 404
    assert "<h1>This link no longer works</h1>" in page
    assert f'action="{RENEW}"' in page
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    # Or the browser would send the form with "Origin: null"; the token in the address bar goes to nobody even so.
    assert '<meta name="referrer" content="strict-origin">' in page
    return page


# The page, and the new link


@pytest.mark.parametrize("end", ENDS)
def test_it_says_so_and_a_click_brings_a_new_one(ticket: SupportTicket, end: str) -> None:
    link = make_link(ticket)
    ENDS[end](ticket)
    client = Client(enforce_csrf_checks=True)
    page = ended_page(client.get(url_of(link)))
    assert link.email not in page
    assert ticket.ticket_number not in page
    assert "support_portal_links" not in client.session
    sent = {"token": hidden_value(page, "token"), "csrfmiddlewaretoken": hidden_value(page, "csrfmiddlewaretoken")}
    response = client.post(RENEW, sent)
    assert (response.status_code, response.headers["Location"]) == (302, SENT)
    answer = client.get(SENT).text
    assert "an email with links to them is on its way" in answer
    assert link.email not in answer
    assert [message.to for message in mail.outbox] == ([[link.email]] if end in ("expired", "revoked") else [])
    for message in mail.outbox:
        path = re.search(r"https://shop\.example(/support/link/\S+)", str(message.body))
        assert path
        assert client.get(path[1]).headers["Location"] == address("ticket", ticket)


def test_all_that_ended_is_told_and_answered_alike(ticket: SupportTicket) -> None:
    pages, answers = set(), set()
    for end in ENDS.values():
        other = make_ticket(email="other@customer.example")
        link = make_link(other)
        end(other)
        client = Client()
        page = ended_page(client.get(url_of(link)))
        pages.add(page.replace(token_for(link), "").replace(hidden_value(page, "csrfmiddlewaretoken"), ""))
        response = client.post(RENEW, {"token": token_for(link)})
        headers = {name: value for name, value in response.headers.items() if name != "Set-Cookie"}
        answers.add((response.status_code, str(headers), client.get(SENT).text))
    assert len(pages) == len(answers) == 1


@pytest.mark.parametrize("token", ["", "x", "\0", "ş" * 100, "x" * 3000, "{key}.{signature}x", "{key}.", "{key}"])
def test_a_forged_token_is_an_unknown_one(client: Client, ticket: SupportTicket, token: str) -> None:
    key, _, signature = token_for(make_link(ticket, revoked_at=timezone.now())).partition(".")
    forged = token.format(key=key, signature=signature)
    unknown = client.post(RENEW, {"token": token_for(GuestLink(ticket=ticket, email=ticket.email))})
    response = client.post(RENEW, {"token": forged})
    assert response.status_code == 404
    assert response.text == unknown.text == client.get(reverse("support_portal:link", args=["x"])).text
    assert "Send me a new link" not in response.text
    assert not Delivery.objects.exists()


def test_a_link_of_a_deleted_ticket_is_an_unknown_one(client: Client, ticket: SupportTicket) -> None:
    url = url_of(make_link(ticket))
    workflow.delete_ticket(ticket=ticket, actor=None)
    assert client.get(url).text == client.get(reverse("support_portal:link", args=["x"])).text


def test_who_can_open_the_ticket_otherwise_goes_there(signed_in: Client, ticket: SupportTicket) -> None:
    link = make_link(ticket, revoked_at=timezone.now())
    assert signed_in.get(url_of(link)).headers["Location"] == address("ticket", ticket)
    assert guest(ticket).get(url_of(link)).headers["Location"] == address("ticket", ticket)
    ended_page(Client().get(url_of(link)))


def test_it_is_known_for_a_year(client: Client, ticket: SupportTicket) -> None:
    url = url_of(make_link(ticket))
    with time_machine.travel(timezone.now() + timedelta(days=390)):
        workflow.tick(limit=0)
        ended_page(client.get(url))
    with time_machine.travel(timezone.now() + timedelta(days=400)):
        workflow.tick(limit=0)
        assert "The ticket was not found." in client.get(url).text


def test_it_is_told_in_turkish(client: Client, ticket: SupportTicket) -> None:
    page = client.get(url_of(make_link(ticket, revoked_at=timezone.now())), headers={"accept-language": "tr"}).text
    assert "Bu bağlantı artık geçerli değil" in page


def test_the_rule_is_the_same_in_python_and_in_sql(ticket: SupportTicket) -> None:
    links = [make_link(ticket), make_link(ticket, revoked_at=timezone.now()), make_link(make_ticket(is_spam=True))]
    links += [make_link(ticket, email="former@customer.example"), make_link(ticket)]
    for link, days in ((links[0], 29), (links[-1], 30)):
        GuestLink.objects.filter(pk=link.pk).update(created_at=timezone.now() - timedelta(days=days))
    usable = set(GuestLink.objects.usable())
    assert {link for link in GuestLink.objects.all() if link.is_usable} == usable == {links[0]}


# Limits


def test_a_new_link_is_mailed_so_often_and_no_more_often(client: Client, ticket: SupportTicket, settings: Any) -> None:
    settings.SUPPORT_TICKET_LINK_REQUEST_RATE = "2/hour"
    token = token_for(make_link(ticket, revoked_at=timezone.now()))
    with time_machine.travel("2026-03-04T10:15:00Z", tick=False):
        answers = [client.post(RENEW, {"token": token}) for _time in range(4)]
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {(302, SENT)}
    assert len(mail.outbox) == Delivery.objects.count() == 2


def test_one_client_asks_so_often(client: Client, ticket: SupportTicket, settings: Any) -> None:
    settings.SUPPORT_TICKET_CLIENT_RATE = "1/hour"
    token = token_for(make_link(ticket, revoked_at=timezone.now()))
    with time_machine.travel("2026-03-04T10:15:00Z", tick=False):
        client.post(RENEW, {"token": token})
        response = client.post(RENEW, {"token": token})
    assert (response.status_code, response.headers["Retry-After"]) == (429, "2700")
    assert "Please try again in 45 minutes." in response.text
    assert hidden_value(response.text, "token") == token


def test_without_a_csrf_token_it_asks_again(ticket: SupportTicket) -> None:
    client, link = Client(enforce_csrf_checks=True), make_link(ticket, revoked_at=timezone.now())
    response = client.post(RENEW, {"token": token_for(link)})
    assert response.status_code == 403
    assert hidden_value(response.text, "token") == token_for(link)
    assert "To keep you safe, this wasn’t sent" in response.text
    assert not Delivery.objects.exists()
    assert client.post(RENEW, {"token": "x"}).status_code == 404


def test_a_limited_address_is_answered_like_a_known_and_an_unknown_one(
    ticket: SupportTicket, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Status, text, and what the database has to do before the answer, which is its time."""
    monkeypatch.setattr("django_support_tickets.notifications.tasks.run_after", lambda *_args: None)
    monkeypatch.setattr("django_support_tickets.portal.views.linking.run_after", lambda *_args: None)
    settings.SUPPORT_TICKET_LINK_REQUEST_RATE = "1/hour"

    def ask(email: str) -> tuple[Any, ...]:
        client = Client()
        with CaptureQueriesContext(connection) as queries:
            response = client.post(FIND, {"email": email})
        page = client.get(response.headers["Location"]).text
        return response.status_code, response.content, page.replace(email, ""), shape(queries)

    with time_machine.travel("2026-03-04T10:15:00Z", tick=False):
        answers = [ask(email) for email in ("ayse@customer.example", "ayse@customer.example", "x@customer.example")]
    assert answers[0] == answers[1] == answers[2]
    assert "We send only a few of these emails to one address in a short time." in answers[0][2]


# What was typed meanwhile


@pytest.mark.parametrize("end", ENDS)
def test_a_reply_is_given_back_and_is_in_the_form_again(ticket: SupportTicket, end: str) -> None:
    visitor = guest(ticket)
    ENDS[end](ticket)
    page = ended_page(visitor.post(address("ticket", ticket), {"text": TYPED}))
    assert ESCAPED in page
    assert KEPT in page
    assert hidden_value(page, "number") == ticket.ticket_number
    assert visitor.post(RENEW, {"number": ticket.ticket_number}).headers["Location"] == SENT
    assert bool(mail.outbox) == (end in ("expired", "revoked"))
    assert not TicketMessage.objects.exists()
    SupportTicket.objects.update(is_spam=False)
    ticket.refresh_from_db()
    visitor.get(url_of(make_link(ticket)))
    for _time in range(2):
        page = visitor.get(address("ticket", ticket)).text
        assert ESCAPED in page
        assert "What you wrote earlier is here." in page
    assert visitor.post(address("ticket", ticket), {"text": "Sent"}).status_code == 302
    page = visitor.get(address("ticket", ticket)).text
    assert ESCAPED not in page
    assert "What you wrote before" not in page


def test_a_comment_too(ticket: SupportTicket, agent: Any) -> None:
    workflow.change_status(ticket=ticket, status="resolved", actor=agent)
    visitor = guest(ticket)
    workflow.revoke_links(ticket=ticket, actor=None)
    page = ended_page(visitor.post(address("rate", ticket), {"rating": "2", "comment": TYPED}))
    assert ESCAPED in page
    visitor.get(url_of(make_link(ticket)))
    for name in ("ticket", "rate"):
        assert ESCAPED in visitor.get(address(name, ticket)).text
    visitor.post(address("rate", ticket), {"rating": "2", "comment": "Slow"})
    assert ESCAPED not in visitor.get(address("rate", ticket)).text


def test_a_comment_on_what_can_no_longer_be_rated(signed_in: Client, ticket: SupportTicket) -> None:
    response = signed_in.post(address("rate", ticket), {"rating": "2", "comment": TYPED})
    assert response.status_code == 409
    assert "Only a resolved ticket can be rated." in response.text
    assert ESCAPED in response.text


def test_a_visitor_whose_session_is_gone(ticket: SupportTicket) -> None:
    visitor = guest(ticket)
    visitor.logout()
    response = visitor.post(address("ticket", ticket), {"text": TYPED})
    assert response.status_code == 404
    assert "The ticket was not found." in response.text
    assert ESCAPED in response.text
    assert KEPT in response.text
    visitor.get(url_of(make_link(ticket)))
    assert ESCAPED in visitor.get(address("ticket", ticket)).text


def test_an_owner_who_was_logged_out_meanwhile(client: Client, ticket: SupportTicket, owner: Any) -> None:
    assert ESCAPED in client.post(address("ticket", ticket), {"text": TYPED}).text
    client.force_login(owner)
    assert ESCAPED in client.get(address("ticket", ticket)).text


def test_it_is_nobody_elses(ticket: SupportTicket, signed_in: Client) -> None:
    visitor, other = guest(ticket), make_ticket(user=ticket.user)
    workflow.revoke_links(ticket=ticket, actor=None)
    visitor.post(address("ticket", ticket), {"text": TYPED})
    assert ESCAPED not in signed_in.get(address("ticket", ticket)).text
    visitor.get(url_of(make_link(other)))
    assert ESCAPED not in visitor.get(address("ticket", other)).text
    assert ESCAPED not in guest(ticket).get(address("ticket", ticket)).text


def test_it_tells_nothing_of_somebody_elses_ticket(client: Client, ticket: SupportTicket) -> None:
    known = client.post(address("ticket", ticket), {"text": TYPED})
    unknown = client.post("/support/tickets/SUP-1999-000001/", {"text": TYPED})
    nul = client.post("/support/tickets/%00/", {"text": TYPED})
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content) == (404, nul.content)


def test_it_is_forgotten_after_a_day(client: Client, ticket: SupportTicket, owner: Any) -> None:
    client.post(address("ticket", ticket), {"text": TYPED})
    client.force_login(owner)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert ESCAPED not in client.get(address("ticket", ticket)).text


def test_another_site_plants_nothing(ticket: SupportTicket, owner: Any) -> None:
    """What fails the CSRF check is shown to who sent it, and kept nowhere."""
    strict = Client(enforce_csrf_checks=True)
    page = strict.post(address("ticket", ticket), {"text": TYPED}, HTTP_ORIGIN="https://evil.example").text
    assert ESCAPED in page
    assert KEPT not in page
    strict.force_login(owner)
    assert ESCAPED not in strict.get(address("ticket", ticket)).text


def test_one_client_has_so_much_kept(client: Client, ticket: SupportTicket, settings: Any) -> None:
    settings.SUPPORT_TICKET_CLIENT_RATE = "1/hour"
    with time_machine.travel("2026-03-04T10:15:00Z", tick=False):
        assert KEPT in client.post(address("ticket", ticket), {"text": TYPED}).text
        page = Client().post(address("ticket", ticket), {"text": TYPED}).text
    assert KEPT not in page
    assert ESCAPED in page
    assert "Copy it before you leave this page." in page


def test_a_session_that_is_a_cookie_keeps_nothing(settings: Any, ticket: SupportTicket) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    visitor = guest(ticket)
    workflow.revoke_links(ticket=ticket, actor=None)
    page = ended_page(visitor.post(address("ticket", ticket), {"text": TYPED}))
    assert ESCAPED in page
    assert KEPT not in page


def test_nothing_typed_is_nothing_kept(ticket: SupportTicket) -> None:
    visitor = guest(ticket)
    workflow.revoke_links(ticket=ticket, actor=None)
    for response in (
        visitor.get(address("ticket", ticket)),
        visitor.post(address("ticket", ticket), {"text": " "}),
        visitor.post(address("close", ticket)),
    ):
        assert "What you wrote" not in ended_page(response)
