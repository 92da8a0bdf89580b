"""Writing a reply or a note on the ticket's page."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.test import Client

from django_support_tickets import workflow
from django_support_tickets.admin import SupportTicketAdmin
from django_support_tickets.exceptions import StaleTicket
from django_support_tickets.models import SupportTicket, TicketAttachment, TicketEvent, TicketMessage
from django_support_tickets.workflow import edit_ticket, open_ticket, reply_as_requester
from tests.admin.conftest import LIST, as_shown, change_page, filled_in, said
from tests.attachments import samples
from tests.factories import make_ticket, make_user, ticket_fields


def pdf(name: str = "a.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, samples.pdf(), content_type="application/pdf")


def send(client: Client, ticket: SupportTicket, **entered: Any) -> Any:
    """Open the page, fill in its form, and press the button beside the text."""
    return client.post(change_page(ticket), {**filled_in(client, ticket), "_continue": "1", **entered}, follow=True)


def errors(response: Any) -> dict[str, list[str]]:
    """Return the codes of what was wrong, by field."""
    found = response.context["adminform"].form.errors.as_data()
    return {field: [error.code for error in problems] for field, problems in found.items()}


def test_a_reply_is_the_staffs_and_goes_out_by_mail(
    desk: Client, agent: Any, django_capture_on_commit_callbacks: Any
) -> None:
    ticket = make_ticket()
    with django_capture_on_commit_callbacks(execute=True):
        response = send(
            desk, ticket, new_message="  We are\r\nlooking.  ", new_message_files=[pdf("a.pdf"), pdf("b.pdf")]
        )
    assert response.redirect_chain == [(change_page(ticket), 302)]
    assert ("success", "The reply was added.") in said(response)
    message = TicketMessage.objects.get()
    assert (message.kind, message.sender, message.author, message.source) == ("reply", "staff", agent, "admin")
    assert message.text == "We are\nlooking."
    assert [file.attachment_filename for file in message.attachments.all()] == ["a.pdf", "b.pdf"]
    assert [each.to for each in mail.outbox] == [[ticket.email]]
    ticket.refresh_from_db()
    assert (ticket.status, ticket.turn) == ("in_progress", "requester")
    assert ticket.first_response_at


def test_a_note_stays_among_staff(desk: Client, agent: Any, django_capture_on_commit_callbacks: Any) -> None:
    ticket = make_ticket()
    with django_capture_on_commit_callbacks(execute=True):
        response = send(desk, ticket, new_message="careful", new_message_kind="note", new_message_files=[pdf()])
    assert ("success", "The internal note was added.") in said(response)
    message = TicketMessage.objects.get()
    assert (message.kind, message.author, message.source) == ("note", agent, "admin")
    assert message.attachments.count() == 1
    assert not mail.outbox
    ticket.refresh_from_db()
    assert (ticket.status, ticket.turn) == ("pending", "staff")


def test_whoever_writes_nothing_adds_nothing(desk: Client) -> None:
    ticket = make_ticket()
    send(desk, ticket, new_message=" \r\n ", notes="called")
    assert not TicketMessage.objects.exists()
    assert [event.type for event in TicketEvent.objects.all()] == ["edited"]


def test_the_admins_own_log_names_what_was_written(desk: Client) -> None:
    ticket = make_ticket()
    send(desk, ticket)
    send(desk, ticket, new_message="x", new_message_files=[pdf()])
    logged = [str(entry.get_change_message()) for entry in LogEntry.objects.order_by("pk")]
    assert logged == ["No fields changed.", "Changed Text and Files."]


def test_saves_what_was_edited_with_what_was_written_and_the_new_status_last(desk: Client) -> None:
    """So that the requester is told that it is solved after he was told how."""
    ticket = make_ticket()
    send(desk, ticket, new_message="Here is how.", status="resolved", notes="easy")
    events = [(event.type, event.data.get("new")) for event in TicketEvent.objects.order_by("pk")]
    assert events == [
        ("edited", None),
        ("replied", None),
        ("status_changed", "in_progress"),
        ("status_changed", "resolved"),
    ]
    assert [delivery.kind for delivery in ticket.deliveries.all()] == ["ticket_reply", "ticket_resolved"]


def test_a_text_has_a_limit_in_which_a_line_break_counts_once(desk: Client, settings: Any) -> None:
    settings.SUPPORT_TICKET_REPLY_MAX_LENGTH = 10
    ticket = make_ticket()
    response = send(desk, ticket, new_message="12345\r\n67890")
    assert errors(response) == {"new_message": ["max_length"]}
    assert 'maxlength="10"' in response.content.decode()
    assert not TicketMessage.objects.exists()
    send(desk, ticket, new_message="1234\r\n67890")
    assert TicketMessage.objects.get().text == "1234\n67890"


def test_files_are_inspected_and_the_text_is_kept(desk: Client) -> None:
    ticket = make_ticket()
    fake = SimpleUploadedFile("<b>fake.png", b"<html>", content_type="image/png")
    empty = SimpleUploadedFile("empty.pdf", b"", content_type="application/pdf")
    response = send(desk, ticket, new_message="Look at this", new_message_files=[fake, pdf(), empty])
    assert errors(response) == {"new_message_files": ["content_mismatch", "empty"]}
    page = response.content.decode()
    assert "&lt;b&gt;fake.png: Only PDF" in page
    assert "Look at this</textarea>" in page
    assert not TicketMessage.objects.exists()
    assert not TicketAttachment.objects.exists()


def test_takes_no_more_files_than_allowed(desk: Client, settings: Any) -> None:
    settings.SUPPORT_TICKET_MAX_ATTACHMENTS = 2
    ticket = make_ticket()
    response = send(desk, ticket, new_message="Look", new_message_files=[pdf(), pdf(), pdf()])
    assert errors(response) == {"new_message_files": ["too_many"]}
    assert "At most 2 files of up to 5.0\xa0MB each" in response.content.decode()


def test_a_scanner_that_is_down_says_so(desk: Client, settings: Any) -> None:
    settings.SUPPORT_TICKET_ATTACHMENT_SCANNER = "tests.admin.test_detail.broken_scanner"
    response = send(desk, make_ticket(), new_message="Look", new_message_files=[pdf()])
    assert errors(response) == {"new_message_files": ["scanner_unavailable"]}


@pytest.mark.parametrize(
    ("entered", "expected"),
    [
        ({"new_message": "", "new_message_files": [pdf()]}, {"new_message": ["text_missing"]}),
        ({"new_message": "x", "new_message_kind": ""}, {"new_message_kind": ["kind_missing"]}),
        ({"new_message": "x", "new_message_kind": "secret"}, {"new_message_kind": ["invalid_choice"]}),
        ({"new_message": "a\x00b"}, {"new_message": ["null_characters_not_allowed"]}),
    ],
)
def test_refuses_what_is_incomplete(desk: Client, entered: dict[str, Any], expected: dict[str, list[str]]) -> None:
    assert errors(send(desk, make_ticket(), **entered)) == expected
    assert not TicketMessage.objects.exists()


def test_a_ticket_that_is_spam_takes_notes_only(desk: Client) -> None:
    ticket = make_ticket(is_spam=True)
    assert filled_in(desk, ticket)["new_message_kind"] == "note"
    assert errors(send(desk, ticket, new_message="x", new_message_kind="reply")) == {"new_message_kind": ["is_spam"]}
    send(desk, ticket, new_message="junk")
    assert TicketMessage.objects.get().kind == "note"


def test_a_page_from_before_the_newest_message_can_still_send(desk: Client) -> None:
    ticket = make_ticket(status="resolved")
    entered = filled_in(desk, ticket)
    reply_as_requester(ticket=ticket, text="it broke again")  # Which reopens it.
    response = desk.post(change_page(ticket), {**entered, "new_message": "On it", "_continue": "1"}, follow=True)
    assert [text for level, text in said(response) if level == "warning"] == [
        "Something was said since you opened the page. Please read the newest messages."
    ]
    assert list(TicketMessage.objects.values_list("text", flat=True)) == ["it broke again", "On it"]
    ticket.refresh_from_db()
    assert ticket.status == "in_progress"


def test_nobody_is_warned_of_what_he_saw_or_said(desk: Client, agent: Any) -> None:
    ticket = make_ticket()
    reply_as_requester(ticket=ticket, text="hello?")
    entered = filled_in(desk, ticket)
    workflow.add_note(ticket=ticket, text="a colleague's", actor=agent)
    response = desk.post(change_page(ticket), {**entered, "new_message": "Hi", "_continue": "1"}, follow=True)
    assert "warning" not in {level for level, _text in said(response)}


def test_what_a_colleague_changed_is_not_changed_back(desk: Client, agent: Any) -> None:
    ticket = make_ticket(message="first line\nsecond line")
    entered = filled_in(desk, ticket)
    colleague = make_user(is_staff=True)
    edit_ticket(ticket=ticket, changes={"assigned_to": colleague, "phone": None, "notes": "n"}, actor=colleague)
    desk.post(change_page(ticket), {**entered, "new_message": "Hi", "_continue": "1"})
    ticket.refresh_from_db()
    assert (ticket.assigned_to, ticket.phone, ticket.notes) == (colleague, None, "n")
    assert TicketMessage.objects.get().text == "Hi"


def test_an_edit_that_came_too_late_keeps_the_text_and_can_be_repeated(desk: Client) -> None:
    ticket = make_ticket(status="resolved")
    entered = {**filled_in(desk, ticket), "new_message": "Again solved", "notes": "mine", "_continue": "1"}
    reply_as_requester(ticket=ticket, text="it broke again")
    response = desk.post(change_page(ticket), entered)
    assert errors(response) == {"seen_version": ["stale_ticket"]}
    page = response.content.decode()
    assert "Again solved</textarea>" in page
    assert page.index("changed by someone else") < page.index("Basic information")
    assert not TicketMessage.objects.filter(text="Again solved").exists()

    # What he did not touch shows what it is by now, and what he entered still counts as his change.
    assert response.context["adminform"].form["status"].value() == "pending"
    again = desk.post(change_page(ticket), {**as_shown(response), "_continue": "1"}, follow=True)
    assert {level for level, _text in said(again)} == {"success"}
    ticket.refresh_from_db()
    assert (ticket.status, ticket.notes) == ("in_progress", "mine")
    assert TicketMessage.objects.filter(text="Again solved").exists()


def test_someone_who_is_faster_by_a_moment_costs_no_text(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The workflow finds what the form could not see yet; then the form is asked again."""
    ticket = make_ticket()
    entered = {**filled_in(desk, ticket), "new_message": "Kept", "notes": "mine"}
    get_object = SupportTicketAdmin.get_object

    def get_changed_object(*args: Any) -> Any:
        SupportTicket.objects.update(version=F("version") + 1)
        return get_object(*args)

    def late(**arguments: Any) -> Any:
        monkeypatch.setattr(SupportTicketAdmin, "get_object", get_changed_object)
        raise StaleTicket

    monkeypatch.setattr(workflow, "edit_ticket", late)
    response = desk.post(change_page(ticket), entered)
    assert errors(response) == {"seen_version": ["stale_ticket"]}
    assert "Kept</textarea>" in response.content.decode()
    assert not TicketMessage.objects.exists()


