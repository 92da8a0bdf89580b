from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from django_support_tickets.models import SupportTicket
from tests.factories import make_ticket, make_user


@pytest.fixture(autouse=True)
def _no_limits(settings: Any) -> None:
    """Let every test send as many requests as it likes; the limits have tests of their own."""
    settings.SUPPORT_TICKET_CLIENT_RATE = None
    settings.SUPPORT_TICKET_EMAIL_RATE = None
    settings.SUPPORT_TICKET_REPLY_RATE = None
    settings.SUPPORT_TICKET_LINK_REQUEST_RATE = None


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    settings.SUPPORT_TICKET_BASE_URL = "https://shop.example"
    settings.LOGIN_URL = "/admin/login/"


@pytest.fixture
def owner(db: None) -> Any:
    return make_user(email="ayse@customer.example", first_name="Ayşe", last_name="Yılmaz")


@pytest.fixture
def agent(db: None) -> Any:
    return make_user(email="agent@shop.example", first_name="Deniz", last_name="Kara", is_staff=True)


@pytest.fixture
def signed_in(owner: Any) -> Client:
    """A browser in which the owner is logged in."""
    client = Client()
    client.force_login(owner)
    return client


@pytest.fixture
def ticket(owner: Any) -> SupportTicket:
    """A ticket of the owner's."""
    return make_ticket(user=owner)


@pytest.fixture
def stored_files(settings: Any) -> Callable[[], list[Path]]:
    """A function that returns the files which are in the attachments' storage."""

    def files() -> list[Path]:
        root = Path(settings.SUPPORT_TICKET_PRIVATE_ROOT)
        return sorted(path for path in root.rglob("*") if path.is_file())

    return files
