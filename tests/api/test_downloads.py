"""The one view that hands out files."""

import io
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.urls import reverse
from PIL import Image
from rest_framework.test import APIClient

from django_support_tickets import workflow
from django_support_tickets.models import SupportTicket
from django_support_tickets.models.attachment import PrivateStorage
from tests.api.routes import TICKETS, attachment, detail
from tests.attachments import samples
from tests.factories import make_ticket, make_user, ticket_fields

pytestmark = pytest.mark.django_db

ANY_ACCEPT = [
    None,
    "*/*",
    "text/html",
    "application/json",
    "image/png",
    "application/pdf",
    "x",
    "text/html;q=0.1, */*;q=0",
]


def ticket_with(content: bytes, name: str, user: Any = None) -> SupportTicket:
    return workflow.open_ticket(**ticket_fields(), attachment=samples.upload(content, name), user=user)


def get(client: APIClient, ticket: SupportTicket, variant: str = "", **headers: str) -> SimpleNamespace:
    """Ask for the file and read it to its end, which also closes it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response: Any = client.get(attachment(ticket), {"variant": variant} if variant else None, headers=named)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return SimpleNamespace(status_code=response.status_code, headers=response.headers, content=content)


def client_of(user: Any) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client


# Who


def test_only_staff_and_the_sender_get_the_file(api: APIClient, customer: Any, staff: Any) -> None:
    ticket = ticket_with(samples.pdf(), "a.pdf", user=customer)
    nobodys = ticket_with(samples.pdf(), "b.pdf")
    assert get(api, ticket).status_code in (401, 403)
    assert get(client_of(make_user()), ticket).status_code == 404
    assert get(client_of(customer), ticket).content == samples.pdf()
    assert get(client_of(customer), nobodys).status_code == 404
    assert get(client_of(staff), nobodys).content == samples.pdf()


def test_staff_need_the_configured_permission(settings: Any, staff: Any) -> None:
    settings.SUPPORT_TICKET_STAFF_PERMISSION_CLASSES = ["django_support_tickets.permissions.StaffWithModelPermissions"]
    ticket = ticket_with(samples.pdf(), "a.pdf")
    assert get(client_of(staff), ticket).status_code == 403
    permitted = make_user(["view_supportticket"], is_staff=True)
    assert get(client_of(permitted), ticket).status_code == 200


def test_a_member_of_staff_gets_the_file_of_an_own_ticket_without_a_permission(settings: Any, staff: Any) -> None:
    settings.SUPPORT_TICKET_STAFF_PERMISSION_CLASSES = ["django_support_tickets.permissions.StaffWithModelPermissions"]
    ticket = ticket_with(samples.pdf(), "a.pdf", user=staff)
    assert get(client_of(staff), ticket).status_code == 200


def test_a_session_is_enough_whatever_the_sites_api_takes(staff: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The admin links here."""
    from rest_framework.authentication import TokenAuthentication

    from django_support_tickets.views import AttachmentView

    monkeypatch.setattr(AttachmentView, "authentication_classes", [TokenAuthentication])
    ticket = ticket_with(samples.pdf(), "a.pdf")
    assert get(client_of(staff), ticket).status_code == 200
    assert get(APIClient(), ticket).status_code == 401


@pytest.mark.parametrize("key", ["0", "-1", "abc", "1.5", "9" * 30, "9" * 5000, "%00", "..%2f1", "é"])
def test_there_is_no_other_file(staff_api: APIClient, key: str) -> None:
    assert staff_api.get(attachment(key)).status_code == 404


def test_without_a_file_there_is_none(staff_api: APIClient) -> None:
    assert get(staff_api, make_ticket()).status_code == 404


def test_nothing_can_be_changed_there(staff_api: APIClient) -> None:
    ticket = ticket_with(samples.pdf(), "a.pdf")
    for method in ("post", "put", "patch", "delete"):
        assert getattr(staff_api, method)(attachment(ticket)).status_code == 405


# How


