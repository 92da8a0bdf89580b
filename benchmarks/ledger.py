"""The proof that what was acknowledged is there: once, with a number of its own, and without a gap before it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from django_support_tickets.models import Delivery, SupportTicket, TicketEvent, TicketMessage, TicketSequence
from django_support_tickets.models.sequence import current_year


@dataclass(frozen=True, slots=True)
class Finding:
    """What the books say; everything but ``acknowledged`` and ``unacknowledged`` should be 0."""

    acknowledged: int
    unacknowledged: int
    lost: int
    duplicates: int
    gaps: int
    without_history: int
    without_mail: int

    @property
    def wrong(self) -> int:
        return self.lost + self.duplicates + self.gaps + self.without_history + self.without_mail

    def as_dict(self) -> dict[str, int]:
        return asdict(self) | {"wrong": self.wrong}


class NumberBook:
    """Watches the year's numbers from now on."""

    def __init__(self) -> None:
        self.counter = self._counter()
        newest = SupportTicket.objects.order_by("-pk").values_list("pk", flat=True).first()
        self.newest: int = newest or 0

    @staticmethod
    def _counter() -> int:
        row = TicketSequence.objects.filter(year=current_year()).first()
        return row.last_value if row else 0

    def compare(self, acknowledged: Sequence[str]) -> Finding:
        """Compare the numbers that clients were told with what was stored since.

        A ticket that was stored although its client heard nothing is no loss: it is counted, and owes no one a word.
        """
        rows = SupportTicket.objects.filter(pk__gt=self.newest)
        stored = dict(rows.values_list("ticket_number", "pk"))
        expected = self._counter() - self.counter
        keys = set(stored.values())
        told = Counter(acknowledged)
        return Finding(
            acknowledged=len(acknowledged),
            unacknowledged=len(stored.keys() - told.keys()),
            lost=len(told.keys() - stored.keys()),
            duplicates=sum(times - 1 for times in told.values()),
            gaps=abs(expected - len(stored)),
            without_history=len(keys - self._owners(TicketEvent.objects.filter(type="created"))),
            without_mail=len(keys - self._owners(Delivery.objects.all())),
        )

    def _owners(self, rows: QuerySet[Any]) -> set[int]:
        return set(rows.filter(ticket__gt=self.newest).values_list("ticket", flat=True))


def replies_missing(texts: Iterable[str]) -> tuple[int, int]:
    """Return how many acknowledged replies, each with a text of its own, are missing, and how many there are twice."""
    wanted = set(texts)
    found = Counter(TicketMessage.objects.filter(text__in=wanted).values_list("text", flat=True))
    return len(wanted - found.keys()), sum(times - 1 for times in found.values())


def changes_missing(changes: Mapping[str, int]) -> int:
    """Return how many acknowledged changes of status, by ticket number, the histories do not tell of."""
    events = TicketEvent.objects.filter(type="status_changed", ticket_number__in=changes)
    told = Counter(events.values_list("ticket_number", flat=True))
    return sum(max(0, times - told[number]) for number, times in changes.items())


def mails_missing(numbers: Iterable[str], log: Path) -> tuple[int, int]:
    """Return how many confirmations of these tickets the mail server did not get, and how many mails it got twice."""
    taken = Counter(line.partition("\t")[0] for line in log.read_text(encoding="utf-8").splitlines())
    sent = Delivery.objects.filter(kind="ticket_confirmation", ticket__ticket_number__in=list(numbers))
    expected = set(sent.values_list("message_id", flat=True))
    return len(expected - taken.keys()), sum(times - 1 for times in taken.values())
