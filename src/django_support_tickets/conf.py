"""Every setting, its default and its meaning.

A site overrides a setting by defining it, with the prefix ``SUPPORT_TICKET_``, in its settings module.
The attributes of this class are frozen when Django starts: code reads ``django.conf.settings`` instead,
at the moment it needs the value.
"""

import re
from typing import Any, ClassVar, NamedTuple

from appconf import AppConf


class SupportTicketsConf(AppConf):
    """Defaults; the comment above each one is its line in the documentation's table."""

    # Name of the site as the mails sign it; empty signs as "Support Team".
    SITE_NAME: ClassVar[str] = ""
    # What a ticket number starts with; at most six letters or digits.
    NUMBER_PREFIX: ClassVar[str] = "SUP"
    # Subjects to choose from: values, or (value, label) pairs. None means the seven of the specification.
    SUBJECTS: ClassVar[list[Any] | None] = None
    # Longest message that the public API takes, in characters.
    MESSAGE_MAX_LENGTH: ClassVar[int] = 2000
    # Longest reply or internal note, in characters.
    REPLY_MAX_LENGTH: ClassVar[int] = 10_000
    # Days after closing in which a requester's reply reopens the ticket; later ones open a follow-up.
    REOPEN_DAYS: ClassVar[int] = 14
    # Text of the promised response time. None means "within 24 hours", translated.
    ESTIMATED_RESPONSE_TIME: ClassVar[str | None] = None

    # Folder for attachments inside their storage.
    UPLOAD_DIR: ClassVar[str] = "support_tickets/"
    # Alias in STORAGES where attachments are kept; empty means the private folder below.
    STORAGE: ClassVar[str] = ""
    # The private folder; None means "private" beside MEDIA_ROOT, else in BASE_DIR, else in the working directory.
    PRIVATE_ROOT: ClassVar[str | None] = None
    # Files that a new ticket or one message may bring.
    MAX_ATTACHMENTS: ClassVar[int] = 5
    # Largest attachment, in bytes, inclusive.
    MAX_ATTACHMENT_SIZE: ClassVar[int] = 5 * 1024 * 1024
    # Largest image that is decoded, in pixels.
    MAX_IMAGE_PIXELS: ClassVar[int] = 50_000_000
    # Dotted path of a callable that inspects each attachment before it is stored; empty means none.
    ATTACHMENT_SCANNER: ClassVar[str] = ""

    # Who counts as staff in the API: dotted paths of DRF permission classes, all of which must agree.
    STAFF_PERMISSION_CLASSES: ClassVar[list[str]] = ["rest_framework.permissions.IsAdminUser"]
    # Who may open tickets by the API: dotted paths of DRF permission classes, all of which must agree.
    CREATE_PERMISSION_CLASSES: ClassVar[list[str]] = ["rest_framework.permissions.AllowAny"]
    # Creations allowed for one client address, as "number/period"; None means no limit.
    CLIENT_RATE: ClassVar[str | None] = "30/hour"
    # Creations allowed for one recipient e-mail address, as "number/period"; None means no limit.
    EMAIL_RATE: ClassVar[str | None] = "10/hour"
    # Replies, and as many changes, allowed to a ticket's requester, as "number/period"; None means no limit.
    REPLY_RATE: ClassVar[str | None] = "30/hour"
    # Mails with fresh links allowed for one address, as "number/period"; None means no limit.
    LINK_REQUEST_RATE: ClassVar[str | None] = "3/hour"
    # Alias in CACHES that counts for the rates; it must be shared by all processes.
    THROTTLE_CACHE: ClassVar[str] = "default"
    # Number of reverse proxies in front of the site whose X-Forwarded-For entries are trusted.
    TRUSTED_PROXIES: ClassVar[int] = 0
    # How long an Idempotency-Key is remembered, in hours.
    IDEMPOTENCY_HOURS: ClassVar[int] = 24

    # Days for which the link in a mail opens its ticket.
    LINK_DAYS: ClassVar[int] = 30
    # Address of a page of the site's own that takes a link's "{token}"; empty means the portal's.
    LINK_URL: ClassVar[str] = ""
    # Seconds that a person needs at least to fill in the portal's form; what is faster counts as spam.
    MIN_FILL_SECONDS: ClassVar[int] = 3
    # Web addresses in a stranger's message from which on it counts as spam; None means any number is fine.
    SPAM_LINKS: ClassVar[int | None] = 6
    # Dotted path of a form field class that asks strangers in the portal for a captcha; empty means none.
    CAPTCHA_FIELD: ClassVar[str] = ""

    # Sender of the mails; empty means DEFAULT_FROM_EMAIL.
    FROM_EMAIL: ClassVar[str] = ""
    # Address for answers to the mails; empty sets no Reply-To.
    REPLY_TO: ClassVar[str] = ""
    # Address of the site, such as "https://shop.example", for links in mails; empty asks the Sites framework.
    BASE_URL: ClassVar[str] = ""
    # Addresses that are told of every new ticket.
    STAFF_EMAILS: ClassVar[list[str]] = []
    # Language of the mails to staff; empty means LANGUAGE_CODE.
    STAFF_LANGUAGE: ClassVar[str] = ""
    # Whether a requester gets a confirmation of a new ticket.
    SEND_CONFIRMATION: ClassVar[bool] = True
    # Whether a requester is told that the ticket was resolved.
    SEND_RESOLVED: ClassVar[bool] = True

    # Alias in TASKS that sends the mails; empty sends them in this process.
    TASK_BACKEND: ClassVar[str] = ""
    # Queue of that task backend.
    TASK_QUEUE: ClassVar[str] = "default"
    # Attempts to send a mail before it counts as failed.
    DELIVERY_MAX_ATTEMPTS: ClassVar[int] = 8
    # Wait after the first failed attempt, in seconds; it doubles with each further one.
    DELIVERY_BACKOFF: ClassVar[int] = 60
    # How long one sender owns a mail before another may take it over, in seconds.
    DELIVERY_LEASE: ClassVar[int] = 300
    # Minutes without a support_tick run after which "check --deploy" warns, and staff too if mails wait.
    TICK_STALE_MINUTES: ClassVar[int] = 15
    # Token with which a monitor may ask the health view, of at least 16 characters; empty means that there is none.
    HEALTH_TOKEN: ClassVar[str] = ""

    class Meta:
        prefix = "SUPPORT_TICKET"


_RATE = re.compile(r"([0-9]+)/(s|sec|second|m|min|minute|h|hour|d|day)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class Rate(NamedTuple):
    """How many requests are allowed in how many seconds."""

    limit: int
    seconds: int


def parse_rate(rate: str) -> Rate:
    """Return the rate that a setting like "30/hour" means.

    :raises ValueError: if it means none.
    """
    match = _RATE.fullmatch(rate)
    if not match:
        raise ValueError(f"{rate!r} is not a rate such as '30/hour'")
    return Rate(int(match[1]), _SECONDS[match[2][0]])