@pytest.mark.parametrize(
    ("name", "content", "content_type", "inline_disposition"),
    [
        ("a.pdf", samples.pdf(), "application/pdf", "attachment"),
        ("a.doc", samples.doc(), "application/msword", "attachment"),
        ("a.docx", samples.docx(), samples.DOCX_TYPE, "attachment"),
        ("a.jpg", samples.jpeg(), "image/jpeg", "inline"),
        ("a.png", samples.png(), "image/png", "inline"),
    ],
)
def test_a_browser_runs_nothing(
    staff_api: APIClient, settings: Any, name: str, content: bytes, content_type: str, inline_disposition: str
) -> None:
    settings.SECURE_CONTENT_TYPE_NOSNIFF = False  # What the site's middleware sends does not count here.
    ticket = ticket_with(content, name)
    for variant, disposition in (("", "attachment"), ("inline", inline_disposition)):
        response = get(staff_api, ticket, variant)
        assert response.content == content
        assert response.headers["Content-Type"] == content_type
        assert response.headers["Content-Disposition"] == f'{disposition}; filename="{name}"'
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("accept", ANY_ACCEPT)
def test_any_accept_header_gets_the_file(staff_api: APIClient, accept: str | None) -> None:
    ticket = ticket_with(samples.pdf(), "a.pdf")
    response = get(staff_api, ticket, **({"accept": accept} if accept else {}))
    assert response.headers["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("stored", ["text/html", "image/svg+xml", "application/xhtml+xml", ""])
def test_a_type_that_is_not_ours_is_never_repeated(staff_api: APIClient, stored: str) -> None:
    """Rows that were imported, for instance."""
    ticket = ticket_with(samples.png(), "a.png")
    SupportTicket.objects.update(attachment_content_type=stored)
    response = get(staff_api, ticket, "inline")
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ("Şikâyet dilekçesi.pdf", "attachment; filename*=utf-8''%C5%9Eik%C3%A2yet%20dilek%C3%A7esi.pdf"),
        ("فاتورة.pdf", "attachment; filename*=utf-8''%D9%81%D8%A7%D8%AA%D9%88%D8%B1%D8%A9.pdf"),
        ('a"; filename="b.html".pdf', 'attachment; filename="a_; filename=_b.html_.pdf"'),
        ("a\r\nX-Evil: 1.pdf", 'attachment; filename="aX-Evil_ 1.pdf"'),
        ("50% off; it's.pdf", 'attachment; filename="50% off; it\'s.pdf"'),
    ],
)
def test_a_name_in_any_script_is_safe_in_the_header(staff_api: APIClient, name: str, disposition: str) -> None:
    ticket = ticket_with(samples.pdf(), name)
    assert get(staff_api, ticket).headers["Content-Disposition"] == disposition


def test_a_known_file_is_not_sent_again(staff_api: APIClient) -> None:
    ticket = ticket_with(samples.png(), "a.png")
    first = get(staff_api, ticket)
    etag = first.headers["ETag"]
    again = get(staff_api, ticket, if_none_match=etag)
    assert (again.status_code, again.headers["ETag"]) == (304, etag)
    assert again.headers["X-Content-Type-Options"] == "nosniff"
    assert get(staff_api, ticket, "thumbnail").headers["ETag"] != etag
    assert get(staff_api, ticket, if_match='"other"').status_code == 412
    staff_api.patch(detail(ticket), {"attachment": samples.upload(samples.png(), "a.png")}, format="multipart")
    assert get(staff_api, ticket, if_none_match=etag).status_code == 200


def test_a_known_file_is_still_refused_to_others(customer: Any, staff_api: APIClient) -> None:
    ticket = ticket_with(samples.png(), "a.png")
    etag = get(staff_api, ticket).headers["ETag"]
    assert get(client_of(customer), ticket, if_none_match=etag).status_code == 404


def test_head_sends_the_headers(staff_api: APIClient) -> None:
    response = staff_api.head(attachment(ticket_with(samples.pdf(), "a.pdf")))
    assert b"".join(response.streaming_content) == b""
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/pdf")
    assert int(response.headers["Content-Length"]) == len(samples.pdf())


