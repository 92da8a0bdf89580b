"""Mails as their readers see them."""

import re
from email.message import EmailMessage

PORTAL = "https://shop.example/support/link/{token}/"


def part(message: EmailMessage, kind: str) -> str:
    """Return a body of a mail, ``plain`` or ``html``."""
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content()).replace("\r\n", "\n")


def tokens(message: EmailMessage) -> list[str]:
    """Return the tokens of the links in a mail, each once, in order; both of its bodies have the same."""
    found = [re.findall(r"/link/([^/\s\"]+)/", part(message, kind)) for kind in ("plain", "html")]
    plain, html = (list(dict.fromkeys(each)) for each in found)
    assert plain == html
    return plain
