"""The disk with the files is full, or can only be read: that is said in words, and no half file stays behind."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse

from tests.attachments import samples
from tests.concurrency.sites import Answer, Site
from tests.factories import ticket_fields
from tests.faults.servers import Disk
from tests.faults.test_database import assert_api_says_later

pytestmark = [pytest.mark.faults]

DELETE = """
from django_support_tickets import models, workflow
workflow.delete_ticket(ticket=models.SupportTicket.objects.exclude(attachment="").get(), actor=None)
"""
# As if the wait after a failed attempt had passed.
MAKE_DUE = """
from django.utils import timezone
from django_support_tickets import models
models.FileDeletion.objects.update(due_at=timezone.now())
"""


def open_with_file(shop: Site, size: int) -> Answer:
    """Open a ticket over the API with a PDF of about that many bytes."""
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in ticket_fields().items()
    ]
    head = '--x\r\nContent-Disposition: form-data; name="attachment"; filename="a.pdf"\r\n'
    head += "Content-Type: application/pdf\r\n\r\n"
    data = b"".join([*parts, head.encode(), pdf_of(size), b"\r\n--x--\r\n"])
    return shop.ask(reverse("support-ticket-list"), data, **{"Content-Type": "multipart/form-data; boundary=x"})


def pdf_of(size: int) -> bytes:
    """Return a PDF with a comment that makes it as large."""
    pdf = samples.pdf()
    head, line, rest = pdf.partition(b"\n")
    return head + line + b"%" + b"x" * (size - len(pdf)) + b"\n" + rest


def files(disk: Disk) -> set[Path]:
    return {path for path in disk.path.rglob("*") if path.is_file() and path.name != "filling"}


@pytest.mark.parametrize("is_filled", [True, False])
def test_a_full_disk(shop: Site, media: Disk, is_filled: bool) -> None:
    """No room at all; and room for the beginning of a file."""
    assert open_with_file(shop, 20_000).status == 201
    before = files(media)
    if is_filled:
        media.fill()
    assert_api_says_later(open_with_file(shop, 20_000 if is_filled else 900_000))
    assert files(media) == before
    assert shop.open_ticket().status == 201
    if is_filled:
        media.empty()
    assert open_with_file(shop, 20_000).status == 201
    assert len(files(media)) == 2


def test_a_disk_that_can_only_be_read(shop: Site, media: Disk, in_the_shop: Callable[..., None]) -> None:
    assert open_with_file(shop, 20_000).status == 201
    media.set_read_only(True)
    assert_api_says_later(open_with_file(shop, 20_000))
    assert shop.open_ticket().status == 201
    in_the_shop("shell", "-c", DELETE)
    in_the_shop("support_tick")
    assert len(files(media)) == 1
    media.set_read_only(False)
    in_the_shop("shell", "-c", MAKE_DUE)
    in_the_shop("support_tick")
    assert files(media) == set()
