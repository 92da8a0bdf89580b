"""Coming in by a link: what it opens, for how long, and what nobody learns."""

import re
from datetime import timedelta
from http.cookies import SimpleCookie
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
from django_support_tickets.models import Delivery, GuestLink, SupportTicket, TicketEvent
from django_support_tickets.notifications.links import token_for
from django_support_tickets.portal.access import MAX_LINKS
from tests.attachments import samples
from tests.factories import make_ticket, make_user
from tests.portal.pages import FIND, address, content, guest, make_link, shape

pytestmark = pytest.mark.django_db


def link_url(link: GuestLink) -> str:
    return reverse("support_portal:link", args=[token_for(link)])


# The token and the session


def test_a_link_opens_its_ticket_and_leaves_the_address_bar(client: Client, ticket: SupportTicket) -> None:
    link = make_link(ticket)
    response = client.get(link_url(link))
    assert (response.status_code, response.headers["Location"]) == (302, address("ticket", ticket))
    page = client.get(address("ticket", ticket))
    assert ticket.message in page.text
    assert token_for(link) not in page.text


def test_opening_a_link_changes_nothing(client: Client, ticket: SupportTicket) -> None:
    link = make_link(ticket)
    before = SupportTicket.objects.values().get(), GuestLink.objects.values().get()
    client.head(link_url(link))
    client.get(f"{link_url(link)}?rating=1")
    assert (SupportTicket.objects.values().get(), GuestLink.objects.values().get()) == before
    assert not TicketEvent.objects.exists()
    assert client.post(link_url(link)).status_code == 405


def test_it_opens_one_ticket_only(ticket: SupportTicket) -> None:
    other = make_ticket(user=ticket.user)
    assert guest(ticket).get(address("ticket", other)).status_code == 404


def test_several_links_open_several_tickets(ticket: SupportTicket) -> None:
    other = make_ticket()
    visitor = guest(ticket, other)
    assert visitor.get(address("ticket", ticket)).status_code == 200
    assert visitor.get(address("ticket", other)).status_code == 200


