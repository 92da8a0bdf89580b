"""What a worker that does nothing costs with the app, over one with Django, REST framework and an empty app.

``python -m benchmarks.footprint bare`` or ``app`` is one such worker: it starts, prints what it took, and ends.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
# What only few requests need: it must not be there when a worker starts.
HEAVY = ("PIL", "olefile", "imap_tools", "drf_spectacular", "celery", "aiosmtpd")
DJANGO_APPS = ("admin", "auth", "contenttypes", "sessions", "messages", "staticfiles")

urlpatterns: list[Any] = []


def footprint(times: int) -> dict[str, Any]:
    """Start each kind of worker by turns, so many times, once their bytecode is there.

    :returns: for ``bare``, ``app`` and ``over`` (the difference) ``seconds``, ``cpu`` (seconds of the processor) and
        ``mebibytes``; and ``heavy``, the modules that should have waited. Each figure is the least of its kind: a
        start does the same work each time, and what comes on top is the machine's other business.
    """
    runs: dict[str, list[dict[str, Any]]] = {"bare": [], "app": []}
    with tempfile.TemporaryDirectory() as bytecode:
        for kind in runs:
            _start(kind, bytecode)
        for _turn in range(times):
            for kind, found in runs.items():
                found.append(_start(kind, bytecode))
    keys = ("seconds", "cpu", "mebibytes")
    least = {kind: {key: min(run[key] for run in found) for key in keys} for kind, found in runs.items()}
    over = {key: least["app"][key] - least["bare"][key] for key in keys}
    return {**least, "over": over, "heavy": runs["app"][-1]["heavy"], "times": times}


def _start(kind: str, bytecode: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.footprint", kind]
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": bytecode}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True, timeout=120)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def become_worker(with_app: bool) -> dict[str, Any]:
    """Load in this process what a web worker loads before its first request."""
    began = time.perf_counter()
    from django.conf import settings

    settings.configure(**_settings(with_app))
    from django.core.wsgi import get_wsgi_application

    get_wsgi_application()
    urlpatterns.extend(_patterns(with_app))
    from django.urls import resolve

    resolve("/admin/")
    heavy = [name for name in HEAVY if name in sys.modules]
    took = time.perf_counter() - began
    return {"seconds": took, "cpu": time.process_time(), "mebibytes": _resident(), "heavy": heavy}


def _settings(with_app: bool) -> dict[str, Any]:
    own = "django_support_tickets" if with_app else "benchmarks.site"
    processors = ["django.template.context_processors.request", "django.contrib.auth.context_processors.auth"]
    processors.append("django.contrib.messages.context_processors.messages")
    engine = {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
    return {
        "SECRET_KEY": "for-benchmarks-on-this-machine-only",
        "INSTALLED_APPS": [*(f"django.contrib.{name}" for name in DJANGO_APPS), "rest_framework", own],
        "MIDDLEWARE": [
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        "TEMPLATES": [{**engine, "OPTIONS": {"context_processors": processors}}],
        "DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        "ROOT_URLCONF": __name__,
        "STATIC_URL": "static/",
    }


def _patterns(with_app: bool) -> list[Any]:
    from django.contrib import admin
    from django.urls import include, path
    from rest_framework import generics, serializers  # noqa: F401  An empty API has them, too.
    from rest_framework.routers import DefaultRouter

    patterns: list[Any] = [path("admin/", admin.site.urls), path("api/", include(DefaultRouter().urls))]
    if with_app:
        patterns.append(path("api/support/", include("django_support_tickets.urls")))
        if find_spec("django_support_tickets.portal"):
            patterns.append(path("support/", include("django_support_tickets.portal.urls")))
    return patterns


def _resident() -> float:
    """Return this process's memory in MiB, as ``ps`` shows it."""
    status = Path("/proc/self/status").read_text()
    kibibytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    return int(kibibytes) / 1024


if __name__ == "__main__":
    json.dump(become_worker(sys.argv[1] == "app"), sys.stdout)
