"""The requester's API: his own tickets and nobody else's, by his account or by the link that was mailed to him."""

from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from rest_framework import status, viewsets
from rest_framework.authentication import BaseAuthentication
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from . import limits, workflow
from .answering import DownloadView, WorkflowView, success
from .attachments.downloads import attachment_response
from .authentication import NO_TICKET, Guest, GuestLinkAuthentication
from .choices import Source
from .exceptions import TicketNotFound, TooManyRequests
from .fields import with_opening_files
from .idempotency import message_once
from .models import SupportTicket
from .notifications.tasks import hand_over_after, run_after
from .pagination import ConversationPagination, KeysetPagination
from .parsers import FormParser, JSONParser, MultiPartParser
from .permissions import IsRequester
from .requester_serializers import (
    RequesterLinksSerializer,
    RequesterMessageSerializer,
    RequesterRatingSerializer,
    RequesterReplySerializer,
    RequesterTicketSerializer,
)
from .views import find

IN_FOLLOW_UP = gettext_lazy("The ticket was closed too long ago: your reply is in the one that follows it up.")


class RequesterView(WorkflowView):
    """A view of what is the requester's own. All else does not exist, and always with the same answer."""

    permission_classes = (IsRequester,)
    parser_classes = (JSONParser, MultiPartParser, FormParser)

    def get_authenticators(self) -> list[BaseAuthentication]:
        """Look for a link's token first: whoever sends one is that guest, whatever session comes along."""
        return [GuestLinkAuthentication(), *super().get_authenticators()]

    def get_queryset(self) -> Any:
        """Return the tickets of the account, or the one of the link."""
        tickets = SupportTicket.objects.select_related("follow_up_of")
        if isinstance(self.request.auth, Guest):
            return tickets.genuine().filter(pk=self.request.auth.ticket_id)
        return tickets.requested_by(self.request.user)

    def get_ticket(self) -> SupportTicket:
        """Return the ticket that the address names.

        :raises TicketNotFound: if it is someone else's, unknown, or out of the link's reach; each takes one query.
        """
        # PostgreSQL cannot be asked for a NUL; no number has one, nor this in its place.
        number = self.kwargs["ticket_number"].replace("\0", "\ufffd")
        try:
            ticket: SupportTicket = self.get_queryset().get(ticket_number=number)
        except SupportTicket.DoesNotExist:
            raise TicketNotFound from None
        self.check_object_permissions(self.request, ticket)
        return ticket

    def handle_exception(self, exc: Exception) -> Response:
        return super().handle_exception(TicketNotFound() if isinstance(exc, Http404) else exc)


