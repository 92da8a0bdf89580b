"""What is broken on purpose: a database and disks of the tests' own, and the site that stands on them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.concurrency.children import run_command
from tests.concurrency.sites import Site, running_site
from tests.faults.servers import Disk, own_database, small_disk


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Any]:
    """A database server of the kind that the tests run on, with the site's tables, which the test may break."""
    with own_database(connection.vendor, tmp_path / "database") as database:
        run_command("migrate", "--verbosity=0", **database.environment())
        yield database


@pytest.fixture
def media(tmp_path: Path) -> Iterator[Disk]:
    """The disk with the site's files; there is room for a few."""
    with small_disk(tmp_path / "private", 400) as disk:
        yield disk


@pytest.fixture
def in_the_shop(database: Any, media: Disk) -> Callable[..., None]:
    """Run a management command of the site."""
    return lambda *arguments: run_command(*arguments, **database.environment(), CHILD_PRIVATE_ROOT=media.path)


@pytest.fixture
def shop(database: Any, media: Disk) -> Iterator[Site]:
    """The site, on that database and that disk."""
    with running_site(CHILD_PRIVATE_ROOT=media.path, **database.environment()) as site:
        yield site
