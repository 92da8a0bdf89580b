"""What people typed, as HTML: nothing of it is markup, and no text is dear to show."""

import html
import re
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from django_support_tickets.templatetags import support_text as module
from django_support_tickets.templatetags.support_text import MAX_LINKS, MAX_URL_LENGTH
from django_support_tickets.templatetags.support_tickets import support_text


def link(url: str) -> str:
    return f'<a href="{html.escape(url)}" rel="nofollow noopener ugc">{html.escape(url)}</a>'


def linked(text: str) -> list[str]:
    """Return the URLs that became links."""
    return [html.unescape(url) for url in re.findall(r'<a href="([^"]*)"', support_text(text))]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("one\ntwo\n\nthree", '<p dir="auto">one<br>two</p>\n\n<p dir="auto">three</p>'),
        ("one\r\ntwo\r\rthree", '<p dir="auto">one<br>two</p>\n\n<p dir="auto">three</p>'),
        ("a\n\n\n\nb", '<p dir="auto">a</p>\n\n<p dir="auto">b</p>'),
        ("<b> & \"'", '<p dir="auto">&lt;b&gt; &amp; &quot;&#x27;</p>'),
        ("<p>", '<p dir="auto">&lt;p&gt;</p>'),
        ("a<br><br>b", '<p dir="auto">a&lt;br&gt;&lt;br&gt;b</p>'),
        (
            "see https://a.example/x?y=1&z=2.",
            f'<p dir="auto">see {link("https://a.example/x?y=1&z=2")}.</p>',
        ),
        ("<i>\nhttp://a.example & more", f'<p dir="auto">&lt;i&gt;<br>{link("http://a.example")} &amp; more</p>'),
        ("", '<p dir="auto"></p>'),
    ],
)
def test_plain_text_as_html(text: str, shown: str) -> None:
    assert support_text(text) == shown


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("HTTPS://A.example/B", ["HTTPS://A.example/B"]),
        ("see:http://a.example:8000/x#y", ["http://a.example:8000/x#y"]),
        ("(https://a.example/x)", ["https://a.example/x"]),
        ("https://a.example/A_(b)", ["https://a.example/A_(b)"]),
        ("(as in https://a.example/A_(b)!)", ["https://a.example/A_(b)"]),
        ("[https://a.example/x];", ["https://a.example/x"]),
        ("https://a.example/x((", ["https://a.example/x"]),
        ("is it https://a.example/x?", ["https://a.example/x"]),
        ("https://a.example/x?a=", ["https://a.example/x?a="]),
        ("<https://a.example/x>", ["https://a.example/x"]),
        ('"https://a.example/x"', ["https://a.example/x"]),
        ("“https://a.example/x”", ["https://a.example/x"]),
        ("«https://a.example/x»", ["https://a.example/x"]),
        ("https://a.example/x。", ["https://a.example/x"]),
        ("https://a.example/التتبع", ["https://a.example/التتبع"]),
        ("https://a.example/x,http://b.example", ["https://a.example/x,http://b.example"]),
        ("https://xn--mller-kva.example/", ["https://xn--mller-kva.example/"]),
    ],
)
def test_web_addresses_become_links(text: str, urls: list[str]) -> None:
    assert linked(text) == urls


@pytest.mark.parametrize(
    "text",
    [
        "www.a.example a.com",
        "javascript:alert(1) data:text/html,x ftp://a.example mailto:a@b.example",
        "a@b.co ayse@customer.example",
        "xhttp://a.example",
        "http://",
        "https:///a.example",
        "https://.",
        # What looks like the host is a name for the one behind the @.
        "https://bank.example@evil.example/",
        "https://bank.example:443@evil.example/",
        # Letters of another script, a full stop of another script, a scheme with a long s.
        "https://аpple.example/",
        "https://bank.example。evil.example/",
        "http\u017f://a.example",
        f"https://a.example/{'x' * MAX_URL_LENGTH}",
    ],
)
def test_nothing_else_does(text: str) -> None:
    assert linked(text) == []


@pytest.mark.parametrize(
    "end", ["\\@evil.example", "\u202egro.elpmaxe", "\u2066x", "\u200bx", "\xadx", "\x00x", "`x", "\u00a0x"]
)
def test_a_link_ends_where_a_browser_would_read_something_else(end: str) -> None:
    assert linked(f"https://bank.example{end}") == ["https://bank.example"]


def test_the_number_of_links_has_a_limit() -> None:
    text = "\n\n".join(f"http://a.example/{number}" for number in range(3 * MAX_LINKS))
    assert linked(text) == [f"http://a.example/{number}" for number in range(MAX_LINKS)]
    assert f"http://a.example/{3 * MAX_LINKS - 1}</p>" in support_text(text)


ALPHABET = ["http://", "https://", "a.example", "@", "/", "(", ")", "[", "&", "&amp;", "<br>", '"', "'", ".", ";", "\n",
            "\n\n", " ", "ı", "\u202e", "\\", "x"]  # fmt: skip


@hypothesis_settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.lists(st.sampled_from(ALPHABET)).map("".join)))
def test_nothing_is_markup_and_nothing_gets_lost(text: str) -> None:
    shown = support_text(text)
    ours = r'<p dir="auto">|</p>|<br>|<a href="https?://[a-zA-Z0-9._-]+[^"<>]*" rel="nofollow noopener ugc">|</a>'
    rest = re.sub(ours, "", shown)
    assert not re.search("[<>\"']", rest)
    typed = "".join(re.sub(r"\r\n|\r", "\n", text).split("\n"))
    assert html.unescape(rest).replace("\n", "") == typed


HOSTILE = [
    *("a@b.co ", "https://", "http://a.bc ", "a@", "(", ")", "&", "&amp;", "http://a.bc/(((", "http://a.bc/x)))).,;; "),
    *("\n", "\n\n", "a\n\n", "http://a.bc\n\n", "http://.", "https://u@", "://", "\u202e", "<", "http://a.bc?"),
]


@pytest.mark.parametrize("part", HOSTILE)
def test_the_work_grows_with_the_length(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted in calls, of Python's and of C's, and in characters that were looked at for a link."""
    looked_at = 0

    def counting(candidate: str) -> str:
        nonlocal looked_at
        looked_at += len(candidate)
        return url(candidate)

    url = module._url
    monkeypatch.setattr(module, "_url", counting)

    def work(length: int) -> tuple[int, int]:
        nonlocal looked_at
        looked_at = calls = 0

        def profile(_frame: Any, event: str, _argument: Any) -> None:
            nonlocal calls
            calls += event in ("call", "c_call")

        text = part * (length // len(part))
        previous = sys.getprofile()
        sys.setprofile(profile)
        try:
            support_text(text)
        finally:
            sys.setprofile(previous)
        return calls, looked_at

    work(100)
    calls, characters = work(10_000)
    # A call for every third character at most besides the links, and no character looked at twice.
    assert calls < 4000 + 200 * support_text(part * (10_000 // len(part))).count("<a ")
    assert characters <= 10_000
    more_calls, more_characters = work(80_000)
    assert more_calls <= 8 * calls + 100
    assert more_characters <= 80_000
