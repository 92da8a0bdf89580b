"""Opening a ticket by the portal's form."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from django_support_tickets.models import Delivery, SupportTicket, TicketAttachment
from tests.attachments import samples
from tests.factories import make_user
from tests.portal.pages import NEW, THANKS, hidden_value, new_ticket, stamp_of

pytestmark = pytest.mark.django_db


def errors(page: str) -> str:
    """Return what stands beside the fields."""
    return " ".join(re.findall(r'<ul class="support-errors".*?</ul>', page, re.DOTALL))


def test_a_ticket_is_opened(client: Client) -> None:
    response = client.post(NEW, new_ticket(name=" Ayşe \u00a0Yılmaz ", email="Ayse@Customer.example"))
    assert (response.status_code, response.headers["Location"]) == (302, THANKS)
    ticket = SupportTicket.objects.get()
    assert (ticket.name, ticket.email, ticket.phone) == ("Ayşe Yılmaz", "ayse@customer.example", "+90 532 123 45 67")
    assert (ticket.subject, ticket.source, ticket.user, ticket.is_spam) == ("Sipariş Sorunu", "portal", None, False)


def test_it_works_without_javascript(client: Client) -> None:
    """As a browser does it: the page's own hidden fields go back with what was typed."""
    client = Client(enforce_csrf_checks=True)
    page = client.get(NEW).text
    sent = new_ticket(csrfmiddlewaretoken=hidden_value(page, "csrfmiddlewaretoken"), stamp=stamp_of(30))
    assert client.post(NEW, sent).status_code == 302
    assert SupportTicket.objects.count() == 1


def test_a_form_without_its_csrf_token_is_refused() -> None:
    assert Client(enforce_csrf_checks=True).post(NEW, new_ticket()).status_code == 403
    assert not SupportTicket.objects.exists()


