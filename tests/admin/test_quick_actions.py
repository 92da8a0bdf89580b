import re
from typing import Any

import pytest
from django.test import Client

from django_support_tickets.models import TicketEvent
from tests.admin.conftest import LIST
from tests.factories import make_ticket


def button(html: str, status: str) -> str:
    found = re.search(rf'formaction="([^"]*/status/{status}/[^"]*)"', html)
    assert found
    return found[1].replace("&amp;", "&")


def test_one_click_changes_the_status_and_returns_to_the_filtered_page(desk: Client, agent: Any) -> None:
    ticket = make_ticket()
    html = desk.get(f"{LIST}?status__exact=pending&q=order").content.decode()
    response = desk.post(button(html, "resolved"), follow=True)
    assert response.redirect_chain == [(f"{LIST}?status__exact=pending&q=order", 302)]
    assert f"{ticket.ticket_number}: Resolved" in [str(message) for message in response.context["messages"]]
    ticket.refresh_from_db()
    assert ticket.status == "resolved"
    assert ticket.resolved_at
    assert TicketEvent.objects.get(ticket=ticket).actor == agent


def test_buttons_survive_being_pressed_with_the_whole_list_form(desk: Client) -> None:
    """A button of the list posts the list's form: what is ticked there must not matter."""
    ticket, other = make_ticket(), make_ticket()
    html = desk.get(LIST).content.decode()
    target = re.search(rf'formaction="([^"]*/{ticket.pk}/status/closed/[^"]*)"', html)
    assert target
    desk.post(target[1], {"action": "delete_selected", "_selected_action": [str(other.pk)], "index": "0"})
    ticket.refresh_from_db()
    other.refresh_from_db()
    assert (ticket.status, other.status) == ("closed", "pending")


def test_get_changes_nothing(desk: Client) -> None:
    ticket = make_ticket()
    assert desk.get(f"{LIST}{ticket.pk}/status/closed/").status_code == 405
    ticket.refresh_from_db()
    assert ticket.status == "pending"


def test_needs_the_csrf_token(agent: Any) -> None:
    ticket = make_ticket()
    client = Client(enforce_csrf_checks=True)
    client.force_login(agent)
    assert client.post(f"{LIST}{ticket.pk}/status/closed/").status_code == 403


def test_needs_the_change_permission(viewer: Client) -> None:
    ticket = make_ticket()
    assert viewer.post(f"{LIST}{ticket.pk}/status/closed/").status_code == 403


@pytest.mark.parametrize("path", ["999999/status/closed/", "nonsense/status/closed/"])
def test_a_ticket_that_is_gone(desk: Client, path: str) -> None:
    response = desk.post(f"{LIST}{path}", follow=True)
    assert response.status_code == 200
    assert [message.level_tag for message in response.context["messages"]] == ["error"]


def test_a_status_that_is_none(desk: Client) -> None:
    ticket = make_ticket()
    response = desk.post(f"{LIST}{ticket.pk}/status/exploded/", follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    ticket.refresh_from_db()
    assert ticket.status == "pending"


def test_the_way_back_leads_nowhere_else(desk: Client) -> None:
    ticket = make_ticket()
    response = desk.post(f"{LIST}{ticket.pk}/status/closed/?_changelist_filters=//evil.example")
    assert response["Location"].startswith(f"{LIST}?")


def test_buttons_are_filled_in_for_each_ticket(desk: Client) -> None:
    """Also where the filters look like what is filled in."""
    tickets = [make_ticket(status=status) for status in ("pending", "pending", "resolved")]
    html = desk.get(f"{LIST}?assignee=none&_facets=%EE%80%80%EE%80%81%7B%7D%25s").content.decode()
    for ticket in tickets:
        label = f"{ticket.ticket_number}: Close"
        assert f'title="{label}" aria-label="{label}"' in html
        filters = "_changelist_filters=assignee%3Dnone%26_facets%3D%25EE%2580%2580%25EE%2580%2581%257B%257D%2525s"
        assert f'formaction="{LIST}{ticket.pk}/status/closed/?{filters}"' in html
    assert html.count("/status/resolved/") == 2


def test_a_hostile_number_is_no_markup(desk: Client) -> None:
    make_ticket(ticket_number='"><b>1</b>')
    html = desk.get(LIST).content.decode()
    assert "<b>1" not in html
    assert 'title="&quot;&gt;&lt;b&gt;1&lt;/b&gt;: Close"' in html
