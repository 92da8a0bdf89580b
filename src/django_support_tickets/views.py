"""The API's views for anyone and for staff. They read a request, call the workflow, and word the answer."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any, ClassVar

from django.db.models import QuerySet
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
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.throttling import BaseThrottle

from . import workflow
from .answering import DownloadView, WorkflowView, success
from .attachments.downloads import attachment_response
from .choices import MessageKind, Source
from .fields import with_opening_files
from .filters import FilterBackend, SupportTicketFilter, TicketSearchFilter
from .idempotency import attempt_of, message_once, owned_key, request_fingerprint
from .limits import check_recipient
from .models import SupportTicket
from .notifications.policy import estimated_response_time
from .pagination import ConversationPagination, KeysetPagination
from .parsers import FormParser, JSONParser, MultiPartParser
from .permissions import create_permissions, staff_permissions
from .serializers import (
    SupportTicketEventSerializer,
    SupportTicketListSerializer,
    SupportTicketMessageSerializer,
    SupportTicketNewMessageSerializer,
    SupportTicketSerializer,
)
from .throttling import ClientThrottle

# What JSON and a form say for true and false.
SPAM = {"true": True, "false": False, True: True, False: False}


class SupportTicketViewSet(WorkflowView, viewsets.ModelViewSet[SupportTicket]):
    """Anyone may open a ticket; staff list, read, change, answer and delete them."""

    queryset = SupportTicket.objects.all()
    parser_classes = (JSONParser, MultiPartParser, FormParser)
    pagination_class = KeysetPagination
    filter_backends = (FilterBackend, TicketSearchFilter, OrderingFilter)
    filterset_class = SupportTicketFilter
    search_fields: ClassVar[list[str]] = ["search_text"]  # So that the browsable API shows its search box.
    ordering_fields: ClassVar[list[str]] = ["created_at", "updated_at", "status", "subject", "turn", "ticket_number"]
    ordering: ClassVar[list[str]] = ["-created_at"]

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        if self.action == "messages":
            return SupportTicketNewMessageSerializer
        return SupportTicketSerializer if self.action == "create" else SupportTicketListSerializer

    def get_permissions(self) -> list[BasePermission]:
        return create_permissions() if self.action == "create" else staff_permissions()

    def get_throttles(self) -> list[BaseThrottle]:
        throttles = super().get_throttles()
        return [ClientThrottle(), *throttles] if self.action == "create" else throttles

    def get_queryset(self) -> Any:
        """Return all tickets: whoever gets here has passed the classes that say who is staff."""
        tickets = SupportTicket.objects.with_people()
        return with_opening_files(tickets) if self.action == "list" else tickets

    def filter_queryset(self, queryset: Any) -> Any:
        """Narrow lists only: a ticket that is asked for by its key is found, even if it is spam."""
        is_asked_for = (self.lookup_url_kwarg or self.lookup_field) in self.kwargs
        return queryset if is_asked_for else super().filter_queryset(queryset)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Open a ticket."""
        key = owned_key(request)
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        fields = serializer.validated_data
        check_recipient(fields["email"], attempt_of(request))
        ticket = self._open(key, {**fields, "user": request.user, "source": Source.API, "actor": request.user})
        return Response(_opened_answer(ticket), status=status.HTTP_201_CREATED)

    def _open(self, key: str, fields: dict[str, Any]) -> SupportTicket:
        is_known = bool(fields["user"] and fields["user"].is_authenticated)
        fields["is_spam"] = not is_known and workflow.looks_like_spam(fields["message"])
        if not key:
            return workflow.open_ticket(**fields)
        return workflow.open_ticket_once(key=key, fingerprint=request_fingerprint(fields), **fields).ticket

    def perform_destroy(self, instance: SupportTicket) -> None:
        workflow.delete_ticket(ticket=instance, actor=self.request.user)

    @action(detail=True, methods=["patch"])
    def update_status(self, request: Request, pk: str | None = None, **kwargs: Any) -> Response:
        """Change the status of a ticket."""
        new_status = _body(request).get("status")
        ticket = workflow.change_status(ticket=self.get_object(), status=new_status, actor=request.user)
        return success(_("Ticket status updated"), self.get_serializer(ticket).data)

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
        return success(_("Ticket assigned"), self.get_serializer(ticket).data)

    @action(detail=True, methods=["patch"])
    def mark_spam(self, request: Request, pk: str | None = None, **kwargs: Any) -> Response:
        """Mark a ticket as spam, or release it."""
        sent = _body(request).get("is_spam")
        if not isinstance(sent, bool | str) or sent not in SPAM:
            raise ValidationError({"is_spam": [_("Send true or false.")]})
        ticket = self.get_object()
        if SPAM[sent]:
            ticket = workflow.mark_as_spam(ticket=ticket, actor=request.user)
            return success(_("Ticket marked as spam"), self.get_serializer(ticket).data)
        ticket = workflow.release_from_spam(ticket=ticket, actor=request.user)
        return success(_("Ticket released from spam"), self.get_serializer(ticket).data)

    @action(detail=True, methods=["get", "post"], pagination_class=ConversationPagination, filter_backends=())
    def messages(self, request: Request, pk: str | None = None, **kwargs: Any) -> Response:
        """List the replies and the internal notes of a ticket, or add one."""
        ticket = self.get_object()
        if request.method == "POST":
            return self._add_message(request, ticket)
        return self._page(ticket.messages.with_details(), SupportTicketMessageSerializer)

    def _add_message(self, request: Request, ticket: SupportTicket) -> Response:
        context = self.get_serializer_context()
        serializer = SupportTicketNewMessageSerializer(data=request.data, context=context)
        serializer.is_valid(raise_exception=True)
        fields = dict(serializer.validated_data)
        once = message_once(request, fields)
        is_note = fields.pop("kind") == MessageKind.NOTE
        add = workflow.add_note if is_note else workflow.reply_as_staff
        message = add(ticket=ticket, actor=request.user, source=Source.API, once=once, **fields)
        done = _("Internal note added") if is_note else _("Reply sent")
        return success(done, SupportTicketMessageSerializer(message, context=context).data, status.HTTP_201_CREATED)

    @action(detail=True, methods=["get"], pagination_class=ConversationPagination, filter_backends=())
    def history(self, request: Request, pk: str | None = None, **kwargs: Any) -> Response:
        """List what happened to a ticket."""
        return self._page(self.get_object().events.select_related("actor"), SupportTicketEventSerializer)

    def _page(self, rows: QuerySet[Any], serializer_class: type[BaseSerializer[Any]]) -> Response:
        page: Any = self.paginate_queryset(rows)
        shown = serializer_class(page, many=True, context=self.get_serializer_context())
        return self.get_paginated_response(shown.data)


