"""The API's views. They read a request, call the workflow, and word the answer."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC
from typing import Any, ClassVar

from django.db import connections, transaction
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import override
from rest_framework import status, viewsets
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.filters import OrderingFilter
from rest_framework.permissions import AllowAny, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from . import workflow
from .attachments.downloads import attachment_response
from .choices import Source
from .exceptions import (
    AssigneeNotFound,
    AttachmentRejected,
    IdempotencyConflict,
    ScannerUnavailable,
    StaleTicket,
    SupportTicketError,
    TicketNotFound,
)
from .filters import FilterBackend, SupportTicketFilter, TicketSearchFilter
from .models import SupportTicket
from .notifications.policy import estimated_response_time
from .pagination import KeysetPagination
from .parsers import FormParser, JSONParser, MultiPartParser
from .permissions import staff_permissions
from .serializers import SupportTicketListSerializer, SupportTicketSerializer
from .throttling import ClientThrottle, check_recipient

MAX_KEY_LENGTH = 255
STATUS_CODES: dict[type[SupportTicketError], int] = {
    TicketNotFound: status.HTTP_404_NOT_FOUND,
    AssigneeNotFound: status.HTTP_404_NOT_FOUND,
    StaleTicket: status.HTTP_409_CONFLICT,
    IdempotencyConflict: status.HTTP_409_CONFLICT,
    ScannerUnavailable: status.HTTP_503_SERVICE_UNAVAILABLE,
}


class SupportTicketViewSet(viewsets.ModelViewSet[SupportTicket]):
    """Anyone may open a ticket; staff list, read, change and delete them."""

    queryset = SupportTicket.objects.all()
    parser_classes = (JSONParser, MultiPartParser, FormParser)
    pagination_class = KeysetPagination
    filter_backends = (FilterBackend, TicketSearchFilter, OrderingFilter)
    filterset_class = SupportTicketFilter
    search_fields: ClassVar[list[str]] = ["search_text"]  # So that the browsable API shows its search box.
    ordering_fields: ClassVar[list[str]] = ["created_at", "updated_at", "status", "subject", "ticket_number"]
    ordering: ClassVar[list[str]] = ["-created_at"]

    @classmethod
    def as_view(cls, *args: Any, **kwargs: Any) -> Any:
        """Take the views out of ATOMIC_REQUESTS: each change is a transaction of the workflow's own.

        Inside one of the request's, a deadlock could not be tried again, and the number's lock would last as long.
        """
        view = super().as_view(*args, **kwargs)
        for alias in connections:
            view = transaction.non_atomic_requests(using=alias)(view)
        return view

    def get_serializer_class(self) -> type[BaseSerializer[SupportTicket]]:
        return SupportTicketSerializer if self.action == "create" else SupportTicketListSerializer

    def get_permissions(self) -> list[BasePermission]:
        return [AllowAny()] if self.action == "create" else staff_permissions()

    def get_throttles(self) -> list[BaseThrottle]:
        throttles = super().get_throttles()
        return [ClientThrottle(), *throttles] if self.action == "create" else throttles

    def get_queryset(self) -> Any:
        """Return all tickets: whoever gets here has passed the classes that say who is staff."""
        return SupportTicket.objects.with_people()

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Open a ticket."""
        key = _idempotency_key(request)
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        fields = serializer.validated_data
        check_recipient(fields["email"], key)
        ticket = self._open(key, {**fields, "user": request.user, "source": Source.API, "actor": request.user})
        return Response(_opened_answer(ticket), status=status.HTTP_201_CREATED)

    def _open(self, key: str, fields: dict[str, Any]) -> SupportTicket:
        if not key:
            return workflow.open_ticket(**fields)
        owner = fields["user"].pk if fields["user"].is_authenticated else ""
        return workflow.open_ticket_once(key=f"{owner}:{key}", fingerprint=_fingerprint(fields), **fields).ticket

    def perform_destroy(self, instance: SupportTicket) -> None:
        workflow.delete_ticket(ticket=instance, actor=self.request.user)

    @action(detail=True, methods=["patch"])
    def update_status(self, request: Request, pk: str | None = None, **kwargs: Any) -> Response:
        """Change the status of a ticket."""
        new_status = _body(request).get("status")
        ticket = workflow.change_status(ticket=self.get_object(), status=new_status, actor=request.user)
        return self._success(_("Ticket status updated"), ticket)

    @action(detail=True, methods=["patch"])
    def assign(self, request: Request, pk: str | None = None, **kwargs: Any) -> Response:
        """Assign a ticket to a member of staff, or with null to nobody."""
        body = _body(request)
        if "assigned_to" not in body:
            raise ValidationError({"assigned_to": [_("This field is required.")]})
        ticket = self.get_object()
        chosen = body["assigned_to"]
        assignee = None if chosen in (None, "") else workflow.find_assignee(chosen)
        ticket = workflow.assign_ticket(ticket=ticket, assignee=assignee, actor=request.user)
        return self._success(_("Ticket assigned"), ticket)

    def _success(self, message: str, ticket: SupportTicket) -> Response:
        return Response({"status": "success", "message": message, "data": self.get_serializer(ticket).data})

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, AttachmentRejected):
            exc = ValidationError({"attachment": [str(exc)]})
        if isinstance(exc, SupportTicketError):
            code = STATUS_CODES.get(type(exc), status.HTTP_400_BAD_REQUEST)
            return Response({"status": "error", "message": str(exc)}, status=code)
        return super().handle_exception(exc)


