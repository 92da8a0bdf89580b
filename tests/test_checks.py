"""Each system check, by its id: silent about a right value, outspoken about a wrong one."""

import re
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import django
import pytest
from django.conf import settings as site
from django.contrib import admin
from django.contrib.sessions.middleware import SessionMiddleware
from django.contrib.sites.models import Site
from django.core.checks import CheckMessage, run_checks
from django.db import OperationalError, connection
from django.urls import include, path
from django.utils import timezone
from django.utils.module_loading import import_string

from django_support_tickets import checks
from django_support_tickets.checks import deployment
from django_support_tickets.models import Heartbeat
from django_support_tickets.models.search import TRIGRAM_INDEX
from django_support_tickets.notifications import tasks
from tests.setting_values import RIGHT, WRONG

pytestmark = pytest.mark.django_db

CHECKS = (checks.check_settings, checks.check_installation, checks.check_urls, checks.check_deployment)
VAULT = {"BACKEND": "django.core.files.storage.InMemoryStorage"}


def page(request: Any, **kwargs: Any) -> Any:
    raise AssertionError("checks open no page")


class ApiAlone:
    """URLs of a site without the portal."""

    urlpatterns: ClassVar[list[Any]] = [
        path("admin/", admin.site.urls),
        path("api/support/", include("django_support_tickets.urls")),
    ]


class WithPortal:
    """URLs of a site with the portal, as far as checks look at it."""

    urlpatterns: ClassVar[list[Any]] = [
        *ApiAlone.urlpatterns,
        path("support/", include(([path("link/<str:token>/", page, name="link")], "support_portal"))),
    ]


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
    settings.ROOT_URLCONF = ApiAlone
    Site.objects.clear_cache()
    Heartbeat.objects.create(name="support_tick", at=timezone.now())


def test_a_healthy_site_hears_nothing() -> None:
    assert messages() == []


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
    settings.SUPPORT_TICKET_BASE_URL = "https://shop.example"
    setattr(settings, f"SUPPORT_TICKET_{setting}", value)
    assert messages() == []


def test_both_lists_know_each_rule() -> None:
    rules = {(f"E{number:03d}", setting) for number, setting, *_rest in checks.RULES}
    assert rules == {case[:2] for case in WRONG} == {case[:2] for case in RIGHT}


def test_e001_rest_framework_is_missing(settings: Any) -> None:
    assert "E001" not in ids()
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
        (deployment.SMTP_BACKEND, None, {"W003"}),
        (deployment.SMTP_BACKEND, 5, set()),
        ("django.core.mail.backends.console.EmailBackend", None, set()),
    ],
)
def test_w003_mails_without_a_timeout(settings: Any, backend: str, timeout: int | None, found: set[str]) -> None:
    use_mailer(settings, backend, timeout)
    assert ids() == found


def test_w003_is_about_task_workers_and_the_sweep_too(settings: Any) -> None:
    pytest.importorskip(DUMMY.partition(".backends")[0])
    use_mailer(settings, deployment.SMTP_BACKEND, None)
    settings.TASKS = {"mails": {"BACKEND": DUMMY}}
    settings.SUPPORT_TICKET_TASK_BACKEND = "mails"
    assert ids() == {"W003"}


@pytest.mark.parametrize(
    ("mailers", "missing"),
    [({}, True), ({"default": {}}, True), ({"default": {"OPTIONS": {"timeout": 5}}}, False)],
)
def test_w003_reads_mailers_as_django_6_1_does(monkeypatch: pytest.MonkeyPatch, mailers: Any, missing: bool) -> None:
    monkeypatch.setattr(deployment, "settings", SimpleNamespace(MAILERS=mailers))
    assert deployment._mail_timeout_is_missing() is missing


@pytest.mark.parametrize(("timeout", "missing"), [(None, True), (5, False)])
def test_w003_reads_the_settings_before_mailers(
    monkeypatch: pytest.MonkeyPatch, timeout: int | None, missing: bool
) -> None:
    old = SimpleNamespace(EMAIL_BACKEND=deployment.SMTP_BACKEND, EMAIL_TIMEOUT=timeout)
    monkeypatch.setattr(deployment, "settings", old)
    assert deployment._mail_timeout_is_missing() is missing