def test_a_change_that_stays_impossible_is_told(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = make_ticket()
    entered = {**filled_in(desk, ticket), "notes": "mine"}

    def late(**arguments: Any) -> Any:
        raise StaleTicket

    monkeypatch.setattr(workflow, "edit_ticket", late)
    response = desk.post(change_page(ticket), entered, follow=True)
    assert response.redirect_chain == [(change_page(ticket), 302)]
    assert [level for level, _text in said(response)] == ["error"]


def test_needs_the_permission_to_change(viewer: Client) -> None:
    ticket = make_ticket()
    response = viewer.post(change_page(ticket), {"new_message": "x", "new_message_kind": "note"})
    assert response.status_code == 403
    assert not TicketMessage.objects.exists()


def test_a_new_ticket_has_no_conversation_yet(desk: Client) -> None:
    assert "new_message" not in desk.get(f"{LIST}add/").content.decode()
    desk.post(f"{LIST}add/", {**ticket_fields(), "status": "pending", "new_message": "x", "new_message_kind": "note"})
    assert SupportTicket.objects.exists()
    assert not TicketMessage.objects.exists()


def test_writes_the_address_in_small_letters(desk: Client) -> None:
    desk.post(f"{LIST}add/", {**ticket_fields(email="Ayse@Customer.Example"), "status": "pending"})
    ticket = SupportTicket.objects.get()
    assert ticket.email == "ayse@customer.example"
    send(desk, ticket, email="Ada@Customer.Example")
    ticket.refresh_from_db()
    assert ticket.email == "ada@customer.example"


def test_refuses_an_address_that_no_mail_can_go_to(desk: Client) -> None:
    assert errors(send(desk, make_ticket(), email="=?a?=@customer.example")) == {"email": ["invalid"]}


def test_the_button_is_the_forms_first_so_that_enter_presses_it(desk: Client) -> None:
    """And not the one that marks as spam, or sends a mail again."""
    page = desk.get(change_page(open_ticket(**ticket_fields()))).content.decode()
    form = page[page.index('id="supportticket_form"') :]
    buttons = [part.partition(">")[0] for part in form.split('type="submit"')]
    assert 'name="_continue"' in buttons[1]
