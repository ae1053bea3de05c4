"""What an incident's updates say about it, without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.components.status import Status
from aboveboard.incidents.lifecycle import Held, IncidentStatus, Said, holds_of, is_open, resolved_at_of, statuses_after, worst_of

START = datetime(2026, 11, 24, 9, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


STORY = [
    Said(at(10), "investigating", {"api": "partial_outage", "web": "degraded_performance"}),
    Said(at(20), "identified", {"api": "major_outage"}),
    Said(at(30), "monitoring", {"web": "operational"}),
    Said(at(40), "resolved", {"api": "operational"}),
]


def test_components_recover_at_different_times_and_the_first_statuses_hold_from_when_it_occurred() -> None:
    assert holds_of(STORY, at(5)) == [
        Held("api", "partial_outage", at(5), at(20)),
        Held("web", "degraded_performance", at(5), at(30)),
        Held("api", "major_outage", at(20), at(40)),
    ]


def test_resolving_ends_everything_even_what_it_does_not_name() -> None:
    story = [*STORY[:3], Said(at(40), "resolved", {})]
    assert [held.ended_at for held in holds_of(story, at(5)) if held.component == "api"] == [at(20), at(40)]
    assert statuses_after(story) == {"api": "operational", "web": "operational"}


def test_what_is_held_when_the_story_stops_is_still_held() -> None:
    assert holds_of(STORY[:2], at(10))[-1] == Held("api", "major_outage", at(20), None)


def test_an_incident_that_was_over_when_it_was_told_holds_from_when_it_occurred_until_then() -> None:
    assert holds_of([Said(at(60), "resolved", {"api": "major_outage"})], at(0)) == [Held("api", "major_outage", at(0), at(60))]


def test_reopening_holds_anew() -> None:
    story = [*STORY, Said(at(50), "investigating", {"api": "degraded_performance"})]
    assert holds_of(story, at(5))[-1] == Held("api", "degraded_performance", at(50), None)
    assert resolved_at_of(STORY) == at(40)
    assert resolved_at_of(story) is None


def test_words_after_the_end_do_not_move_the_end() -> None:
    assert resolved_at_of([*STORY, Said(at(90), "resolved", {})]) == at(40)


def test_the_worst_that_a_component_went_through_is_remembered() -> None:
    assert worst_of(STORY) == {"api": "major_outage", "web": "degraded_performance"}
    assert statuses_after(STORY[:2]) == {"api": "major_outage", "web": "degraded_performance"}


@pytest.mark.parametrize(("status", "expected"), [*((s, True) for s in list(IncidentStatus)[:4]), (IncidentStatus.RESOLVED, False)])
def test_all_stages_but_the_last_are_open(status: IncidentStatus, expected: bool) -> None:
    assert is_open(status) is expected


STORIES = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.sampled_from(list(IncidentStatus)),
        st.dictionaries(st.sampled_from("abc"), st.sampled_from([str(s) for s in Status])),
    ),
    min_size=1,
    max_size=8,
)


@given(STORIES, st.integers(-3, 0))
def test_holds_say_at_every_instant_what_the_updates_until_then_say(told: list[tuple[int, str, dict[str, str]]], before: int) -> None:
    minutes, story = 0, []
    for gap, status, statuses in told:
        minutes += gap
        story.append(Said(at(minutes), status, statuses))
    holds = holds_of(story, at(before))
    for minute in range(story[0].at.minute, minutes + 2):
        moment = at(minute) + timedelta(seconds=30)
        said = statuses_after([update for update in story if update.at <= moment])
        held = {h.component: h.status for h in holds if h.began_at <= moment and (h.ended_at is None or moment < h.ended_at)}
        assert held == {component: status for component, status in said.items() if status != Status.OPERATIONAL}
    assert all(hold.ended_at is None or hold.began_at < hold.ended_at for hold in holds)
