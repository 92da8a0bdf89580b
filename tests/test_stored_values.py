"""What is stored is shown and kept, whatever today's rules and settings say; only what is changed is checked."""

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from django_support_tickets import workflow
from django_support_tickets.admin.forms import SupportTicketForm
from django_support_tickets.models import Delivery, SupportTicket
from tests.admin.conftest import LIST
from tests.api.guests import guest
from tests.api.routes import MY_TICKETS, TICKETS, detail, mine
from tests.factories import make_ticket, make_user
from tests.test_normalization import NO_INLINES

pytestmark = pytest.mark.django_db

# An imported ticket: nothing of it would be taken today.
ODD = {"name": "R2D2 <3", "email": "kazım@localhost", "phone": "ask Ada", "subject": "Gone", "status": "on_hold"}


@pytest.fixture
def ticket(customer: Any) -> SupportTicket:
    ticket = make_ticket(user=customer)
    SupportTicket.objects.filter(pk=ticket.pk).update(**ODD)
    ticket.refresh_from_db()
    return ticket


@pytest.fixture
def agent() -> Any:
    return make_user(email="agent@shop.example", is_staff=True, is_superuser=True)


def change_url(ticket: SupportTicket) -> str:
    return reverse("admin:django_support_tickets_supportticket_change", args=[ticket.pk])


def hidden_and_shown(page: Any) -> Iterator[tuple[str, Any]]:
    """Return what a browser would send back of the form, unchanged."""
    form = page.context["adminform"].form
    for name in form.fields:
        bound = form[name]
        if form.fields[name].show_hidden_initial:
            yield bound.html_initial_name, "" if bound.value() is None else bound.value()
        value = bound.value()
        yield bound.html_name, "" if value is None or name == "attachment" else value


def sent(agent: Any, ticket: SupportTicket, **changes: Any) -> Any:
    client = Client()
    client.force_login(agent)
    form = dict(hidden_and_shown(client.get(change_url(ticket))))
    return client.post(change_url(ticket), {**form, **NO_INLINES, **changes})


