from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _no_limits(request: pytest.FixtureRequest, settings: Any) -> None:
    """Let every test send as many requests as it likes; the throttles have tests of their own."""
    settings.SUPPORT_TICKET_CLIENT_RATE = None
    settings.SUPPORT_TICKET_EMAIL_RATE = None
    settings.SUPPORT_TICKET_REPLY_RATE = None
    settings.SUPPORT_TICKET_LINK_REQUEST_RATE = None


@pytest.fixture
def stored_files(settings: Any) -> Callable[[], list[Path]]:
    """A function that returns the files which are in the attachments' storage."""

    def files() -> list[Path]:
        root = Path(settings.SUPPORT_TICKET_PRIVATE_ROOT)
        return sorted(path for path in root.rglob("*") if path.is_file())

    return files
