"""Files that come with a ticket: what is taken, where it is kept, and when it goes again."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import File
from django.db import IntegrityError
from rest_framework.response import Response
from rest_framework.test import APIClient

from django_support_tickets.exceptions import AttachmentRejected
from django_support_tickets.models import SupportTicket
from tests.api.routes import TICKETS, detail
from tests.attachments import samples
from tests.factories import ticket_fields

pytestmark = pytest.mark.django_db

StoredFiles = Callable[[], list[Path]]

ALLOWED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "fatura.pdf": (samples.pdf, "application/pdf", ".pdf"),
    "mektup.doc": (samples.doc, "application/msword", ".doc"),
    "mektup.docx": (samples.docx, samples.DOCX_TYPE, ".docx"),
    "fotoğraf.jpg": (samples.jpeg, "image/jpeg", ".jpg"),
    "FOTO.JPEG": (samples.jpeg, "image/jpeg", ".jpg"),
    "ekran.png": (samples.png, "image/png", ".png"),
}


def post(api: APIClient, file: Any, **fields: Any) -> Response:
    return api.post(TICKETS, {**ticket_fields(), "attachment": file, **fields}, format="multipart")


def refuse(response: Response, stored_files: StoredFiles) -> str:
    """Check that the file was refused and nothing stored; return the error's code."""
    assert response.status_code == 400, response.content
    assert list(response.json()) == ["attachment"]
    assert not SupportTicket.objects.exists()
    assert stored_files() == []
    (error,) = response.data["attachment"]
    return str(error.code)


@pytest.mark.parametrize("name", ALLOWED)
def test_each_allowed_type_is_stored(api: APIClient, name: str, stored_files: StoredFiles) -> None:
    make, content_type, suffix = ALLOWED[name]
    assert post(api, samples.upload(make(), name, content_type)).status_code == 201
    ticket = SupportTicket.objects.get()
    (stored,) = stored_files()
    assert stored.read_bytes() == make()
    assert ticket.get_attachment_filename() == name
    assert (ticket.attachment_content_type, ticket.attachment_size) == (content_type, len(make()))
    assert stored.suffix == suffix


def test_the_name_in_the_storage_cannot_be_guessed(api: APIClient, settings: Any, stored_files: StoredFiles) -> None:
    settings.SUPPORT_TICKET_UPLOAD_DIR = "desk/files/"
    for _number in range(2):
        post(api, samples.upload(samples.pdf(), "fatura.pdf"))
    names = {str(path.relative_to(settings.SUPPORT_TICKET_PRIVATE_ROOT)) for path in stored_files()}
    assert len(names) == 2
    for name in names:
        assert re.fullmatch(r"desk/files/\d{4}/\d\d/[\w-]{32}\.pdf", name)
    assert names == set(SupportTicket.objects.values_list("attachment", flat=True))


def test_nothing_is_written_where_the_web_server_looks(api: APIClient, settings: Any) -> None:
    post(api, samples.upload(samples.pdf(), "fatura.pdf"))
    assert not list(Path(settings.MEDIA_ROOT).rglob("*"))


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.pdf", "..\\..\\x.pdf", "/etc/x.pdf", "a/b/c.pdf", "CON.pdf", ".pdf"]
)
def test_a_name_is_no_path(api: APIClient, settings: Any, name: str, stored_files: StoredFiles) -> None:
    assert post(api, samples.upload(samples.pdf(), name)).status_code == 201
    (stored,) = stored_files()
    assert stored.is_relative_to(Path(settings.SUPPORT_TICKET_PRIVATE_ROOT) / "support_tickets")
    shown = SupportTicket.objects.get().get_attachment_filename() or ""
    assert shown.endswith(".pdf")
    assert not {"/", "\\"} & set(shown)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("x.html", b"<script>alert(1)</script>", "wrong_type"),
        ("x.svg", b"<svg onload='alert(1)'/>", "wrong_type"),
        ("x.pdf.exe", b"MZ", "wrong_type"),
        ("x", b"%PDF-1.4", "wrong_type"),
        ("x.gif", samples.gif(), "wrong_type"),
        ("x.pdf", b"<html><script>alert(1)</script>", "content_mismatch"),
        ("x.pdf", samples.png(), "content_mismatch"),
        ("x.jpg", samples.png(), "content_mismatch"),
        ("x.png", samples.png()[:60], "damaged"),
        ("x.png", samples.huge_png(60_000, 60_000), "too_many_pixels"),
        ("x.docx", samples.xlsx(), "content_mismatch"),
        ("x.docx", samples.docm(), "macros"),
        ("x.docx", samples.encrypted_docx(), "encrypted"),
        ("x.doc", samples.xls(), "content_mismatch"),
        ("x.pdf", b"", "empty"),
    ],
)
def test_what_is_no_allowed_file_is_refused(
    api: APIClient, name: str, content: bytes, code: str, stored_files: StoredFiles
) -> None:
    assert refuse(post(api, samples.upload(content, name)), stored_files) == code


