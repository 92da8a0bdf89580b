import os
import socket
from collections.abc import Callable, Iterator
from email.message import Message
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django
import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.admin import sites
from django.core.cache import caches
from django.utils import translation
from rest_framework.test import APIClient

from tests import services
from tests.factories import make_user


def pytest_report_header() -> str:
    names = ("TEST_DATABASE", "TEST_USER_MODEL", "TEST_UNFOLD")
    variant = [f"{name}={os.environ[name]}" for name in names if name in os.environ]
    return f"variant: {', '.join(variant) or 'SQLite, default user model'}"


def pytest_configure(config: pytest.Config) -> None:
    settings.RUN_DIR.mkdir(mode=0o700, exist_ok=True)
    require_database()
    if services.required() and any(mark in config.option.markexpr for mark in APART):
        config.pluginmanager.register(NothingSkipped())


def require_database() -> None:
    """Say it in one line, rather than in an error for each test, when the database server is not there."""
    database = settings.DATABASES["default"]
    if not database.get("HOST"):
        return
    address = database["HOST"], int(database["PORT"])
    try:
        socket.create_connection(address, timeout=10).close()
    except OSError as error:
        reason = f"no {os.environ['TEST_DATABASE']} server at {address[0]}:{address[1]} ({error})"
        if services.required():
            pytest.exit(f"REQUIRE_SERVICES=1, but: {reason}", returncode=1)
        pytest.exit(f"SKIPPED all tests: {reason}", returncode=0)


# What is left to a run of its own: the marker, which is also the target of make, and what it needs.
APART = {
    "browser": "needs a browser",
    "clients": "needs generators of clients",
    "faults": "needs servers that it can break",
}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave some tests to the run that asks for them, and say so."""
    for mark, reason in APART.items():
        if mark in config.option.markexpr:
            continue
        skip = pytest.mark.skip(reason=f"{reason}: run `make {mark}`")
        for item in items:
            if item.get_closest_marker(mark):
                item.add_marker(skip)


class NothingSkipped:
    """Plugin for CI's runs of what is left apart: a test or module that skips has not been run, which is a failure."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._fail(report)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._fail(report)

    def _fail(self, report: Any) -> None:
        if report.outcome == "skipped":
            report.outcome = "failed"
            report.longrepr = f"REQUIRE_SERVICES=1, but skipped: {report.longrepr}"


@pytest.fixture(autouse=True)
def _clean_cache() -> Iterator[None]:
    yield
    # A server's cache may have been filled by a child process.
    for cache in caches.all(initialized_only="TEST_REDIS_URL" not in os.environ):
        cache.clear()


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A request leaves its language behind in the thread that served it, which here is the tests' own."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def _own_admin_site(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other INSTALLED_APPS start the apps anew, upon which unfold puts a site without models in the admin's place."""
    monkeypatch.setattr(admin, "site", admin.site)
    monkeypatch.setattr(sites, "site", sites.site)


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.SUPPORT_TICKET_PRIVATE_ROOT = str(tmp_path / "private")


@pytest.fixture
def figure(capfd: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Return what prints a figure beside the test's own line."""

    def show(text: str) -> None:
        with capfd.disabled():
            print(f"[{text}] ", end="", flush=True)

    return show


@pytest.fixture
def api() -> APIClient:
    """A client that is not logged in."""
    return APIClient()


@pytest.fixture
def customer(db: None) -> Any:
    return make_user(email="customer@customer.example")


@pytest.fixture
def staff(db: None) -> Any:
    """Staff as the API's default understands it, without any model permission."""
    return make_user(email="staff@shop.example", is_staff=True)


@pytest.fixture
def superuser(db: None) -> Any:
    return make_user(email="root@shop.example", is_staff=True, is_superuser=True)


@pytest.fixture
def staff_api(staff: Any) -> APIClient:
    """A client of its own, logged in as ``staff``."""
    client = APIClient()
    client.force_login(staff)
    return client


class SMTPServer(SimpleNamespace):
    """A running mail server: ``host``, ``port``, and the ``messages`` that it took, oldest first.

    ``refuse_with``, when set to a reply such as ``"451 Try again later"``, is what it answers to every message.
    """

    host: str
    port: int
    messages: list[Message]
    envelopes: list[Any]
    refuse_with: str


@pytest.fixture
def smtp(settings: Any) -> Iterator[SMTPServer]:
    """A real mail server on a free port; the site's default mailer is pointed at it."""
    try:
        from aiosmtpd.controller import Controller
    except ImportError:
        services.unavailable("aiosmtpd is not installed")
    from email import message_from_bytes, policy

    server = SMTPServer(messages=[], envelopes=[], refuse_with="")

    class Collect:
        async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
            if server.refuse_with:
                return server.refuse_with
            server.messages.append(message_from_bytes(envelope.content, policy=policy.default))
            server.envelopes.append(envelope)
            return "250 OK"

    controller = Controller(Collect(), hostname="127.0.0.1", port=_free_port())
    controller.start()
    server.host, server.port = controller.hostname, controller.port
    use_smtp(settings, server.host, server.port)
    yield server
    controller.stop()


@pytest.fixture
def mail_timeout(request: pytest.FixtureRequest) -> float:
    """How long a mail server is waited for: little where it is to hang, and else more than a busy machine needs."""
    parameters = getattr(getattr(request.node, "callspec", None), "params", {})
    return 0.2 if "hang" in str(parameters) else 10


def use_smtp(settings: Any, host: str, port: int, timeout: float = 5) -> None:
    """Make a mail server the site's default, in the words of the installed Django."""
    backend = "django.core.mail.backends.smtp.EmailBackend"
    if django.VERSION >= (6, 1):
        options = {"host": host, "port": port, "timeout": timeout}
        settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}
    else:
        settings.EMAIL_BACKEND = backend
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = host, port, timeout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