def test_the_confirmation_goes_out(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        client.post(NEW, new_ticket())
    assert [message.to for message in mail.outbox] == [["ayse@customer.example"]]
    assert "https://shop.example/support/link/" in mail.outbox[0].body


def test_line_breaks_count_as_one_character(client: Client, settings: Any) -> None:
    settings.SUPPORT_TICKET_MESSAGE_MAX_LENGTH = 20
    client.post(NEW, new_ticket(message="  123456789\r\n\r\n123456789\r\n"))
    assert SupportTicket.objects.get().message == "123456789\n\n123456789"


def test_an_empty_phone_is_none(client: Client) -> None:
    client.post(NEW, new_ticket(phone=""))
    assert SupportTicket.objects.get().phone is None


def test_fields_of_staffs_are_ignored(client: Client, agent: Any) -> None:
    client.post(NEW, new_ticket(status="closed", notes="x", assigned_to=agent.pk, user=agent.pk, is_spam="on"))
    ticket = SupportTicket.objects.get()
    assert (ticket.status, ticket.notes, ticket.assigned_to, ticket.user) == ("pending", None, None, None)


# Signed-in users


def test_name_and_address_of_an_account_are_filled_in(signed_in: Client, owner: Any) -> None:
    page = signed_in.get(NEW).text
    assert 'value="ayse@customer.example"' in page
    full_name = getattr(owner, "get_full_name", str)()
    assert f'name="name" value="{full_name}"' in page or not full_name


def test_the_ticket_of_an_account_is_its_own(signed_in: Client, owner: Any) -> None:
    signed_in.post(NEW, new_ticket())
    ticket = SupportTicket.objects.get()
    assert ticket.user == owner
    assert ticket.events.get().actor == owner
    page = signed_in.get(THANKS).text
    assert f"/support/tickets/{ticket.ticket_number}/" in page


# Errors

REFUSED = [
    ("name", "", "The name must have at least 2 characters."),
    ("name", "R2D2", "The name may contain only letters."),
    ("name", "x" * 101, "The name may have at most 100 characters."),
    ("email", "", "Enter a valid e-mail address."),
    ("email", "nobody", "Enter a valid e-mail address."),
    ("email", '"a\x1bb"@customer.example', "Enter a valid e-mail address."),
    ("email", "=?utf-8?q?x?=@customer.example", "Enter a valid e-mail address."),
    ("phone", "call me", "Enter a valid phone number."),
    ("subject", "", "Choose one of the offered values."),
    ("subject", "<script>", "Choose one of the offered values."),
    ("message", "", "The message must have at least 10 characters."),
    ("message", " short \n", "The message must have at least 10 characters."),
    ("message", "x" * 2001, "The message may have at most 2000 characters."),
    ("message", "a NUL \0 in the text", "Null characters are not allowed."),
]


@pytest.mark.parametrize(("field", "value", "message"), REFUSED)
def test_an_error_stands_beside_its_field(client: Client, field: str, value: str, message: str) -> None:
    response = client.post(NEW, new_ticket(**{field: value}))
    page = response.text
    assert response.status_code == 200
    assert f'id="support-{field}_error"' in page
    assert message in errors(page)
    control = re.search(rf'<(?:input|select|textarea)[^>]* name="{field}"[^>]*>', page)
    control = control or re.search(rf'<(?:input|select|textarea) name="{field}"[^>]*>', page)
    assert control
    assert 'aria-invalid="true"' in control[0]
    assert re.search(rf'aria-describedby="[^"]*support-{field}_error"', control[0])
    assert not SupportTicket.objects.exists()


def test_the_errors_are_announced_and_lead_to_their_fields(client: Client) -> None:
    page = client.post(NEW, new_ticket(name="R2D2")).text
    summary = re.search(r'<div class="support-summary" role="alert" tabindex="-1" autofocus.*?</div>', page, re.DOTALL)
    assert summary
    assert '<a href="#support-name">Full name: The name may contain only letters.</a>' in summary[0]
    assert "<title>Error: " in page


def test_errors_are_turkish_on_a_turkish_page(client: Client) -> None:
    response = client.post(NEW, new_ticket(name="", message="kısa"), headers={"accept-language": "tr"})
    assert "Ad soyad en az 2 karakter olmalıdır." in response.text
    assert "Mesaj en az 10 karakter olmalıdır." in response.text
    assert '<html class="support-page" lang="tr" dir="ltr">' in response.text


def test_what_was_typed_is_kept_and_stays_text(client: Client) -> None:
    typed = new_ticket(name="R2D2", message='"><script>alert(1)</script> & more', email="a@b.example")
    page = client.post(NEW, typed).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page
    assert "<script>alert" not in page
    assert 'value="R2D2"' in page
    assert 'value="a@b.example"' in page
    assert '<option value="Sipariş Sorunu" selected>' in page
    assert hidden_value(page, "stamp") == typed["stamp"]


def test_own_subjects(client: Client, settings: Any) -> None:
    settings.SUPPORT_TICKET_SUBJECTS = ["Billing", ("tech", "Technical <support>")]
    assert '<option value="tech">Technical &lt;support&gt;</option>' in client.get(NEW).text
    client.post(NEW, new_ticket(subject="tech"))
    assert SupportTicket.objects.get().subject == "tech"


# Files


def test_several_files(client: Client) -> None:
    files = [samples.upload(samples.pdf(), "a.pdf"), samples.upload(samples.png(), "ekran görüntüsü.png")]
    assert client.post(NEW, new_ticket(attachments=files)).status_code == 302
    names = TicketAttachment.objects.of_opening().values_list("attachment_filename", flat=True)
    assert list(names) == ["a.pdf", "ekran görüntüsü.png"]


def test_each_error_names_its_file_and_nothing_is_stored(client: Client, stored_files: Any) -> None:
    files = [
        samples.upload(samples.pdf(), "good.pdf"),
        samples.upload(b"MZ", "evil<b>.exe"),
        samples.upload(b"", "empty.pdf"),
        samples.upload(samples.png()[:40], "cut.png"),
    ]
    page = client.post(NEW, new_ticket(attachments=files)).text
    assert "evil_b_.exe: Only PDF, DOC, DOCX, JPG, JPEG, PNG files can be uploaded." in errors(page)
    assert "empty.pdf: The file is empty." in errors(page)
    assert "cut.png: " in errors(page)
    assert "good.pdf" not in errors(page)
    assert not stored_files()
    assert not SupportTicket.objects.exists()


def test_too_many_files(client: Client, settings: Any) -> None:
    settings.SUPPORT_TICKET_MAX_ATTACHMENTS = 2
    files = [samples.upload(samples.pdf(), f"{number}.pdf") for number in range(3)]
    page = client.post(NEW, new_ticket(attachments=files)).text
    assert "At most 2 files can be sent at once." in errors(page)
    assert "At most 2 files of up to 5 MB each." in page


def test_a_scanner_that_is_down_is_told(client: Client, settings: Any) -> None:
    settings.SUPPORT_TICKET_ATTACHMENT_SCANNER = "tests.portal.test_new.broken_scanner"
    page = client.post(NEW, new_ticket(attachments=[samples.upload(samples.pdf(), "a.pdf")])).text
    assert "a.pdf: The file could not be checked for viruses." in errors(page)
    assert not SupportTicket.objects.exists()


def broken_scanner(*_args: Any, **_kwargs: Any) -> None:
    raise ConnectionError


def test_lost_files_are_asked_for_again(client: Client) -> None:
    lost = "Please choose your files again"
    files = [samples.upload(samples.pdf(), "a.pdf")]
    assert lost in client.post(NEW, new_ticket(name="R2D2", attachments=files)).text
    assert lost not in client.post(NEW, new_ticket(name="R2D2")).text
    assert lost not in client.get(NEW).text


# Twice


def test_the_same_form_sent_twice_opens_one_ticket(client: Client, stored_files: Any) -> None:
    sent = new_ticket()
    for _time in range(2):
        response = client.post(NEW, {**sent, "attachments": [samples.upload(samples.pdf(), "a.pdf")]})
        assert (response.status_code, response.headers["Location"]) == (302, THANKS)
    number = SupportTicket.objects.get().ticket_number
    assert number in client.get(THANKS).text
    assert len(stored_files()) == 1
    assert Delivery.objects.count() == 1


def test_the_same_form_with_something_else_asks_first(client: Client) -> None:
    sent = new_ticket()
    client.post(NEW, sent)
    page = client.post(NEW, {**sent, "message": "And now for something different."}).text
    assert "This form was sent before, with another content." in page
    assert "And now for something different." in page
    assert SupportTicket.objects.count() == 1
    again = {**sent, "message": "And now for something different.", "stamp": hidden_value(page, "stamp")}
    assert hidden_value(page, "stamp") != sent["stamp"]
    client.post(NEW, again)
    assert SupportTicket.objects.count() == 2


def test_another_file_is_something_else(client: Client) -> None:
    sent = new_ticket()
    answers = [
        client.post(NEW, {**sent, "attachments": [samples.upload(content, "a.pdf")]})
        for content in (samples.pdf(), samples.pdf() + b"\n")
    ]
    assert [answer.status_code for answer in answers] == [302, 200]
    assert "This form was sent before, with another content." in answers[1].text
    assert SupportTicket.objects.count() == 1


def test_two_accounts_do_not_share_a_form(signed_in: Client) -> None:
    sent = new_ticket()
    other = Client()
    other.force_login(make_user())
    for client in (signed_in, other, Client()):
        client.post(NEW, sent)
    assert SupportTicket.objects.count() == 3


def test_two_renderings_are_two_forms(client: Client) -> None:
    stamps = {hidden_value(client.get(NEW).text, "stamp") for _time in range(3)}
    assert len(stamps) == 3


# The script that sends the form


def test_the_script_is_told_where_to_go(client: Client) -> None:
    response = client.post(NEW, new_ticket(), headers={"x-requested-with": "XMLHttpRequest"})
    assert (response.status_code, response.json()) == (200, {"location": THANKS})


# Thank you


def test_the_thanks_can_be_read_again_and_by_nobody_else(client: Client) -> None:
    client.post(NEW, new_ticket())
    number = SupportTicket.objects.get().ticket_number
    for _time in range(2):
        page = client.get(THANKS).text
        assert number in page
        assert "within 24 hours" in page
        assert '<strong dir="ltr">ayse@customer.example</strong>' in page
        assert f"/support/tickets/{number}/" not in page
    response = Client().get(THANKS)
    assert (response.status_code, response.headers["Location"]) == (302, NEW)


def test_the_thanks_promise_no_mail_that_is_not_sent(client: Client, settings: Any) -> None:
    settings.SUPPORT_TICKET_SEND_CONFIRMATION = False
    client.post(NEW, new_ticket())
    assert "ayse@customer.example" not in client.get(THANKS).text


def test_the_thanks_in_turkish(client: Client) -> None:
    client.post(NEW, new_ticket())
    assert "24 saat içinde" in client.get(THANKS, headers={"accept-language": "tr"}).text
