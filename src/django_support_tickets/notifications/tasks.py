"""The one adapter to a task engine.

Without ``SUPPORT_TICKET_TASK_BACKEND`` mails are sent in this process. With it, they are handed to that backend of
Django's task framework: ``django.tasks`` from Django 6.0 on, its backport before. Either happens after the commit; what
a view of the API, the portal or the admin causes waits until its response is on its way. A process that serves requests
does it in a thread, so that no request of the site's own waits for it either.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import wraps
from typing import Any

import django
from django.conf import settings
from django.db import connections, transaction
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

from . import background, outbox

logger = logging.getLogger("django_support_tickets")


# The mails of the request that is being answered; None outside of one.
_collected: ContextVar[list[int] | None] = ContextVar("django_support_tickets_collected", default=None)


@contextmanager
def collecting() -> Iterator[list[int]]:
    """Keep what is handed over inside, and give the list of it: it is for :func:`hand_over_after`.

    After an exception there is no response to wait for, and it is handed over at once.
    """
    keys: list[int] = []
    token = _collected.set(keys)
    try:
        yield keys
    except BaseException:
        _collected.reset(token)
        hand_over_or_log(keys)
        raise
    _collected.reset(token)


def hand_over(deliveries: Iterable[int]) -> None:
    """Pass queued mails to the engine. What it does not take is found again by the sweep.

    :param deliveries: keys of committed rows.
    """
    collected = _collected.get()
    if collected is not None:
        collected.extend(deliveries)
        return
    if background.is_possible():
        _background.submit(deliveries)
        return
    for pk in deliveries:
        _hand_over_one(pk)


def _hand_over_one(pk: int) -> None:
    if settings.SUPPORT_TICKET_TASK_BACKEND:
        send_delivery_task().enqueue(pk)
    else:
        outbox.send_unless_away(pk)


_background = background.BackgroundSender(_hand_over_one)


def answering_first(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Return a view that hands over what it causes once its response is on its way.

    It is taken out of ATOMIC_REQUESTS, for each change is a transaction of the workflow's own: inside one of the
    request's a deadlock could not be tried again, and its locks would last as long.
    """

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> HttpResponseBase:
        with collecting() as mails:
            response = view(*args, **kwargs)
        hand_over_after(response, mails)
        return response

    for alias in connections:
        answer = transaction.non_atomic_requests(using=alias)(answer)
    return answer


def hand_over_after(response: HttpResponseBase, deliveries: Iterable[int]) -> None:
    """Pass queued mails to the engine once a response is on its way: nobody waits, and its time tells nothing."""
    keys = [*deliveries]
    run_after(response, lambda: hand_over_or_log(keys))


def run_after(response: HttpResponseBase, function: Callable[[], object]) -> None:
    """Call a function once a response is on its way.

    :param response: the one whose ``close()`` the web server calls when it has been sent (PEP 3333).
    """
    close = response.close

    def run_and_close() -> None:
        try:
            function()
        except Exception:
            logger.exception("What was to be done after the response failed")
        finally:
            close()

    response.close = run_and_close  # type: ignore[method-assign]


def hand_over_or_log(deliveries: list[int]) -> None:
    """Pass queued mails to the engine where nobody is left to hear that it failed."""
    try:
        hand_over(deliveries)
    except Exception:
        logger.exception("Mails %s were not handed over; the sweep will find them", deliveries)


def declare() -> None:
    """Make the task known to the configured backend: Celery's worker runs only what was declared before it starts.

    A backend that cannot be used stops no site from starting; the check E016 says what is wrong with it.
    """
    if settings.SUPPORT_TICKET_TASK_BACKEND:
        with suppress(Exception):
            send_delivery_task()


def _run(pk: int) -> None:
    outbox.send_unless_away(pk)


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
