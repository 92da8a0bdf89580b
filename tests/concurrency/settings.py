"""The tests' settings for a child process, with what its test asks for in environment variables.

=======================  ============================================================================
variable                 meaning
=======================  ============================================================================
CHILD_SMTP_PORT          port of the mail server on this machine; without it mails go nowhere
CHILD_SQLITE_DEFAULTS    ``1`` opens SQLite as Django does when a site says nothing
CHILD_TASK_DATABASE      ``1`` hands mails to a worker that finds its tasks in the database
CHILD_PRIVATE_ROOT       folder of the attachments
CHILD_DIES_AT            ``save`` or ``delete``: the first such call to the storage kills the process
CHILD_REPLICA            a SQLite file that all reads go to, while the test's database is not the default
=======================  ============================================================================
"""

import os

import django
from django.conf import global_settings

from tests.settings import *  # noqa: F403  Settings are a module's names.
from tests.settings import DATABASES, INSTALLED_APPS

SMTP = "django.core.mail.backends.smtp.EmailBackend"

if smtp_port := os.environ.get("CHILD_SMTP_PORT"):
    if django.VERSION >= (6, 1):
        options = {"host": "127.0.0.1", "port": int(smtp_port), "timeout": 60}
        MAILERS = {"default": {"BACKEND": SMTP, "OPTIONS": options}}
    else:
        EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = SMTP, "127.0.0.1", int(smtp_port), 60

if private_root := os.environ.get("CHILD_PRIVATE_ROOT"):
    SUPPORT_TICKET_PRIVATE_ROOT = private_root

if "CHILD_DIES_AT" in os.environ:
    STORAGES = {**global_settings.STORAGES, "mortal": {"BACKEND": "tests.attachments.storages.Mortal"}}
    SUPPORT_TICKET_STORAGE = "mortal"

if os.environ.get("CHILD_SQLITE_DEFAULTS") == "1":
    DATABASES["default"]["OPTIONS"] = {}

if os.environ.get("CHILD_TASK_DATABASE") == "1":
    INSTALLED_APPS.append("django_tasks_db")
    TASKS = {"mails": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["support"]}}
    SUPPORT_TICKET_TASK_BACKEND = "mails"
    SUPPORT_TICKET_TASK_QUEUE = "support"


class ReadFromReplica:
    def db_for_read(self, model: type, **hints: object) -> str:
        return "replica"

    def db_for_write(self, model: type, **hints: object) -> str:
        return "primary"

    def allow_relation(self, *objects: object, **hints: object) -> bool:
        return True


if replica := os.environ.get("CHILD_REPLICA"):
    DATABASES.update(default={}, primary=DATABASES["default"], replica={**DATABASES["default"], "NAME": replica})
    DATABASE_ROUTERS = ["tests.concurrency.settings.ReadFromReplica"]
