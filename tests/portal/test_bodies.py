"""What a form may send at most, and what becomes of the text of one that sends more."""

import io
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, FakePayload, encode_multipart

from django_support_tickets.attachments.reading import largest_body
from django_support_tickets.models import SupportTicket, TicketMessage
from tests.attachments import samples
from tests.portal.pages import FIND, NEW, address, guest, hidden_value, new_ticket

pytestmark = pytest.mark.django_db

TOO_LARGE = "The files are too large together. Send fewer or smaller ones."


@pytest.fixture(autouse=True)
def _small(settings: Any) -> None:
    settings.SUPPORT_TICKET_MAX_ATTACHMENTS = 2
    settings.SUPPORT_TICKET_MAX_ATTACHMENT_SIZE = 100_000


def large(name: str = "large.pdf", size: int = 2_000_000) -> Any:
    return samples.upload(samples.pdf() + b"\n" * size, name)


def in_order(**fields: Any) -> dict[str, Any]:
    """Return what a browser sends, in the order of the form."""
    sent = new_ticket(**fields)
    files = {"attachments": sent.pop("attachments", [])}
    return {"stamp": sent.pop("stamp"), **sent, **files, "website": sent.pop("website")}


def test_files_that_are_too_large_together_leave_the_text(client: Client, stored_files: Any) -> None:
    sent = in_order(message="Typed before <the files>", attachments=[large()])
    response = client.post(NEW, sent)
    assert response.status_code == 413
    assert f"<strong>{TOO_LARGE}</strong>" in response.text
    assert "Typed before &lt;the files&gt;</textarea>" in response.text
    assert hidden_value(response.text, "stamp") == sent["stamp"]
    assert not SupportTicket.objects.exists()
    assert not stored_files()
    assert client.post(NEW, {**sent, "attachments": []}).status_code == 302
    assert not SupportTicket.objects.get().is_spam


def test_in_a_reply_as_well(ticket: SupportTicket) -> None:
    response = guest(ticket).post(address("ticket", ticket), {"text": "Typed before", "attachments": [large()]})
    assert response.status_code == 413
    assert ">\nTyped before</textarea>" in response.text
    assert not TicketMessage.objects.exists()


def test_the_largest_that_may_come_still_come(client: Client) -> None:
    files = [samples.upload(samples.pdf(), f"{number}.pdf") for number in range(2)]
    assert client.post(NEW, in_order(attachments=files)).status_code == 302
    page = client.post(NEW, in_order(attachments=[large(size=100_001)])).text
    assert "large.pdf: " in page
    assert f"<strong>{TOO_LARGE}</strong>" not in page


class Endless:
    """A body without end, which notes how much of it was read."""

    def __init__(self, beginning: bytes) -> None:
        self.beginning = io.BytesIO(beginning)
        self.total = 0

    def read(self, size: int = -1) -> bytes:
        assert size >= 0, "all of it"
        data = self.beginning.read(size) or b"x" * min(size, 65536)
        self.total += len(data)
        return data

    readline = read

    def close(self) -> None:
        pass


def endless(client: Client, path: str, fields: dict[str, Any], **extra: Any) -> tuple[Any, int]:
    """Send a form whose last field, a file, does not end for a gigabyte."""
    start = encode_multipart(BOUNDARY, fields)[: -len(f"--{BOUNDARY}--\r\n")]
    start += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="attachments"; filename="a.pdf"\r\n'.encode()
    body = Endless(start + b"Content-Type: application/pdf\r\n\r\n")
    length = {"CONTENT_LENGTH": str(2**30), "CONTENT_TYPE": MULTIPART_CONTENT, "REQUEST_METHOD": "POST"}
    return client.request(PATH_INFO=path, **length, **{"wsgi.input": body}, **extra), body.total


def test_a_gigabyte_is_not_read(client: Client) -> None:
    response, total = endless(client, NEW, in_order(message="Typed before it all"))
    assert response.status_code == 413
    assert "Typed before it all" in response.text
    assert total <= largest_body() + 65536


