"""On what the figures were taken."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from django.db import connection
from django.utils import timezone

PACKAGES = ("Django", "djangorestframework", "psycopg", "mysqlclient", "gunicorn")


def describe() -> dict[str, str]:
    """Return date, machine and versions, each as it is shown."""
    found = {
        "date": f"{timezone.now():%Y-%m-%d %H:%M} UTC",
        "processor": f"{os.cpu_count()} cores, {_processor()}",
        "memory": _memory(),
        "system": f"{platform.system()} {platform.release()}",
        "database": database(),
        "Python": platform.python_version(),
    }
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def database() -> str:
    """Return name and version of the connected database's server."""
    if connection.vendor == "sqlite":
        return f"SQLite {'.'.join(map(str, connection.get_database_version()))}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT version()")
        text = str(cursor.fetchone()[0])
    if connection.vendor == "postgresql":
        return " ".join(text.split()[:2])
    return f"MariaDB {text.partition('-')[0]}"


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.processor())


def _memory() -> str:
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"
