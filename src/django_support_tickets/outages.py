"""What stands below the app is away: the database cannot be reached or written, the storage is full or gone.

That is neither the visitor's mistake nor the app's. Every door says so in words, with 503 and ``Retry-After``, and the
log has one line of it. Likewise what goes wrong because an account was deleted in the same moment.
"""

import errno
import logging
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.contrib.auth import get_user_model
from django.db import IntegrityError, InterfaceError, InternalError, OperationalError, connections, router
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

from .exceptions import AccountVanished, DatabaseUnavailable, Interruption, Outage, StorageUnavailable, Vanished

logger = logging.getLogger("django_support_tickets")

RETRY_AFTER = 30  # seconds
# Of the operating system: full, over quota, read-only, broken, unmounted, out of files.
_DISK_ERRORS = frozenset(
    getattr(errno, name)
    for name in ("ENOSPC", "EDQUOT", "EROFS", "EIO", "ESTALE", "ENOTCONN", "ENODEV", "EMFILE", "ENFILE")
    if hasattr(errno, name)
)
# Texts that are shorter are typed again in no time.
_WORTH_KEEPING = 20

# PostgreSQL; MariaDB and MySQL; SQLite has no code for it.
_FOREIGN_KEY_ERRORS = ("23503", 1452, 1216)

Respond = Callable[[HttpRequest, Interruption], HttpResponse]


def interruption(error: BaseException) -> Interruption | None:
    """Return what to say of an error that comes from below the app, or None for any other.

    PostgreSQL's refusal to write in a read-only transaction is Django's ``InternalError``.
    """
    if isinstance(error, Interruption):
        return error
    if isinstance(error, IntegrityError) and _is_about_a_foreign_key(error):
        return Vanished()
    if isinstance(error, OperationalError | InterfaceError):
        return DatabaseUnavailable()
    if isinstance(error, InternalError) and getattr(error.__cause__, "sqlstate", "") == "25006":
        return DatabaseUnavailable()
    if isinstance(error, OSError) and error.errno in _DISK_ERRORS:
        return StorageUnavailable()
    return None


def api_answer(request: HttpRequest, error: Interruption) -> HttpResponse:
    """Return the API's answer, in the form of its other errors."""
    return JsonResponse({"status": "error", "code": error.code, "message": str(error)})


def page_answer(request: HttpRequest, error: Interruption) -> HttpResponse:
    """Return a plain page that asks neither the database nor the session, with the texts that were typed."""
    context = {"error": error, "texts": [*_typed(request)]}
    return HttpResponse(render_to_string("django_support_tickets/unavailable.html", context))


def saying_outages(view: Callable[..., Any], respond: Respond) -> Callable[..., Any]:
    """Let a view, and what renders its response, answer to an outage.

    :param respond: makes the body of the answer.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        def attempt(function: Callable[..., Any], *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                return function(*args, **kwargs)  # type: ignore[no-any-return]
            except Exception as error:
                found = interruption(error)
                if found is None:
                    raise
                _roll_back()
                if isinstance(found, Vanished) and _is_gone(getattr(request, "user", None)):
                    found = AccountVanished()
                return _interrupted(request, respond(request, found), found, error)

        response = attempt(view, request, *args, **kwargs)
        if callable(render := getattr(response, "render", None)) and not getattr(response, "is_rendered", True):
            response.render = lambda: attempt(render)  # type: ignore[attr-defined]
        return response

    return guarded


def _interrupted(request: HttpRequest, response: HttpResponse, found: Interruption, error: Exception) -> HttpResponse:
    response.status_code = found.status
    add_never_cache_headers(response)
    if isinstance(found, Outage):
        response.headers["Retry-After"] = str(RETRY_AFTER)
    # Django would log a second line for it.
    response._has_been_logged = True  # type: ignore[attr-defined]
    cause = error.__cause__ if isinstance(error, Interruption) and error.__cause__ else error
    what = f"{type(cause).__name__}: {' '.join(str(cause).split())}"
    level = logging.ERROR if isinstance(found, Outage) else logging.WARNING
    logger.log(level, "%s %s was answered with %s: %s", request.method, request.path, found.status, what)
    return response


def _is_about_a_foreign_key(error: IntegrityError) -> bool:
    code = getattr(error.__cause__, "sqlstate", None) or (error.args[0] if error.args else None)
    return code in _FOREIGN_KEY_ERRORS or "FOREIGN KEY" in str(error)


def _is_gone(user: Any) -> bool:
    if user is None or user.pk is None:
        return False
    accounts = get_user_model()._default_manager
    return not accounts.using(router.db_for_write(get_user_model())).filter(pk=user.pk).exists()


def _roll_back() -> None:
    """Let what the request did in the site's own transaction go with it, as REST framework does after an error."""
    for connection in connections.all(initialized_only=True):
        if connection.settings_dict["ATOMIC_REQUESTS"] and connection.in_atomic_block:
            connection.set_rollback(True)


def _typed(request: HttpRequest) -> Iterator[str]:
    try:
        values = [value for _name, texts in request.POST.lists() for value in texts]
    except Exception:  # noqa: BLE001  The body may be what could not be stored.
        return
    yield from (text for text in values if len(text) > _WORTH_KEEPING and any(mark.isspace() for mark in text))