def test_the_declared_type_must_agree(api: APIClient, stored_files: StoredFiles) -> None:
    assert refuse(post(api, samples.upload(samples.pdf(), "x.pdf", "text/html")), stored_files) == "wrong_type"
    assert post(api, samples.upload(samples.pdf(), "x.pdf", "application/octet-stream")).status_code == 201


def test_a_file_may_have_5_mebibytes(api: APIClient, stored_files: StoredFiles) -> None:
    limit = 5 * samples.MEBIBYTE
    over = samples.upload(samples.pdf().ljust(limit + 1, b"\n"), "x.pdf")
    assert refuse(post(api, over), stored_files) == "too_large"
    assert post(api, samples.upload(samples.pdf().ljust(limit, b"\n"), "x.pdf")).status_code == 201
    assert stored_files()[0].stat().st_size == limit


def test_without_a_file_none_is_stored(api: APIClient, stored_files: StoredFiles) -> None:
    for body in (ticket_fields(), ticket_fields(attachment=None)):
        assert api.post(TICKETS, body, format="json").status_code == 201
    assert post(api, "").status_code == 201
    assert stored_files() == []
    assert {ticket.get_attachment_filename() for ticket in SupportTicket.objects.all()} == {None}


def test_a_text_is_no_file(api: APIClient, stored_files: StoredFiles) -> None:
    assert refuse(post(api, "fatura.pdf"), stored_files) == "invalid"
    assert refuse(api.post(TICKETS, ticket_fields(attachment="support_tickets/x.pdf"), format="json"), stored_files)


def test_a_file_with_an_invalid_ticket_is_not_stored(api: APIClient, stored_files: StoredFiles) -> None:
    response = post(api, samples.upload(samples.pdf(), "x.pdf"), name="R2D2")
    assert list(response.json()) == ["name"]
    assert stored_files() == []


# The site's scanner


def refuse_it(file: "File[bytes]", *, filename: str, content_type: str) -> None:
    assert (filename, content_type, file.read(5)) == ("x.pdf", "application/pdf", b"%PDF-")
    raise AttachmentRejected("virus", "Eicar")


def crash(file: "File[bytes]", **about: str) -> None:
    raise ConnectionError("clamd is away")


def approve(file: "File[bytes]", **about: str) -> None:
    file.read()


def test_the_scanner_refuses(api: APIClient, settings: Any, stored_files: StoredFiles) -> None:
    settings.SUPPORT_TICKET_ATTACHMENT_SCANNER = f"{__name__}.refuse_it"
    response = post(api, samples.upload(samples.pdf(), "x.pdf"))
    assert refuse(response, stored_files) == "virus"
    assert response.json() == {"attachment": ["Eicar"]}


