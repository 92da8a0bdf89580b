"""The calls for anyone and for staff."""

from typing import Any

from drf_spectacular.extensions import OpenApiViewExtension
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
)

from ..choices import Status, subject_choices
from ..filters import ME, NOBODY
from ..serializers import (
    SupportTicketEventSerializer,
    SupportTicketListSerializer,
    SupportTicketMessageSerializer,
    SupportTicketNewMessageSerializer,
    SupportTicketSerializer,
)
from .answers import (
    BODY_REFUSED,
    DETAIL,
    ERROR,
    ERROR_OR_DETAIL,
    FILE,
    FILE_ID,
    FORGED_CURSOR,
    IDEMPOTENCY_KEY,
    INVALID,
    KEY_USED,
    NOT_ALLOWED,
    PAGE_SIZE,
    TOO_MANY,
    VARIANT,
    documented,
    operation,
)
from .bodies import (
    ADDED,
    ANSWER,
    ASSIGNMENT,
    CHANGED,
    CREATED,
    NOTE,
    REPLY,
    REQUEST,
    SPAM_MARK,
    STATUS_CHANGE,
    body_of,
)

NOT_FOUND = {404: OpenApiResponse(DETAIL, "No such ticket.")}
NO_SUCH_FILE = {404: OpenApiResponse(DETAIL, "No such ticket, or no such file.")}
LISTED = {**NOT_ALLOWED, 404: OpenApiResponse(DETAIL, "No such ticket; or the cursor is none of this ordering.")}
CHANGING = {**BODY_REFUSED, **NOT_ALLOWED, **NOT_FOUND}
EDITING = {
    200: OpenApiResponse(SupportTicketListSerializer, "The ticket as it is now."),
    **CHANGING,
    409: OpenApiResponse(ERROR, "The ticket has another version by now."),
}

TICKET_ID = OpenApiParameter("id", int, OpenApiParameter.PATH, description="A ticket's `id`; not its number.")


def list_parameters(view: Any) -> list[OpenApiParameter]:
    """Return those parameters of the list that cannot be told from its filters."""
    subjects = [value for value, _label in subject_choices()]
    orderings = [f"{sign}{name}" for name in view.ordering_fields for sign in ("", "-")]
    return [
        OpenApiParameter("status", str, many=True, enum=Status.values, description="One of these statuses."),
        OpenApiParameter("subject", str, many=True, enum=subjects, description="One of these subjects."),
        OpenApiParameter("assigned_to", str, description=f"`{ME}`, `{NOBODY}`, or the primary key of a user."),
        OpenApiParameter("is_spam", bool, description="The tickets that are marked as spam, instead of the others."),
        OpenApiParameter(
            "ordering",
            str,
            many=True,
            explode=False,
            enum=orderings,
            description="Fields to sort by, the first one first; `-` sorts downwards.",
        ),
        PAGE_SIZE,
    ]


class SupportTicketViewSetExtension(OpenApiViewExtension):  # type: ignore[no-untyped-call]
    target_class = "django_support_tickets.views.SupportTicketViewSet"
    match_subclasses = True

    def view_replacement(self) -> Any:
        view: Any = self.target_class  # By now the class itself, no longer its path.
        return documented(view, **_tickets(view), **_actions(), **_conversation())


def _tickets(view: Any) -> dict[str, Any]:
    return {
        "list": operation(
            "list",
            "List tickets",
            "In pages, each of which names the next one. For staff.",
            {200: SupportTicketListSerializer(many=True), 400: INVALID, **NOT_ALLOWED, 404: FORGED_CURSOR},
            parameters=list_parameters(view),
        ),
        "create": operation(
            "create",
            "Open a ticket",
            "Open to anyone, within limits per client address and per e-mail address.",
            {
                201: OpenApiResponse(CREATED, "The ticket is stored, and its mails are on their way."),
                **BODY_REFUSED,
                **NOT_ALLOWED,
                **KEY_USED,
                **TOO_MANY,
            },
            parameters=[IDEMPOTENCY_KEY],
            request=body_of(SupportTicketSerializer, "SupportTicket"),
            examples=[
                OpenApiExample("A ticket", value=REQUEST, request_only=True),
                OpenApiExample("Created", value=ANSWER, response_only=True, status_codes=["201"]),
            ],
        ),
        "retrieve": operation(
            "retrieve",
            "Show a ticket",
            "For staff.",
            {200: SupportTicketListSerializer, **NOT_ALLOWED, **NOT_FOUND},
            parameters=[TICKET_ID],
        ),
        "update": _editing("update", "Replace a ticket"),
        "partial_update": _editing("partial_update", "Change a ticket"),
        "destroy": operation(
            "destroy",
            "Delete a ticket",
            "With its conversation, its files and its mails. For staff.",
            {204: None, **NOT_ALLOWED, **NOT_FOUND},
            parameters=[TICKET_ID],
        ),
    }


