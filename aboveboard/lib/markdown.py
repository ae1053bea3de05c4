"""Markdown that people wrote, as HTML that is safe to publish, and as plain text."""

import re
from collections.abc import Sequence
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

# No HTML. A line ends where its writer ended it.
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])

# Headings begin below those of the page, which has used two levels before any text comes.
_HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}

_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s", "strong", "table", "tbody",
    "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}


# A page and its feed, in every language and at every publish, render the same few hundred texts.
@lru_cache(maxsize=2048)
def render(text: str) -> str:
    """Safe HTML: block elements, no scripts, no styles; links only to http, https and mailto.

    What is written as an image becomes a link to it, since a published page makes no request to anyone else.
    """
    tokens = _MARKDOWN.parse(text)
    for token in tokens:
        token.tag = _HEADINGS.get(token.tag, token.tag)
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="nofollow noopener noreferrer")


@lru_cache(maxsize=2048)
def plain(text: str) -> str:
    """The words alone, for mails, feeds and summaries: paragraphs are lines, list entries begin with "- "."""
    lines: list[str] = []
    prefix = ""
    for token in _MARKDOWN.parse(text):
        if token.type == "list_item_open":
            prefix = "- "
        elif token.type in ("fence", "code_block"):
            lines.append(token.content.rstrip("\n"))
        elif token.type == "inline":
            lines.append(prefix + _words(token.children or ()))
            prefix = ""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _words(tokens: Sequence[Token]) -> str:
    return "".join("\n" if token.type in ("softbreak", "hardbreak") else token.content for token in tokens)


def _image_as_link(_: RendererHTML, tokens: Sequence[Token], index: int, *rest: object) -> str:
    image = tokens[index]
    return f'<a href="{escapeHtml(str(image.attrs["src"]))}">{escapeHtml(image.content or str(image.attrs["src"]))}</a>'


_MARKDOWN.add_render_rule("image", _image_as_link)
