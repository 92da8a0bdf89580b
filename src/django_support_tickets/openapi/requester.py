"""The requester's calls, and the token of the link that was mailed to him."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiViewExtension
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    inline_serializer,
)
from rest_framework import serializers

from ..parsers import JSONParser
from ..requester_serializers import (
    RequesterLinksSerializer,
    RequesterMessageSerializer,
    RequesterRatingSerializer,
    RequesterReplySerializer,
    RequesterTicketSerializer,
)
from .answers import (
    BODY_REFUSED,
    ERROR,
    ERROR_OR_DETAIL,
    FILE,
    FILE_ID,
    IDEMPOTENCY_KEY,
    KEY_USED,
    NOT_ALLOWED,
    PAGE_SIZE,
    TOO_MANY,
    VARIANT,
    changed,
    documented,
    operation,
)
from .bodies import body_of

TAG = "my support tickets"

REPLY = {"text": "Kargo firması adresi bulamamış, yeni adresim ektedir."}
RATING = {"rating": 5, "comment": "Çok hızlı çözüldü, teşekkürler."}

CHANGED = changed("RequesterTicketChanged", RequesterTicketSerializer())
REPLIED = changed(
    "RequesterReplied",
    inline_serializer(
        "RequesterRepliedData",
        {
            "ticket_number": serializers.CharField(help_text="Where the text now stands: another one is a follow-up."),
            "message": RequesterMessageSerializer(allow_null=True),
        },
    ),
)
ACCEPTED = inline_serializer(
    "RequesterLinksRequested", {"status": serializers.CharField(), "message": serializers.CharField()}
)
NOT_FOUND = {404: OpenApiResponse(ERROR, "No such ticket of the requester's; or the token opens none.")}
LISTED = {
    **NOT_ALLOWED,
    404: OpenApiResponse(ERROR_OR_DETAIL, "No such ticket of the requester's; or the cursor is none of this ordering."),
}
NOT_NOW = {409: OpenApiResponse(ERROR, "The ticket is not in a state in which this can be done.")}

TICKET_NUMBER = OpenApiParameter(
    "ticket_number", str, OpenApiParameter.PATH, description="A ticket's number, such as SUP-2024-001234."
)


class GuestLinkScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "django_support_tickets.authentication.GuestLinkAuthentication"
    name = "ticketLink"

    def get_security_definition(self, auto_schema: Any) -> Any:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`TicketLink <token>`, with the token of a link that was mailed to the requester.",
        }


class RequesterTicketViewSetExtension(OpenApiViewExtension):  # type: ignore[no-untyped-call]
    target_class = "django_support_tickets.requester_views.RequesterTicketViewSet"
    match_subclasses = True

    def view_replacement(self) -> Any:
        view: Any = self.target_class
        return documented(
            view,
            list=_operation(
                "list",
                "List one's own tickets",
                "Those of the signed-in user, or the one that the link's token opens; the newest first.",
                {200: RequesterTicketSerializer(many=True), **LISTED},
                parameters=[PAGE_SIZE],
            ),
            retrieve=_operation(
                "retrieve",
                "Show one of one's own tickets",
                "Someone else's ticket, an unknown one and an expired token get the same answer.",
                {200: RequesterTicketSerializer, **NOT_ALLOWED, **NOT_FOUND},
                parameters=[TICKET_NUMBER],
            ),
            messages=[_messages(), _reply()],
            close=_change("close", "Close a ticket", "Unless it is closed already."),
            reopen=_change("reopen", "Take a ticket up again", "One that is resolved, or was closed not long ago."),
            rate=_change(
                "rate",
                "Rate the solution",
                "Once the ticket is resolved; changeable until it is closed.",
                request={JSONParser.media_type: RequesterRatingSerializer},
                examples=[OpenApiExample("A rating", value=RATING, request_only=True)],
            ),
            send_links=_operation(
                "send_links",
                "Mail links to one's tickets",
                "Open to anyone, within limits. The answer is the same whether the address is known or not.",
                {202: OpenApiResponse(ACCEPTED, "Taken."), **BODY_REFUSED, **NOT_ALLOWED, **TOO_MANY},
                request={JSONParser.media_type: RequesterLinksSerializer},
                examples=[OpenApiExample("An address", value={"email": "ahmet@example.com"}, request_only=True)],
            ),
        )


def _messages() -> Any:
    return _operation(
        "messages_list",
        "List the replies to a ticket",
        "The oldest first; the ticket's own message comes before them.",
        {200: RequesterMessageSerializer(many=True), **LISTED},
        parameters=[TICKET_NUMBER, PAGE_SIZE],
        methods=["GET"],
    )


def _reply() -> Any:
    return _operation(
        "messages_create",
        "Reply",
        "Reopens a resolved ticket, and one that was closed not long ago; after that it opens a follow-up.",
        {
            201: OpenApiResponse(REPLIED, "The reply is stored."),
            **BODY_REFUSED,
            **NOT_ALLOWED,
            **NOT_FOUND,
            **KEY_USED,
            **TOO_MANY,
        },
        parameters=[TICKET_NUMBER, IDEMPOTENCY_KEY],
        request=body_of(RequesterReplySerializer, "RequesterReply"),
        examples=[OpenApiExample("A reply", value=REPLY, request_only=True)],
        methods=["POST"],
    )


def _change(name: str, summary: str, description: str, request: Any = None, **more: Any) -> Any:
    body_refused = BODY_REFUSED if request else {}
    responses = {
        200: OpenApiResponse(CHANGED, "Done."),
        **body_refused,
        **NOT_ALLOWED,
        **NOT_FOUND,
        **NOT_NOW,
        **TOO_MANY,
    }
    return _operation(name, summary, description, responses, parameters=[TICKET_NUMBER], request=request, **more)


class RequesterAttachmentViewExtension(OpenApiViewExtension):  # type: ignore[no-untyped-call]
    target_class = "django_support_tickets.requester_views.RequesterAttachmentView"
    match_subclasses = True

    def view_replacement(self) -> Any:
        summary = "Download the file of one's own ticket"
        return _download(self.target_class, "download", summary, [TICKET_NUMBER, VARIANT])


class RequesterFileViewExtension(OpenApiViewExtension):  # type: ignore[no-untyped-call]
    target_class = "django_support_tickets.requester_views.RequesterFileView"
    match_subclasses = True

    def view_replacement(self) -> Any:
        summary = "Download one of several files of one's own ticket, or a file of a reply"
        return _download(self.target_class, "file", summary, [TICKET_NUMBER, FILE_ID, VARIANT])


def _download(view: Any, name: str, summary: str, parameters: list[OpenApiParameter]) -> Any:
    responses = {**FILE, **NOT_ALLOWED, **NOT_FOUND}
    described = _operation(name, summary, "For whoever may read the ticket.", responses, parameters=parameters)
    return documented(view, get=described)


def _operation(*args: Any, **more: Any) -> Any:
    return operation(*args, tag=TAG, **more)