def test_nor_for_one_without_a_token(ticket: SupportTicket) -> None:
    strict = Client(enforce_csrf_checks=True)
    for path in (NEW, FIND, address("ticket", ticket), address("rate", ticket), address("close", ticket)):
        response, total = endless(strict, path, {"text": "x"})
        assert response.status_code in (404, 413), path
        assert total <= largest_body() + 65536


def test_a_body_that_ends_early_is_no_error(client: Client) -> None:
    body = encode_multipart(BOUNDARY, in_order(message="Typed and cut off"))
    payload = FakePayload(body[:400])
    length = {"CONTENT_LENGTH": "400", "CONTENT_TYPE": MULTIPART_CONTENT, "REQUEST_METHOD": "POST"}
    response = client.request(PATH_INFO=NEW, **length, **{"wsgi.input": payload})
    assert response.status_code == 200
    assert not SupportTicket.objects.exists()


@pytest.mark.parametrize("number", [4, 150])
def test_too_many_files_are_told_in_the_form(client: Client, number: int) -> None:
    files = [samples.upload(samples.pdf(), f"{each}.pdf") for each in range(number)]
    sent = in_order(message="Typed before them", attachments=files)
    response = client.post(NEW, sent)
    assert response.status_code == 200
    assert "At most 2 files can be sent at once." in response.text
    assert "Typed before them" in response.text
    assert hidden_value(response.text, "stamp") == sent["stamp"]


def words(response: Any, status: int, text: str) -> None:
    assert response.status_code == status
    assert text in response.text
    assert 'class="support-summary" role="alert" tabindex="-1" autofocus' in response.text
    assert not SupportTicket.objects.exists()


def test_too_many_fields(client: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 20
    many = {f"x{number}": "x" for number in range(100)}
    words(client.post(NEW, new_ticket(**many)), 400, "The form could not be read.")
    encoded = "&".join(f"{name}=x" for name in many)
    words(client.post(NEW, encoded, "application/x-www-form-urlencoded"), 400, "The form could not be read.")


def test_too_much_text(client: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000
    words(client.post(NEW, new_ticket(message="x" * 20_000)), 413, "The text is too long.")
    encoded = "message=" + "x" * 20_000
    words(client.post(NEW, encoded, "application/x-www-form-urlencoded"), 413, "The text is too long.")


@pytest.mark.parametrize(
    "content_type",
    ["multipart/form-data", "multipart/form-data; boundary=ş", "multipart/form-data; boundary=" + "x" * 300],
)
def test_a_form_without_a_boundary(client: Client, content_type: str) -> None:
    words(client.post(NEW, b"x" * 100, content_type), 400, "The form could not be read.")


@pytest.mark.parametrize("charset", ["hex", "zlib", "idna", "utf-16", "unicode_escape", "iso-8859-9", "nothing"])
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=" + BOUNDARY, "application/x-www-form-urlencoded"])
def test_a_charset_of_its_own(client: Client, charset: str, kind: str) -> None:
    body = encode_multipart(BOUNDARY, {"message": "Şikâyet"}) if "multi" in kind else b"message=%C5%9Eik%C3%A2yet"
    response = client.generic("POST", NEW, body, f"{kind}; charset={charset}")
    assert response.status_code == 200
    assert "Şikâyet</textarea>" in response.text


def test_no_form_at_all(client: Client) -> None:
    response = client.post(NEW, "{}", "application/json")
    assert response.status_code == 200
    assert "The message must have at least 10 characters." in response.text


def reads_the_form(get_response: Any) -> Any:
    """Middleware of a site that looks into every form before the views do."""

    def middleware(request: WSGIRequest) -> Any:
        request.POST.get("anything")
        return get_response(request)

    return middleware


def test_with_a_middleware_that_has_read_the_form(client: Client, settings: Any) -> None:
    settings.MIDDLEWARE = ["tests.portal.test_bodies.reads_the_form", *settings.MIDDLEWARE]
    assert client.post(NEW, new_ticket(attachments=[samples.upload(samples.pdf(), "a.pdf")])).status_code == 302
    assert SupportTicket.objects.get().attachments.count() == 1
