"""What the parts of the ticket's admin class have in common."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from ..models import SupportTicket
from ..newest import ALL

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[SupportTicket]
else:
    _Admin = object

URL_NAME = "django_support_tickets_supportticket"


class AdminPart(_Admin):
    """A part; the class that puts them together is a ModelAdmin."""

    def _url(self, name: str, *args: Any) -> str:
        return ticket_url(self.admin_site, name, *args)


def ticket_url(site: admin.AdminSite, name: str, *args: Any) -> str:
    """Return the address of one of the tickets' pages or buttons.

    :param name: such as ``changelist`` or ``resend``.
    """
    return reverse(f"{site.name}:{URL_NAME}_{name}", args=args)


def url_of_all(request: HttpRequest) -> str:
    """Return where this page shows everything, rather than what is newest."""
    asked = request.GET.copy()
    asked[ALL] = "1"
    return f"?{asked.urlencode()}"
