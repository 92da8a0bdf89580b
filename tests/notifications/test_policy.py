"""Who is told of what."""

from typing import Any

import pytest
from django.core import mail

from django_support_tickets import workflow
from django_support_tickets.models import Delivery, SupportTicket
from tests.factories import make_ticket, make_user, ticket_fields

pytestmark = pytest.mark.django_db(transaction=True)

CUSTOMER = "ayse@customer.example"
DESK = "Help Desk <desk@shop.example>"


@pytest.fixture(autouse=True)
def desk(settings: Any) -> None:
    settings.SUPPORT_TICKET_STAFF_EMAILS = [DESK, "second@shop.example"]
    settings.SUPPORT_TICKET_STAFF_LANGUAGE = "tr"


@pytest.fixture
def agent() -> Any:
    return make_user(email="agent@shop.example", is_staff=True)


def told() -> list[tuple[str, str]]:
    """Return the mails so far, as kinds and recipients, all of which went out."""
    rows = list(Delivery.objects.values_list("kind", "recipient"))
    assert [recipient for _kind, recipient in rows] == [message.to[0] for message in mail.outbox]
    return rows


def test_a_new_ticket() -> None:
    workflow.open_ticket(**ticket_fields(), language="en")
    assert told() == [
        ("ticket_confirmation", CUSTOMER),
        ("staff_new_ticket", DESK),
        ("staff_new_ticket", "second@shop.example"),
    ]
    assert list(Delivery.objects.values_list("language", flat=True)) == ["en", "tr", "tr"]


def test_a_reply_of_staffs_goes_to_the_requester_alone(agent: Any) -> None:
    workflow.reply_as_staff(ticket=make_ticket(language="tr"), text="On its way.", actor=agent)
    assert told() == [("ticket_reply", CUSTOMER)]
    assert Delivery.objects.get().language == "tr"


def test_a_reply_of_the_requesters_goes_to_all_staff_without_an_assignee() -> None:
    workflow.reply_as_requester(ticket=make_ticket(), text="Thanks.")
    assert told() == [("staff_reply", DESK), ("staff_reply", "second@shop.example")]
    assert {row.language for row in Delivery.objects.all()} == {"tr"}


def test_a_reply_of_the_requesters_goes_to_the_assignee_alone(agent: Any) -> None:
    workflow.reply_as_requester(ticket=make_ticket(assigned_to=agent), text="Thanks.")
    assert told() == [("staff_reply", "agent@shop.example")]


@pytest.mark.parametrize("missing", [{"is_active": False}, {"is_staff": False}, {"email": ""}], ids=str)
def test_an_assignee_who_may_not_or_cannot_read_it_is_nobody(missing: dict[str, Any]) -> None:
    former = make_user(email="former@shop.example", is_staff=True)
    for name, value in missing.items():
        setattr(former, name, value)
    former.save()
    workflow.reply_as_requester(ticket=make_ticket(assigned_to=former), text="Thanks.")
    assert told() == [("staff_reply", DESK), ("staff_reply", "second@shop.example")]


def test_without_anybody_to_tell_nobody_is_told(settings: Any) -> None:
    settings.SUPPORT_TICKET_STAFF_EMAILS = []
    workflow.reply_as_requester(ticket=make_ticket(), text="Thanks.")
    assert told() == []


def test_a_resolved_ticket(agent: Any) -> None:
    ticket = make_ticket()
    workflow.change_status(ticket=ticket, status="resolved", actor=agent)
    assert told() == [("ticket_resolved", CUSTOMER)]
    workflow.change_status(ticket=ticket, status="resolved", actor=agent)
    workflow.change_status(ticket=ticket, status="closed", actor=agent)
    workflow.change_status(ticket=ticket, status="pending", actor=agent)
    assert told() == [("ticket_resolved", CUSTOMER)]


def test_the_solution_is_told_only_where_the_site_wants_it(settings: Any, agent: Any) -> None:
    settings.SUPPORT_TICKET_SEND_RESOLVED = False
    workflow.change_status(ticket=make_ticket(), status="resolved", actor=agent)
    assert told() == []


def test_a_note_mails_nobody(agent: Any) -> None:
    workflow.add_note(ticket=make_ticket(assigned_to=agent), text="He is a friend of the boss.", actor=make_user())
    assert told() == []


def test_assigning_editing_closing_and_rating_mail_nobody(agent: Any) -> None:
    ticket = make_ticket(status="resolved")
    workflow.assign_ticket(ticket=ticket, assignee=agent, actor=agent)
    workflow.edit_ticket(ticket=ticket, changes={"notes": "Called."}, actor=agent)
    workflow.rate_ticket(ticket=ticket, rating=5)
    workflow.close_ticket(ticket=ticket, actor=None)
    assert told() == []


