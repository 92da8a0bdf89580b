"""The settings that the tests run under.

Environment variables choose the variant, so that one suite serves every cell of the matrix:

======================  =============================================================================
variable                meaning
======================  =============================================================================
TEST_DATABASE           ``sqlite`` (default), ``postgres`` or ``mariadb``
TEST_DATABASE_NAME      name of the database, for a child process that joins a test's own database
POSTGRES_*, MARIADB_*   HOST, PORT, USER, PASSWORD and DB of that server; the defaults are local ones
TEST_USER_MODEL         ``uuid`` makes ``tests.uuid_user`` the user model
TEST_UNFOLD             ``1`` puts django-unfold in front of the admin
TEST_REDIS_URL          a Redis server for the cache, without database number; databases 8 and up
                        of that server are EMPTIED by the tests
======================  =============================================================================
"""

import atexit
import os
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import uuid4

import django
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent
XDIST_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw") or 0)


def run_directory() -> Path:
    """Return the run's own directory, made when pytest starts: shared with child processes, removed at the end.

    Not made here, for mypy imports this module too, and leaves without a clean exit.
    """
    if inherited := os.environ.get("SUPPORT_TICKETS_TEST_DIR"):
        return Path(inherited)
    directory = Path(tempfile.gettempdir()) / f"support-tickets-{uuid4()}"
    owner = os.getpid()

    def remove() -> None:
        if os.getpid() == owner:
            shutil.rmtree(directory, ignore_errors=True)

    atexit.register(remove)
    os.environ["SUPPORT_TICKETS_TEST_DIR"] = str(directory)
    return directory


RUN_DIR = run_directory()

SECRET_KEY = "for-tests-only-and-long-enough-not-to-be-complained-about"
DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
ROOT_URLCONF = "tests.urls"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_support_tickets",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

if os.environ.get("TEST_UNFOLD") == "1":
    INSTALLED_APPS.insert(0, "unfold")
if os.environ.get("TEST_USER_MODEL") == "uuid":
    INSTALLED_APPS.append("tests.uuid_user")
    AUTH_USER_MODEL = "uuid_user.User"
if django.VERSION < (6, 0) and find_spec("django_tasks"):
    INSTALLED_APPS.append("django_tasks")

REST_FRAMEWORK: dict[str, Any] = {}
if find_spec("drf_spectacular"):
    INSTALLED_APPS.append("drf_spectacular")
    REST_FRAMEWORK["DEFAULT_SCHEMA_CLASS"] = "drf_spectacular.openapi.AutoSchema"
    SPECTACULAR_SETTINGS = {"TITLE": "Support tickets", "VERSION": "1"}


def database() -> dict[str, Any]:
    kind = os.environ.get("TEST_DATABASE", "sqlite")
    if kind == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ.get("TEST_DATABASE_NAME", ":memory:"),
            # A file, since threads and child processes are to meet in it.
            "TEST": {"NAME": RUN_DIR / "test.sqlite3"},
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    engine, prefix, user, port, name = {
        "postgres": ("postgresql", "POSTGRES", "postgres", "5432", "postgres"),
        "mariadb": ("mysql", "MARIADB", "root", "3306", "test"),
    }[kind]
    return {
        "ENGINE": f"django.db.backends.{engine}",
        "NAME": os.environ.get("TEST_DATABASE_NAME") or os.environ.get(f"{prefix}_DB", name),
        "HOST": os.environ.get(f"{prefix}_HOST", "127.0.0.1"),
        "PORT": os.environ.get(f"{prefix}_PORT", port),
        "USER": os.environ.get(f"{prefix}_USER", user),
        "PASSWORD": os.environ.get(f"{prefix}_PASSWORD", ""),
        "OPTIONS": {"charset": "utf8mb4"} if kind == "mariadb" else {},
        # Every run has its own, so that two cells of the matrix can run side by side.
        "TEST": {"NAME": f"test_support_tickets_{os.environ.get('TEST_RUN_NAME', 'local')}"}
        | ({"CHARSET": "utf8mb4", "COLLATION": "utf8mb4_unicode_ci"} if kind == "mariadb" else {}),
    }


DATABASES = {"default": database()}

if redis_url := os.environ.get("TEST_REDIS_URL"):
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": f"{redis_url.rstrip('/')}/{8 + XDIST_WORKER}",
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

if django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
else:
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEFAULT_FROM_EMAIL = "desk@shop.example"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("tr", _("Turkish"))]
TIME_ZONE = "Europe/Istanbul"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
MEDIA_URL = "media/"
MEDIA_ROOT = RUN_DIR / "media"
SUPPORT_TICKET_PRIVATE_ROOT = str(RUN_DIR / "private")