@pytest.mark.parametrize(
    "templates",
    [
        [],
        [{"BACKEND": "django.template.backends.jinja2.Jinja2", "APP_DIRS": True}],
        [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": False}],
        [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {"loaders": ["django.template.loaders.filesystem.Loader"]},
            }
        ],
    ],
    ids=["none", "another language", "without the apps' folders", "other loaders"],
)
def test_e026_no_template_engine_for_mails(settings: Any, templates: Any) -> None:
    if templates and "jinja2" in templates[0]["BACKEND"]:
        pytest.importorskip("jinja2")
    settings.TEMPLATES = templates
    (found,) = [message for message in checks.check_installation() if message.id == "django_support_tickets.E026"]
    assert "mail/ticket_confirmation" in found.msg
    assert "DjangoTemplates" in str(found.hint)


def test_e026_a_sites_own_loader_will_do(settings: Any) -> None:
    loaders = ["django.template.loaders.app_directories.Loader"]
    engine = {"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": loaders}}
    settings.TEMPLATES = [engine]
    assert ids() == set()


def test_e026_is_not_about_a_sites_own_broken_template(settings: Any, tmp_path: Path) -> None:
    folder = tmp_path / "django_support_tickets" / "mail"
    folder.mkdir(parents=True)
    (folder / "ticket_confirmation_subject.txt").write_text("{% nonsense %}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    assert ids() == set()


def test_a_new_project_hears_of_what_it_needs_in_use_only_before_a_deployment(settings: Any) -> None:
    settings.ROOT_URLCONF = WithPortal
    use_mailer(settings, deployment.SMTP_BACKEND, None)
    ours = "django_support_tickets."

    def found(*, deploying: bool) -> list[str]:
        everything = run_checks(include_deployment_checks=deploying)
        return sorted(str(each.id).removeprefix(ours) for each in everything if str(each.id).startswith(ours))

    assert found(deploying=False) == []
    assert found(deploying=True) == ["W003", "W004"]


def test_w004_the_sites_address_is_unknown(settings: Any) -> None:
    settings.ROOT_URLCONF = WithPortal
    assert ids() == {"W004"}
    (message,) = messages()
    assert "SUPPORT_TICKET_BASE_URL" in str(message.hint)
    assert "Sites framework" in str(message.hint)
    settings.SUPPORT_TICKET_BASE_URL = "https://shop.example"
    assert ids() == set()


def test_w004_a_page_of_the_sites_own_takes_the_links(settings: Any) -> None:
    settings.SUPPORT_TICKET_LINK_URL = "https://shop.example/{token}"
    (message,) = messages()
    assert message.id == "django_support_tickets.W004"
    assert message.msg.endswith("no links to the admin.")


def test_w004_leaves_it_to_the_sites_framework(settings: Any) -> None:
    settings.ROOT_URLCONF = WithPortal
    settings.SITE_ID = Site.objects.create(domain="shop.example").pk
    assert ids() == set()
    settings.INSTALLED_APPS = [app for app in settings.INSTALLED_APPS if app != "django.contrib.sites"]
    assert ids() == {"W004"}


class OwnSessionMiddleware(SessionMiddleware):
    """One that a site derived from Django's."""


@pytest.mark.parametrize(
    ("middleware", "engine", "installed", "found"),
    [
        ("django.contrib.sessions.middleware.SessionMiddleware", "db", True, set()),
        (f"{__name__}.OwnSessionMiddleware", "db", True, set()),
        ("django.contrib.messages.middleware.MessageMiddleware", "db", True, {"W005"}),
        ("nowhere.SessionMiddleware", "db", True, {"W005"}),
        ("django.contrib.sessions.middleware.SessionMiddleware", "db", False, {"W005"}),
        ("django.contrib.sessions.middleware.SessionMiddleware", "cached_db", False, {"W005"}),
        ("django.contrib.sessions.middleware.SessionMiddleware", "cache", False, set()),
        ("django.contrib.sessions.middleware.SessionMiddleware", "signed_cookies", False, set()),
    ],
)
def test_w005_the_portal_without_sessions(
    settings: Any, middleware: str, engine: str, installed: bool, found: set[str]
) -> None:
    settings.SUPPORT_TICKET_BASE_URL = "https://shop.example"
    settings.MIDDLEWARE = [middleware]
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{engine}"
    if not installed:
        settings.INSTALLED_APPS = [app for app in settings.INSTALLED_APPS if app != "django.contrib.sessions"]
    assert ids() == set()
    settings.ROOT_URLCONF = WithPortal
    assert ids() == found


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


@pytest.mark.parametrize(
    ("setting", "value"),
    [("SECURE_PROXY_SSL_HEADER", ("HTTP_X_FORWARDED_PROTO", "https")), ("USE_X_FORWARDED_HOST", True)],
)
def test_w110_a_proxy_that_makes_all_clients_one(settings: Any, setting: str, value: Any) -> None:
    setattr(settings, setting, value)
    assert ids() == {"W110"}
    settings.SUPPORT_TICKET_TRUSTED_PROXIES = 1
    assert ids() == set()


@pytest.mark.parametrize("backend", ["db.DatabaseCache", "filebased.FileBasedCache"])
def test_w111_a_cache_that_loses_what_it_counts(settings: Any, backend: str) -> None:
    settings.CACHES = {"default": {"BACKEND": f"django.core.cache.backends.{backend}", "LOCATION": "/nowhere"}}
    assert ids() == {"W111"}


@pytest.mark.parametrize("ahead", [timedelta(minutes=2), timedelta(days=400)])
def test_w102_a_clock_that_ran_ahead_does_not_silence_it(ahead: timedelta) -> None:
    Heartbeat.objects.update(at=timezone.now() + ahead)
    assert ids() == {"W102"}
    Heartbeat.objects.update(at=timezone.now() + timedelta(seconds=20))
    assert ids() == set()


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


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the index is PostgreSQL's")
def test_w109_search_without_an_index() -> None:
    assert "W109" not in ids()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {TRIGRAM_INDEX}")
    assert ids() == {"W109"}


def test_w107_links_without_encryption(settings: Any) -> None:
    settings.SUPPORT_TICKET_BASE_URL = "http://shop.example"
    assert ids() == {"W107"}
    settings.SUPPORT_TICKET_BASE_URL = "http://localhost.shop.example"
    assert ids() == {"W107"}
    settings.SUPPORT_TICKET_BASE_URL = "https://shop.example"
    settings.SUPPORT_TICKET_LINK_URL = "http://shop.example/{token}"
    assert [str(message.msg).split()[0] for message in messages()] == ["SUPPORT_TICKET_LINK_URL"]


@pytest.mark.parametrize(
    "base_url", ["http://localhost", "http://localhost:8000/", "http://127.0.0.1/a", "http://[::1]"]
)
def test_w107_is_not_about_a_developers_machine(settings: Any, base_url: str) -> None:
    settings.SUPPORT_TICKET_BASE_URL = base_url
    assert ids() == set()


@pytest.mark.parametrize(
    ("domain", "found"), [("shop.example", set()), ("example.com", {"W108"}), (None, {"W108"})], ids=str
)
def test_w108_a_site_without_a_name(settings: Any, domain: str | None, found: set[str]) -> None:
    Site.objects.all().delete()
    settings.SITE_ID = Site.objects.create(domain=domain).pk if domain else 1
    assert ids() == set()
    settings.ROOT_URLCONF = WithPortal
    assert ids() == found
    settings.SUPPORT_TICKET_BASE_URL = "https://shop.example"
    assert ids() == set()


def test_w108_says_nothing_where_the_database_is_not_there(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(request: Any = None) -> Site:
        raise OperationalError("no such table: django_site")

    monkeypatch.setattr(Site.objects, "get_current", fail)
    settings.ROOT_URLCONF = WithPortal
    settings.SITE_ID = 1
    assert ids() == set()


def test_every_id_has_a_test() -> None:
    """The ids are those of the rules above, and those that the names of the tests begin with."""
    source = "".join(module.read_text() for module in Path(str(checks.__file__)).parent.glob("*.py"))
    numbers = re.findall(r"\bproblem\(\s*(Error|Warning),\s*(\d+)", source)
    raised = {f"{kind[0]}{int(number):03d}" for kind, number in numbers} | {rule for rule, *_rest in WRONG}
    tested = {
        match.upper()
        for name in ("test_checks.py", "test_mounting.py")
        for match in re.findall(r"^def test_([ew]\d{3})_", Path(__file__).with_name(name).read_text(), re.MULTILINE)
    }
    assert raised == tested | {rule for rule, *_rest in WRONG}
    assert raised == {
        *(f"E{number:03d}" for number in range(1, 28)),
        *("W001", "W002", "W003", "W004", "W005", "W006", "W007"),
        *("W101", "W102", "W103", "W104", "W105", "W106", "W107", "W108", "W109", "W110", "W111"),
    }