def test_a_session_keeps_a_limited_number(ticket: SupportTicket) -> None:
    others = [make_ticket() for _number in range(MAX_LINKS)]
    visitor = guest(ticket, *others)
    assert visitor.get(address("ticket", ticket)).status_code == 200, "the first ones stay"
    assert visitor.get(address("ticket", others[MAX_LINKS // 2 - 1])).status_code == 404
    assert visitor.get(address("ticket", SupportTicket.objects.latest("pk"))).status_code == 200
    assert len(visitor.session["support_portal_links"]) == MAX_LINKS


def test_the_same_link_again_takes_no_room(ticket: SupportTicket) -> None:
    visitor, link = Client(), make_link(ticket)
    for _time in range(3):
        visitor.get(link_url(link))
    assert visitor.session["support_portal_links"] == [str(link.pk)]


def test_a_planted_session_opens_nothing(client: Client, ticket: SupportTicket) -> None:
    """Session fixation: the key that was known before the link is not the one that opens the ticket."""
    client.get(FIND)
    session = client.session
    session["anything"] = 1
    session.save()
    client.cookies = SimpleCookie({"sessionid": session.session_key})
    planted = session.session_key
    client.get(link_url(make_link(ticket)))
    assert client.cookies["sessionid"].value != planted
    attacker = Client()
    attacker.cookies = SimpleCookie({"sessionid": planted})
    assert attacker.get(address("ticket", ticket)).status_code == 404
    assert client.session["anything"] == 1


def test_a_link_goes_on_to_a_file(client: Client, ticket: SupportTicket, agent: Any) -> None:
    reply = workflow.reply_as_staff(
        ticket=ticket, text="Here", actor=agent, attachments=[samples.upload(samples.pdf(), "a.pdf")]
    )
    file = reply.attachments.get().pk
    url = client.get(f"{link_url(make_link(ticket))}?file={file}").headers["Location"]
    assert url == address("file", ticket, file=file)
    assert content(client.get(url)) == samples.pdf()


@pytest.mark.parametrize(
    ("query", "goes_on"),
    [
        ("rating=4", "?rating=4#support-rating"),
        ("rating=0", ""),
        ("rating=4%0d%0aX:1", ""),
        ("file=x", ""),
        ("file=-1", ""),
        ("file=%D9%A4", ""),
        ("file=https://evil.example", ""),
        ("next=https://evil.example", ""),
    ],
)
def test_where_a_link_goes_on_to(client: Client, ticket: SupportTicket, query: str, goes_on: str) -> None:
    response = client.get(f"{link_url(make_link(ticket))}?{query}")
    assert response.headers["Location"] == address("ticket", ticket) + goes_on


def test_a_file_with_an_endless_number_is_not_found(client: Client, ticket: SupportTicket) -> None:
    url = client.get(f"{link_url(make_link(ticket))}?file={'9' * 5000}").headers["Location"]
    assert client.get(url).status_code == 404


# What does not open, or no longer


def not_opening(ticket: SupportTicket) -> list[str]:
    """Return the addresses of links that we never gave."""
    good = token_for(make_link(ticket))
    key, _, signature = good.partition(".")
    unknown = GuestLink(ticket=ticket, email=ticket.email)
    ended = token_for(make_link(ticket, revoked_at=timezone.now()))
    tokens = [
        token_for(unknown),
        f"{ended[:-1]}{'x' if ended[-1] != 'x' else 'y'}",
        key,
        f"{key}.",
        f".{signature}",
        f"{key}.{signature[:-1]}x",
        f"{key}x.{signature}",
        f"{token_for(make_link(ticket)).partition('.')[0]}.{signature}",
        "x",
        ".",
        "%00",
        "ş" * 100,
        "x" * 3000,
    ]
    return [reverse("support_portal:link", args=[token.replace("%00", "\0")]) for token in tokens]


def test_what_opens_nothing_is_one_and_the_same_page(client: Client, ticket: SupportTicket) -> None:
    urls = [
        *not_opening(ticket),
        address("ticket", ticket),
        "/support/tickets/SUP-1999-000001/",
        "/support/tickets/%00/",
    ]
    answers = {(response.status_code, response.content) for response in map(client.get, urls)}
    ((status, page),) = answers
    assert status == 404
    assert f'href="{FIND}"' in page.decode()
    assert "support_portal_links" not in client.session


def test_no_address_of_another_ones_ticket_tells_that_it_exists(ticket: SupportTicket, agent: Any) -> None:
    file = samples.upload(samples.pdf(), "a.pdf")
    reply = workflow.reply_as_staff(ticket=ticket, text="Here", actor=agent, attachments=[file])
    visitor = guest(make_ticket())
    for name, extra in [
        *((name, {}) for name in ("ticket", "close", "reopen", "rate", "attachment")),
        ("file", {"file": reply.attachments.get().pk}),
    ]:
        known = visitor.get(address(name, ticket, **extra))
        unknown = visitor.get(reverse(f"support_portal:{name}", kwargs={"number": "SUP-1999-000001", **extra}))
        assert known.status_code == unknown.status_code == 404
        assert known.content == unknown.content
        assert known.headers == unknown.headers


def test_it_takes_the_same_queries_too(ticket: SupportTicket) -> None:
    visitor = guest(make_ticket())

    def cost(number: str) -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            visitor.get(reverse("support_portal:ticket", args=[number]))
        return shape(queries)

    assert cost(ticket.ticket_number) == cost("SUP-1999-000001")


CHANGES: dict[str, Any] = {
    "revoked": lambda ticket: workflow.revoke_links(ticket=ticket, actor=None),
    "one revoked": lambda ticket: workflow.revoke_link(link=ticket.links.get(), actor=None),
    "another address": lambda ticket: workflow.edit_ticket(
        ticket=ticket, changes={"email": "new@customer.example"}, actor=None
    ),
    "spam": lambda ticket: workflow.mark_as_spam(ticket=ticket, actor=None),
    "deleted": lambda ticket: workflow.delete_ticket(ticket=ticket, actor=None),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_request_asks_whether_the_link_still_holds(ticket: SupportTicket, change: str) -> None:
    visitor, url = guest(ticket), address("ticket", ticket)
    assert visitor.get(url).status_code == 200
    CHANGES[change](ticket)
    assert visitor.get(url).status_code == 404
    assert visitor.post(url, {"text": "Still here?"}).status_code == 404
    assert visitor.post(address("close", ticket)).status_code == 404


def test_a_session_does_not_outlive_its_link(ticket: SupportTicket, settings: Any) -> None:
    settings.SESSION_COOKIE_AGE = 365 * 24 * 3600
    visitor = guest(ticket)
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        assert visitor.get(address("ticket", ticket)).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert visitor.get(address("ticket", ticket)).status_code == 404


def test_a_link_outlives_a_change_of_the_secret_key(client: Client, ticket: SupportTicket, settings: Any) -> None:
    url = link_url(make_link(ticket))
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-secret-key-for-tests" * 2
    assert client.get(url).status_code == 404
    settings.SECRET_KEY_FALLBACKS = [old]
    assert client.get(url).status_code == 302
    assert client.get(address("ticket", ticket)).status_code == 200


def test_logging_out_ends_it(ticket: SupportTicket) -> None:
    visitor = guest(ticket)
    visitor.logout()
    assert visitor.get(address("ticket", ticket)).status_code == 404


def test_signing_in_does_not(ticket: SupportTicket) -> None:
    visitor = guest(ticket)
    visitor.force_login(make_user())
    assert visitor.get(address("ticket", ticket)).status_code == 200


# Asking for links


def ask(client: Client, email: str, language: str = "en") -> tuple[Any, ...]:
    """Return all that someone learns who asks for links."""
    response = client.post(FIND, {"email": email}, headers={"accept-language": language})
    page = client.get(response.headers["Location"])
    headers = {name: value for name, value in response.headers.items() if name != "Set-Cookie"}
    return response.status_code, headers, response.content, page.text.replace(email, "ADDRESS")


def test_links_are_mailed(client: Client, ticket: SupportTicket) -> None:
    newer = make_ticket()
    client.post(FIND, {"email": " Ayse@Customer.EXAMPLE "})
    (message,) = mail.outbox
    assert message.to == ["ayse@customer.example"]
    paths = re.findall(r"https://shop\.example(/support/link/\S+)", str(message.body))
    opened = {client.get(path).headers["Location"] for path in paths}
    assert opened == {address("ticket", ticket), address("ticket", newer)}


def test_nobody_learns_whether_an_address_is_known(ticket: SupportTicket) -> None:
    known, unknown = ask(Client(), "ayse@customer.example"), ask(Client(), "nobody@customer.example")
    assert known == unknown
    assert known[0] == 302
    assert len(mail.outbox) == 1


def test_nor_by_the_queries_that_come_before_the_answer(ticket: SupportTicket, monkeypatch: pytest.MonkeyPatch) -> None:
    """What sends the mail runs after the answer has left: when the server closes it."""
    monkeypatch.setattr("django.http.response.HttpResponseBase.close", lambda self: None)
    monkeypatch.setattr("django_support_tickets.notifications.tasks.hand_over", lambda keys: None)

    def cost(email: str) -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            Client().post(FIND, {"email": email})
        return shape(queries)

    assert cost("ayse@customer.example") == cost("nobody@customer.example")


@pytest.mark.django_db(transaction=True)
def test_the_mail_is_handed_over_after_the_answer(rf: Any, ticket: SupportTicket) -> None:
    from django.contrib.auth.models import AnonymousUser
    from django.contrib.sessions.backends.db import SessionStore

    from django_support_tickets.portal.views.linking import FindView

    request = rf.post(FIND, {"email": ticket.email})
    request.user, request.session, request._dont_enforce_csrf_checks = AnonymousUser(), SessionStore(), True
    response = FindView.as_view()(request)
    assert (Delivery.objects.get().state, mail.outbox) == ("pending", [])
    response.close()
    assert (Delivery.objects.get().state, len(mail.outbox)) == ("sent", 1)


def test_the_mail_is_in_the_language_of_whoever_asks(client: Client, ticket: SupportTicket) -> None:
    client.post(FIND, {"email": "ayse@customer.example"}, headers={"accept-language": "tr"})
    assert Delivery.objects.get().language == "tr"


@pytest.mark.parametrize("email", ["", "nobody", "=?utf-8?q?x?=@customer.example", "a" * 255 + "@customer.example"])
def test_what_is_no_address_is_told(client: Client, email: str) -> None:
    response = client.post(FIND, {"email": email})
    assert response.status_code == 200
    assert 'id="support-email_error"' in response.text
    assert not Delivery.objects.exists()


def test_the_answer_needs_a_request_before_it(client: Client) -> None:
    assert "Check your inbox" not in client.get(f"{FIND}?sent=1").text


# Headers


def test_pages_behind_a_link_keep_it_to_themselves(ticket: SupportTicket, agent: Any) -> None:
    reply = workflow.reply_as_staff(
        ticket=ticket, text="Here", actor=agent, attachments=[samples.upload(samples.png(), "a.png")]
    )
    SupportTicket.objects.update(status="resolved", resolved_at=timezone.now())
    visitor, file = guest(ticket), address("file", ticket, file=reply.attachments.get().pk)
    urls = {
        link_url(make_link(ticket)): 302,
        reverse("support_portal:link", args=["x"]): 404,
        file: 200,
        f"{file}?variant=thumbnail": 200,
        address("attachment", ticket): 404,
        address("ticket", make_ticket()): 404,
        **{address(name, ticket): 200 for name in ("ticket", "close", "reopen", "rate")},
        "/support/thanks/": 302,
    }
    for url, status in urls.items():
        response = visitor.get(url)
        content(response)
        assert response.status_code == status, url
        assert response.headers["Referrer-Policy"] == "no-referrer", url
        assert response.headers["Cache-Control"] == "no-store", url
        assert response.headers["X-Robots-Tag"] == "noindex", url


def test_pages_with_forms_let_the_browser_say_where_they_come_from(ticket: SupportTicket) -> None:
    """Or it sends "Origin: null", which Django's CSRF check refuses; see also the browser's own test."""
    visitor, meta = guest(ticket), '<meta name="referrer" content="same-origin">'
    assert meta in visitor.get(address("ticket", ticket)).text
    assert meta in visitor.get(address("close", ticket)).text
    # There the token still stands in the address bar.
    assert "same-origin" not in visitor.get(reverse("support_portal:link", args=["x"])).text


def test_pages_for_everyone_are_kept_by_no_shared_cache(client: Client) -> None:
    for url in ("/support/", FIND):
        response = client.get(url)
        assert response.headers["Cache-Control"] == "private, no-cache"
        assert "X-Robots-Tag" not in response.headers
