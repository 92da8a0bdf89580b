"""The one seam to a task engine.

Without ``SUPPORT_TICKET_TASK_BACKEND`` mails are sent in this process, right after the commit. With it, they are
handed to that backend of Django's task framework: ``django.tasks`` from Django 6.0 on, its backport before.
"""

import logging
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import django
from django.conf import settings
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

from . import outbox

logger = logging.getLogger("django_support_tickets")


def hand_over(deliveries: Iterable[int]) -> None:
    """Pass queued mails to the engine. What it does not take is found again by the sweep.

    :param deliveries: keys of committed rows.
    """
    for pk in deliveries:
        if settings.SUPPORT_TICKET_TASK_BACKEND:
            send_delivery_task().enqueue(pk)
        else:
            outbox.send(pk)


def hand_over_after(response: HttpResponseBase, deliveries: Iterable[int]) -> None:
    """Pass queued mails to the engine once a response is on its way, so that its time tells nothing about them.

    :param response: the one whose ``close()`` the web server calls when it has been sent (PEP 3333).
    """
    keys, close = [*deliveries], response.close

    def hand_over_and_close() -> None:
        try:
            hand_over(keys)
        except Exception:
            logger.exception("Mails %s were not handed over; the sweep will find them", keys)
        finally:
            close()

    response.close = hand_over_and_close  # type: ignore[method-assign]


def declare() -> None:
    """Make the task known to the configured backend: Celery's worker runs only what was declared before it starts.

    A backend that cannot be used stops no site from starting; the check E016 says what is wrong with it.
    """
    if settings.SUPPORT_TICKET_TASK_BACKEND:
        with suppress(Exception):
            send_delivery_task()


def _run(pk: int) -> None:
    outbox.send(pk)


# The name under which a worker finds the task below.
_run.__name__ = _run.__qualname__ = "send_delivery"


def send_delivery_task() -> Any:
    """Return the task, of the backend and queue that the settings name.

    :raises ImportError: if the framework is not installed.
    :raises Exception: if the backend is unknown, cannot be imported, or has no such queue; the types are its own.
    """
    task = _task_decorator()
    return task(backend=settings.SUPPORT_TICKET_TASK_BACKEND, queue_name=settings.SUPPORT_TICKET_TASK_QUEUE)(_run)


def _task_decorator() -> Any:
    # Never the backport where Django has the framework itself: their types differ.
    return import_string("django.tasks.task" if django.VERSION >= (6, 0) else "django_tasks.task")


def __getattr__(name: str) -> Any:
    """Give a worker the task ``send_delivery``, made when asked for: its backend and queue are settings (PEP 562)."""
    if name == "send_delivery":
        return send_delivery_task()
    raise AttributeError(name)
