"""Whether what a test needs from outside may be missing."""

import os
from typing import NoReturn

import pytest


def required() -> bool:
    """Tell whether a missing service fails a test rather than skips it, as it does in CI."""
    return os.environ.get("REQUIRE_SERVICES") == "1"


def unavailable(reason: str) -> NoReturn:
    """End the test for want of a service: skipped on a developer's machine, failed in CI."""
    if required():
        pytest.fail(f"REQUIRE_SERVICES=1, but: {reason}", pytrace=False)
    pytest.skip(reason)
