"""Django's CSRF check, with an answer of the portal's own: a page in which nothing of what was typed is lost.

A failure of the middleware's own check is answered by CSRF_FAILURE_VIEW, which is the site's and knows nothing of the
form. So the portal's views are exempt from that one, and go through the same check, as strict, right before the view.
The form is read within limits first, which the middleware's check would do without.
"""

import logging
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.decorators import decorator_from_middleware
from django.utils.translation import gettext_lazy as _

from .bodies import Refusal, read_form

logger = logging.getLogger("django.security.csrf")

FAILED = Refusal(
    403,
    _(
        "To keep you safe, this wasn’t sent: the page was open for too long, or you signed in or out in the meantime. "
        "Please send it again. If that doesn’t help, allow cookies for this site."
    ),
)
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")


class _FormCheck(CsrfViewMiddleware):
    def process_view(self, request: HttpRequest, callback: Any, callback_args: Any, callback_kwargs: Any) -> Any:
        """Let the view's class answer to a form that is refused; a method that it does not have changes nothing."""
        method = str(request.method)
        if method in _SAFE_METHODS or not hasattr(callback.view_class, method.lower()):
            return None
        refusal: Any = read_form(request) or super().process_view(request, callback, callback_args, callback_kwargs)
        if refusal is None:
            return None
        view = callback.view_class(**callback.view_initkwargs)
        view.setup(request, *callback_args, **callback_kwargs)
        return view.refuse(refusal)

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        logger.warning("Forbidden (%s): %s", reason, request.path, extra={"status_code": 403, "request": request})
        return FAILED


check_form = decorator_from_middleware(_FormCheck)
