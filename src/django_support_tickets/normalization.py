"""What people type, brought into the one form in which it is checked, compared and stored. Every door uses it."""

import re
import unicodedata
from encodings import idna
from functools import lru_cache

from .validators import NAME_MAX_LENGTH

# The characters that NFC can make one of: a letter with its marks.
MAX_DECOMPOSED_LENGTH = 4 * NAME_MAX_LENGTH

# Names and texts

# Letters, marks and a symbol by their category, of which nothing is seen.
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {chr(code) for code in range(0xFE00, 0xFE10)}
# The orthographies of Persian and of Indic languages need them inside a word.
_JOINERS = "\u200c\u200d"


def normalized_name(text: str) -> str:
    """Return a person's name in composed form (NFC), with single spaces and without what cannot be seen."""
    if len(text) > MAX_DECOMPOSED_LENGTH:  # Too long in any form; a long run of accents takes quadratic time.
        return text
    text = unicodedata.normalize("NFC", text)
    seen = "".join(char for char in map(_plain_space, text) if char in _JOINERS or not _is_invisible(char))
    return " ".join(part for each in seen.split(" ") if (part := each.strip(_JOINERS)))


def normalized_text(text: str) -> str:
    """Return a message without surrounding space, with line breaks that count as one character.

    One of which nothing can be seen is empty.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return text if has_something_to_see(text) else ""


def has_something_to_see(text: str) -> bool:
    """Tell whether a text has a character that leaves ink."""
    return any(not char.isspace() and not _is_invisible(char) for char in text)


def _plain_space(char: str) -> str:
    return " " if unicodedata.category(char) == "Zs" else char


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) == "Cf" or char in _BLANKS


# Phones

_DASHES = {"\u2212": "-", "\u30fc": "-"}  # The minus; and the mark that Japanese keyboards have for a dash.


def normalized_phone(text: str) -> str:
    """Return a telephone number as keys say it: ASCII digits and signs, single spaces, none of a contact's marks."""
    if len(text) > MAX_DECOMPOSED_LENGTH:
        return text
    plain = unicodedata.normalize("NFKC", "".join(_phone_key(char) for char in text))
    plain = re.sub(r"^tel:", "", plain.strip(), flags=re.IGNORECASE)
    return " ".join(part for part in plain.strip().split(" ") if part)


def phone_digits(text: str) -> str:
    """Return the digits of a telephone number, by which it is found whatever its spacing."""
    return re.sub(r"[^0-9]", "", text)


def _phone_key(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category == "Pd":
        return "-"
    return "" if category == "Cf" else _DASHES.get(char, char)


# E-mail addresses

ADDRESS_MAX_LENGTH = 254  # RFC 5321, section 4.5.3.1.3, without the angle brackets
LOCAL_MAX_LENGTH = 64  # RFC 5321, section 4.5.3.1.1
_DOMAIN_MAX_LENGTH = 253
# A dot-atom (RFC 5322, section 3.2.3): no quotes, no comments.
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
# What IDNA takes for a full stop.
_OTHER_DOTS = frozenset("\u3002\uff0e\uff61")
_GMAIL = frozenset({"gmail.com", "googlemail.com"})
# What nobody reads: no confirmation goes there. RFC 2142 and RFC 5321, section 4.5.5, name some.
_MACHINE = re.compile(
    r"(mailer-?daemon|postmaster|hostmaster|abuse|nobody|bounces?|(no|do-?_?not)[-_.]?reply)([-_.+=].*)?"
)


def normalized_address(text: str) -> str:
    """Return the one form of an e-mail address: lower case, its domain in ASCII (IDNA); or "" if it may not be used.

    What surrounds a pasted address and cannot be seen is dropped. The local part is ASCII and not quoted. A domain is
    a name of two labels or more; one that nameprep (RFC 3491) would change, but for its case, is refused, since what is
    read and what is mailed would be two domains.
    """
    if len(text) > 2 * ADDRESS_MAX_LENGTH:
        return ""
    local, _at, domain = _trimmed(text).rpartition("@")
    if not local.isascii() or len(local) > LOCAL_MAX_LENGTH:
        return ""
    local = local.lower()
    # "=?" begins an encoded word, which Django decodes to another address when it sends (RFC 2047, section 5).
    if not _LOCAL.fullmatch(local) or "=?" in local:
        return ""
    name = ascii_domain(domain)
    address = f"{local}@{name}"
    return address if name and len(address) <= ADDRESS_MAX_LENGTH else ""


def mailbox(address: str) -> str:
    """Return what tells mailboxes apart: ``ada+shop@x.example`` reaches ``ada@x.example`` (RFC 5233).

    At Gmail dots in the local part do not count, and it has two domains.

    :param address: in any form; one that may not be used is taken as it is, in lower case.
    """
    local, _at, domain = (normalized_address(address) or address.casefold()).rpartition("@")
    local = local.partition("+")[0] or local
    if domain in _GMAIL:
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"


def is_machine(address: str) -> bool:
    """Tell whether an address is a mail server's, or one at which nobody reads."""
    return bool(_MACHINE.fullmatch(address.rpartition("@")[0].lower()))


def readable_address(address: str) -> str:
    """Return an address as its owner writes it: with the letters of its domain, where they say the same."""
    local, at, domain = address.rpartition("@")
    if "xn--" not in domain:
        return address
    try:
        labels = ".".join(idna.ToUnicode(label) for label in domain.split("."))
    except UnicodeError:
        return address
    return f"{local}{at}{labels}" if ascii_domain(labels) == domain else address


@lru_cache(maxsize=1024)
def ascii_domain(domain: str) -> str:
    """Return a domain's name in ASCII, or "" if it is none, or would become another one."""
    if len(domain) > _DOMAIN_MAX_LENGTH or not _is_stable(domain):
        return ""
    labels = unicodedata.normalize("NFC", domain).lower().split(".")
    names = [_ascii_label(label) for label in labels]
    is_name = len(names) > 1 and all(map(_LABEL.fullmatch, names)) and not names[-1].isdigit()
    joined = ".".join(names)
    return joined if is_name and len(joined) <= _DOMAIN_MAX_LENGTH else ""


def _ascii_label(label: str) -> str:
    try:
        if label.startswith("xn--"):
            # It has to be what its letters are written as.
            letters = idna.ToUnicode(label)
            return label if not letters.isascii() and _ascii_label(letters) == label else ""
        if label.isascii():
            return label
        if idna.nameprep(label) != label:
            return ""
        return idna.ToASCII(label).decode("ascii")
    except UnicodeError:
        return ""


def _is_stable(domain: str) -> bool:
    """Tell whether each character stands for itself: no full-width letter, no sign for a letter, no letter that only
    looks like one in small letters (the Turkish İ, also as programs write it small, the sign for Kelvin), no other
    full stop.
    """
    if "i\u0307" in domain.lower():
        return False
    for char in domain:
        if char.isascii():
            continue
        small = char.lower()
        if char in _OTHER_DOTS or len(small) != 1 or small.isascii() or unicodedata.normalize("NFKC", char) != char:
            return False
    return True


def _trimmed(text: str) -> str:
    start, end = 0, len(text)
    while start < end and _is_around(text[start]):
        start += 1
    while start < end and _is_around(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_around(char: str) -> bool:
    return char.isspace() or char in _BLANKS or unicodedata.category(char) in ("Cc", "Cf")
