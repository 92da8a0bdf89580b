"""Where attachments are kept, and how little of them can be reached."""

import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InvalidStorageError, storages
from django.test import override_settings

from django_support_tickets.models import SupportTicket
from django_support_tickets.models.attachment import PrivateStorage, attachment_storage, private_root
from tests.factories import make_ticket


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_files_and_folders_are_for_this_process_alone(tmp_path: Path) -> None:
    name = PrivateStorage().save("support_tickets/2026/06/secret.pdf", ContentFile(b"secret"))
    path = tmp_path / "private" / name
    assert path.read_bytes() == b"secret"
    assert mode(path) == 0o600
    assert {mode(folder) for folder in list(path.parents)[:4]} == {0o700}


def test_a_private_file_has_no_public_address() -> None:
    with pytest.raises(ValueError, match="no public URL"):
        PrivateStorage().url("support_tickets/secret.pdf")


def test_the_private_folder(settings: Any, tmp_path: Path) -> None:
    assert private_root() == tmp_path / "private"
    settings.SUPPORT_TICKET_PRIVATE_ROOT = None
    settings.MEDIA_ROOT = str(tmp_path / "site" / "media")
    assert private_root() == tmp_path / "site" / "private"
    settings.MEDIA_ROOT = ""
    settings.BASE_DIR = tmp_path / "base"
    assert private_root() == tmp_path / "base" / "private"
    del settings.BASE_DIR
    assert private_root() == Path.cwd() / "private"


def test_the_storage_is_looked_up_when_it_is_used() -> None:
    field = SupportTicket._meta.get_field("attachment")
    assert isinstance(field.storage, PrivateStorage)
    backends = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "vault": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }
    with override_settings(STORAGES=backends, SUPPORT_TICKET_STORAGE="vault"):
        assert field.storage is SupportTicket().attachment.storage is storages["vault"]
    with override_settings(SUPPORT_TICKET_STORAGE="missing"), pytest.raises(InvalidStorageError):
        attachment_storage()
    assert isinstance(field.storage, PrivateStorage)


@pytest.mark.django_db
def test_the_address_of_a_file_is_that_of_its_view() -> None:
    ticket = make_ticket(attachment="support_tickets/2026/06/secret.pdf")
    assert "secret" not in ticket.attachment.url
    assert ticket.attachment.url.startswith(f"/api/support/tickets/{ticket.pk}/")
    with override_settings(ROOT_URLCONF="django.contrib.auth.urls"):
        assert ticket.attachment.url == ""
    with pytest.raises(ValueError, match="no attachment"):
        assert make_ticket().attachment.url


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({}, None),
        ({"attachment": "support_tickets/2026/06/abc.pdf"}, "abc.pdf"),
        ({"attachment": "support_tickets/2026/06/abc.pdf", "attachment_filename": "fatura.pdf"}, "fatura.pdf"),
    ],
)
def test_the_name_of_a_file_is_its_senders(fields: dict[str, str], name: str | None) -> None:
    assert make_ticket(**fields).get_attachment_filename() == name
