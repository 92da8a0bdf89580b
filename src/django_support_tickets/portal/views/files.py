"""Handing out the files of a ticket to its requester."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from ...attachments.downloads import attachment_response
from ..access import find_ticket
from .pages import PortalView


class AttachmentView(PortalView):
    """The ticket's single attachment; ``?variant=inline`` or ``?variant=thumbnail`` show a picture."""

    def get(self, request: HttpRequest, number: str) -> HttpResponseBase:
        ticket = find_ticket(request, number)
        return attachment_response(request, ticket, request.GET.get("variant", ""))


class FileView(PortalView):
    """One of the files of the opening or of a reply; never an internal note's."""

    def get(self, request: HttpRequest, number: str, file: int) -> HttpResponseBase:
        ticket = find_ticket(request, number)
        attachment = get_object_or_404(ticket.attachments.public(), pk=file)
        return attachment_response(request, attachment, request.GET.get("variant", ""))
