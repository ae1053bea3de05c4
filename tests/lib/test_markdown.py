"""Markdown from people, in public documents."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.lib.markdown import plain, render


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\nline\n\nNext", "<p>One<br>\nline</p>\n<p>Next</p>\n"),
        ("**strong** _em_ ~~gone~~ `code`", "<p><strong>strong</strong> <em>em</em> <s>gone</s> <code>code</code></p>\n"),
        ("# Top\n###### Deep", "<h3>Top</h3>\n<h6>Deep</h6>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. c", '<ol start="3">\n<li>c</li>\n</ol>\n'),
        ("```sh\na < b\n```", "<pre><code>a &lt; b\n</code></pre>\n"),
        ('a & b < c "d"', '<p>a &amp; b &lt; c "d"</p>\n'),
    ],
)
def test_what_people_write_becomes_plain_elements(text: str, html: str) -> None:
    assert render(text) == html


def test_links_lead_only_to_the_web_and_to_mail() -> None:
    assert render("[a](https://example.com/?a=1&b=2)") == (
        '<p><a href="https://example.com/?a=1&amp;b=2" rel="nofollow noopener noreferrer">a</a></p>\n'
    )
    assert 'href="mailto:a@b.c"' in render("<a@b.c>")
    for bad in ("javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd"):
        assert "href" not in render(f"[a]({bad})")
        assert "<a" not in render(f"![a]({bad})")


def test_an_image_becomes_a_link_since_pages_ask_nobody_else() -> None:
    html = render("![a graph](https://example.com/a.png) ![](https://example.com/b.png)")
    assert "<img" not in html
    assert ">a graph</a>" in html
    assert ">https://example.com/b.png</a>" in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "a <b onmouseover=alert(1)>b</b>",
        "<style>*{display:none}</style>",
        "<!-- hidden -->",
        "<svg/onload=alert(1)>",
        '[a](https://example.com "x" onclick=alert(1))',
        '![x" onerror="alert(1)](https://example.com/a.png)',
    ],
)
def test_html_is_shown_and_never_obeyed(text: str) -> None:
    html = render(text)
    assert set(re.findall(r"<(\w+)", html)) <= {"p", "a"}
    assert not re.search(r"<[^>]* on\w+=", html)


@given(st.text(alphabet="<>&\"'`*_[]()!#-\n \\/:=abjscript", max_size=60))
def test_no_text_gets_more_than_the_allowed_elements_out(text: str) -> None:
    allowed = {"p", "a", "em", "strong", "code", "pre", "br", "hr", "ul", "ol", "li", "blockquote", "s", "h3", "h4", "h5", "h6"}
    html = render(text)
    assert set(re.findall(r"</?([a-zA-Z0-9]+)", html)) <= allowed
    assert "javascript:" not in "".join(re.findall(r'href="([^"]*)"', html)).lower()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("One **two**\nthree\n\nfour", "One two\nthree\nfour"),
        ("# Title\n\n- a\n- [b](https://example.com)\n\n```\ncode\n```", "Title\n- a\n- b\ncode"),
        ("![a graph](https://example.com/a.png) &amp; `x < y`", "a graph & x < y"),
        ("", ""),
        ("<b>not html</b>", "<b>not html</b>"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a\nb\n1\n2"),
    ],
)
def test_plain_text_is_the_words_alone(text: str, words: str) -> None:
    assert plain(text) == words
