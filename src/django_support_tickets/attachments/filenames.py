"""Names of uploaded files, made safe to show in a page, a header, a log and a folder.

A name is judged as it will be shown: ``last_extension`` and ``clean_filename`` see the same cleaned text, so that
nothing invisible can stand between the extension that was checked and the one that a person reads.
"""

import re
import unicodedata
from typing import Final

MAX_CHARACTERS: Final = 150
# Most file systems stop at 255 bytes; the rest is room for what a browser adds, such as " (1)" and ".crdownload".
MAX_BYTES: Final = 200
# What is looked at of a name's start and end: normalisation takes quadratic time on a long run of accents.
_EXAMINED: Final = 500

# Invisible, although Unicode files them under letters and marks: combining grapheme joiner, Hangul and Khmer fillers.
_BLANK_CHARACTERS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
# Persian words and Indic syllables are spelled with these two; elsewhere they only deceive.
_JOINERS: Final = "\u200c\u200d"
_UNWANTED_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# What Windows refuses in a name, and with "?" the opener of an encoded word in a header (RFC 2047), "=?".
_FORBIDDEN: Final = re.compile(r'["<>|:*?`]')
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file: reserved with any extension, too.
_RESERVED: Final = frozenset(
    {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"}
    | {f"{port}{number}" for port in ("COM", "LPT") for number in "0123456789¹²³"}
)


def last_extension(name: str) -> str:
    """Return what follows the last dot of the name as it will be shown, in lower case; "" without a dot."""
    return _split(_tidied(name))[1].lower()


def clean_filename(name: str, *, extension: str) -> str:
    """Return a name that is safe to show, at most MAX_CHARACTERS and MAX_BYTES of UTF-8 long.

    :param name: what the client sent; a path is reduced to its last part.
    :param extension: the one that was checked, without its dot; the result always ends with it, in the letter case
        of the name if it is there already. Nothing left of the name becomes "attachment".
    """
    tidied = _tidied(name)
    stem, found = _split(tidied)
    if found.lower() == extension.lower():
        suffix = f".{found}"
    else:
        stem, suffix = tidied, f".{extension}"
    stem = _shortened(stem.strip(" ."), suffix)
    if _is_reserved(stem):
        stem = _shortened(f"_{stem}", suffix)
    return (stem or "attachment") + suffix


def _tidied(name: str) -> str:
    """Return the last part of the path in NFC, without what cannot be seen and what no name may hold."""
    name = re.split(r"[/\\]", name)[-1]
    if len(name) > 2 * _EXAMINED:
        name = name[:_EXAMINED] + name[-_EXAMINED:]
    name = "".join(character for character in name if not _is_unwanted(character))
    # After the removal, which can bring a letter and its accent together; before the replacement, because NFC
    # turns some look-alikes into forbidden characters (U+1FEF is a backtick).
    name = unicodedata.normalize("NFC", _without_stray_joiners(name))
    name = _FORBIDDEN.sub("_", name)
    return " ".join(name.split()).rstrip(" .")


def _split(tidied: str) -> tuple[str, str]:
    stem, dot, extension = tidied.rpartition(".")
    return (stem, extension) if dot else (tidied, "")


def _is_unwanted(character: str) -> bool:
    if character in _JOINERS:
        return False
    noncharacter = ord(character) & 0xFFFE == 0xFFFE or "\ufdd0" <= character <= "\ufdef"
    return noncharacter or character in _BLANK_CHARACTERS or unicodedata.category(character) in _UNWANTED_CATEGORIES


def _without_stray_joiners(name: str) -> str:
    """Keep a joiner only between two letters (or their marks) of a script beyond ASCII."""
    kept: list[str] = []
    for position, character in enumerate(name):
        following = name[position + 1 : position + 2]
        if character not in _JOINERS or (kept and _can_be_joined(kept[-1]) and _can_be_joined(following)):
            kept.append(character)
    return "".join(kept)


def _can_be_joined(character: str) -> bool:
    return not character.isascii() and unicodedata.category(character)[0] in "LM"


def _is_reserved(stem: str) -> bool:
    return stem.partition(".")[0].rstrip().upper() in _RESERVED


def _shortened(stem: str, suffix: str) -> str:
    """Cut the stem to what the suffix leaves of both limits, not between a letter and its marks."""
    room = MAX_BYTES - len(suffix.encode())
    kept = stem[: MAX_CHARACTERS - len(suffix)].encode()[:room].decode(errors="ignore")
    cut = len(kept)
    while 0 < cut < len(stem) and unicodedata.category(stem[cut])[0] == "M":
        cut -= 1
    # A stem of nothing but marks has no letter to cut before: then the plain cut has to do.
    return (kept[:cut] or kept).strip(" ." + _JOINERS)
