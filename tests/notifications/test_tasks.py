"""The seam to a task engine: Django's own framework, or its backport on Django 5.2."""

from datetime import timedelta
from typing import Any, ClassVar

import django
import pytest
import time_machine
from django.apps import apps
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.module_loading import import_string

from django_support_tickets import workflow
from django_support_tickets.models import Delivery
from django_support_tickets.notifications import outbox, tasks
from tests.factories import ticket_fields

framework = pytest.importorskip("django.tasks" if django.VERSION >= (6, 0) else "django_tasks")
BACKENDS = "django.tasks.backends" if django.VERSION >= (6, 0) else "django_tasks.backends"

pytestmark = pytest.mark.django_db(transaction=True)


class BrokenBackend(import_string(f"{BACKENDS}.dummy.DummyBackend")):  # type: ignore[misc]
    """An engine whose broker is down."""

    def enqueue(self, *args: Any, **kwargs: Any) -> Any:
        raise ConnectionRefusedError("the broker is down")


@pytest.fixture
def engine(settings: Any) -> Any:
    """Let a backend of the framework send the mails, and return it."""

    def use(backend: str) -> Any:
        settings.TASKS = {"mails": {"BACKEND": backend, "QUEUES": ["support"]}}
        settings.SUPPORT_TICKET_TASK_BACKEND = "mails"
        settings.SUPPORT_TICKET_TASK_QUEUE = "support"
        return framework.task_backends["mails"]

    return use


def test_without_an_engine_mails_are_sent_at_once() -> None:
    workflow.open_ticket(**ticket_fields())
    assert len(mail.outbox) == 1


def test_an_engine_is_handed_the_key_of_each_mail(engine: Any, settings: Any) -> None:
    settings.SUPPORT_TICKET_STAFF_EMAILS = ["desk@shop.example"]
    backend = engine(f"{BACKENDS}.dummy.DummyBackend")

    workflow.open_ticket(**ticket_fields())

    assert mail.outbox == []
    assert sorted(result.args[0] for result in backend.results) == sorted(Delivery.objects.values_list("pk", flat=True))
    task = backend.results[0].task
    assert (task.queue_name, task.backend, task.name) == ("support", "mails", "send_delivery")
    assert task.module_path == "django_support_tickets.notifications.tasks.send_delivery"


def test_queueing_costs_the_same_for_many_mails(engine: Any, settings: Any) -> None:
    engine(f"{BACKENDS}.dummy.DummyBackend")
    # Its year's counter is a row from then on, and the number of statements the same.
    workflow.open_ticket(**ticket_fields())
    statements = []
    for number in (0, 1, 20):
        settings.SUPPORT_TICKET_STAFF_EMAILS = [f"desk{index}@shop.example" for index in range(number)]
        with CaptureQueriesContext(connection) as queries:
            ticket = workflow.open_ticket(**ticket_fields())
        statements.append(len(queries))
        assert ticket.deliveries.count() == number + 1
    assert statements[0] == statements[1] == statements[2]


def test_a_worker_finds_the_task_by_its_path(engine: Any) -> None:
    backend = engine(f"{BACKENDS}.dummy.DummyBackend")
    workflow.open_ticket(**ticket_fields())
    (result,) = backend.results

    import_string(result.task.module_path).func(*result.args)

    assert len(mail.outbox) == 1
    assert Delivery.objects.get().state == "sent"


def test_an_immediate_engine_sends(engine: Any) -> None:
    engine(f"{BACKENDS}.immediate.ImmediateBackend")
    workflow.open_ticket(**ticket_fields())
    assert len(mail.outbox) == 1
    assert Delivery.objects.get().state == "sent"


def test_a_broker_that_is_down_hinders_nothing(engine: Any, caplog: Any) -> None:
    engine(f"{__name__}.BrokenBackend")

    ticket = workflow.open_ticket(**ticket_fields())

    assert ticket.deliveries.get().state == "pending"
    assert "the broker is down" in caplog.text
    with time_machine.travel(timezone.now() + timedelta(seconds=1)):
        assert workflow.tick(limit=10) == 1
    assert len(mail.outbox) == 1


def test_the_sweep_and_a_late_worker_send_once(engine: Any) -> None:
    engine(f"{BACKENDS}.dummy.DummyBackend")
    workflow.open_ticket(**ticket_fields())
    assert workflow.tick(limit=10) == 1
    assert not outbox.send(Delivery.objects.get().pk)
    assert len(mail.outbox) == 1


class RecordingBackend(import_string(f"{BACKENDS}.dummy.DummyBackend")):  # type: ignore[misc]
    """An engine that must know its tasks before its worker starts, as Celery does."""

    declared: ClassVar[list[str]] = []

    def validate_task(self, task: Any) -> None:
        super().validate_task(task)
        self.declared.append(task.module_path)


def test_the_task_is_declared_at_start_up(engine: Any) -> None:
    engine(f"{__name__}.RecordingBackend")
    RecordingBackend.declared.clear()
    apps.get_app_config("django_support_tickets").ready()
    assert RecordingBackend.declared == ["django_support_tickets.notifications.tasks.send_delivery"]


def test_an_engine_that_cannot_be_used_stops_no_site_from_starting(engine: Any, settings: Any) -> None:
    engine(f"{BACKENDS}.dummy.DummyBackend")
    settings.SUPPORT_TICKET_TASK_BACKEND = "missing"
    apps.get_app_config("django_support_tickets").ready()


def test_the_module_has_no_other_magic() -> None:
    with pytest.raises(AttributeError):
        _ = tasks.nonsense
