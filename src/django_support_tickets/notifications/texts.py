"""Text that is put into mails, made harmless."""

import re

from django.core.exceptions import ValidationError

from ..validators import NAME_PUNCTUATION, validate_person_name

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
_MOST_CHARACTERS, _MOST_WORDS, _WORDS_IN_ANY_CASE, _WORDS_IN_CAPITALS = 60, 5, 2, 3
# Of one word, what hyphens, apostrophes and periods part; initials apart.
_MOST_PARTS = 3
# Han, Hiragana and Hangul: names in them are short. And of Thai, Lao, Burmese and Khmer a word that is long. They are
# written without spaces, or nearly so, and a whole sentence is one word there.
_SYLLABLE = re.compile(r"[\u3040-\u309f\u3400-\u9fff\uac00-\ud7af]")
_MOST_SYLLABLES = 10
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]{21}")


def looks_like_a_name(text: str) -> bool:
    """Tell whether a name may stand in a mail to an address that nobody proved to be its owner's.

    Anyone may have typed both, and have a sentence sent there. A name has letters and what stands between them, and few
    words; where it has more than two, they begin with a capital letter if their script has some, but for two such as
    "de la", and are not all in capitals if they are many; and none of several is a domain.
    """
    words = text.split()
    if not _is_of_letters(text) or any(map(_is_chain, words)) or _is_unspaced_sentence(text):
        return False
    if len(words) == 1:
        return True
    if len(words) > _MOST_WORDS or len(text) > _MOST_CHARACTERS or _ADDRESS_LIKE_PERIOD.search(text):
        return False
    return len(words) <= _WORDS_IN_ANY_CASE or _has_case_of_a_name(words)


def _is_of_letters(text: str) -> bool:
    """Tell whether the text would be taken as a name: one that was imported may hold anything."""
    try:
        validate_person_name(text)
    except ValidationError:
        return False
    return True


def _is_chain(word: str) -> bool:
    """Tell whether a word is several, put together to look like one."""
    parts = "".join(" " if char in NAME_PUNCTUATION else char for char in word).split()
    return sum(len(part) > 1 for part in parts) > _MOST_PARTS


def _is_unspaced_sentence(text: str) -> bool:
    return len(_SYLLABLE.findall(text)) > _MOST_SYLLABLES or bool(_UNSPACED.search(text))


def _has_case_of_a_name(words: list[str]) -> bool:
    small = [word for word in words if word[0].islower()]
    if len(words) > _WORDS_IN_CAPITALS and " ".join(words).isupper():
        return False
    return len(small) <= _WORDS_IN_ANY_CASE and small != words
