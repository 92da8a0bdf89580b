"""What a person typed, as HTML: escaped, with its line breaks, and with links where it names web addresses.

The work grows with the length of the text, whatever is in it, and the number and the length of the links have a limit.
"""

import re
from collections.abc import Iterator

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import normalize_newlines

register = template.Library()

# Of one text. What comes after them, or is longer, stays text.
MAX_LINKS = 100
MAX_URL_LENGTH = 2048

# A URL ends at a space, at a quotation mark or bracket that no URL holds, at a backslash, which browsers take for a
# slash, and at invisible characters, some of which turn the direction of what follows. Nothing comes behind the
# repetition, so that it never has to be tried again with less.
_CANDIDATE = re.compile(
    r"(?<!\w)[hH][tT][tT][pP][sS]?://"
    r"[^\s<>\"'`\\\u0000-\u0020\u007f-\u00a0\u00ab\u00ad\u00bb\u061c\u180e\u2018-\u201f\u2039\u203a"
    r"\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3000\ufeff\ufff0-\uffff]+"
)
# Only a host in ASCII becomes a link. In other scripts a name may look like another one's; and what stands before an @
# looks like the host and is none.
_HOST = re.compile(r"https?://[a-z0-9._-]{1,253}(?::[0-9]{1,5})?(?=[/?#]|\Z)", re.ASCII | re.IGNORECASE)
_TRAILING = frozenset(".,:;!?…*。，、；：！？،؛؟")
_OPENING = {")": "(", "]": "[", "}": "{", "）": "（", "」": "「", "』": "『", "】": "【"}
_PARAGRAPH_BREAK = re.compile("(?:<br>){2,}")
_LINK = '<a href="{0}" rel="nofollow noopener ugc">{0}</a>'


@register.filter
def support_text(text: str) -> SafeString:
    """Return paragraphs of HTML in which nothing that was typed is markup, each in the direction of its own script.

    What begins with http:// or https:// becomes a link, up to ``MAX_LINKS`` times; nothing else does.
    """
    pieces = _pieces(str(normalize_newlines(text)))
    # Escaped as a whole, since a text may be thousands of short paragraphs: only ours are line breaks in it from here.
    lines = linebreaksbr(format_html_join("", "{}", ((piece,) for piece in pieces)))
    return format_html('<p dir="auto">{}</p>', SafeString(_PARAGRAPH_BREAK.sub('</p>\n\n<p dir="auto">', lines)))


def _pieces(text: str) -> Iterator[str]:
    """Split a text into what stays text, and links, which are safe strings."""
    done = links = 0
    for candidate in _CANDIDATE.finditer(text):
        url = _url(candidate[0])
        if not url:
            continue
        yield text[done : candidate.start()]
        yield format_html(_LINK, url)
        done = candidate.start() + len(url)
        links += 1
        if links == MAX_LINKS:
            break
    yield text[done:]


def _url(candidate: str) -> str:
    """Return the URL with which the candidate begins, or "" if it is none that may become a link."""
    if len(candidate) > MAX_URL_LENGTH:
        return ""
    url = _without_trailing_punctuation(candidate)
    return url if _HOST.match(url) else ""


def _without_trailing_punctuation(candidate: str) -> str:
    """Leave out what belongs to the sentence around the URL: its punctuation, and brackets that were opened before."""
    surplus = {closing: candidate.count(closing) - candidate.count(opening) for closing, opening in _OPENING.items()}
    openings = {opening: closing for closing, opening in _OPENING.items()}
    end = len(candidate)
    while end:
        last = candidate[end - 1]
        if surplus.get(last, 0) > 0:
            surplus[last] -= 1
        elif last in openings:
            surplus[openings[last]] += 1
        elif last not in _TRAILING:
            break
        end -= 1
    return candidate[:end]
