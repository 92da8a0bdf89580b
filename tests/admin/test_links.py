"""The guests' links on the ticket's page."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from django_support_tickets.admin.links import LinkState, link_state
from django_support_tickets.choices import DeliveryKind
from django_support_tickets.models import GuestLink, SupportTicket, TicketEvent
from django_support_tickets.notifications.links import token_for
from django_support_tickets.notifications.policy import Notice
from django_support_tickets.workflow import open_ticket
from tests.admin.conftest import LIST, change_page, said
from tests.factories import make_ticket, queue_mails, ticket_fields


def make_link(ticket: SupportTicket, *, age: int = 0, **fields: Any) -> GuestLink:
    link = GuestLink.objects.create(**{"ticket": ticket, "email": ticket.email, **fields})
    GuestLink.objects.filter(pk=link.pk).update(created_at=timezone.now() - timedelta(days=age))
    link.refresh_from_db()
    return link


def html(client: Client, ticket: SupportTicket) -> str:
    return client.get(change_page(ticket)).content.decode()


@pytest.mark.parametrize(
    ("fields", "is_spam", "state"),
    [
        ({}, False, LinkState.USABLE),
        ({"age": 29}, False, LinkState.USABLE),
        ({"age": 30}, False, LinkState.EXPIRED),
        ({"revoked_at": timezone.now()}, False, LinkState.REVOKED),
        ({"email": "old@customer.example"}, False, LinkState.OTHER_ADDRESS),
        ({}, True, LinkState.SPAM),
    ],
)
def test_says_what_a_link_is_good_for(desk: Client, fields: dict[str, Any], is_spam: bool, state: LinkState) -> None:
    ticket = make_ticket(is_spam=is_spam)
    link = make_link(ticket, **fields)
    assert link_state(link) == state
    assert GuestLink.objects.usable().exists() == (state == LinkState.USABLE)
    page = html(desk, ticket)
    assert f"support-badge-{state.value}" in page
    offered = f'formaction="{LIST}{ticket.pk}/links/{link.pk}/revoke/"' in page
    assert offered == (state not in (LinkState.REVOKED, LinkState.EXPIRED))


def test_names_address_and_mail_but_never_the_token(desk: Client) -> None:
    ticket = open_ticket(**ticket_fields())
    link = make_link(ticket, email="old@customer.example", delivery=ticket.deliveries.get())
    page = html(desk, ticket)
    assert "old@customer.example" in page
    assert len(re.findall(r">\s*Confirmation to the requester\s*<", page)) == 2  # Among the mails, and with the link.
    assert token_for(link) not in page
    assert token_for(link).partition(".")[2] not in page


def test_revokes_one(desk: Client, agent: Any) -> None:
    ticket = make_ticket()
    link, other = make_link(ticket), make_link(ticket)
    response = desk.post(f"{LIST}{ticket.pk}/links/{link.pk}/revoke/", follow=True)
    assert response.redirect_chain == [(change_page(ticket), 302)]
    assert said(response) == [("success", f"The link in the mail to {ticket.email} is revoked.")]
    link.refresh_from_db()
    other.refresh_from_db()
    assert (link.revoked_at is None, other.revoked_at is None) == (False, True)
    assert TicketEvent.objects.get().actor == agent


def test_revokes_all(desk: Client) -> None:
    ticket, other = make_ticket(), make_ticket()
    for _ in range(3):
        make_link(ticket)
    make_link(other)
    assert f'formaction="{LIST}{ticket.pk}/links/revoke/"' in html(desk, ticket)
    response = desk.post(f"{LIST}{ticket.pk}/links/revoke/", follow=True)
    assert said(response) == [("success", "3 links were revoked.")]
    assert "Links revoked: 3" in response.content.decode()
    assert "Revoke all links" not in response.content.decode()
    assert other.links.usable().count() == 1


@pytest.mark.parametrize("link", ["other", "unknown"])
def test_revokes_only_links_of_that_ticket(desk: Client, link: str) -> None:
    ticket, other = make_ticket(), make_link(make_ticket())
    key = other.pk if link == "other" else uuid4()
    response = desk.post(f"{LIST}{ticket.pk}/links/{key}/revoke/", follow=True)
    assert said(response) == [("error", "The link was not found.")]
    assert GuestLink.objects.usable().exists()


def test_who_may_only_view_sees_links_but_cannot_revoke(viewer: Client) -> None:
    ticket = make_ticket()
    link = make_link(ticket, email="old@customer.example")
    page = html(viewer, ticket)
    assert "old@customer.example" in page
    assert "formaction" not in page
    assert viewer.post(f"{LIST}{ticket.pk}/links/{link.pk}/revoke/").status_code == 403
    assert viewer.post(f"{LIST}{ticket.pk}/links/revoke/").status_code == 403


def test_revoking_all_is_offered_for_a_mail_that_still_waits(desk: Client) -> None:
    ticket = make_ticket()
    queue_mails(ticket, [Notice(DeliveryKind.CONFIRMATION, ticket.email, "en")])
    assert "Revoke all links" in html(desk, ticket)
    desk.post(f"{LIST}{ticket.pk}/links/revoke/")
    page = html(desk, ticket)
    assert "Revoke all links" not in page
    assert "support-badge-revoked" in page
