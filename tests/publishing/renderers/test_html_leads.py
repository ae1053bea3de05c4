"""Where the documents lead programs and people, and how they turn with a language from right to left."""

import re

import pytest

from aboveboard.publishing.renderers.html.component import render_component
from aboveboard.publishing.renderers.html.history import render_history
from aboveboard.publishing.renderers.html.incident import render_incident
from aboveboard.publishing.renderers.html.page import render_page
from aboveboard.publishing.renderers.style import STYLE
from aboveboard.publishing.state import Rendering
from tests.publishing import states
from tests.publishing.reading import Element, read


def page(r: Rendering) -> Element:
    return read(render_page(r))


@pytest.mark.parametrize(("language", "home"), [("en", "/p/acme/"), ("de", "/p/acme/de/")])
def test_feeds_and_calendar_are_found_by_programs_and_by_people(language: str, home: str) -> None:
    document = page(states.harbourline(language, url="https://status.example/p/acme/"))
    alternates = {link.attributes["type"]: link.attributes["href"] for link in document.all("link") if link.attributes.get("type")}
    assert {kind: href for kind, href in alternates.items() if kind != "image/svg+xml"} == {
        "application/atom+xml": f"{home}feed.atom",
        "application/rss+xml": f"{home}feed.rss",
        "application/feed+json": f"{home}feed.json",
        "text/markdown": f"{home}index.md",
        "text/calendar": f"{home}calendar.ics",
    }
    assert [link.attributes["href"] for link in document.all("footer nav a")][:5] == [
        f"{home}history/", f"{home}record/", f"{home}feed.rss", f"{home}calendar.ics", "/p/acme/api/v2/summary.json",
    ]  # fmt: skip
    assert [code.text for code in document.all(".panel code")] == [
        f"https://status.example{home}feed.atom",
        f"https://status.example{home}calendar.ics",
    ]
    assert {link.attributes["href"] for link in document.all(".panel a")} == {
        f"{home}{name}" for name in ("feed.atom", "feed.rss", "feed.json", "calendar.ics")
    }
    assert document.one("#soon .side a").attributes["href"] == f"{home}calendar.ics"


def test_a_theme_is_linked_only_when_there_is_something_in_it() -> None:
    sheets = [
        [link.attributes["href"] for link in page(states.harbourline(**look)).all("link") if link.attributes["rel"] == "stylesheet"]
        for look in ({}, {"accent": "#e4007c"}, {"custom_css": "h1 { color: red }"})
    ]
    assert sheets == [[], ["/theme.css"], ["/theme.css"]]


PSEUDO = "ar-XB"  # the pseudo-locale for right to left; it has no catalogue, so its words are English


def test_right_to_left_mirrors_the_bars_and_keeps_formulas_and_addresses() -> None:
    r = states.harbourline(PSEUDO, languages=["en", PSEUDO])
    drawn = [render_page(r), render_component(r, "event-stream"), render_incident(r, "webhookslate"), render_history(r)]
    for document in map(read, drawn):
        assert document.one("html").attributes["dir"] == "rtl"
        assert not list(document.all("[style]"))
    assert read(drawn[1]).one(".formula").attributes["dir"] == "ltr"
    for drawing in (".bars", ".line"):
        assert f"[dir=rtl] {drawing}{{scale:-1 1}}" in STYLE
    physical = r"(?<![\w-])(?:margin|padding|border)-(?:left|right)|(?<![\w-])(?:left|right):|text-align:(?:left|right)|float:"
    sides = re.findall(physical, re.sub(r"\.reading::after\{[^}]*\}", "", STYLE))  # a script puts that where the pointer is
    assert sides == []  # logical properties only: nothing stays where it was when the page turns
