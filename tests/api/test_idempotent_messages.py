"""A message that is sent again with an Idempotency-Key is there once, and the first answer comes again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.test import APIClient

from django_support_tickets import workflow
from django_support_tickets.models import Delivery, SupportTicket, TicketMessage
from tests.api.guests import guest
from tests.api.routes import messages, mine
from tests.attachments import samples
from tests.factories import make_ticket, make_user

pytestmark = pytest.mark.django_db

Send = Callable[..., Response]


def as_staff(ticket: SupportTicket) -> Send:
    client = APIClient()
    client.force_login(make_user(is_staff=True))
    return _sender(client, messages(ticket))


def as_guest(ticket: SupportTicket) -> Send:
    return _sender(guest(ticket), mine(ticket, "messages/"))


def _sender(client: APIClient, url: str) -> Send:
    def send(key: str = "k1", body_format: str = "json", **fields: Any) -> Response:
        return client.post(url, {"text": "A reply.", **fields}, format=body_format, headers={"idempotency-key": key})

    return send


@pytest.mark.parametrize("sender", [as_staff, as_guest])
class TestEveryDoor:
    def test_the_first_answer_comes_again(self, sender: Callable[[Any], Send]) -> None:
        send = sender(make_ticket())
        first = send()
        mails = len(mail.outbox)
        second = send()
        assert (first.status_code, second.status_code) == (201, 201)
        assert first.json() == second.json()
        assert TicketMessage.objects.count() == 1
        assert len(mail.outbox) == mails

    def test_with_files(self, sender: Callable[[Any], Send]) -> None:
        send = sender(make_ticket())
        first, second = (
            send(body_format="multipart", attachments=[samples.upload(samples.pdf(), "a.pdf")]) for _time in range(2)
        )
        assert first.json() == second.json()
        assert len(TicketMessage.objects.get().files) == 1
        other = send(body_format="multipart", attachments=[samples.upload(samples.png(), "a.png")])
        assert other.status_code == 409

    def test_the_same_key_for_another_text_is_a_conflict(self, sender: Callable[[Any], Send]) -> None:
        send = sender(make_ticket())
        send()
        response = send(text="Another reply.")
        assert (response.status_code, response.json()["status"]) == (409, "error")
        assert TicketMessage.objects.count() == 1

    def test_another_key_and_another_ticket_are_other_messages(self, sender: Callable[[Any], Send]) -> None:
        send = sender(make_ticket())
        assert {send("a").status_code, send("b").status_code} == {201}
        assert sender(make_ticket())("a").status_code == 201
        assert TicketMessage.objects.count() == 3

    @pytest.mark.parametrize("key", ["k" * 256, "é"])
    def test_what_is_no_key(self, sender: Callable[[Any], Send], key: str) -> None:
        assert sender(make_ticket())(key).status_code == 400
        assert not TicketMessage.objects.exists()

    def test_without_a_key_each_counts(self, sender: Callable[[Any], Send]) -> None:
        send = sender(make_ticket())
        assert {send("").status_code for _time in range(2)} == {201}
        assert TicketMessage.objects.count() == 2


def test_a_note_and_a_reply_are_not_the_same() -> None:
    send = as_staff(make_ticket())
    assert send(kind="note").json() == send(kind="note").json()
    assert send(kind="reply").status_code == 409
    assert TicketMessage.objects.get().kind == "note"


def test_each_member_of_staff_has_keys_of_their_own() -> None:
    ticket = make_ticket()
    assert as_staff(ticket)().json() != as_staff(ticket)().json()
    assert TicketMessage.objects.count() == 2


def close_long_ago(ticket: SupportTicket) -> SupportTicket:
    long_ago = timezone.now() - timedelta(days=99)
    SupportTicket.objects.filter(pk=ticket.pk).update(status="closed", closed_at=long_ago, updated_at=long_ago)
    ticket.refresh_from_db()
    return ticket


def test_a_reply_that_opened_a_follow_up() -> None:
    send = as_guest(close_long_ago(make_ticket()))
    first, second = send(), send()
    assert first.json() == second.json()
    assert SupportTicket.objects.count() == 2


class TestLateReplies:
    def test_all_go_to_one_follow_up(self) -> None:
        ticket = close_long_ago(make_ticket())
        first = workflow.reply_as_requester(ticket=ticket, text="One.")
        second = workflow.reply_as_requester(ticket=ticket, text="Two.")
        assert first.message is None
        assert second.message is not None
        assert first.ticket == second.ticket == SupportTicket.objects.get(follow_up_of=ticket)
        assert Delivery.objects.filter(kind="ticket_confirmation").count() == 1

    def test_and_from_that_one_to_the_next(self) -> None:
        ticket = close_long_ago(make_ticket())
        follow_up = close_long_ago(workflow.reply_as_requester(ticket=ticket, text="One.").ticket)
        last = workflow.reply_as_requester(ticket=ticket, text="Two.").ticket
        assert last.follow_up_of == follow_up
        assert workflow.reply_as_requester(ticket=ticket, text="Three.").ticket == last
        assert SupportTicket.objects.count() == 3

    def test_they_are_limited_like_new_tickets(self, settings: Any) -> None:
        settings.SUPPORT_TICKET_EMAIL_RATE = "2/hour"
        tickets = [close_long_ago(make_ticket()) for _number in range(4)]
        assert [as_guest(ticket)("").status_code for ticket in tickets] == [201, 201, 429, 429]
        settings.SUPPORT_TICKET_EMAIL_RATE, settings.SUPPORT_TICKET_CLIENT_RATE = None, "1/hour"
        tickets = [close_long_ago(make_ticket()) for _number in range(2)]
        assert [as_guest(ticket)("").status_code for ticket in tickets] == [201, 429]
        assert as_guest(make_ticket())("").status_code == 201, "one that opens nothing is not"


@pytest.mark.parametrize("act", ["close", "reopen", "rate"])
def test_changes_of_a_guest_are_limited(act: str, settings: Any) -> None:
    settings.SUPPORT_TICKET_REPLY_RATE = "3/hour"
    ticket = make_ticket(status="resolved", resolved_at=timezone.now())
    client = guest(ticket)
    body = {"rating": 5} if act == "rate" else {}
    statuses = [client.post(mine(ticket, f"{act}/"), body, format="json").status_code for _time in range(5)]
    assert statuses[3:] == [429, 429]
    assert 429 not in statuses[:3]
    assert client.post(mine(ticket, "messages/"), {"text": "A reply."}, format="json").status_code == 201
