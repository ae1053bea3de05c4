"""The JSON Feed against its specification."""

import json
from datetime import datetime
from typing import Any, Literal

import msgspec

from aboveboard.publishing.items import text_item
from aboveboard.publishing.renderers.jsonfeed import json_feed
from aboveboard.publishing.renderers.stories import entry_id
from tests.publishing.renderers.telling import a_face, ago, an_incident, an_update, calm, rendering, troubled

HOSTILE = ']]><script>alert(1)</script> "\\ \x00\ud800 <b>\r\nX-Injected: 1'


class Author(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    url: str


class Item(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    url: str
    title: str
    content_html: str
    date_published: datetime
    date_modified: datetime
    tags: list[str]
    language: str


class Feed(msgspec.Struct, forbid_unknown_fields=True):
    """The members that version 1.1 of the specification names, as far as a status page has them."""

    version: Literal["https://jsonfeed.org/version/1.1"]
    title: str
    home_page_url: str
    feed_url: str
    favicon: str
    language: str
    authors: list[Author]
    items: list[Item]


def read(items: list[Any], *, language: str = "en") -> Any:
    document = json_feed(rendering(items, language=language))
    msgspec.json.decode(document, type=Feed)  # raises on a member that is missing, of another type or of no meaning
    return json.loads(document)


def test_the_feed_names_the_page_and_itself() -> None:
    told = read(troubled())

    assert (told["title"], told["language"]) == ("Harbourline status", "en")
    assert (told["home_page_url"], told["feed_url"]) == ("https://status.example.com/", "https://status.example.com/feed.json")


def test_the_newest_news_comes_first_with_both_of_its_times() -> None:
    incident, maintenance = read(troubled())["items"]

    assert (incident["title"], maintenance["title"]) == ("Webhooks arrive late", "Map tiles move")
    assert (incident["date_published"], incident["date_modified"]) == ("2026-11-24T08:56:00Z", "2026-11-24T09:36:00Z")
    assert (incident["id"], incident["url"]) == (
        entry_id("incident/inc000000001", "en"),
        "https://status.example.com/incidents/inc000000001/",
    )
    assert incident["tags"] == ["Identified"] and "Found it." in incident["content_html"]


def test_hostile_words_stay_words() -> None:
    of = "incident/inc000000001"
    items = [*calm(), *an_incident(title=HOSTILE), *an_update("upd000000001", of, "investigating", ago(minutes=45), HOSTILE)]

    entry = read(items)["items"][0]

    assert "<script" not in entry["content_html"].lower()
    assert entry["title"] == ']]><script>alert(1)</script> "\\ �� <b>\r\nX-Injected: 1'


def test_words_that_are_not_translated_name_their_language_and_links_keep_below_the_page() -> None:
    items = [
        a_face(url="https://status.example.com/p/acme/"),
        *troubled()[1:],
        text_item("incident/inc000000001", "title", "de", "Spät"),
    ]

    told = read(items, language="de")

    assert [entry["language"] for entry in told["items"]] == ["de", "en"]
    assert told["feed_url"] == "https://status.example.com/p/acme/de/feed.json"
    assert told["items"][0]["url"] == "https://status.example.com/p/acme/de/incidents/inc000000001/"


def test_a_page_with_nothing_to_tell_has_a_valid_empty_feed_that_the_clock_leaves_alone() -> None:
    assert read(calm())["items"] == []
    assert json_feed(rendering(troubled())) == json_feed(rendering(troubled(), now=ago(minutes=-9)))
