"""Text that is put into mails, made harmless."""

import re

UNSAFE_IN_HEADER = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
# A period inside a word, as in a web address: mail programs would make a link of it.
_ADDRESS_LIKE_PERIOD = re.compile(r"\.(?=\w\w)")


def header_text(text: str) -> str:
    """Return the text on one line and without encoded-word openers, so that it forges no header (RFC 2047)."""
    on_one_line = UNSAFE_IN_HEADER.sub(" ", text)
    return " ".join(on_one_line.replace("=?", "= ?").split())


def name_in_mail(name: str) -> str:
    """Return a requester's name so that no mail program shows a link in it.

    A confirmation goes to an address that anyone may have typed; it must not carry an advertisement there.
    """
    return _ADDRESS_LIKE_PERIOD.sub(".\u200b", header_text(name))
