"""How a requester without an account shows who he is: by the token of a link that was mailed to him."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request

from .notifications.links import find_link

# The key of no ticket. Looking for it takes as long as looking for another one.
NO_TICKET = 0


@dataclass(frozen=True, slots=True)
class Guest:
    """Who sent a link's token: to him there is one ticket, or by a token that opens none, NO_TICKET."""

    ticket_id: int


class GuestLinkAuthentication(BaseAuthentication):
    """Reads ``Authorization: TicketLink <token>``.

    Whoever sends that header is a guest and nobody else, whatever session comes with it; and since no page of another
    site can make a browser send it, no CSRF token is asked for. A token that opens nothing makes a guest as well, so
    that its answer is that of a ticket which does not exist.
    """

    keyword = "TicketLink"

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Guest] | None:
        scheme, _, token = get_authorization_header(request).decode("latin-1").strip().partition(" ")
        if scheme.lower() != self.keyword.lower():
            return None
        link = find_link(token.strip())
        return AnonymousUser(), Guest(link.ticket_id if link else NO_TICKET)

    def authenticate_header(self, request: Request) -> str:
        return self.keyword