def test_a_scanner_that_crashes_lets_nothing_in(
    api: APIClient, settings: Any, stored_files: StoredFiles, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SUPPORT_TICKET_ATTACHMENT_SCANNER = f"{__name__}.crash"
    response = post(api, samples.upload(samples.pdf(), "x.pdf"))
    assert (response.status_code, response.json()["status"]) == (503, "error")
    assert "clamd" not in response.text
    assert "clamd is away" in caplog.text
    assert not SupportTicket.objects.exists()
    assert stored_files() == []


def test_a_scanner_that_approves_leaves_the_file_whole(
    api: APIClient, settings: Any, stored_files: StoredFiles
) -> None:
    settings.SUPPORT_TICKET_ATTACHMENT_SCANNER = f"{__name__}.approve"
    assert post(api, samples.upload(samples.pdf(), "x.pdf")).status_code == 201
    assert stored_files()[0].read_bytes() == samples.pdf()


# Files come and go with their transaction


@pytest.mark.django_db(transaction=True)
def test_the_file_of_a_rolled_back_ticket_goes(
    api: APIClient, settings: Any, stored_files: StoredFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ticket's INSERT fails on a constraint of the database, after the file was written."""
    taken = api.post(TICKETS, ticket_fields(), format="json").json()["data"]["ticket_number"]
    written: list[int] = []

    def same_number_again(*_using: object) -> str:
        written.append(len(stored_files()))
        return str(taken)

    monkeypatch.setattr(SupportTicket, "generate_ticket_number", staticmethod(same_number_again))
    with pytest.raises(IntegrityError):
        post(api, samples.upload(samples.pdf(), "x.pdf"))
    assert written == [1]
    assert SupportTicket.objects.count() == 1
    assert stored_files() == []


def make(api: APIClient, content: bytes, name: str) -> SupportTicket:
    number = post(api, samples.upload(content, name)).json()["data"]["ticket_number"]
    return SupportTicket.objects.get(ticket_number=number)


@pytest.mark.django_db(transaction=True)
def test_the_file_of_a_deleted_ticket_goes(api: APIClient, staff_api: APIClient, stored_files: StoredFiles) -> None:
    doomed, kept = make(api, samples.pdf(), "a.pdf"), make(api, samples.png(), "b.png")
    assert staff_api.delete(detail(doomed)).status_code == 204
    assert [path.name for path in stored_files()] == [Path(kept.attachment.name).name]


@pytest.mark.django_db(transaction=True)
def test_a_replaced_file_goes(api: APIClient, staff_api: APIClient, stored_files: StoredFiles) -> None:
    ticket = make(api, samples.pdf(), "a.pdf")
    new = samples.upload(samples.png(), "b.png")
    response = staff_api.patch(detail(ticket), {"attachment": new}, format="multipart")
    assert response.status_code == 200
    assert response.json()["attachment_name"] == "b.png"
    assert response.json()["attachment_content_type"] == "image/png"
    assert [path.read_bytes() for path in stored_files()] == [samples.png()]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("body_format", ["json", "multipart"])
def test_a_removed_file_goes(api: APIClient, staff_api: APIClient, stored_files: StoredFiles, body_format: str) -> None:
    ticket = make(api, samples.pdf(), "a.pdf")
    nothing = None if body_format == "json" else ""
    response = staff_api.patch(detail(ticket), {"attachment": nothing}, format=body_format)
    shown = {name: value for name, value in response.json().items() if name.startswith("attachment")}
    assert shown == {
        "attachment": None,
        "attachment_name": None,
        "attachment_content_type": "",
        "attachment_size": None,
        "attachments": [],
    }
    assert stored_files() == []


@pytest.mark.django_db(transaction=True)
def test_a_refused_change_keeps_the_old_file(api: APIClient, staff_api: APIClient, stored_files: StoredFiles) -> None:
    ticket = make(api, samples.pdf(), "a.pdf")
    for change, status in (
        ({"attachment": samples.upload(b"<script>", "b.pdf")}, 400),
        ({"attachment": samples.upload(samples.png(), "b.png"), "version": 99}, 409),
        ({"attachment": samples.upload(samples.png(), "b.png"), "name": "R2D2"}, 400),
    ):
        assert staff_api.patch(detail(ticket), change, format="multipart").status_code == status
    assert [path.read_bytes() for path in stored_files()] == [samples.pdf()]


@pytest.mark.django_db(transaction=True)
def test_other_changes_leave_the_file_alone(api: APIClient, staff_api: APIClient, stored_files: StoredFiles) -> None:
    ticket = make(api, samples.pdf(), "a.pdf")
    shown = staff_api.get(detail(ticket)).json()
    put = {name: shown[name] for name in (*ticket_fields(), "status")}
    assert staff_api.put(detail(ticket), put, format="json").json()["attachment_name"] == "a.pdf"
    assert (
        staff_api.patch(detail(ticket), json.dumps({"notes": "x"}), content_type="application/json").status_code == 200
    )
    assert len(stored_files()) == 1
