"""What changed between two editions, in words, and why there is an edition."""

from datetime import timedelta

import msgspec
import pytest

from aboveboard.events.verbs import Verb
from aboveboard.publishing.causes import UNSAID
from aboveboard.publishing.items import AnyItem, text_item
from aboveboard.publishing.renderers.causes import causes_in_words
from aboveboard.publishing.renderers.html.changes import render_changes
from aboveboard.publishing.renderers.words import words_for
from aboveboard.publishing.state import Edition, Rendering, state_from_items
from tests.publishing.reading import read
from tests.publishing.renderers.telling import NOW, a_component, a_face, a_group, a_maintenance, a_span, an_incident, an_update

BASE: list[AnyItem] = [a_face(), a_component("stream", "Event stream"), a_span("stream", "operational")]


def rendering(items: list[AnyItem], number: int, language: str = "en") -> Rendering:
    edition = Edition(number=number, at=NOW, release="0.1.0", key="0" * 64)
    return Rendering(edition, state_from_items(items), language, NOW, newest=9)


def told(before: list[AnyItem], after: list[AnyItem], language: str = "en") -> list[str]:
    """The sentences for what is different between two lists of items."""
    was, now = ({item.subject: item for item in items} for items in (before, after))
    pairs = {s: (was.get(s), now.get(s)) for s in sorted(was.keys() | now.keys()) if was.get(s) != now.get(s)}
    document = read(render_changes(rendering(after, 2, language), rendering(before, 1, language), pairs))
    return [line.text for line in document.all("#changes li")]


def test_things_that_come_go_and_are_renamed() -> None:
    renamed = msgspec.structs.replace(a_component("stream", "Event stream"), name="Events")
    assert told(BASE, [BASE[0], renamed, BASE[2], a_group()]) == ["Webhooks & feeds was added.", "Event stream is now called Events."]
    assert told(BASE, [BASE[0]]) == ["Event stream was taken off the page.", "The history of statuses changed."]
    assert told(BASE, [a_face(name="Other"), *BASE[1:]]) == ["The settings of the page changed."]


def test_a_status_is_told_from_what_to_what() -> None:
    assert told(BASE, [*BASE, a_span("stream", "partial_outage", cause="inc1")]) == [
        "Event stream went from “Operational” to “Partial outage”."
    ]


def test_a_history_that_was_corrected_is_told_though_the_status_is_the_same() -> None:
    assert told(BASE, [*BASE, a_span("stream", "major_outage", cause="inc1", ended_at=NOW)]) == ["The history of statuses changed."]


@pytest.mark.parametrize(
    ("was", "now", "sentence"),
    [
        ("identified", "resolved", "Incident resolved: “Webhooks arrive late”."),
        ("resolved", "investigating", "Incident reopened: “Webhooks arrive late”."),
        ("identified", "monitoring", "“Webhooks arrive late” was changed."),
    ],
)
def test_the_stages_of_an_incident(was: str, now: str, sentence: str) -> None:
    assert told([*BASE, *an_incident(status=was)], [*BASE, *an_incident(status=now)]) == [sentence]


def test_an_update_tells_its_stage_and_stands_for_the_change_of_the_incident() -> None:
    update = an_update("upd1", "incident/inc000000001", "monitoring", NOW, "Better.")
    assert told([*BASE, *an_incident()], [*BASE, *an_incident(status="monitoring"), *update]) == [
        "Update to “Webhooks arrive late”: Monitoring."
    ]


def test_many_things_added_together_are_one_sentence_and_a_new_incident_stands_for_its_updates() -> None:
    parts = [a_component(f"part{n}", f"Part {n}", position=n) for n in range(4)]
    update = an_update("upd1", "incident/inc000000001", "investigating", NOW, "We are looking.")
    assert told(BASE, [*BASE, *parts, *an_incident(), *update]) == [
        "4 components were added. Part 0, Part 1, Part 2, Part 3",
        "Incident opened: “Webhooks arrive late”.",
    ]
    assert told(BASE, [*BASE, *parts[:2]]) == ["Part 0 was added.", "Part 1 was added."]


def test_an_incident_that_is_gone_is_named_by_the_title_it_had() -> None:
    assert told([*BASE, *an_incident()], BASE) == ["“Webhooks arrive late” was taken off the page."]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"status": "in_progress"}, "Maintenance began: “Map tiles move”."),
        ({"status": "completed"}, "Maintenance ended: “Map tiles move”."),
        ({"status": "cancelled"}, "Maintenance cancelled: “Map tiles move”."),
        ({"ends_at": NOW + timedelta(days=9)}, "Maintenance moved to another time: “Map tiles move”."),
    ],
)
def test_the_stages_of_a_maintenance(change: dict[str, object], sentence: str) -> None:
    assert told([*BASE, *a_maintenance()], [*BASE, *a_maintenance(**change)]) == [sentence]
    assert told(BASE, [*BASE, *a_maintenance()]) == ["Maintenance planned: “Map tiles move”."]


def test_a_title_that_reads_differently_is_shown_before_and_after_and_escaped() -> None:
    before = an_incident()
    after = [before[0], text_item("incident/inc000000001", "title", "en", "Webhooks <b>late</b>")]
    assert told([*BASE, *before], [*BASE, *after]) == [
        "The title reads differently. Before Webhooks arrive late After Webhooks <b>late</b>"
    ]


def test_nothing_that_a_reader_could_see_is_said_to_be_nothing() -> None:
    assert told(BASE, BASE) == ["Nothing that a reader could see."]


def test_changes_are_told_in_german() -> None:
    assert told(BASE, [*BASE, *an_incident()], "de") == ["Störung gemeldet: „Webhooks arrive late“."]


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_verb_that_a_line_may_name_is_a_cause_in_words(language: str) -> None:
    words = words_for(language, "UTC")
    assert [verb for verb in Verb if verb not in UNSAID and causes_in_words([verb], words) == verb] == []


def test_causes_are_named_once_each() -> None:
    words = words_for("en", "UTC")
    assert causes_in_words(["component.changed", "group.changed", "incident.opened"], words) == "Components changed, Incident opened"