class RequesterTicketViewSet(RequesterView, viewsets.GenericViewSet[SupportTicket]):
    """A requester reads his own tickets, replies, closes, reopens and rates them."""

    queryset = SupportTicket.objects.all()
    serializer_class = RequesterTicketSerializer
    pagination_class = KeysetPagination
    filter_backends = ()
    lookup_field = "ticket_number"
    lookup_value_regex = "[^/]+"

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        """Return what a call takes, for the browsable API's forms; the answers hold tickets and messages."""
        forms: dict[str, type[BaseSerializer[Any]]] = {
            "messages": RequesterReplySerializer,
            "rate": RequesterRatingSerializer,
            "send_links": RequesterLinksSerializer,
        }
        return forms.get(self.action or "", self.serializer_class)

    def list(self, request: Request, **kwargs: Any) -> Response:
        """List the requester's own tickets."""
        if isinstance(request.auth, Guest) and request.auth.ticket_id == NO_TICKET:
            raise TicketNotFound
        return self._page(with_opening_files(self.get_queryset()), self.serializer_class)

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        """Show one of them."""
        return Response(self._shown(self.get_ticket()))

    @action(detail=True, methods=["get", "post"], pagination_class=ConversationPagination)
    def messages(self, request: Request, **kwargs: Any) -> Response:
        """List the replies to a ticket, or add one."""
        ticket = self.get_ticket()
        if request.method == "POST":
            return self._reply(request, ticket)
        return self._page(ticket.messages.public().with_details(), RequesterMessageSerializer)

    def _reply(self, request: Request, ticket: SupportTicket) -> Response:
        limits.check_reply(request.META, ticket)
        fields = self._sent(RequesterReplySerializer)
        once = message_once(request, fields)
        reply = workflow.reply_as_requester(ticket=ticket, actor=request.user, source=Source.API, once=once, **fields)
        data: dict[str, Any] = {"ticket_number": reply.ticket.ticket_number, "message": None}
        if reply.message is None:
            done = _("The ticket was closed too long ago: your reply opened a new one.")
            return success(done, data, status.HTTP_201_CREATED)
        shown = RequesterMessageSerializer(reply.message, context=self.get_serializer_context())
        done = _("Your reply was sent") if reply.ticket.pk == ticket.pk else str(IN_FOLLOW_UP)
        return success(done, {**data, "message": shown.data}, status.HTTP_201_CREATED)

    @action(detail=True, methods=["post"])
    def close(self, request: Request, **kwargs: Any) -> Response:
        """Close a ticket."""
        ticket = workflow.close_ticket(ticket=self._ticket_to_change(), actor=request.user)
        return success(_("Ticket closed"), self._shown(ticket))

    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, **kwargs: Any) -> Response:
        """Take a ticket up again."""
        ticket = workflow.reopen_ticket(ticket=self._ticket_to_change(), actor=request.user)
        return success(_("Ticket reopened"), self._shown(ticket))

    @action(detail=True, methods=["post"])
    def rate(self, request: Request, **kwargs: Any) -> Response:
        """Rate the solution."""
        ticket = self._ticket_to_change()
        ticket = workflow.rate_ticket(ticket=ticket, actor=request.user, **self._sent(RequesterRatingSerializer))
        return success(_("Thank you for your rating"), self._shown(ticket))

    @action(detail=False, methods=["post"], url_path="send-links", permission_classes=(AllowAny,))
    def send_links(self, request: Request, **kwargs: Any) -> Response:
        """Mail links to their tickets to an address. The answer is the same whether it has any, and as quick."""
        limits.check_client(request.META)
        email = self._sent(RequesterLinksSerializer)["email"]
        done = _("If this address has any tickets, an email with links to them is on its way.")
        response = Response({"status": "success", "message": done}, status=status.HTTP_202_ACCEPTED)
        delivery = workflow.request_links(email=email, language=get_language() or settings.LANGUAGE_CODE)
        try:
            limits.check_link_request(email)
        except TooManyRequests:
            run_after(response, partial(workflow.withdraw_links, delivery=delivery))
        else:
            hand_over_after(response, [delivery.pk])
        return response

    def _ticket_to_change(self) -> SupportTicket:
        ticket = self.get_ticket()
        limits.check_change(ticket)
        return ticket

    def _sent(self, serializer_class: type[BaseSerializer[Any]]) -> dict[str, Any]:
        serializer = serializer_class(data=self.request.data, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def _shown(self, ticket: SupportTicket) -> Any:
        return self.serializer_class(ticket, context=self.get_serializer_context()).data

    def _page(self, rows: QuerySet[Any], serializer_class: type[BaseSerializer[Any]]) -> Response:
        page: Any = self.paginate_queryset(rows)
        shown = serializer_class(page, many=True, context=self.get_serializer_context())
        return self.get_paginated_response(shown.data)


class RequesterAttachmentView(DownloadView, RequesterView):
    """Hands out the single file of a requester's own ticket."""

    def get(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        """Send the file; ``?variant=inline`` shows an image in the page, ``?variant=thumbnail`` a small one."""
        return attachment_response(request, self.get_ticket(), request.query_params.get("variant", ""))


class RequesterFileView(DownloadView, RequesterView):
    """Hands out a further file of it, or one of a reply; those of internal notes do not exist."""

    def get(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        """Send the file; ``?variant=inline`` shows an image in the page, ``?variant=thumbnail`` a small one."""
        file = find(self.get_ticket().attachments.public(), self.kwargs["file"])
        return attachment_response(request, file, request.query_params.get("variant", ""))
