"""Reads that follow a write go to the database that was written to: a replica may not have heard of it yet.

Whatever a site's routers say of reads holds for pages that change nothing. While something is changed, and for a while
afterwards in the same browser, a router of the app's own answers before them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.db import router
from django.http import HttpRequest

COOKIE = "support_tickets_wrote"
# Longer than a replica should be behind, and than it takes to follow a redirect.
COOKIE_SECONDS = 10
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

_reads_from_writer: ContextVar[bool] = ContextVar("django_support_tickets_reads_from_writer", default=False)


class WriterRouter:
    """Sends reads where writes go, inside :func:`reading_from_writer`; says nothing elsewhere, and of nothing else."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return router.db_for_write(model, **hints) if _reads_from_writer.get() else None


@contextmanager
def reading_from_writer() -> Iterator[None]:
    """Read from the database that is written to, in this thread and all that it calls."""
    routers = router.routers
    if routers and not any(isinstance(each, WriterRouter) for each in routers):
        routers.insert(0, WriterRouter())
    token = _reads_from_writer.set(True)
    try:
        yield
    finally:
        _reads_from_writer.reset(token)


def kept_to_writer(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let a view answer a request that changes something, or whose browser just did, from where that is written.

    What of its response is rendered later is read there as well.
    """

    @wraps(view)
    def respond(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        writes = request.method not in SAFE_METHODS
        if not router.routers or not (writes or COOKIE in request.COOKIES):
            return view(request, *args, **kwargs)
        with reading_from_writer():
            response = view(request, *args, **kwargs)
        _render_likewise(response)
        if writes and response.status_code < 400:
            secure = request.is_secure()
            response.set_cookie(COOKIE, "1", max_age=COOKIE_SECONDS, secure=secure, httponly=True, samesite="Lax")
        return response

    return respond


def _render_likewise(response: Any) -> None:
    render = getattr(response, "render", None)
    if render is None:
        return

    def render_from_writer() -> Any:
        with reading_from_writer():
            return render()

    response.render = render_from_writer
