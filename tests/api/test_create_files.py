"""A ticket that is opened with several files."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from rest_framework.response import Response
from rest_framework.test import APIClient

from django_support_tickets.models import SupportTicket, TicketAttachment
from tests.api.routes import TICKETS, detail, file
from tests.attachments import samples
from tests.factories import make_ticket, ticket_fields

pytestmark = pytest.mark.django_db

StoredFiles = Callable[[], list[Path]]


def post(api: APIClient, *files: Any, **fields: Any) -> Response:
    return api.post(TICKETS, {**ticket_fields(), "attachments": list(files), **fields}, format="multipart")


def pdf(name: str = "a.pdf") -> Any:
    return samples.upload(samples.pdf(), name)


def png(name: str = "b.png") -> Any:
    return samples.upload(samples.png(), name)


def refused(response: Response, stored_files: StoredFiles) -> list[str]:
    """Check that nothing was stored, and return the errors."""
    assert response.status_code == 400, response.content
    assert list(response.json()) == ["attachments"]
    assert not SupportTicket.objects.exists()
    assert stored_files() == []
    errors: list[str] = response.json()["attachments"]
    return errors


def test_several_files_are_stored(api: APIClient, staff_api: APIClient, stored_files: StoredFiles) -> None:
    assert post(api, pdf("fatura.pdf"), png("ekran.png")).status_code == 201
    ticket = SupportTicket.objects.get()
    rows = TicketAttachment.objects.order_by("pk")
    assert [(row.ticket, row.message, row.attachment_filename) for row in rows] == [
        (ticket, None, "fatura.pdf"),
        (ticket, None, "ekran.png"),
    ]
    assert len(stored_files()) == 2
    assert not ticket.attachment
    shown = staff_api.get(detail(ticket)).json()
    assert shown["attachments"] == [
        {
            "id": row.pk,
            "name": row.attachment_filename,
            "content_type": content_type,
            "size": size,
            "url": f"http://testserver{file(ticket, row)}",
        }
        for row, content_type, size in zip(
            rows, ["application/pdf", "image/png"], [len(samples.pdf()), len(samples.png())], strict=True
        )
    ]
    assert (shown["attachment"], shown["attachment_name"]) == (None, None)
    assert staff_api.get(TICKETS).json()["results"] == [shown]


def test_the_single_file_stays_apart(api: APIClient, staff_api: APIClient, stored_files: StoredFiles) -> None:
    assert post(api, png(), attachment=pdf()).status_code == 201
    shown = staff_api.get(TICKETS).json()["results"][0]
    assert shown["attachment_name"] == "a.pdf"
    assert [each["name"] for each in shown["attachments"]] == ["b.png"]
    assert len(stored_files()) == 2


def test_the_answer_is_that_of_any_other_ticket(api: APIClient) -> None:
    plain, with_files = api.post(TICKETS, ticket_fields(), format="json").json(), post(api, pdf(), png()).json()
    assert list(with_files) == list(plain)
    assert list(with_files["data"]) == list(plain["data"])
    assert with_files["message"] == plain["message"]


def test_as_many_as_the_setting_says(api: APIClient, settings: Any, stored_files: StoredFiles) -> None:
    settings.SUPPORT_TICKET_MAX_ATTACHMENTS = 2
    assert refused(post(api, pdf(), pdf(), pdf()), stored_files) == ["At most 2 files can be sent at once."]
    assert refused(post(api, pdf(), pdf(), attachment=pdf()), stored_files) == ["At most 2 files can be sent at once."]
    assert post(api, pdf(), attachment=pdf()).status_code == 201
    assert post(api, pdf(), pdf()).status_code == 201


def test_of_too_many_none_is_inspected(api: APIClient, settings: Any, stored_files: StoredFiles) -> None:
    settings.SUPPORT_TICKET_MAX_ATTACHMENTS = 1
    settings.SUPPORT_TICKET_ATTACHMENT_SCANNER = "tests.api.test_attachments.crash"
    assert refused(post(api, pdf(), pdf()), stored_files) == ["At most 1 files can be sent at once."]


def test_as_many_of_the_largest_fit_into_a_request(api: APIClient, settings: Any) -> None:
    largest = samples.pdf().ljust(5 * samples.MEBIBYTE, b"\n")
    assert post(api, *(samples.upload(largest, f"{number}.pdf") for number in range(5))).status_code == 201
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 40 * samples.MEBIBYTE  # No half-read files to close.
    response = post(api, *(samples.upload(largest, f"{number}.pdf") for number in range(7)))
    assert (response.status_code, list(response.json())) == (413, ["detail"])


def test_each_refused_file_is_named(api: APIClient, stored_files: StoredFiles) -> None:
    response = post(
        api,
        pdf(),
        samples.upload(b"MZ", "setup.exe"),
        samples.upload(b"", "empty.pdf"),
        samples.upload(samples.png(), "no\u202efdp.pdf"),
    )
    assert refused(response, stored_files) == [
        "setup.exe: Only PDF, DOC, DOCX, JPG, JPEG, PNG files can be uploaded.",
        "empty.pdf: The submitted file is empty.",
        "nofdp.pdf: Only PDF, DOC, DOCX, JPG, JPEG, PNG files can be uploaded.",
    ]
    assert [error.code for error in response.data["attachments"]] == ["wrong_type", "empty", "content_mismatch"]


def test_a_file_without_an_extension_is_named_too(api: APIClient, stored_files: StoredFiles) -> None:
    (error,) = refused(post(api, samples.upload(b"x", "README")), stored_files)
    assert error.startswith("README: Only PDF")


def test_with_an_invalid_ticket_no_file_is_stored(api: APIClient, stored_files: StoredFiles) -> None:
    assert list(post(api, pdf(), png(), name="R2D2").json()) == ["name"]
    assert stored_files() == []


@pytest.mark.parametrize("nothing", [None, []])
def test_json_can_say_that_there_are_none(api: APIClient, nothing: Any) -> None:
    assert api.post(TICKETS, ticket_fields(attachments=nothing), format="json").status_code == 201
    assert not TicketAttachment.objects.exists()


def test_an_empty_form_field_is_no_file(api: APIClient) -> None:
    assert post(api, "").status_code == 201
    form = urlencode(ticket_fields(attachments=""))
    assert api.post(TICKETS, form, content_type="application/x-www-form-urlencoded").status_code == 201
    assert not TicketAttachment.objects.exists()


@pytest.mark.parametrize(
    "nonsense",
    ["a.pdf", "", 1, True, {}, {"0": "a.pdf"}, ["a.pdf"], [None], [[]], [{}], [1, 2], [["a.pdf"]], "\ud800"],
    ids=repr,
)
def test_what_json_can_hold_is_no_file(api: APIClient, nonsense: Any, stored_files: StoredFiles) -> None:
    body = json.dumps(ticket_fields(attachments=nonsense))
    assert refused(api.post(TICKETS, body, content_type="application/json"), stored_files)


def test_a_text_in_a_form_is_no_file(api: APIClient, stored_files: StoredFiles) -> None:
    assert refused(post(api, "a.pdf"), stored_files)
    assert refused(post(api, pdf(), "support_tickets/b.pdf"), stored_files)
    form = urlencode(ticket_fields(attachments="a.pdf"))
    response = api.post(TICKETS, form, content_type="application/x-www-form-urlencoded")
    assert refused(response, stored_files)


def test_numbered_fields_are_no_files(api: APIClient, stored_files: StoredFiles) -> None:
    """REST framework reads "attachments[0]" as a list, and fails on an index of 5,000 digits."""
    fields = {f"attachments[{index}]": "x" for index in ("0", "9" * 5000, "-1")}
    form = urlencode({**ticket_fields(), **fields})
    assert api.post(TICKETS, form, content_type="application/x-www-form-urlencoded").status_code == 201
    assert stored_files() == []


def test_a_scanner_that_crashes_lets_none_in(api: APIClient, settings: Any, stored_files: StoredFiles) -> None:
    settings.SUPPORT_TICKET_ATTACHMENT_SCANNER = "tests.api.test_attachments.crash"
    assert post(api, pdf(), png()).status_code == 503
    assert not SupportTicket.objects.exists()
    assert stored_files() == []


@pytest.mark.django_db(transaction=True)
def test_the_files_of_a_deleted_ticket_go(api: APIClient, staff_api: APIClient, stored_files: StoredFiles) -> None:
    post(api, pdf(), png(), attachment=pdf())
    assert len(stored_files()) == 3
    assert staff_api.delete(detail(SupportTicket.objects.get())).status_code == 204
    assert stored_files() == []


def test_staff_cannot_replace_them_by_a_patch(staff_api: APIClient, stored_files: StoredFiles) -> None:
    ticket = make_ticket()
    response = staff_api.patch(detail(ticket), {"attachments": [pdf()]}, format="multipart")
    assert (response.status_code, response.json()["attachments"]) == (200, [])
    assert stored_files() == []
