"""The RSS feed as feed readers see it."""

from typing import Any
from xml.etree import ElementTree

import feedparser

from aboveboard.publishing.items import text_item
from aboveboard.publishing.renderers.rss import rss
from aboveboard.publishing.renderers.stories import entry_id
from tests.publishing.renderers.telling import a_face, ago, an_incident, an_update, calm, rendering, troubled

HOSTILE = "]]><script>alert(1)</script> & \x00\x0b\ud800 <b>\r\nX-Injected: 1"


def read(items: list[Any], *, language: str = "en") -> Any:
    document = rss(rendering(items, language=language))
    ElementTree.fromstring(document)  # raises on anything that is not well-formed
    parsed = feedparser.parse(document)
    assert not parsed.bozo, parsed.bozo_exception
    assert parsed.version == "rss20"
    return parsed


def test_the_feed_names_the_page_and_itself() -> None:
    feed = read(troubled()).feed

    assert (feed.title, feed.link, feed.language) == ("Harbourline status", "https://status.example.com/", "en")
    assert feed.subtitle == "Every incident and every maintenance of Harbourline."
    assert [(link.href, link.type) for link in feed.links if link.rel == "self"] == [
        ("https://status.example.com/feed.rss", "application/rss+xml")
    ]


def test_the_newest_news_comes_first_and_tells_every_update() -> None:
    entries = read(troubled()).entries

    assert [entry.title for entry in entries] == ["Webhooks arrive late", "Map tiles move"]
    assert entries[0].link == "https://status.example.com/incidents/inc000000001/"
    assert entries[0].summary.index("Found it.") < entries[0].summary.index("<strong>looking</strong>")


def test_an_edit_changes_neither_guid_nor_date() -> None:
    of = "incident/inc000000001"
    opened = [*calm(), *an_incident(), *an_update("upd000000001", of, "investigating", ago(minutes=45), "Looking.")]
    edited = [
        *calm(), *an_incident(),
        *an_update("upd000000001", of, "investigating", ago(minutes=45), "Looking closely.", edited_at=[ago(minutes=5)]),
    ]  # fmt: skip
    before, after = read(opened).entries, read(edited).entries

    assert len(before) == len(after) == 1
    assert before[0].id == after[0].id == entry_id(of, "en")
    assert before[0].published == after[0].published == "Tue, 24 Nov 2026 08:56:00 GMT"
    assert (before[0].updated, after[0].updated) == ("2026-11-24T08:56:00Z", "2026-11-24T09:36:00Z")
    assert not before[0].guidislink


def test_hostile_words_stay_words() -> None:
    of = "incident/inc000000001"
    items = [*calm(), *an_incident(title=HOSTILE), *an_update("upd000000001", of, "investigating", ago(minutes=45), HOSTILE)]

    entry = read(items).entries[0]

    assert "<script" not in entry.summary.lower()
    assert "]]&gt;&lt;script&gt;alert(1)" in entry.summary
    told = ElementTree.fromstring(rss(rendering(items))).findtext("channel/item/title", "")
    assert told.startswith("]]><script>alert(1)</script> & ")


def test_another_language_and_an_address_below_a_path_have_links_of_their_own() -> None:
    items = [
        a_face(url="https://status.example.com/p/acme/"),
        *troubled()[1:],
        text_item("incident/inc000000001", "title", "de", "Spät"),
    ]

    told = read(items, language="de")

    assert told.feed.link == "https://status.example.com/p/acme/de/"
    assert {link.href for link in told.feed.links} == {told.feed.link, "https://status.example.com/p/acme/de/feed.rss"}
    assert (told.entries[0].title, told.entries[0].link) == (
        "Spät",
        "https://status.example.com/p/acme/de/incidents/inc000000001/",
    )


def test_a_page_with_nothing_to_tell_has_a_valid_empty_feed() -> None:
    assert read(calm()).entries == []


def test_a_feed_does_not_change_while_nothing_is_said() -> None:
    assert rss(rendering(troubled())) == rss(rendering(troubled(), now=ago(minutes=-9)))