def test_a_file_that_is_gone_is_not_found(
    staff_api: APIClient, stored_files: Callable[[], list[Path]], caplog: pytest.LogCaptureFixture
) -> None:
    ticket = ticket_with(samples.pdf(), "a.pdf")
    stored_files()[0].unlink()
    for variant in ("", "inline"):
        assert get(staff_api, ticket, variant).status_code == 404
    assert ticket.ticket_number in caplog.text


def test_a_path_that_leaves_the_storage_is_not_found(staff_api: APIClient) -> None:
    ticket = ticket_with(samples.pdf(), "a.pdf")
    SupportTicket.objects.update(attachment="../../../etc/passwd")
    assert get(staff_api, ticket).status_code == 404


# Thumbnails


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_an_image_has_a_thumbnail(staff_api: APIClient, mode: str) -> None:
    picture = Image.new("I" if mode == "I;16" else "L", (800, 600), 100).convert(mode)
    content = io.BytesIO()
    picture.save(content, "PNG")
    response = get(staff_api, ticket_with(content.getvalue(), "a.png"), "thumbnail")
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Content-Disposition"] == 'inline; filename="a.png"'
    with Image.open(io.BytesIO(response.content)) as small:
        assert (small.format, small.size) == ("PNG", (320, 240))


@pytest.mark.parametrize(
    "content", [samples.jpeg(size=(800, 600)), samples.jpeg(size=(800, 600), mode="CMYK"), samples.mpo()]
)
def test_a_photo_has_a_thumbnail(staff_api: APIClient, content: bytes) -> None:
    response = get(staff_api, ticket_with(content, "a.jpg"), "thumbnail")
    with Image.open(io.BytesIO(response.content)) as small:
        assert small.format == "JPEG"
        assert max(small.size) <= 320


def exif(orientation: int) -> bytes:
    data = Image.Exif()
    data[0x0112] = orientation
    return data.tobytes()


def test_a_thumbnail_stands_upright(staff_api: APIClient) -> None:
    content = samples.jpeg(size=(800, 600), exif=exif(6))
    response = get(staff_api, ticket_with(content, "a.jpg"), "thumbnail")
    with Image.open(io.BytesIO(response.content)) as small:
        assert small.size == (240, 320)


@pytest.mark.parametrize("evil", [b"nonsense", exif(6).replace(b"MM", b"XX"), exif(6)[:-9] + b"\xff" * 9])
def test_damaged_exif_data_do_no_harm(staff_api: APIClient, evil: bytes) -> None:
    """Pillow raises SyntaxError, TypeError and others on what a stranger may write there."""
    content = samples.png_with_chunk(b"eXIf", evil)
    response = get(staff_api, ticket_with(content, "a.png"), "thumbnail")
    with Image.open(io.BytesIO(response.content)) as small:
        assert set(small.size) == {32, 24}


def stored(tmp_path: Path) -> list[Path]:
    return sorted(path for path in (tmp_path / "private").rglob("*") if path.is_file())


MODES = ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "I;16"]


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_of_a_png_has_a_thumbnail(staff_api: APIClient, mode: str) -> None:
    picture = Image.new("I" if mode == "I;16" else "RGBA" if mode == "PA" else "L", (900, 90), 100)
    content = io.BytesIO()
    (picture.convert("P") if mode == "PA" else picture.convert(mode)).save(content, "PNG")
    response = get(staff_api, ticket_with(content.getvalue(), "a.png"), "thumbnail")
    with Image.open(io.BytesIO(response.content)) as small:
        assert small.size == (320, 32)


def test_sixteen_bits_of_grey_keep_their_shades(staff_api: APIClient) -> None:
    picture = Image.new("I;16", (64, 64), 128 * 256)
    content = io.BytesIO()
    picture.save(content, "PNG")
    response = get(staff_api, ticket_with(content.getvalue(), "a.png"), "thumbnail")
    with Image.open(io.BytesIO(response.content)) as small:
        assert small.convert("L").getpixel((5, 5)) == 128