class AttachmentView(APIView):
    """Hands out the file of a ticket: to staff, and to the user who sent it."""

    queryset = SupportTicket.objects.all()
    permission_classes = (IsAuthenticated,)

    def get_authenticators(self) -> list[BaseAuthentication]:
        """Take the session as well, whatever else the site's API takes: the admin links here."""
        authenticators = super().get_authenticators()
        by_session = any(isinstance(each, SessionAuthentication) for each in authenticators)
        return authenticators if by_session else [*authenticators, SessionAuthentication()]

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Accept every Accept header: what comes is the file's own type."""
        return super().perform_content_negotiation(request, force=True)

    def get(self, request: Request, pk: str) -> HttpResponseBase:
        """Send the file; ``?variant=inline`` shows an image in the page, ``?variant=thumbnail`` a small one."""
        permissions = staff_permissions()
        is_staff = all(permission.has_permission(request, self) for permission in permissions)
        tickets = SupportTicket.objects.all() if is_staff else SupportTicket.objects.visible_to(request.user)
        try:
            ticket = get_object_or_404(tickets, pk=pk)
        except (TypeError, ValueError):
            raise Http404 from None
        if ticket.user_id != request.user.pk:
            allowed = is_staff and all(each.has_object_permission(request, self, ticket) for each in permissions)
            if not allowed:
                self.permission_denied(request)
        return attachment_response(request, ticket, request.query_params.get("variant", ""))


def _body(request: Request) -> Mapping[str, Any]:
    return request.data if isinstance(request.data, Mapping) else {}


def _idempotency_key(request: Request) -> str:
    key: str = request.headers.get("Idempotency-Key", "")
    if len(key) > MAX_KEY_LENGTH or not (key.isascii() and key.isprintable()):
        raise ValidationError({"Idempotency-Key": [_("Send at most 255 printable ASCII characters.")]})
    return key


def _fingerprint(fields: Mapping[str, Any]) -> str:
    """Return a digest of what the client asked for, the content of its file included."""
    attachment = fields.get("attachment")
    texts = {name: fields.get(name) for name in SupportTicketSerializer.Meta.fields if name != "attachment"}
    digest = hashlib.sha256(json.dumps(texts, sort_keys=True).encode())
    if attachment:
        digest.update(attachment.inspected.filename.encode())
        attachment.file.seek(0)
        for chunk in attachment.file.chunks():
            digest.update(chunk)
    return digest.hexdigest()


def _opened_answer(ticket: SupportTicket) -> dict[str, Any]:
    """Return the answer to a creation, the same each time and in the language in which the ticket was opened."""
    with override(ticket.language):
        return {
            "status": "success",
            "message": _("Your support ticket was created"),
            "data": {
                "ticket_id": ticket.ticket_number,
                "ticket_number": ticket.ticket_number,
                "created_at": ticket.created_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
                "estimated_response_time": estimated_response_time(),
            },
        }