class TestAdmin:
    @pytest.mark.parametrize(
        "change",
        [
            {"notes": "Called."},
            {"status": "resolved"},
            {"new_message": "An answer.", "new_message_kind": "reply"},
            {"phone": "+90 555 123 45 67"},
            {"subject": "Diğer"},
        ],
    )
    def test_only_what_was_changed_is_checked(self, agent: Any, ticket: SupportTicket, change: dict[str, str]) -> None:
        response = sent(agent, ticket, **change)
        assert response.status_code == 302, response.context["adminform"].form.errors
        ticket.refresh_from_db()
        for name, value in {**ODD, **change}.items():
            if hasattr(ticket, name) and not (name == "status" and "new_message" in change):
                assert getattr(ticket, name) == value

    def test_who_is_assigned(self, agent: Any, ticket: SupportTicket) -> None:
        assert sent(agent, ticket, assigned_to=str(agent.pk)).status_code == 302
        ticket.refresh_from_db()
        assert ticket.assigned_to == agent

    @pytest.mark.parametrize("change", [{"phone": "x"}, {"email": "x"}, {"name": "R3"}, {"subject": "Gone too"}])
    def test_what_was_changed_is(self, agent: Any, ticket: SupportTicket, change: dict[str, str]) -> None:
        response = sent(agent, ticket, **change)
        assert response.status_code == 200
        assert set(response.context["adminform"].form.errors) == set(change)

    def test_the_stored_subject_stays_among_the_choices(self, agent: Any, ticket: SupportTicket) -> None:
        client = Client()
        client.force_login(agent)
        page = client.get(change_url(ticket)).text
        assert '<option value="Gone" selected>Gone</option>' in page
        assert '<option value="on_hold" selected>on_hold</option>' in page

    def test_a_form_without_hidden_values_changes_nothing_either(self, agent: Any, ticket: SupportTicket) -> None:
        client = Client()
        client.force_login(agent)
        shown = {**ODD, "message": ticket.message, "user": ticket.user_id, "assigned_to": ""}
        assert client.post(change_url(ticket), {**shown, **NO_INLINES, "notes": "x"}).status_code == 302
        refused = client.post(change_url(ticket), {**shown, **NO_INLINES, "phone": "ask Bob"})
        assert set(refused.context["adminform"].form.errors) == {"phone"}
        ticket.refresh_from_db()
        assert {name: getattr(ticket, name) for name in [*ODD, "notes"]} == {**ODD, "notes": "x"}

    def test_a_form_with_a_field_of_the_sites_own(
        self, agent: Any, ticket: SupportTicket, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Form(SupportTicketForm):
            sure = forms.CharField(required=False)

        monkeypatch.setattr(admin.site._registry[SupportTicket], "form", Form)
        assert sent(agent, ticket, notes="x").status_code == 302

    def test_list_editable(self, agent: Any, ticket: SupportTicket, monkeypatch: pytest.MonkeyPatch) -> None:
        other = make_ticket()
        monkeypatch.setattr(admin.site._registry[SupportTicket], "list_display", ("ticket_number", "status", "phone"))
        monkeypatch.setattr(admin.site._registry[SupportTicket], "list_editable", ("status", "phone"))
        client = Client()
        client.force_login(agent)
        rows = client.get(LIST).context["cl"].formset
        form = {field.html_name: field.value() for field in rows.management_form}
        form |= {field.html_name: field.value() or "" for row in rows for field in row}
        (row,) = (row for row in rows if row.instance == other)
        assert client.post(LIST, {**form, f"{row.prefix}-status": "resolved", "_save": "1"}).status_code == 302
        ticket.refresh_from_db()
        other.refresh_from_db()
        assert (ticket.status, ticket.phone, other.status) == ("on_hold", "ask Ada", "resolved")
        assert other.resolved_at

    def test_the_list_can_be_filtered_by_it(self, agent: Any, ticket: SupportTicket) -> None:
        make_ticket(subject="Diğer")
        client = Client()
        client.force_login(agent)
        page = client.get(LIST).text
        for query in ("status__exact=on_hold", "subject__exact=Gone"):
            assert f'href="?{query}"' in page
            found = client.get(f"{LIST}?{query}")
            assert [row.pk for row in found.context["cl"].result_list] == [ticket.pk]
            chosen = [
                choice for spec in found.context["cl"].filter_specs for choice in spec.choices(found.context["cl"])
            ]
            assert query.partition("=")[2] in [choice["display"] for choice in chosen if choice["selected"]]

    def test_the_list_shows_it(self, agent: Any, ticket: SupportTicket) -> None:
        client = Client()
        client.force_login(agent)
        page = client.get(LIST).text
        for value in ("Gone", "on_hold", "R2D2 &lt;3", "kazım@localhost"):
            assert value in page


class TestStaffApi:
    @pytest.mark.parametrize("change", [{"notes": "Called."}, {"phone": "+90 555 123 45 67"}, {"status": "resolved"}])
    @pytest.mark.parametrize("method", ["patch", "put"])
    def test_what_comes_back_as_it_is_stored_is_not_checked(
        self, agent: Any, ticket: SupportTicket, method: str, change: dict[str, str]
    ) -> None:
        client = APIClient()
        client.force_login(agent)
        shown = client.get(detail(ticket)).json()
        whole = {name: value for name, value in shown.items() if name not in ("attachment", "attachments")}
        response = getattr(client, method)(detail(ticket), {**whole, **change}, format="json")
        assert response.status_code == 200, response.json()
        ticket.refresh_from_db()
        for name, value in {**ODD, **change}.items():
            assert getattr(ticket, name) == value

    def test_what_was_changed_is(self, staff_api: APIClient, ticket: SupportTicket) -> None:
        for change in ({"phone": "x"}, {"email": "x"}, {"subject": "Gone too"}, {"status": "x"}):
            response = staff_api.patch(detail(ticket), change, format="json")
            assert (response.status_code, set(response.json())) == (400, set(change))

    @pytest.mark.parametrize("query", ["status=on_hold", "subject=Gone", "status=on_hold&status=pending"])
    def test_it_is_found_by_what_it_holds(self, staff_api: APIClient, ticket: SupportTicket, query: str) -> None:
        make_ticket(status="resolved", subject="Diğer")
        (row,) = staff_api.get(f"{TICKETS}?{query}").json()["results"]
        assert row["id"] == ticket.pk

    @pytest.mark.parametrize("query", ["status=ON_HOLD", "subject=gone", "status=x", "subject=%00", "subject=on_hold"])
    def test_but_not_by_what_none_holds(self, staff_api: APIClient, ticket: SupportTicket, query: str) -> None:
        assert staff_api.get(f"{TICKETS}?{query}").status_code == 400

    def test_the_browsable_form_keeps_it(self, agent: Any, ticket: SupportTicket) -> None:
        client = Client(headers={"accept": "text/html"})
        client.force_login(agent)
        page = client.get(detail(ticket)).text
        assert '<option value="Gone" selected' in page
        assert '<option value="on_hold" selected' in page

    def test_it_is_listed_and_shown(self, staff_api: APIClient, ticket: SupportTicket) -> None:
        (row,) = staff_api.get(TICKETS).json()["results"]
        assert {name: row[name] for name in ODD} == ODD


def test_the_requester_sees_it(customer: Any, ticket: SupportTicket) -> None:
    SupportTicket.objects.update(email="ada@customer.example")
    ticket.refresh_from_db()
    shown = guest(ticket).get(mine(ticket)).json()
    assert (shown["status"], shown["status_display"]) == ("on_hold", "on_hold")
    assert (shown["subject"], shown["subject_display"]) == ("Gone", "Gone")
    client = APIClient()
    client.force_login(customer)
    assert client.get(MY_TICKETS).json()["results"][0]["subject"] == "Gone"
    browser = Client()
    browser.force_login(customer)
    for url in (reverse("support_portal:tickets"), reverse("support_portal:ticket", args=[ticket.ticket_number])):
        page = browser.get(url)
        assert page.status_code == 200
        assert "Gone" in page.text
        assert "on_hold" in page.text


def test_mails_about_it_go_out(customer: Any, ticket: SupportTicket, agent: Any) -> None:
    SupportTicket.objects.update(email="ada@customer.example")
    ticket.refresh_from_db()
    workflow.reply_as_staff(ticket=ticket, text="An answer.", actor=agent)
    workflow.reply_as_requester(ticket=ticket, text="Thanks.", actor=customer)
    workflow.tick(limit=9)
    assert set(Delivery.objects.values_list("state", flat=True)) <= {"sent"}


@pytest.mark.parametrize("left", ["inactive", "no staff", "deleted"])
def test_an_assignee_who_left(agent: Any, staff_api: APIClient, left: str, settings: Any) -> None:
    settings.SUPPORT_TICKET_STAFF_EMAILS = ["desk@shop.example"]
    colleague = make_user(email="colleague@shop.example", is_staff=True)
    ticket = make_ticket(assigned_to=colleague)
    if left == "deleted":
        colleague.delete()
    else:
        type(colleague).objects.filter(pk=colleague.pk).update(
            **{"is_active": False} if left == "inactive" else {"is_staff": False}
        )
    ticket.refresh_from_db()
    shown = staff_api.get(detail(ticket)).json()
    assert str(shown["assigned_to"]) == ("None" if left == "deleted" else str(colleague.pk))
    change = {"assigned_to": shown["assigned_to"], "notes": "x"}
    assert staff_api.patch(detail(ticket), change, format="json").status_code == 200
    assert sent(agent, ticket, notes="y").status_code == 302
    workflow.reply_as_requester(ticket=ticket, text="Hello?")
    assert Delivery.objects.get(kind="staff_reply").recipient == "desk@shop.example"
