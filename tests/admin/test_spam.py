"""Spam is out of the way until it is asked for."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from django_support_tickets.models import SupportTicket, TicketEvent
from django_support_tickets.workflow import open_ticket
from tests.admin.conftest import LIST, change_page, queries, said
from tests.admin.test_bulk import run
from tests.factories import make_ticket, ticket_fields


def shown(client: Client, query: str = "") -> set[str]:
    response = client.get(f"{LIST}{query}")
    assert response.status_code == 200
    return {ticket.ticket_number for ticket in response.context["cl"].result_list}


def test_the_list_is_without_spam_unless_asked_for_it(desk: Client) -> None:
    genuine, spam = make_ticket(), make_ticket(is_spam=True)
    assert shown(desk) == {genuine.ticket_number}
    assert shown(desk, "?spam=yes") == {spam.ticket_number}
    assert shown(desk, "?spam=nonsense") == {genuine.ticket_number}


def test_search_filters_dates_and_counts_agree(desk: Client) -> None:
    make_ticket(name="Ada Lovelace", status="closed")
    make_ticket(name="Ada Lovelace", status="closed", is_spam=True)
    for query in ("?q=lovelace", "?status__exact=closed", "?turn__exact=staff", "?q=ada&status__exact=closed"):
        for more in ("", "&spam=yes"):
            response = desk.get(f"{LIST}{query}{more}")
            assert response.context["cl"].result_count == 1
    old = make_ticket(is_spam=True)
    SupportTicket.objects.filter(pk=old.pk).update(created_at="1999-05-05T12:00:00Z")
    assert "1999" not in desk.get(LIST).content.decode()
    assert "1999" in desk.get(f"{LIST}?spam=yes").content.decode()


def test_the_filter_says_what_is_chosen(desk: Client) -> None:
    make_ticket()

    def chosen(query: str) -> list[tuple[str, bool]]:
        (spam,) = (spec for spec in desk.get(f"{LIST}{query}").context["cl"].filter_specs if spec.title == "spam")
        changelist = desk.get(f"{LIST}{query}").context["cl"]
        return [(str(choice["display"]), choice["selected"]) for choice in spam.choices(changelist)]

    assert chosen("") == [("No", True), ("Yes", False)]
    assert chosen("?spam=yes") == [("No", False), ("Yes", True)]


@pytest.mark.parametrize("query", ["", "?spam=yes", "?turn__exact=staff", "?spam=yes&q=order"])
def test_costs_the_same_number_of_queries_however_many(desk: Client, query: str) -> None:
    def make() -> None:
        make_ticket()
        make_ticket(is_spam=True)

    make()
    queries(desk, LIST + query)
    one = queries(desk, LIST + query)
    for _ in range(10):
        make()
    assert queries(desk, LIST + query) == one <= 11


def test_marks_many_and_tells_what_became_of_each(desk: Client, agent: Any) -> None:
    tickets = [make_ticket(), make_ticket()]
    assert said(run(desk, "mark_as_spam", *tickets)) == [("success", "2 tickets were marked as spam.")]
    assert not SupportTicket.objects.genuine().exists()
    assert TicketEvent.objects.filter(type="marked_as_spam", actor=agent).count() == 2


def test_releases_many_and_sends_what_was_kept_back(
    desk: Client, agent: Any, django_capture_on_commit_callbacks: Any
) -> None:
    tickets = [open_ticket(**ticket_fields(), is_spam=True) for _ in range(2)]
    with django_capture_on_commit_callbacks(execute=True):
        response = run(desk, "release_from_spam", *tickets, query="?spam=yes")
    assert said(response) == [("success", "2 tickets were released from spam.")]
    assert SupportTicket.objects.genuine().count() == 2
    assert TicketEvent.objects.filter(type="released", actor=agent).count() == 2
    assert len(mail.outbox) == 2


def test_releasing_what_is_genuine_changes_nothing(desk: Client) -> None:
    ticket = make_ticket()
    assert said(run(desk, "release_from_spam", ticket)) == [("info", f"Nothing to change: {ticket.ticket_number}")]


def test_the_page_says_so_and_offers_to_release(desk: Client) -> None:
    ticket = make_ticket(is_spam=True)
    page = desk.get(change_page(ticket)).content.decode()
    assert "This ticket is marked as spam." in page
    assert f'formaction="{LIST}{ticket.pk}/spam/release/"' in page
    response = desk.post(f"{LIST}{ticket.pk}/spam/release/", follow=True)
    assert response.redirect_chain == [(change_page(ticket), 302)]
    assert said(response) == [("success", f"{ticket.ticket_number}: released from spam")]
    ticket.refresh_from_db()
    assert not ticket.is_spam


def test_the_page_of_a_genuine_one_offers_to_mark_it(desk: Client) -> None:
    ticket = make_ticket()
    page = desk.get(change_page(ticket)).content.decode()
    assert "This ticket is marked as spam." not in page
    assert f'formaction="{LIST}{ticket.pk}/spam/"' in page
    response = desk.post(f"{LIST}{ticket.pk}/spam/", follow=True)
    assert said(response) == [("success", f"{ticket.ticket_number}: marked as spam")]
    ticket.refresh_from_db()
    assert ticket.is_spam


def test_who_may_only_view_is_told_and_offered_nothing(viewer: Client) -> None:
    page = viewer.get(change_page(make_ticket(is_spam=True))).content.decode()
    assert "This ticket is marked as spam." in page
    assert "support-badge-spam" in page
    assert "formaction" not in page


def test_filters_by_whose_turn_it_is(desk: Client) -> None:
    staffs, requesters = make_ticket(turn="staff"), make_ticket(turn="requester")
    assert shown(desk, "?turn__exact=staff") == {staffs.ticket_number}
    assert shown(desk, "?turn__exact=requester") == {requesters.ticket_number}
