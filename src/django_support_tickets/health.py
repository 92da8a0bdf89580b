"""Whether the app can do its work at this moment: what the health view, ``support_status`` and the admin tell."""

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.db import DatabaseError, InterfaceError, router, transaction
from django.db.models import Exists, QuerySet
from django.utils import timezone

from .attachments.storage import discard
from .models import Delivery, Heartbeat
from .models.attachment import attachment_storage
from .workflow.housekeeping import TICK

logger = logging.getLogger("django_support_tickets")

# Between two machines that keep their clocks right.
CLOCK_DIFFERENCE = timedelta(minutes=1)
# Counted no further: whoever reads it acts on one.
MOST_COUNTED = 1000
# Beside the attachments, so that the sweep finds what a killed process left.
PROBE = "{folder}/health-{unique}.txt"


@dataclass(frozen=True)
class Health:
    """What was found. A figure is None where the database could not be asked, or where there is none.

    ``oldest_due_mail`` and ``last_tick`` are ages in seconds, ``failed_mails`` and ``unknown_mails`` are counted up to
    1000. ``sweep_is_late`` tells that mails wait which a sweep that runs would have sent.
    """

    database: bool
    storage: bool
    cache: bool
    sweep_is_late: bool | None
    oldest_due_mail: int | None
    last_tick: int | None
    failed_mails: int | None
    unknown_mails: int | None

    @property
    def is_good(self) -> bool:
        """Whether all that the app stands on works, and no mail waits for a sweep that does not come.

        Mails that failed are no reason: that may be their addresses' fault, and staff see them.
        """
        return self.database and self.storage and self.cache and not self.sweep_is_late

    def as_data(self) -> dict[str, Any]:
        return {"status": "ok" if self.is_good else "failing", **asdict(self)}


def examine() -> Health:
    """Try what the app needs: a write that changes nothing, a small file, the cache; and count what waits.

    Three or four queries, one file. What fails is logged.
    """
    figures = dict.fromkeys(("sweep_is_late", "oldest_due_mail", "last_tick", "failed_mails", "unknown_mails"))
    database = _works("database", _write_nothing) and _works("database", lambda: figures.update(_figures()))
    return Health(database, _works("storage", _store_a_file), _works("cache", _use_the_cache), **figures)


def sweep_is_late() -> bool:
    """Tell whether mails wait that a sweep which runs would have sent, by one query."""
    try:
        return Delivery.objects.overdue(timezone.now()).filter(~Exists(_recent_ticks())).exists()
    except (DatabaseError, InterfaceError):
        return False


def ticked_lately() -> bool:
    """Tell whether ``support_tick`` ran within ``SUPPORT_TICKET_TICK_STALE_MINUTES``.

    A time that is yet to come was noted by a clock that ran ahead, and says nothing.
    """
    return _recent_ticks().exists()


def _recent_ticks() -> QuerySet[Heartbeat]:
    now = timezone.now()
    oldest = now - timedelta(minutes=settings.SUPPORT_TICKET_TICK_STALE_MINUTES)
    return Heartbeat.objects.filter(name=TICK, at__gte=oldest, at__lte=now + CLOCK_DIFFERENCE)


def _works(name: str, attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except Exception as error:  # noqa: BLE001  Whatever stands below has errors of its own.
        logger.error("The %s does not work: %s: %s", name, type(error).__name__, " ".join(str(error).split()))
        return False
    return True


def _write_nothing() -> None:
    using = router.db_for_write(Heartbeat)
    with transaction.atomic(using=using):
        Heartbeat.objects.using(using).filter(name="").update(at=timezone.now())


def _figures() -> dict[str, Any]:
    now = timezone.now()
    mails = Delivery.objects.using(router.db_for_write(Delivery))
    due = mails.due(now).exclude(ticket__is_spam=True).order_by("due_at").values_list("due_at", flat=True).first()
    tick = Heartbeat.objects.using(mails.db).filter(name=TICK).values_list("at", flat=True).first()
    return {
        "sweep_is_late": sweep_is_late(),
        "oldest_due_mail": due and max(int((now - due).total_seconds()), 0),
        "last_tick": tick and max(int((now - tick).total_seconds()), 0),
        "failed_mails": mails.failed()[:MOST_COUNTED].count(),
        "unknown_mails": mails.unknown()[:MOST_COUNTED].count(),
    }


def _store_a_file() -> None:
    storage = attachment_storage()
    folder = settings.SUPPORT_TICKET_UPLOAD_DIR.strip("/") or "support_tickets"
    wanted = PROBE.format(folder=folder, unique=uuid4().hex)
    name = wanted
    try:
        name = storage.save(wanted, ContentFile(b"ok"))
        with storage.open(name) as file:
            if file.read() != b"ok":
                raise OSError("what was stored is not what is read")
    finally:
        discard(storage, name)


def _use_the_cache() -> None:
    cache = caches[settings.SUPPORT_TICKET_THROTTLE_CACHE]
    value = uuid4().hex
    cache.set("django_support_tickets.health", value, 60)
    if cache.get("django_support_tickets.health") is None:
        raise OSError("it forgets at once")