def test_what_cannot_be_made_small_has_a_placeholder(staff_api: APIClient, caplog: Any, tmp_path: Path) -> None:
    ticket = ticket_with(samples.png(), "a.png")
    stored(tmp_path)[0].write_bytes(b"not a picture any more")
    response = get(staff_api, ticket, "thumbnail")
    assert response.status_code == 200
    with Image.open(io.BytesIO(response.content)) as small:
        assert small.format == "PNG"
    assert "has no thumbnail" in caplog.text


def test_a_thumbnail_is_made_once(staff_api: APIClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ticket = ticket_with(samples.png(size=(800, 600)), "a.png")
    first = get(staff_api, ticket, "thumbnail").content
    monkeypatch.setattr(Image, "open", None)
    assert get(staff_api, ticket, "thumbnail").content == first
    assert len(stored(tmp_path)) == 2


def test_a_thumbnail_goes_with_its_picture(
    staff_api: APIClient, django_capture_on_commit_callbacks: Any, tmp_path: Path
) -> None:
    ticket = ticket_with(samples.png(), "a.png")
    get(staff_api, ticket, "thumbnail")
    with django_capture_on_commit_callbacks(execute=True):
        assert staff_api.delete(f"{TICKETS}{ticket.pk}/").status_code == 204
    assert stored(tmp_path) == []


def test_the_inventory_counts_a_pair_as_one(staff_api: APIClient) -> None:
    ticket = ticket_with(samples.png(), "a.png")
    get(staff_api, ticket, "thumbnail")
    call_command("support_files", "--check")
    SupportTicket.objects.update(attachment="")
    with pytest.raises(CommandError, match="Files without a row: 2"):
        call_command("support_files", "--check")


def test_a_disk_that_takes_no_thumbnail_shows_it_all_the_same(
    staff_api: APIClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ticket = ticket_with(samples.png(), "a.png")

    def refuse(*_args: Any, **_more: Any) -> str:
        raise OSError("full")

    monkeypatch.setattr(PrivateStorage, "save", refuse)
    assert get(staff_api, ticket, "thumbnail").status_code == 200
    assert len(stored(tmp_path)) == 1


def test_a_document_has_no_thumbnail(staff_api: APIClient) -> None:
    ticket = ticket_with(samples.pdf(), "a.pdf")
    assert get(staff_api, ticket, "thumbnail").status_code == 404


# Where the links point


@pytest.mark.parametrize("use_url", [True, False])
def test_the_api_links_to_the_view_alone(
    staff_api: APIClient, settings: Any, monkeypatch: pytest.MonkeyPatch, use_url: bool
) -> None:
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "UPLOADED_FILES_USE_URL": use_url}
    ticket = ticket_with(samples.pdf(), "fatura.pdf")
    (listed,) = staff_api.get(TICKETS).json()["results"]
    shown = staff_api.get(detail(ticket)).json()
    for ticket_data in (listed, shown):
        assert ticket_data["attachment"] == f"http://testserver{attachment(ticket)}"
        assert ticket_data["attachment_name"] == "fatura.pdf"
        assert ticket.attachment.name not in str(ticket_data)


def test_a_storage_with_public_addresses_does_not_give_them_away(
    staff_api: APIClient, superuser: Any, settings: Any
) -> None:
    settings.SUPPORT_TICKET_STORAGE = "default"
    ticket = ticket_with(samples.png(), "a.png")
    stored_name = ticket.attachment.name
    assert storages["default"].url(stored_name).startswith("/media/")
    assert staff_api.get(detail(ticket)).json()["attachment"].endswith(attachment(ticket))
    page = client_of(superuser).get(reverse("admin:django_support_tickets_supportticket_change", args=[ticket.pk])).text
    assert f'href="{attachment(ticket)}"' in page
    assert stored_name not in page
    assert "/media/" not in page
