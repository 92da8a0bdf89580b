"""How the API's views answer: after a change, to an error of the workflow, and with a file."""

from typing import Any

from django.db import connections, transaction
from rest_framework import status
from rest_framework.exceptions import Throttled, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import APIRootView
from rest_framework.views import APIView

from .exceptions import (
    AssigneeNotFound,
    AttachmentRejected,
    IdempotencyConflict,
    NotAllowedNow,
    ScannerUnavailable,
    StaleTicket,
    SupportTicketError,
    TicketNotFound,
    TooManyRequests,
)
from .notifications import tasks
from .outages import api_answer, interruption, saying_outages
from .writer import kept_to_writer

STATUS_CODES: dict[type[SupportTicketError], int] = {
    TicketNotFound: status.HTTP_404_NOT_FOUND,
    AssigneeNotFound: status.HTTP_404_NOT_FOUND,
    StaleTicket: status.HTTP_409_CONFLICT,
    NotAllowedNow: status.HTTP_409_CONFLICT,
    IdempotencyConflict: status.HTTP_409_CONFLICT,
    ScannerUnavailable: status.HTTP_503_SERVICE_UNAVAILABLE,
}


class SupportView(APIView):
    """A view that reads what was just written, and says in words what is away below it."""

    @classmethod
    def as_view(cls, *args: Any, **kwargs: Any) -> Any:
        view = saying_outages(kept_to_writer(cls.prepared(super().as_view(*args, **kwargs))), api_answer)
        for alias in connections:
            # A transaction of the request's would be opened before the view, where nobody answers for its failure.
            view = transaction.non_atomic_requests(using=alias)(view)
        return view

    @classmethod
    def prepared(cls, view: Any) -> Any:
        """Return the view with what is special to a kind of views."""
        return view

    def finalize_response(self, *args: Any, **kwargs: Any) -> Any:
        """Let nobody keep what is between people and the desk, but for files, which say so themselves."""
        response = super().finalize_response(*args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def handle_exception(self, exc: Exception) -> Response:
        if interruption(exc):
            raise exc  # Past the site's own EXCEPTION_HANDLER, which knows nothing of it.
        return super().handle_exception(exc)


class WorkflowView(SupportView):
    """A view whose changes are the workflow's, each in a transaction of its own."""

    @classmethod
    def prepared(cls, view: Any) -> Any:
        """Answer first: whoever sent the request waits for no mail server and no broker."""
        return tasks.answering_first(view)

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, AttachmentRejected):
            exc = ValidationError({"attachment": [str(exc)]})
        if isinstance(exc, TooManyRequests):
            exc = Throttled(exc.wait)
        if isinstance(exc, SupportTicketError):
            code = STATUS_CODES.get(type(exc), status.HTTP_400_BAD_REQUEST)
            return Response({"status": "error", "message": str(exc)}, status=code)
        return super().handle_exception(exc)


class RootView(SupportView, APIRootView):
    """What the API begins with: the addresses of its lists."""


class DownloadView(SupportView):
    """A view that answers with a file."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Accept every Accept header: what comes is the file's own type."""
        return super().perform_content_negotiation(request, force=True)


def success(message: str, data: Any, code: int = status.HTTP_200_OK) -> Response:
    """Return the answer to a change: what was done, and what is there now."""
    return Response({"status": "success", "message": message, "data": data}, status=code)
