"""A requester's judgement of the solution."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..choices import EventType
from ..exceptions import NotAllowedNow
from ..models import SupportTicket
from ..signals import ticket_rated
from .transaction import announce, lock_ticket, one_transaction, record, save_changes

WORST, BEST = 1, 5


@one_transaction
def rate_ticket(*, ticket: SupportTicket, rating: int, comment: str = "", actor: Any = None) -> SupportTicket:
    """Store how satisfied the requester is with the solution; a resolved ticket may be rated anew.

    :param rating: from 1, the worst, to 5, the best.
    :param actor: the requester's account; None for a guest.
    :returns: the ticket as it is now stored.
    :raises NotAllowedNow: with the code ``not_resolved``, or ``rated_and_closed`` for one that is rated and closed.
    :raises TicketNotFound: if the ticket was deleted in the meantime.
    :raises ValueError: if the rating is none.
    """
    if rating not in range(WORST, BEST + 1):
        raise ValueError(f"{rating!r} is no rating from {WORST} to {BEST}")
    locked = lock_ticket(ticket)
    if not locked.can_be_rated:
        if locked.resolved_at is None:
            raise NotAllowedNow("not_resolved", _("Only a resolved ticket can be rated."))
        raise NotAllowedNow("rated_and_closed", _("The ticket is closed, and its rating can no longer be changed."))
    if (locked.rating, locked.rating_comment) == (rating, comment):
        return locked
    locked.rating, locked.rating_comment, locked.rated_at = rating, comment, timezone.now()
    save_changes(locked, "rating", "rating_comment", "rated_at")
    record(locked, EventType.RATED, actor, rating=rating)
    announce(ticket_rated, locked, actor, rating=rating)
    return locked
