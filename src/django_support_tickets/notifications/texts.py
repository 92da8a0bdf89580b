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


# Of a name that is used to greet somebody who may not have typed it.
_MOST_CHARACTERS, _MOST_WORDS, _WORDS_IN_ANY_CASE = 60, 5, 2


def looks_like_a_name(text: str) -> bool:
    """Tell whether a name may stand in a mail to an address that nobody proved to be its owner's.

    Anyone may have typed both, and have a sentence sent there. A name has few words; where it has more than two, they
    begin with a capital letter if their script has some, but for two such as "de la"; and none of several is a domain.
    """
    words = text.split()
    if len(words) < 2:
        return bool(words)
    if len(words) > _MOST_WORDS or _ADDRESS_LIKE_PERIOD.search(text):
        return False
    small = [word for word in words if word[0].islower()]
    if len(words) <= _WORDS_IN_ANY_CASE:
        return True
    return len(text) <= _MOST_CHARACTERS and len(small) <= _WORDS_IN_ANY_CASE and small != words