class TestTheActor:
    """Nobody is told of what he did himself, but for the confirmation that a request arrived."""

    def test_staff_who_open_a_ticket(self) -> None:
        member = make_user(email="SECOND@shop.example", is_staff=True)
        workflow.open_ticket(**ticket_fields(), actor=member)
        assert told() == [("ticket_confirmation", CUSTOMER), ("staff_new_ticket", DESK)]

    def test_one_whose_address_the_setting_names_with_a_name(self) -> None:
        member = make_user(email="desk@shop.example", is_staff=True)
        workflow.open_ticket(**ticket_fields(), actor=member)
        assert told() == [("ticket_confirmation", CUSTOMER), ("staff_new_ticket", "second@shop.example")]

    def test_a_requester_who_is_in_charge_of_his_own_ticket(self, agent: Any) -> None:
        ticket = make_ticket(user=agent, assigned_to=agent, email=agent.email)
        workflow.reply_as_requester(ticket=ticket, text="It works now.", actor=agent)
        assert told() == []

    def test_staff_who_own_the_ticket(self, agent: Any) -> None:
        ticket = make_ticket(user=agent)
        workflow.reply_as_staff(ticket=ticket, text="I found it.", actor=agent)
        workflow.change_status(ticket=ticket, status="resolved", actor=agent)
        assert told() == []

    def test_staff_who_opened_it_as_a_guest(self, agent: Any) -> None:
        ticket = make_ticket(email="Agent@shop.example")
        workflow.reply_as_staff(ticket=ticket, text="I found it.", actor=agent)
        workflow.change_status(ticket=ticket, status="resolved", actor=agent)
        assert told() == []

    def test_a_colleague_answers_staff_who_own_the_ticket(self, agent: Any) -> None:
        workflow.reply_as_staff(ticket=make_ticket(user=agent), text="Here.", actor=make_user(is_staff=True))
        assert told() == [("ticket_reply", CUSTOMER)]

    @pytest.mark.parametrize("address", ['"a, b"@customer.example', "not an address"])
    def test_strange_addresses_are_nobodys(self, address: str, settings: Any) -> None:
        settings.SUPPORT_TICKET_STAFF_EMAILS = ["one, two@shop.example", "desk@shop.example"]
        ticket = make_ticket(email=address)
        workflow.reply_as_staff(ticket=ticket, text="Here.", actor=None)
        workflow.reply_as_requester(ticket=ticket, text="Thanks.")
        rows = Delivery.objects.values_list("recipient", flat=True)
        assert list(rows) == [address, "one, two@shop.example", "desk@shop.example"]


def test_nobody_is_told_twice(settings: Any) -> None:
    settings.SUPPORT_TICKET_STAFF_EMAILS = [DESK, "Desk@shop.example", DESK]
    workflow.reply_as_requester(ticket=make_ticket(), text="Thanks.")
    assert told() == [("staff_reply", DESK)]


class TestSpam:
    @pytest.fixture
    def caught(self) -> SupportTicket:
        return workflow.open_ticket(**ticket_fields(), language="en", is_spam=True)

    def test_it_is_silent(self, caught: SupportTicket, agent: Any) -> None:
        workflow.reply_as_requester(ticket=caught, text="Buy!")
        workflow.reply_as_staff(ticket=caught, text="No.", actor=agent)
        workflow.change_status(ticket=caught, status="resolved", actor=agent)
        assert told() == []

    def test_its_release_tells_what_was_kept_back(self, caught: SupportTicket, agent: Any) -> None:
        workflow.release_from_spam(ticket=caught, actor=agent)
        workflow.release_from_spam(ticket=caught, actor=agent)
        assert told() == [
            ("ticket_confirmation", CUSTOMER),
            ("staff_new_ticket", DESK),
            ("staff_new_ticket", "second@shop.example"),
        ]

    def test_its_release_says_nothing_again(self, agent: Any) -> None:
        ticket = workflow.open_ticket(**ticket_fields())
        assert len(told()) == 3
        for _time in range(2):
            workflow.mark_as_spam(ticket=ticket, actor=agent)
            workflow.release_from_spam(ticket=ticket, actor=agent)
        assert len(told()) == 3


class TestFollowUps:
    """A reply long after closing is a new ticket, and an answer all the same."""

    @pytest.fixture(autouse=True)
    def never_reopened(self, settings: Any) -> None:
        settings.SUPPORT_TICKET_REOPEN_DAYS = 0

    def reply(self, **fields: Any) -> None:
        workflow.reply_as_requester(ticket=make_ticket(status="closed", **fields), text="It broke again.")

    def test_staff_and_requester_are_told_of_the_new_ticket(self) -> None:
        self.reply()
        assert told() == [
            ("ticket_confirmation", CUSTOMER),
            ("staff_new_ticket", DESK),
            ("staff_new_ticket", "second@shop.example"),
        ]

    def test_so_is_the_assignee_even_if_no_other_is(self, agent: Any, settings: Any) -> None:
        settings.SUPPORT_TICKET_STAFF_EMAILS = []
        self.reply(assigned_to=agent)
        assert told() == [("ticket_confirmation", CUSTOMER), ("staff_new_ticket", "agent@shop.example")]

    def test_an_assignee_whom_the_setting_names_is_told_once(self, settings: Any) -> None:
        settings.SUPPORT_TICKET_STAFF_EMAILS = [DESK]
        self.reply(assigned_to=make_user(email="desk@shop.example", is_staff=True))
        assert told() == [("ticket_confirmation", CUSTOMER), ("staff_new_ticket", DESK)]
