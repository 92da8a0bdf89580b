"""What nobody is told, or kept for: accounts' addresses, answers in caches, links in a session, sentences as names."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import get_resolver, reverse
from rest_framework.permissions import BasePermission
from rest_framework.test import APIClient

from django_support_tickets import workflow
from django_support_tickets.models import SupportTicket
from django_support_tickets.notifications.texts import looks_like_a_name
from django_support_tickets.portal import access
from tests.api.guests import token_of
from tests.api.routes import TICKETS, detail
from tests.factories import make_ticket, make_user, ticket_fields
from tests.portal.pages import address, new_ticket
from tests.test_normalization import NO_INLINES
from tests.test_outages import addresses

pytestmark = pytest.mark.django_db


def test_nobody_keeps_an_answer_of_the_api(superuser: Any, staff_api: APIClient) -> None:
    make_ticket()
    root = Client()
    root.force_login(superuser)
    for url in sorted({url for url in addresses(get_resolver()) if url.startswith("/api/")}):
        for client in (root, Client(), staff_api):
            for method in ("get", "options", "post"):
                response = getattr(client, method)(url)
                assert "no-store" in response.get("Cache-Control", ""), (url, method, response.status_code)


# The account of a ticket


@pytest.mark.parametrize("method", ["patch", "put"])
def test_staff_who_may_not_view_users_find_none(method: str, staff_api: APIClient, customer: Any) -> None:
    ticket = make_ticket()
    answers = []
    for key in (customer.pk, 999_999):
        body = {**ticket_fields(), "user": key}
        answers.append(getattr(staff_api, method)(detail(ticket), body, format="json"))
    assert [answer.status_code for answer in answers] == [400, 400]
    assert answers[0].content == answers[1].content
    assert customer.email not in answers[0].text
    ticket.refresh_from_db()
    assert ticket.user is None


def test_nor_do_those_of_a_user_model_without_permissions(staff: Any, customer: Any) -> None:
    client = APIClient()
    client.force_authenticate(SimpleNamespace(pk=staff.pk, is_staff=True, is_active=True, is_authenticated=True))
    assert client.patch(detail(make_ticket()), {"user": customer.pk}, format="json").status_code == 400


@pytest.mark.parametrize("permission", ["view", "change"])
def test_staff_who_may_do(permission: str, customer: Any) -> None:
    meta = type(customer)._meta
    client = APIClient()
    client.force_login(make_user([f"{meta.app_label}.{permission}_{meta.model_name}"], is_staff=True))
    ticket = make_ticket()
    response = client.patch(detail(ticket), {"user": customer.pk}, format="json")
    assert (response.status_code, response.json()["user_email"]) == (200, customer.email)


def test_the_account_stays_and_can_be_taken_away(staff_api: APIClient, customer: Any) -> None:
    ticket = make_ticket(user=customer)
    assert staff_api.patch(detail(ticket), {"user": customer.pk, "notes": "x"}, format="json").status_code == 200
    assert staff_api.patch(detail(ticket), {"user": None}, format="json").status_code == 200
    ticket.refresh_from_db()
    assert ticket.user is None


def test_nor_in_the_admin() -> None:
    customer = make_user(email="zq17@zq17.example")
    every = [f"{verb}_supportticket" for verb in ("view", "add", "change")]
    client = Client()
    client.force_login(make_user(every, is_staff=True))
    ticket = make_ticket()
    url = reverse("admin:django_support_tickets_supportticket_change", args=[ticket.pk])
    answers = []
    for key in (customer.pk, 999_999):
        form = {**ticket_fields(), **NO_INLINES, "status": "pending", "user": key, "initial-user": ""}
        answers.append(client.post(url, form))
    assert [answer.status_code for answer in answers] == [200, 200]
    assert str(customer) not in answers[0].text
    assert customer.email not in answers[0].text
    ticket.refresh_from_db()
    assert ticket.user is None


# Who may open tickets by the API


class DoorIsClosed(BasePermission):
    def has_permission(self, request: Any, view: Any) -> bool:
        return request.headers.get("X-Captcha") == "right"


def test_the_door_of_the_api_can_be_closed(settings: Any, client: Client) -> None:
    settings.SUPPORT_TICKET_CREATE_PERMISSION_CLASSES = [f"{__name__}.DoorIsClosed"]
    assert client.post(TICKETS, ticket_fields()).status_code == 403
    assert client.post(TICKETS, ticket_fields(), headers={"X-Captcha": "right"}).status_code == 201
    assert client.post(reverse("support_portal:new"), new_ticket()).status_code == 302


# A visitor's links


def follow(client: Client, ticket: SupportTicket) -> None:
    assert client.get(reverse("support_portal:link", args=[token_of(ticket)])).status_code == 302


def can_open(client: Client, ticket: SupportTicket) -> bool:
    return client.get(reverse("support_portal:ticket", args=[ticket.ticket_number])).status_code == 200


def test_links_that_somebody_else_sends_push_out_none_of_the_visitors_own(client: Client) -> None:
    own = [make_ticket() for _number in range(3)]
    for ticket in own:
        follow(client, ticket)
    for _number in range(2 * access.MAX_LINKS):
        follow(client, make_ticket())
    assert all(can_open(client, ticket) for ticket in own)
    assert len(client.session["support_portal_links"]) == access.MAX_LINKS


def test_nor_those_that_came_among_others_and_were_used(client: Client) -> None:
    for _number in range(12):
        follow(client, make_ticket())
    viewed, answered = make_ticket(), make_ticket()
    for ticket in (viewed, answered):
        follow(client, ticket)
    assert all(can_open(client, viewed) for _time in range(3))
    assert client.post(address("ticket", answered), {"text": "Thank you"}).status_code == 302
    for _number in range(access.MAX_LINKS):
        ticket = make_ticket()
        follow(client, ticket)
        assert can_open(client, ticket)
    assert can_open(client, viewed)
    assert can_open(client, answered)


def test_what_is_sent_counts_more_than_what_is_looked_at(client: Client) -> None:
    """Another site can bring a browser to a page as often as it likes, but cannot have it send anything from there."""
    for _number in range(12):
        follow(client, make_ticket())
    own = make_ticket()
    follow(client, own)
    client.post(address("ticket", own), {"text": "Thank you"})
    for _number in range(access.MAX_LINKS):
        ticket = make_ticket()
        follow(client, ticket)
        assert all(can_open(client, ticket) for _time in range(access.MOST_VIEWS + 2))
    assert can_open(client, own)


def test_links_of_one_ticket_take_one_place(client: Client) -> None:
    own, others = make_ticket(), [make_ticket() for _number in range(access.FIRST_LINKS)]
    for ticket in [own] * access.MAX_LINKS + others + [own]:
        follow(client, ticket)
    for _number in range(access.MAX_LINKS):
        follow(client, make_ticket())
    assert can_open(client, own)
    assert can_open(client, others[0])


def test_the_newest_link_always_opens(client: Client) -> None:
    for _number in range(access.MAX_LINKS + 3):
        ticket = make_ticket()
        follow(client, ticket)
        assert can_open(client, ticket)


def test_links_that_have_ended_make_room_first(client: Client) -> None:
    tickets = [make_ticket() for _number in range(access.MAX_LINKS)]
    for ticket in tickets:
        follow(client, ticket)
    for ticket in tickets[:5]:
        workflow.revoke_links(ticket=ticket, actor=None)
    for _number in range(3):
        follow(client, make_ticket())
    assert all(can_open(client, ticket) for ticket in tickets[5:])


# Names


@pytest.mark.parametrize(
    "name",
    [
        *("Ada Lovelace", "ayşe yılmaz", "Maria José da Silva Santos", "O. Henry", "李小龍", "محمد بن سلمان آل سعود"),
        *("Anne-Marie d’Arc", "Dr. Strange", "J. R. R. Tolkien", "Ş" * 100, "AHMET CAN YILMAZ", "J.R.R. Tolkien"),
        *("María-José de la Cruz", "प्रियंका चोपड़ा", "ประยุทธ์ จันทร์โอชา", "김 민준", "アレクサンダー・グラハム・ベル"),
    ],
)
def test_names(name: str) -> None:
    assert looks_like_a_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "You have won a million dollars",
        "your parcel is waiting",
        "Visit evil.example",
        "Hesabınız askıya alındı hemen arayın",
        "Congratulations dear winner call now",
        "Click Here " * 2 + "Now Or Never Friend",
        "click on our link",
        *(
            "You-have-won-a-million",
            "Your.account.is.closed",
            "CALL NOW AND WIN",
            "Bonus 500 Euro",
            "R2D2",
            "Win: call!",
        ),
        *("恭喜您中奖了请立即联系我们领取", "คุณได้รับรางวัลกรุณาติดต่อเราด่วน", "ada@evil.example", "http://evil.example"),
        "",
    ],
)
def test_sentences(name: str) -> None:
    assert not looks_like_a_name(name)


def test_a_confirmation_relays_no_sentence(customer: Any) -> None:
    sentence = "your account is closed call us"
    workflow.open_ticket(**ticket_fields(name=sentence))
    workflow.tick(limit=9)
    text = f"{mail.outbox[-1].body}{mail.outbox[-1].alternatives}"
    assert sentence not in text
    assert "Hello," in text
    assert "Dear" not in text
    workflow.open_ticket(**ticket_fields(name=sentence, email=customer.email), user=customer)
    workflow.tick(limit=9)
    assert f"Dear {sentence}" in mail.outbox[-1].body, "from their own address to their own address"
