from typing import Any

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from django_support_tickets.models import Delivery, SupportTicket, TicketEvent
from django_support_tickets.workflow import assign_ticket, change_status, edit_ticket, open_ticket
from tests.admin.conftest import LIST
from tests.attachments import samples
from tests.factories import make_ticket, make_user, ticket_fields


def form(client: Client, ticket: SupportTicket) -> dict[str, Any]:
    """Return what the page's form would post if nothing were changed."""
    response = client.get(f"{LIST}{ticket.pk}/change/")
    assert response.status_code == 200
    admin_form = response.context["adminform"].form
    data = {name: admin_form[name].value() for name in admin_form.fields}
    data = {name: value for name, value in data.items() if value is not None and name != "attachment"}
    for formset in response.context["inline_admin_formsets"]:
        prefix = formset.formset.prefix
        data |= {f"{prefix}-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    return data


def post(client: Client, ticket: SupportTicket, **changes: Any) -> Any:
    return client.post(f"{LIST}{ticket.pk}/change/", {**form(client, ticket), **changes})


def png() -> SimpleUploadedFile:
    return SimpleUploadedFile("fatura.png", samples.png(), content_type="image/png")


def test_has_the_specified_fieldsets(desk: Client) -> None:
    response = desk.get(f"{LIST}{make_ticket().pk}/change/")
    names = [str(fieldset.name) for fieldset in response.context["adminform"]]
    assert [name for name in names if name != "Conversation"] == [
        "Basic information",
        "Request details",
        "Management",
        "Dates",
    ]
    assert names.index("Conversation") == names.index("Request details") + 1


def test_a_new_ticket_has_just_the_specified_fieldsets(desk: Client) -> None:
    response = desk.get(f"{LIST}add/")
    assert [str(fieldset.name) for fieldset in response.context["adminform"]] == [
        "Basic information",
        "Request details",
        "Management",
        "Dates",
    ]


def test_saves_each_change_through_the_workflow(desk: Client, agent: Any) -> None:
    ticket = make_ticket()
    assert post(desk, ticket, status="in_progress", assigned_to=str(agent.pk), notes="called").status_code == 302
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assigned_to, ticket.notes) == ("in_progress", agent, "called")
    events = list(TicketEvent.objects.filter(ticket=ticket).values_list("type", "actor"))
    assert events == [("edited", agent.pk), ("status_changed", agent.pk), ("assigned", agent.pk)]


def test_saving_nothing_writes_nothing(desk: Client) -> None:
    ticket = make_ticket()
    assert post(desk, ticket).status_code == 302
    assert not TicketEvent.objects.exists()
    assert SupportTicket.objects.get().version == ticket.version


def test_refuses_to_write_over_someone_elses_change(desk: Client) -> None:
    ticket = make_ticket()
    data = form(desk, ticket)
    change_status(ticket=ticket, status="resolved", actor=None)
    response = desk.post(f"{LIST}{ticket.pk}/change/", {**data, "notes": "mine"})
    assert response.status_code == 200
    assert response.context["adminform"].form.errors.as_data()["seen_version"][0].code == "stale_ticket"
    ticket.refresh_from_db()
    assert (ticket.status, ticket.notes) == ("resolved", None)


def test_opens_a_ticket_for_someone_who_called(
    desk: Client, agent: Any, django_capture_on_commit_callbacks: Any
) -> None:
    fields = ticket_fields(status="in_progress", assigned_to=str(agent.pk), notes="by phone", attachment=png())
    with django_capture_on_commit_callbacks(execute=True):
        response = desk.post(f"{LIST}add/", fields)
    ticket = SupportTicket.objects.get()
    assert response.status_code == 302, response.context["adminform"].form.errors
    assert (ticket.source, ticket.status, ticket.assigned_to) == ("admin", "in_progress", agent)
    assert ticket.get_attachment_filename() == "fatura.png"
    assert TicketEvent.objects.get().actor == agent
    assert [message.to for message in mail.outbox] == [[ticket.email]]