class AttachmentView(DownloadView):
    """Hands out the file of a ticket: to staff, and to the user who sent it."""

    queryset = SupportTicket.objects.all()
    permission_classes = (IsAuthenticated,)

    def get_authenticators(self) -> list[BaseAuthentication]:
        """Take the session as well, whatever else the site's API takes: the admin links here."""
        authenticators = super().get_authenticators()
        by_session = any(isinstance(each, SessionAuthentication) for each in authenticators)
        return authenticators if by_session else [*authenticators, SessionAuthentication()]

    def get(self, request: Request, pk: str, **kwargs: Any) -> HttpResponseBase:
        """Send the file; ``?variant=inline`` shows an image in the page, ``?variant=thumbnail`` a small one."""
        ticket, _is_staff = self.get_ticket(request, pk)
        return attachment_response(request, ticket, request.query_params.get("variant", ""))

    def get_ticket(self, request: Request, pk: str) -> tuple[SupportTicket, bool]:
        """Return a ticket that the user may read, and whether as staff rather than as the one who sent it."""
        permissions = staff_permissions()
        is_staff = all(permission.has_permission(request, self) for permission in permissions)
        tickets = SupportTicket.objects.all() if is_staff else SupportTicket.objects.visible_to(request.user)
        ticket = find(tickets, pk)
        is_staff = is_staff and all(each.has_object_permission(request, self, ticket) for each in permissions)
        if not is_staff and ticket.user_id != request.user.pk:
            self.permission_denied(request)
        return ticket, is_staff


class FileView(AttachmentView):
    """Hands out a file of a conversation: to staff, and if it is no internal note's to the ticket's own user."""

    def get(self, request: Request, pk: str, file: str = "", **kwargs: Any) -> HttpResponseBase:
        """Send the file; ``?variant=inline`` shows an image in the page, ``?variant=thumbnail`` a small one."""
        ticket, is_staff = self.get_ticket(request, pk)
        files = ticket.attachments.all() if is_staff else ticket.attachments.public()
        return attachment_response(request, find(files, file), request.query_params.get("variant", ""))


def find(rows: QuerySet[Any], pk: str) -> Any:
    """Return the row with this key, whatever a client wrote for it.

    :raises Http404: if there is none.
    """
    try:
        return get_object_or_404(rows, pk=pk)
    except (TypeError, ValueError):
        raise Http404 from None


def _body(request: Request) -> Mapping[str, Any]:
    return request.data if isinstance(request.data, Mapping) else {}


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
