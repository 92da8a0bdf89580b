"""What a person typed, as HTML: escaped, with its line breaks, and with links where it names web addresses."""

import re
from itertools import groupby

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import Urlizer, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import normalize_newlines

register = template.Library()


class _Urlizer(Urlizer):
    """Makes links of what begins with http:// or https://, and of nothing that only looks like an address.

    Whether a bare "www." means http or https differs between the versions of Django, and some warn of it.
    """

    simple_url_2_re = re.compile(r"(?!)")
    url_template = '<a href="{href}" rel="nofollow noopener ugc">{url}</a>'


_urlizer = _Urlizer()


@register.filter
def support_text(text: str) -> SafeString:
    """Return paragraphs of HTML in which nothing that was typed is markup, each in the direction of its own script."""
    paragraphs = re.split(r"\n{2,}", str(normalize_newlines(text)))
    return format_html_join("\n\n", '<p dir="auto">{}</p>', ((_with_links(each),) for each in paragraphs))


def _with_links(text: str) -> SafeString:
    return linebreaksbr(_linked(text) if _may_hold_an_address(text) else text)


def _linked(text: str) -> SafeString:
    # What stands between two addresses is escaped at once: word by word it cost more than the rest of the page.
    runs = groupby(_urlizer.word_split_re.split(text), key=_may_hold_an_address)
    return format_html_join("", "{}", ((_link("".join(run)) if is_one else "".join(run),) for is_one, run in runs))


def _link(word: str) -> str:
    return _urlizer.handle_word(word, safe_input=False, autoescape=True)


def _may_hold_an_address(text: str) -> bool:
    return "://" in text or "@" in text
