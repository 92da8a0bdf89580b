"""Settings of the site that is measured.

======================  ===========================================================================================
variable                meaning
======================  ===========================================================================================
BENCH_DATABASE          ``postgres`` (default), ``mariadb`` or ``sqlite``
BENCH_NAME              name of its database; for SQLite the path of its file
POSTGRES_*, MARIADB_*   HOST, PORT, USER and PASSWORD of that server; the defaults are local ones
BENCH_ENGINE            who sends the mails: ``sweep`` (default: support_tick, later), ``immediate`` or ``celery``
BENCH_SMTP_PORT         port of a mail server on this machine; without it mails go nowhere
BENCH_CONFIRMATION      ``0`` opens tickets without a mail
BENCH_REDIS             a Redis URL for the cache; without it each process counts for itself
BENCH_CACHE_PREFIX      what the keys there begin with
BENCH_BROKER            the broker's URL, for Celery
BENCH_QUEUE             the queue there that is this run's own
======================  ===========================================================================================
"""

import os
from pathlib import Path
from typing import Any

import django

RESULTS = Path(__file__).parents[1] / "results"

SECRET_KEY = "for-benchmarks-on-this-machine-only"
DEBUG = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
ROOT_URLCONF = "benchmarks.site.urls"
WSGI_APPLICATION = "benchmarks.site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_support_tickets",
    "benchmarks.limit",
    "benchmarks.illustration",
]
if django.VERSION < (6, 0):
    INSTALLED_APPS.append("django_tasks")
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
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]


def database() -> dict[str, Any]:
    """Return the database that the environment names; connections stay open, as on any site that minds its speed."""
    kind, name = os.environ.get("BENCH_DATABASE", "postgres"), os.environ.get("BENCH_NAME", "")
    if kind == "sqlite":
        pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas}
        path = name or RESULTS / "bench.sqlite3"
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "OPTIONS": options, "CONN_MAX_AGE": None}
    engine, prefix, user, port = {
        "postgres": ("postgresql", "POSTGRES", "postgres", "5432"),
        "mariadb": ("mysql", "MARIADB", "root", "3306"),
    }[kind]
    return {
        "ENGINE": f"django.db.backends.{engine}",
        "NAME": name or "support_bench",
        "HOST": os.environ.get(f"{prefix}_HOST", "127.0.0.1"),
        "PORT": os.environ.get(f"{prefix}_PORT", port),
        "USER": os.environ.get(f"{prefix}_USER", user),
        "PASSWORD": os.environ.get(f"{prefix}_PASSWORD", ""),
        "OPTIONS": {"charset": "utf8mb4"} if kind == "mariadb" else {},
        "CONN_MAX_AGE": None,
    }


DATABASES = {"default": database()}

CACHES: dict[str, dict[str, Any]] = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if redis_url := os.environ.get("BENCH_REDIS"):
    CACHES["default"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": redis_url,
        "KEY_PREFIX": os.environ["BENCH_CACHE_PREFIX"],
    }

smtp_port = os.environ.get("BENCH_SMTP_PORT")
if django.VERSION >= (6, 1):
    smtp = {"host": "127.0.0.1", "port": int(smtp_port or 0), "timeout": 10}
    MAILERS: dict[str, dict[str, Any]] = {
        "default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": smtp}
        if smtp_port
        else {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    }
else:
    EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if smtp_port else 'dummy'}.EmailBackend"
    EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = "127.0.0.1", int(smtp_port or 0), 10
DEFAULT_FROM_EMAIL = "desk@shop.example"

ENGINE = os.environ.get("BENCH_ENGINE", "sweep")
TASKS: dict[str, dict[str, Any]] = {"default": {"BACKEND": "benchmarks.site.tasks.LeftToTheSweep"}}
if ENGINE == "celery":
    INSTALLED_APPS.append("django_tasks_fennel")
    SUPPORT_TICKET_TASK_QUEUE = os.environ["BENCH_QUEUE"]
    TASKS["default"] = {"BACKEND": "django_tasks_fennel.CeleryBackend", "QUEUES": [SUPPORT_TICKET_TASK_QUEUE]}
    CELERY_BROKER_URL = os.environ.get("BENCH_BROKER", "amqp://guest:guest@127.0.0.1:5672//")
    CELERY_TASK_IGNORE_RESULT = True

LANGUAGE_CODE = "en"
TIME_ZONE = "Europe/Istanbul"
USE_TZ = True
STATIC_URL = "static/"
MEDIA_ROOT = RESULTS / "media"
# The yardstick would print each mail that it cannot send.
LOGGING = {"version": 1, "disable_existing_loggers": False, "loggers": {"django.request": {"level": "CRITICAL"}}}

REST_FRAMEWORK: dict[str, Any] = {"DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"]}

SUPPORT_TICKET_PRIVATE_ROOT = str(RESULTS / "private")
SUPPORT_TICKET_BASE_URL = "http://127.0.0.1"
SUPPORT_TICKET_SEND_CONFIRMATION = os.environ.get("BENCH_CONFIRMATION") != "0"
SUPPORT_TICKET_TASK_BACKEND = "" if ENGINE == "immediate" else "default"
# Requests are counted, as on a real site, but none is refused.
SUPPORT_TICKET_CLIENT_RATE = SUPPORT_TICKET_EMAIL_RATE = "10000000/hour"
SUPPORT_TICKET_REPLY_RATE = SUPPORT_TICKET_LINK_REQUEST_RATE = "10000000/hour"
