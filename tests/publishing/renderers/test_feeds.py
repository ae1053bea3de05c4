"""The Atom feed as feed readers see it."""

from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest

from aboveboard.publishing.items import text_item
from aboveboard.publishing.renderers.feeds import atom, component_atom
from aboveboard.publishing.renderers.stories import entry_id
from tests.publishing.renderers.telling import a_face, ago, an_incident, an_update, calm, rendering, troubled

HOSTILE = "]]><script>alert(1)</script> & \x00\x0b\ud800 <b>"


def read(items: list[Any], *, language: str = "en") -> Any:
    document = atom(rendering(items, language=language))
    ElementTree.fromstring(document)  # raises on anything that is not well-formed
    parsed = feedparser.parse(document)
    assert not parsed.bozo, parsed.bozo_exception
    assert parsed.version == "atom10"
    return parsed


def test_the_feed_names_the_page_and_itself() -> None:
    feed = read(troubled()).feed

    assert feed.title == "Harbourline status"
    assert {link.rel: link.href for link in feed.links} == {
        "self": "https://status.example.com/feed.atom",
        "alternate": "https://status.example.com/",
    }
    assert feed.updated == "2026-11-24T09:36:00Z"
    assert feed.language == "en"


def test_incidents_and_maintenances_are_entries_and_the_newest_news_comes_first() -> None:
    entries = read(troubled()).entries

    assert [entry.title for entry in entries] == ["Webhooks arrive late", "Map tiles move"]
    assert [entry.link for entry in entries] == [
        "https://status.example.com/incidents/inc000000001/",
        "https://status.example.com/maintenances/main00000001/",
    ]


def test_an_entry_tells_every_update_newest_first_what_is_affected_and_the_window() -> None:
    incident, maintenance = (entry.content[0].value for entry in read(troubled()).entries)

    assert incident.index("Found it.") < incident.index("<strong>looking</strong>")
    assert "Identified" in incident and "09:31 UTC" in incident
    assert "Event stream: Partial outage" in incident
    assert "Thu 26 Nov, 02:41 – 04:41 UTC" in maintenance


def test_an_update_and_an_edit_move_updated_but_make_no_new_entry() -> None:
    of = "incident/inc000000001"
    opened = [*calm(), *an_incident(), *an_update("upd000000001", of, "investigating", ago(minutes=45), "Looking.")]
    updated = [*opened, *an_update("upd000000002", of, "identified", ago(minutes=10), "Found it.")]
    edited = [
        *opened, *an_update("upd000000002", of, "identified", ago(minutes=10), "Found the cause.", edited_at=[ago(minutes=5)]),
    ]  # fmt: skip

    told = [read(items).entries for items in (opened, updated, edited)]

    assert [len(entries) for entries in told] == [1, 1, 1]
    assert len({entries[0].id for entries in told}) == 1
    assert [entries[0].updated for entries in told] == ["2026-11-24T08:56:00Z", "2026-11-24T09:31:00Z", "2026-11-24T09:36:00Z"]
    assert {entries[0].published for entries in told} == {"2026-11-24T08:56:00Z"}


def test_an_entrys_id_outlives_a_move_of_the_page() -> None:
    moved = [a_face(url="https://elsewhere.example.org/p/acme/"), *troubled()[1:]]

    before, after = read(troubled()).entries[0], read(moved).entries[0]

    assert before.id == after.id == entry_id("incident/inc000000001", "en")
    assert after.link == "https://elsewhere.example.org/p/acme/incidents/inc000000001/"


def test_whoever_reads_two_languages_has_two_feeds_that_no_reader_merges() -> None:
    english, german = (read(troubled(), language=language) for language in ("en", "de"))

    assert english.feed.id != german.feed.id
    assert not {entry.id for entry in english.entries} & {entry.id for entry in german.entries}


def test_hostile_words_stay_words() -> None:
    of = "incident/inc000000001"
    items = [*calm(), *an_incident(title=HOSTILE), *an_update("upd000000001", of, "investigating", ago(minutes=45), HOSTILE)]

    entry = read(items).entries[0]

    assert "<script" not in entry.content[0].value.lower()
    assert "]]&gt;&lt;script&gt;alert(1)" in entry.content[0].value
    assert entry.title_detail.type == "text/plain"
    assert "]]><script>alert(1)</script>" in ElementTree.fromstring(atom(rendering(items))).findtext(".//{*}entry/{*}title", "")


def test_another_language_has_links_of_its_own_and_marks_words_that_are_not_translated() -> None:
    items = [*troubled(), text_item("incident/inc000000001", "title", "de", "Webhooks kommen spät")]

    told = read(items, language="de")

    assert told.feed.language == "de"
    assert told.entries[0].link == "https://status.example.com/de/incidents/inc000000001/"
    assert told.entries[0].title == "Webhooks kommen spät"
    assert '<div lang="en">' in told.entries[0].content[0].value


def test_a_page_with_nothing_to_tell_has_a_valid_empty_feed() -> None:
    told = read(calm())

    assert told.entries == []
    assert told.feed.updated == "2025-03-01T23:30:00Z"


def test_a_feed_does_not_change_while_nothing_is_said() -> None:
    assert atom(rendering(troubled())) == atom(rendering(troubled(), now=ago(minutes=-9)))


def test_a_component_has_a_feed_of_what_affects_it_with_the_same_entries() -> None:
    whole = {entry.title: entry for entry in read(troubled()).entries}

    stream, maps, hooks = (feedparser.parse(component_atom(rendering(troubled()), slug)) for slug in ("stream", "maps", "hooks"))

    assert [entry.title for entry in stream.entries] == ["Webhooks arrive late"]
    assert [entry.title for entry in maps.entries] == ["Map tiles move"]
    assert hooks.entries == [] and not hooks.bozo
    assert stream.entries[0].id == whole["Webhooks arrive late"].id and stream.entries[0].updated == whole["Webhooks arrive late"].updated
    assert stream.feed.title == "Event stream · Harbourline status"
    assert len({stream.feed.id, maps.feed.id, hooks.feed.id, read(troubled()).feed.id}) == 4
    assert {link.rel: link.href for link in stream.feed.links} == {
        "self": "https://status.example.com/components/stream/feed.atom",
        "alternate": "https://status.example.com/components/stream/",
    }


def test_a_component_that_an_update_named_once_still_hears_of_the_incident() -> None:
    of = "incident/inc000000001"
    named = an_update("upd000000009", of, "investigating", ago(minutes=40), "Hooks too.", set_to={"hooks": "operational"})

    told = feedparser.parse(component_atom(rendering([*troubled(), *named]), "hooks"))

    assert [entry.title for entry in told.entries] == ["Webhooks arrive late"]


def test_a_component_that_is_not_there_has_no_feed() -> None:
    with pytest.raises(KeyError):
        component_atom(rendering(calm()), "nothing")
