"""What people type, brought into the one form in which it is checked and stored. The faces share it."""

import unicodedata

from .validators import NAME_MAX_LENGTH

# The characters that NFC can make one of: a letter with its marks.
MAX_DECOMPOSED_LENGTH = 4 * NAME_MAX_LENGTH


def normalized_name(text: str) -> str:
    """Return a person's name in composed form (NFC), with single spaces."""
    if len(text) > MAX_DECOMPOSED_LENGTH:  # Too long in any form; a long run of accents takes quadratic time.
        return text
    text = unicodedata.normalize("NFC", text)
    spaced = "".join(" " if unicodedata.category(char) == "Zs" else char for char in text)
    return " ".join(part for part in spaced.split(" ") if part)


def normalized_text(text: str) -> str:
    """Return a message without surrounding space, with line breaks that count as one character."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def is_safe_address(address: str) -> bool:
    """Tell whether a header can hold an address that Django takes for valid.

    Django lets through control characters in quotes, U+2028 in the domain, and encoded words, which it decodes to
    another address when it sends (RFC 2047, section 5).
    """
    return address.isprintable() and "=?" not in address
