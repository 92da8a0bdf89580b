"""Each system check, by its id: silent about a right value, outspoken about a wrong one."""

import re
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django
import pytest
from django.conf import settings as site
from django.contrib import admin
from django.contrib.admin import sites
from django.core.checks import CheckMessage
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy

from django_support_tickets import checks
from django_support_tickets.models import Heartbeat
from django_support_tickets.notifications import tasks

pytestmark = pytest.mark.django_db

CHECKS = (checks.check_settings, checks.check_installation, checks.check_urls, checks.check_deployment)
VAULT = {"BACKEND": "django.core.files.storage.InMemoryStorage"}


def messages() -> list[CheckMessage]:
    return [message for check in CHECKS for message in check()]


def ids() -> set[str]:
    return {str(message.id).removeprefix("django_support_tickets.") for message in messages()}


@pytest.fixture(autouse=True)
def healthy_site(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site about which no check has anything to say."""
    monkeypatch.setattr(connection.features, "has_zoneinfo_database", True)
    settings.SUPPORT_TICKET_STAFF_PERMISSION_CLASSES = ["django_support_tickets.permissions.StaffWithModelPermissions"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://x"}}
    settings.STATIC_ROOT = str(tmp_path / "static")
    Heartbeat.objects.create(name="support_tick", at=timezone.now())


def test_a_healthy_site_hears_nothing() -> None:
    assert messages() == []


WRONG: list[tuple[str, str, list[Any]]] = [
    ("E002", "NUMBER_PREFIX", ["", "SEVEN77", "SUP-", "DEST\u0130", "A B", "SUP\n", None]),
    (
        "E003",
        "SUBJECTS",
        [
            [],
            "Billing",
            ["a", "a"],
            ["a", ("a", "A")],
            [""],
            ["x" * 101],
            [("a",)],
            [("a", "b", "c")],
            [1],
            [(1, "one")],
            [None],
            [gettext_lazy("Billing")],
            {"a": "A"},
            5,
        ],
    ),
    ("E004", "MESSAGE_MAX_LENGTH", [9, 0, -1, "2000", None, 2000.0, True]),
    ("E005", "UPLOAD_DIR", ["/srv/files", "../files", "a/../../b", None, 5]),
    ("E006", "STORAGE", ["missing", None, ["vault"], {}]),
    ("E007", "MAX_ATTACHMENT_SIZE", [0, -1, "5 MB", None, 1.5, True]),
    ("E007", "MAX_IMAGE_PIXELS", [0, -1, "50", None]),
    ("E008", "ATTACHMENT_SCANNER", ["nowhere.scan", "shop", "os.sep", None, 5, print]),
    ("E009", "STAFF_PERMISSION_CLASSES", [[], ["nowhere.Staff"], [""], "rest_framework.permissions.IsAdminUser", None]),
    ("E010", "CLIENT_RATE", ["", "30", "30/week", "-1/hour", "30 / hour", "1.5/hour", 30]),
    ("E010", "EMAIL_RATE", ["", "10", "ten/hour", 10]),
    ("E011", "THROTTLE_CACHE", ["missing", "", None, ["default"]]),
    ("E012", "TRUSTED_PROXIES", [-1, "1", None, 1.0]),
    ("E013", "IDEMPOTENCY_HOURS", [0, -1, "24", None]),
    ("E013", "DELIVERY_MAX_ATTEMPTS", [0, "8", None]),
    ("E013", "DELIVERY_BACKOFF", [0, -60, None]),
    ("E013", "DELIVERY_LEASE", [0, 0.5, None]),
    ("E013", "TICK_STALE_MINUTES", [0, "15", None]),
    ("E014", "STAFF_EMAILS", ["desk@shop.example", ["desk"], [""], [None], None, {"desk@shop.example"}]),
    ("E014", "FROM_EMAIL", ["desk", "Desk <desk>", None, 5, ["a@b.example"]]),
    ("E014", "REPLY_TO", ["desk", "Desk <desk>", None]),
    ("E015", "BASE_URL", ["shop.example", "//shop.example", "ftp://shop.example", "https://", "https://[", None, 5]),
    ("E015", "BASE_URL", ["https://shop.example?a=b", "javascript:alert(1)"]),
    ("E017", "STAFF_LANGUAGE", ["xx", "TR", None, ["tr"]]),
    ("E018", "SITE_NAME", ["two\nlines", 5, ["Shop"]]),
    ("E018", "ESTIMATED_RESPONSE_TIME", ["two\nlines", 24]),
]
RIGHT: list[tuple[str, str, list[Any]]] = [
    ("E002", "NUMBER_PREFIX", ["S", "HELP42", "sup"]),
    (
        "E003",
        "SUBJECTS",
        [None, ["Billing"], ["a", ("b", "B")], (["a", "A"],), ["x" * 100], [("a", gettext_lazy("Billing"))]],
    ),
    ("E004", "MESSAGE_MAX_LENGTH", [10, 1_000_000]),
    ("E005", "UPLOAD_DIR", ["", "files", "a/b/"]),
    ("E006", "STORAGE", ["", "vault"]),
    ("E007", "MAX_ATTACHMENT_SIZE", [1]),
    ("E007", "MAX_IMAGE_PIXELS", [1]),
    ("E008", "ATTACHMENT_SCANNER", ["", "shutil.which"]),
    (
        "E009",
        "STAFF_PERMISSION_CLASSES",
        [("rest_framework.permissions.IsAuthenticated", "rest_framework.permissions.IsAdminUser")],
    ),
    ("E010", "CLIENT_RATE", [None, "1/s", "30/hour", "5/minute", "100/day"]),
    ("E010", "EMAIL_RATE", [None, "1/m"]),
    ("E011", "THROTTLE_CACHE", ["default"]),
    ("E012", "TRUSTED_PROXIES", [0, 2]),
    ("E013", "IDEMPOTENCY_HOURS", [1]),
    ("E013", "DELIVERY_MAX_ATTEMPTS", [1]),
    ("E013", "DELIVERY_BACKOFF", [1]),
    ("E013", "DELIVERY_LEASE", [1]),
    ("E013", "TICK_STALE_MINUTES", [1]),
    ("E014", "STAFF_EMAILS", [[], ("desk@shop.example",), ["Help Desk <desk@shop.example>"]]),
    ("E014", "FROM_EMAIL", ["", "desk@shop.example", "Müşteri <desk@shop.example>"]),
    ("E014", "REPLY_TO", ["", "desk@shop.example"]),
    ("E015", "BASE_URL", ["", "http://localhost:8000", "https://shop.example/"]),
    ("E017", "STAFF_LANGUAGE", ["", "tr"]),
    ("E018", "SITE_NAME", ["", "İmeceHub"]),
    ("E018", "ESTIMATED_RESPONSE_TIME", [None, "", "within two days"]),
]


def each(cases: list[tuple[str, str, list[Any]]]) -> list[Any]:
    return [
        pytest.param(code, setting, value, id=f"{code}-{setting}-{str(value)[:20]!a}")
        for code, setting, values in cases
        for value in values
    ]


@pytest.mark.parametrize(("code", "setting", "value"), each(WRONG))
def test_a_wrong_value_is_named(settings: Any, code: str, setting: str, value: Any) -> None:
    setattr(settings, f"SUPPORT_TICKET_{setting}", value)
    found = [message for message in checks.check_settings() if message.id == f"django_support_tickets.{code}"]
    assert len(found) == 1
    assert found[0].level >= 40
    assert found[0].msg.startswith(f"SUPPORT_TICKET_{setting} ")
    assert repr(value) in found[0].msg
    assert found[0].hint


@pytest.mark.parametrize(("code", "setting", "value"), each(RIGHT))
def test_a_right_value_is_passed_over(settings: Any, code: str, setting: str, value: Any) -> None:
    settings.STORAGES = {**settings.STORAGES, "vault": VAULT}
    setattr(settings, f"SUPPORT_TICKET_{setting}", value)
    assert messages() == []


def test_both_lists_know_each_rule() -> None:
    rules = {(f"E{number:03d}", setting) for number, setting, *_rest in checks.RULES}
    assert rules == {case[:2] for case in WRONG} == {case[:2] for case in RIGHT}


def test_e001_rest_framework_is_missing(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "E001" not in ids()
    # Django starts the apps anew, upon which unfold puts an admin site without any models in the other's place.
    monkeypatch.setattr(admin, "site", admin.site)
    monkeypatch.setattr(sites, "site", sites.site)
    settings.INSTALLED_APPS = [app for app in settings.INSTALLED_APPS if not app.startswith(("rest_", "drf_"))]
    assert ids() == {"E001"}


DUMMY = (
    "django.tasks.backends.dummy.DummyBackend"
    if django.VERSION >= (6, 0)
    else "django_tasks.backends.dummy.DummyBackend"
)


@pytest.mark.parametrize(
    ("tasks", "found"),
    [
        ({"mails": {"BACKEND": DUMMY}}, set()),
        ({"default": {"BACKEND": DUMMY}}, {"E016"}),
        ({"mails": {"BACKEND": "nowhere.Backend"}}, {"E016"}),
    ],
)
def test_e016_the_task_backend_cannot_be_used(settings: Any, tasks: Any, found: set[str]) -> None:
    pytest.importorskip(DUMMY.partition(".backends")[0])
    settings.TASKS = tasks
    settings.SUPPORT_TICKET_TASK_BACKEND = "mails"
    assert ids() == found


def test_e016_the_backend_has_no_such_queue(settings: Any) -> None:
    pytest.importorskip(DUMMY.partition(".backends")[0])
    settings.TASKS = {"mails": {"BACKEND": DUMMY, "QUEUES": ["other"]}}
    settings.SUPPORT_TICKET_TASK_BACKEND = "mails"
    assert ids() == {"E016"}
    settings.SUPPORT_TICKET_TASK_QUEUE = "other"
    assert ids() == set()


def test_e016_the_backport_is_missing(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "_task_decorator", lambda: import_string("module_that_is_missing.task"))
    settings.SUPPORT_TICKET_TASK_BACKEND = "mails"
    (message,) = checks.check_installation()
    assert message.id == "django_support_tickets.E016"
    assert "pip install" in str(message.hint)


def test_w001_the_api_is_not_mounted(settings: Any) -> None:
    settings.ROOT_URLCONF = "django.contrib.auth.urls"
    assert ids() == {"W001"}
    settings.ROOT_URLCONF = None
    assert ids() == set()


@pytest.mark.parametrize("name", ["MEDIA_ROOT", "STATIC_ROOT"])
def test_w002_private_files_in_a_public_folder(settings: Any, name: str, tmp_path: Path) -> None:
    setattr(settings, name, str(tmp_path))
    assert ids() == {"W002"}
    settings.STORAGES = {**settings.STORAGES, "vault": VAULT}
    settings.SUPPORT_TICKET_STORAGE = "vault"
    assert ids() == set()


def use_mailer(settings: Any, backend: str, timeout: int | None) -> None:
    if django.VERSION >= (6, 1):
        settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": {} if timeout is None else {"timeout": timeout}}}
    else:
        settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = backend, timeout


@pytest.mark.parametrize(
    ("backend", "timeout", "found"),
    [
        (checks.SMTP_BACKEND, None, {"W003"}),
        (checks.SMTP_BACKEND, 5, set()),
        ("django.core.mail.backends.console.EmailBackend", None, set()),
    ],
)
def test_w003_mails_without_a_timeout(settings: Any, backend: str, timeout: int | None, found: set[str]) -> None:
    use_mailer(settings, backend, timeout)
    assert ids() == found


def test_w003_is_about_sending_in_process(settings: Any) -> None:
    pytest.importorskip(DUMMY.partition(".backends")[0])
    use_mailer(settings, checks.SMTP_BACKEND, None)
    settings.TASKS = {"mails": {"BACKEND": DUMMY}}
    settings.SUPPORT_TICKET_TASK_BACKEND = "mails"
    assert ids() == set()


@pytest.mark.parametrize(
    ("mailers", "missing"),
    [({}, True), ({"default": {}}, True), ({"default": {"OPTIONS": {"timeout": 5}}}, False)],
)
def test_w003_reads_mailers_as_django_6_1_does(monkeypatch: pytest.MonkeyPatch, mailers: Any, missing: bool) -> None:
    monkeypatch.setattr(checks, "settings", SimpleNamespace(MAILERS=mailers))
    assert checks._mail_timeout_is_missing() is missing


@pytest.mark.parametrize(("timeout", "missing"), [(None, True), (5, False)])
def test_w003_reads_the_settings_before_mailers(
    monkeypatch: pytest.MonkeyPatch, timeout: int | None, missing: bool
) -> None:
    old = SimpleNamespace(EMAIL_BACKEND=checks.SMTP_BACKEND, EMAIL_TIMEOUT=timeout)
    monkeypatch.setattr(checks, "settings", old)
    assert checks._mail_timeout_is_missing() is missing


def test_w101_all_staff_may_do_everything(settings: Any) -> None:
    settings.SUPPORT_TICKET_STAFF_PERMISSION_CLASSES = ["rest_framework.permissions.IsAdminUser"]
    assert ids() == {"W101"}


def test_w102_the_tick_is_stale(settings: Any) -> None:
    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=16))
    assert ids() == {"W102"}
    settings.SUPPORT_TICKET_TICK_STALE_MINUTES = 17
    assert ids() == set()
    Heartbeat.objects.all().delete()
    assert ids() == {"W102"}


@pytest.mark.parametrize("backend", ["locmem.LocMemCache", "dummy.DummyCache"])
def test_w103_a_cache_of_each_process_own(settings: Any, backend: str) -> None:
    settings.CACHES = {**settings.CACHES, "own": {"BACKEND": f"django.core.cache.backends.{backend}"}}
    assert ids() == set()
    settings.SUPPORT_TICKET_THROTTLE_CACHE = "own"
    assert ids() == {"W103"}


@pytest.mark.parametrize(
    ("database", "found"),
    [
        ({"ENGINE": "django.db.backends.sqlite3"}, {"W104"}),
        ({"ENGINE": "django.db.backends.sqlite3", "OPTIONS": {"transaction_mode": "DEFERRED"}}, {"W104"}),
        ({"ENGINE": "django.db.backends.sqlite3", "OPTIONS": {"transaction_mode": "IMMEDIATE"}}, set()),
        ({"ENGINE": "django.db.backends.postgresql"}, set()),
        ({}, set()),
    ],
)
def test_w104_sqlite_that_reads_before_it_locks(
    monkeypatch: pytest.MonkeyPatch, database: dict[str, Any], found: set[str]
) -> None:
    monkeypatch.setattr(site, "DATABASES", {**site.DATABASES, "other": database})
    assert ids() == found


def test_w105_attachments_have_no_folder_of_their_own(settings: Any) -> None:
    settings.SUPPORT_TICKET_PRIVATE_ROOT = None
    assert ids() == {"W105"}
    settings.STORAGES = {**settings.STORAGES, "vault": VAULT}
    settings.SUPPORT_TICKET_STORAGE = "vault"
    assert ids() == set()


def test_w106_database_without_time_zones(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(connection.features, "has_zoneinfo_database", False)
    assert ids() == {"W106"}
    settings.USE_TZ = False
    assert "W106" not in ids()


def test_every_id_has_a_test() -> None:
    """The ids are those of the rules above, and those that the names of the tests begin with."""
    source = Path(str(checks.__file__)).read_text()
    numbers = re.findall(r"_problem\(\s*(Error|Warning),\s*(\d+)", source)
    raised = {f"{kind[0]}{int(number):03d}" for kind, number in numbers} | {rule for rule, *_rest in WRONG}
    tested = {
        match.upper() for match in re.findall(r"^def test_([ew]\d{3})_", Path(__file__).read_text(), re.MULTILINE)
    }
    assert raised == tested | {rule for rule, *_rest in WRONG}
    assert raised == {
        *(f"E{number:03d}" for number in range(1, 19)),
        *("W001", "W002", "W003", "W101", "W102", "W103", "W104", "W105", "W106"),
    }