def test_replaces_and_removes_the_file(desk: Client, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        ticket = open_ticket(**ticket_fields(), attachment=png())
    first = ticket.attachment.name
    storage = ticket.attachment.storage
    with django_capture_on_commit_callbacks(execute=True):
        upload = SimpleUploadedFile("yeni.pdf", samples.pdf(), content_type="application/pdf")
        assert post(desk, ticket, attachment=upload).status_code == 302
    ticket.refresh_from_db()
    assert ticket.get_attachment_filename() == "yeni.pdf"
    assert not storage.exists(first)
    second = ticket.attachment.name
    with django_capture_on_commit_callbacks(execute=True):
        assert post(desk, ticket, **{"attachment-clear": "on"}).status_code == 302
    ticket.refresh_from_db()
    assert not ticket.attachment
    assert not storage.exists(second)


def test_inspects_the_file(desk: Client) -> None:
    ticket = make_ticket()
    response = post(desk, ticket, attachment=SimpleUploadedFile("x.png", b"<html>", content_type="image/png"))
    assert response.status_code == 200
    assert "attachment" in response.context["adminform"].form.errors
    ticket.refresh_from_db()
    assert not ticket.attachment


def test_shows_history_and_mails_beside_an_error(desk: Client) -> None:
    ticket = open_ticket(**ticket_fields())
    bad = SimpleUploadedFile("x.png", b"<html>", content_type="image/png")
    counts = {f"{prefix}-{name}_FORMS": 1 for prefix in ("events", "deliveries") for name in ("TOTAL", "INITIAL")}
    response = post(desk, ticket, attachment=bad, **counts)
    assert response.status_code == 200
    assert "attachment" in response.context["adminform"].form.errors
    html = response.content.decode()
    assert "Opened" in html
    assert f"Send the mail to {ticket.email} again" in html


def test_previews_an_image_and_links_to_the_checked_view(desk: Client, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        ticket = open_ticket(**ticket_fields(), attachment=png())
    html = desk.get(f"{LIST}{ticket.pk}/change/").content.decode()
    address = f"/api/support/tickets/{ticket.pk}/attachment/"
    assert f'src="{address}?variant=thumbnail"' in html
    assert f'href="{address}"' in html
    assert ticket.attachment.name not in html


def test_a_site_without_the_api_still_shows_the_name(desk: Client, settings: Any) -> None:
    ticket = open_ticket(**ticket_fields(), attachment=png())
    settings.ROOT_URLCONF = "tests.admin.urls_without_api"
    html = desk.get(f"{LIST}{ticket.pk}/change/").content.decode()
    assert "fatura.png" in html
    assert "variant=" not in html


def test_tells_the_history_in_words(desk: Client, agent: Any) -> None:
    ticket = open_ticket(**ticket_fields())
    change_status(ticket=ticket, status="resolved", actor=agent)
    assign_ticket(ticket=ticket, assignee=agent, actor=agent)
    edit_ticket(ticket=ticket, changes={"notes": "x", "phone": None}, actor=agent)
    html = desk.get(f"{LIST}{ticket.pk}/change/").content.decode()
    for line in ("Status changed: Pending → Resolved", f"Assigned: Nobody → {agent}", "Edited: internal notes, phone"):
        assert line in html


def test_the_history_outlives_the_people_in_it(desk: Client) -> None:
    ticket = make_ticket()
    gone = make_user(is_staff=True, email="gone@shop.example")
    key = gone.pk
    assign_ticket(ticket=ticket, assignee=gone, actor=gone)
    gone.delete()
    assert f"Assigned: Nobody → {key}" in desk.get(f"{LIST}{ticket.pk}/change/").content.decode()


def test_costs_the_same_number_of_queries_however_long_the_history(desk: Client, agent: Any) -> None:
    ticket = open_ticket(**ticket_fields())
    assign_ticket(ticket=ticket, assignee=agent, actor=agent)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(f"{LIST}{ticket.pk}/change/").status_code == 200
        return len(captured)

    queries()
    before = queries()
    for _ in range(5):
        colleague = make_user(is_staff=True)
        assign_ticket(ticket=ticket, assignee=colleague, actor=colleague)
        change_status(ticket=ticket, status="resolved", actor=colleague)
        change_status(ticket=ticket, status="pending", actor=colleague)
    for number in range(5):
        Delivery.objects.create(ticket=ticket, recipient="a@b.example", message_id=f"<{number}@b>")
    assert queries() == before


def test_shows_the_mails_and_sends_one_again(desk: Client, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        ticket = open_ticket(**ticket_fields())
    delivery = Delivery.objects.get()
    address = f"{LIST}{ticket.pk}/mails/{delivery.pk}/resend/"
    assert f'formaction="{address}"' in desk.get(f"{LIST}{ticket.pk}/change/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        response = desk.post(address)
    assert response["Location"] == f"{LIST}{ticket.pk}/change/"
    assert len(mail.outbox) == 2
    assert mail.outbox[0].extra_headers["Message-ID"] != mail.outbox[1].extra_headers["Message-ID"]
    assert TicketEvent.objects.filter(type="delivery_resent").count() == 1


def test_sends_only_mails_of_that_ticket_again(desk: Client) -> None:
    mine, other = make_ticket(), make_ticket()
    delivery = Delivery.objects.create(ticket=other, recipient="a@b.example", message_id="<1@b>")
    response = desk.post(f"{LIST}{mine.pk}/mails/{delivery.pk}/resend/", follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]


def test_who_may_only_view_sees_all_and_changes_nothing(viewer: Client) -> None:
    ticket = open_ticket(**ticket_fields())
    delivery = Delivery.objects.get()
    html = viewer.get(f"{LIST}{ticket.pk}/change/").content.decode()
    assert "Opened" in html
    assert delivery.recipient in html
    assert "support-button" not in html
    assert "seen_version" not in html
    assert viewer.post(f"{LIST}{ticket.pk}/change/", {"status": "closed"}).status_code == 403
    assert viewer.post(f"{LIST}{ticket.pk}/mails/{delivery.pk}/resend/").status_code == 403


def test_whoever_is_assigned_stays_selectable(desk: Client) -> None:
    former = make_user(email="former@shop.example", is_staff=True)
    ticket = make_ticket(assigned_to=former)
    former.is_staff = False
    former.save()
    assert post(desk, ticket, notes="kept").status_code == 302
    ticket.refresh_from_db()
    assert ticket.assigned_to == former


def test_a_scanner_that_is_down_says_so(desk: Client, settings: Any) -> None:
    settings.SUPPORT_TICKET_ATTACHMENT_SCANNER = "tests.admin.test_detail.broken_scanner"
    response = post(desk, make_ticket(), attachment=png())
    error = response.context["adminform"].form.errors.as_data()["attachment"][0]
    assert error.code == "scanner_unavailable"


def broken_scanner(file: Any, **about: Any) -> None:
    raise ConnectionError("no scanner")


def test_deletes_through_the_workflow(desk: Client, agent: Any, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        ticket = open_ticket(**ticket_fields(), attachment=ContentFile(samples.pdf(), "a.pdf"))
    storage, name = ticket.attachment.storage, ticket.attachment.name
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"{LIST}{ticket.pk}/delete/", {"post": "yes"})
    assert not SupportTicket.objects.exists()
    assert not storage.exists(name)
    assert TicketEvent.objects.filter(type="deleted", actor=agent, ticket_number=ticket.ticket_number).exists()


@pytest.mark.parametrize("language", ["en", "tr"])
def test_renders_in_both_languages(desk: Client, settings: Any, language: str) -> None:
    settings.LANGUAGE_CODE = language
    ticket = open_ticket(**ticket_fields())
    html = desk.get(f"{LIST}{ticket.pk}/change/", headers={"accept-language": language}).content.decode()
    assert ("Talep Detayları" if language == "tr" else "Request details") in html