def _editing(name: str, summary: str) -> Any:
    description = "For staff. With `version`, only if the ticket still has that one."
    request = body_of(SupportTicketListSerializer, "SupportTicketChange")
    return operation(name, summary, description, EDITING, parameters=[TICKET_ID], request=request)


def _actions() -> dict[str, Any]:
    return {
        "update_status": operation(
            "update_status",
            "Change the status of a ticket",
            "For staff.",
            {
                200: OpenApiResponse(CHANGED, "Changed."),
                **CHANGING,
                400: OpenApiResponse(ERROR_OR_DETAIL, "No such status; or the body could not be read."),
            },
            parameters=[TICKET_ID],
            request=STATUS_CHANGE,
            examples=[OpenApiExample("In progress", value={"status": "in_progress"}, request_only=True)],
        ),
        "assign": operation(
            "assign",
            "Assign a ticket",
            "To an active member of staff, or with null to nobody. For staff.",
            {
                200: OpenApiResponse(CHANGED, "Assigned."),
                **CHANGING,
                404: OpenApiResponse(ERROR_OR_DETAIL, "No such active member of staff; or no such ticket."),
            },
            parameters=[TICKET_ID],
            request=ASSIGNMENT,
            examples=[OpenApiExample("Assign", value={"assigned_to": 5}, request_only=True)],
        ),
        "mark_spam": operation(
            "mark_spam",
            "Mark a ticket as spam, or release it",
            "Spam is in no list and sends no mail; released, it sends those that were kept back. For staff.",
            {200: OpenApiResponse(CHANGED, "Marked, or released."), **CHANGING},
            parameters=[TICKET_ID],
            request=SPAM_MARK,
            examples=[OpenApiExample("Spam", value={"is_spam": True}, request_only=True)],
        ),
    }


def _conversation() -> dict[str, Any]:
    return {
        # One view for two methods: each is described by itself.
        "messages": [
            operation(
                "messages_list",
                "List the messages of a ticket",
                "Replies and internal notes, the oldest first. For staff.",
                {200: SupportTicketMessageSerializer(many=True), **LISTED},
                parameters=[TICKET_ID, PAGE_SIZE],
                methods=["GET"],
            ),
            operation(
                "messages_create",
                "Reply, or add an internal note",
                "A reply is mailed to the requester; a note is for staff alone. For staff.",
                {201: OpenApiResponse(ADDED, "Added."), **CHANGING, **KEY_USED},
                parameters=[TICKET_ID, IDEMPOTENCY_KEY],
                request=body_of(SupportTicketNewMessageSerializer, "SupportTicketNewMessage"),
                examples=[
                    OpenApiExample("A reply", value=REPLY, request_only=True),
                    OpenApiExample("An internal note", value=NOTE, request_only=True),
                ],
                methods=["POST"],
            ),
        ],
        "history": operation(
            "history",
            "List what happened to a ticket",
            "The oldest first. For staff.",
            {200: SupportTicketEventSerializer(many=True), **LISTED},
            parameters=[TICKET_ID, PAGE_SIZE],
        ),
    }


class AttachmentViewExtension(OpenApiViewExtension):  # type: ignore[no-untyped-call]
    target_class = "django_support_tickets.views.AttachmentView"
    match_subclasses = True

    def view_replacement(self) -> Any:
        return _download(
            self.target_class,
            "download",
            "Download the file of a ticket",
            "For staff, and for the signed-in user who sent it.",
            [TICKET_ID, VARIANT],
        )


class FileViewExtension(OpenApiViewExtension):  # type: ignore[no-untyped-call]
    target_class = "django_support_tickets.views.FileView"
    match_subclasses = True
    priority = 1  # It is a subclass of the other one.

    def view_replacement(self) -> Any:
        return _download(
            self.target_class,
            "file",
            "Download one of several files of a ticket, or a file of a message",
            "For staff, and unless it belongs to an internal note for the ticket's own signed-in user.",
            [TICKET_ID, FILE_ID, VARIANT],
        )


def _download(view: Any, name: str, summary: str, description: str, parameters: list[OpenApiParameter]) -> Any:
    responses = {**FILE, **NOT_ALLOWED, **NO_SUCH_FILE}
    return documented(view, get=operation(name, summary, description, responses, parameters=parameters))
