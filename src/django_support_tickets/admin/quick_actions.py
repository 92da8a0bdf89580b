"""The list's buttons: written once for a page, and then filled in for each of its tickets."""

from collections.abc import Callable
from urllib.parse import quote

from django.utils.html import escape
from django.utils.safestring import SafeString

from ..models import SupportTicket
from . import display

# Characters for private use stand for a ticket's key and number: what is percent-encoded or translated holds none.
KEY, NUMBER = "\ue000", "\ue001"


class QuickActions:
    """The buttons of one page.

    :param url: returns the address to which a ticket's button for a status posts, of its key and the status.
    :param filters: the query string that leads back to this page.
    """

    def __init__(self, url: Callable[[str, str], str], filters: str) -> None:
        self.url = url
        self.filters = filters
        self.rows: dict[str, str] = {}

    def of(self, ticket: SupportTicket) -> SafeString:
        """Return a ticket's buttons: those of the statuses that it does not have."""
        row = self.rows.get(ticket.status) or self.rows.setdefault(ticket.status, self._row(ticket.status))
        return SafeString(row.replace(KEY, quote(str(ticket.pk))).replace(NUMBER, escape(ticket.ticket_number)))

    def _row(self, current: str) -> str:
        return display.button_row(
            display.post_button(self._address(status), label, f"{NUMBER}: {label}", status.value)
            for status, label in display.QUICK_ACTIONS
            if status != current
        )

    def _address(self, status: str) -> str:
        return f"{self.url(KEY, status).replace(quote(KEY), KEY)}?{self.filters}"
