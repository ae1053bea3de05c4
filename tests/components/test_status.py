"""How statuses rank, add up and settle over time."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.components.status import (
    BASELINE,
    CORRECTION,
    INCIDENT,
    MAINTENANCE,
    Status,
    Stretch,
    combined,
    impact_of,
    indicator_of,
    settle,
    status_at,
    system_status,
    worst,
)
from tests.components.spans import Span

OK, DEGRADED, PARTIAL, MAJOR = Status.OPERATIONAL, Status.DEGRADED_PERFORMANCE, Status.PARTIAL_OUTAGE, Status.MAJOR_OUTAGE
MAINTAINED, UNKNOWN = Status.UNDER_MAINTENANCE, Status.UNKNOWN
START = datetime(2026, 11, 1, tzinfo=UTC)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([], OK),
        ([OK, OK], OK),
        ([OK, UNKNOWN], UNKNOWN),
        ([UNKNOWN, MAINTAINED], MAINTAINED),
        ([MAINTAINED, DEGRADED], DEGRADED),
        ([PARTIAL, DEGRADED, MAINTAINED], PARTIAL),
        ([MAJOR, PARTIAL, OK, UNKNOWN], MAJOR),
        (["partial_outage", "operational"], PARTIAL),
    ],
)
def test_the_worst_status_wins(statuses: list[str], expected: Status) -> None:
    assert worst(statuses) is expected


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ([], UNKNOWN),
        ([(BASELINE, OK)], OK),
        ([(BASELINE, MAJOR), (MAINTENANCE, MAINTAINED)], MAINTAINED),
        ([(BASELINE, DEGRADED), (MAINTENANCE, MAINTAINED), (INCIDENT, PARTIAL)], PARTIAL),
        ([(BASELINE, OK), (MAINTENANCE, MAINTAINED), (MAINTENANCE, DEGRADED)], DEGRADED),
        ([(BASELINE, OK), (INCIDENT, DEGRADED), (INCIDENT, MAJOR)], MAJOR),
        ([(BASELINE, MAJOR), (INCIDENT, DEGRADED)], MAJOR),
        ([(INCIDENT, DEGRADED)], DEGRADED),
    ],
)
def test_maintenance_replaces_the_baseline_and_incidents_add(held: list[tuple[str, str]], expected: Status) -> None:
    assert combined(held) is expected


def test_overlapping_incidents_settle_into_one_line_and_the_end_of_one_leaves_the_other() -> None:
    spans = [
        Span(OK, at(0)),
        Span(DEGRADED, at(1), at(4), INCIDENT),
        Span(MAJOR, at(2), at(3), INCIDENT),
        Span(MAINTAINED, at(3.5), at(5), MAINTENANCE),
    ]
    assert settle(spans, until=at(6)) == [
        Stretch(OK, at(0), at(1)),
        Stretch(DEGRADED, at(1), at(2)),
        Stretch(MAJOR, at(2), at(3)),
        Stretch(DEGRADED, at(3), at(4)),
        Stretch(MAINTAINED, at(4), at(5)),
        Stretch(OK, at(5), at(6)),
    ]


def test_gaps_are_unknown_and_equal_neighbours_are_one_stretch() -> None:
    spans = [Span(OK, at(0), at(1)), Span(OK, at(1), at(2)), Span(OK, at(3), at(4))]
    assert settle(spans, until=at(5)) == [
        Stretch(OK, at(0), at(2)),
        Stretch(UNKNOWN, at(2), at(3)),
        Stretch(OK, at(3), at(4)),
        Stretch(UNKNOWN, at(4), at(5)),
    ]


def test_what_begins_later_than_asked_for_is_left_out() -> None:
    assert settle([Span(OK, at(5))], until=at(5)) == []
    assert settle([Span(OK, at(0)), Span(MAJOR, at(5), at(7), INCIDENT)], until=at(4)) == [Stretch(OK, at(0), at(4))]


def test_a_span_counts_from_its_beginning_up_to_but_not_including_its_end() -> None:
    spans = [Span(OK, at(0)), Span(MAJOR, at(1), at(2), INCIDENT)]
    assert [status_at(spans, at(hour)) for hour in (-1, 0, 1, 2)] == [UNKNOWN, OK, MAJOR, OK]


SPANS = st.lists(
    st.builds(
        lambda status, begin, length, kind: Span(status, at(begin), None if length is None else at(begin + length), kind),
        st.sampled_from(list(Status)),
        st.integers(0, 40),
        st.one_of(st.none(), st.integers(0, 20)),
        st.sampled_from([BASELINE, INCIDENT, MAINTENANCE]),
    ),
    max_size=12,
)


@given(SPANS, st.integers(0, 60))
def test_stretches_tile_the_time_and_say_what_the_spans_say_at_every_instant(spans: list[Span], end: int) -> None:
    stretches = settle(spans, until=at(end))
    real = [span for span in spans if span.began_at < min(span.ended_at or at(end), at(end))]
    assert bool(stretches) == bool(real)
    if not stretches:
        return
    assert stretches[0].began_at == min(span.began_at for span in real)
    assert stretches[-1].ended_at == at(end)
    for left, right in itertools.pairwise(stretches):
        assert left.ended_at == right.began_at
        assert left.status is not right.status
    for stretch in stretches:
        assert stretch.began_at < stretch.ended_at
        moment = stretch.began_at
        while moment < stretch.ended_at:
            assert status_at(spans, moment) is stretch.status
            moment += timedelta(minutes=30)


@pytest.mark.parametrize(
    ("components", "impacts", "expected", "indicator"),
    [
        ([], [], OK, "none"),
        ([OK, OK], [], OK, "none"),
        ([OK, UNKNOWN], [], UNKNOWN, "minor"),
        ([UNKNOWN, UNKNOWN], [], UNKNOWN, "minor"),
        ([OK, MAINTAINED, UNKNOWN], [], MAINTAINED, "maintenance"),
        ([OK, MAINTAINED, DEGRADED], [], DEGRADED, "minor"),
        ([MAINTAINED, PARTIAL], [], PARTIAL, "major"),
        ([MAJOR] + [OK] * 49, [], MAJOR, "critical"),
        ([OK], ["none"], OK, "none"),
        ([OK], ["minor"], DEGRADED, "minor"),
        ([OK, DEGRADED], ["major"], PARTIAL, "major"),
        ([], ["critical"], MAJOR, "critical"),
    ],
)
def test_a_page_is_as_bad_as_its_worst_component_and_unknown_is_never_none(
    components: list[Status], impacts: list[str], expected: Status, indicator: str
) -> None:
    assert system_status(components, impacts) is expected
    assert indicator_of(expected) == indicator


@pytest.mark.parametrize(
    ("statuses", "impact"),
    [
        ([], "none"),
        ([OK], "none"),
        ([UNKNOWN], "none"),
        ([MAINTAINED], "none"),
        ([OK, DEGRADED], "minor"),
        ([DEGRADED, PARTIAL], "major"),
        ([PARTIAL, MAJOR], "critical"),
    ],
)
def test_impact_follows_from_the_worst_component(statuses: list[Status], impact: str) -> None:
    assert impact_of(statuses) == impact


def test_a_correction_takes_the_place_of_everything_else_for_its_time() -> None:
    spans = [
        Span(OK, at(0)),
        Span(MAJOR, at(1), at(3), INCIDENT),
        Span(MAINTAINED, at(2), at(4), MAINTENANCE),
        Span(OK, at(2), at(3.5), CORRECTION, at(9)),
    ]
    assert settle(spans, until=at(5)) == [
        Stretch(OK, at(0), at(1)), Stretch(MAJOR, at(1), at(2)), Stretch(OK, at(2), at(3.5)),
        Stretch(MAINTAINED, at(3.5), at(4)), Stretch(OK, at(4), at(5)),
    ]  # fmt: skip
    assert [status_at(spans, at(hours)) for hours in (1, 2, 3.25, 3.5)] == [MAJOR, OK, OK, MAINTAINED]


def test_of_corrections_that_overlap_the_later_one_counts_whatever_their_order() -> None:
    first, second = Span(MAJOR, at(1), at(4), CORRECTION, at(8)), Span(DEGRADED, at(2), at(3), CORRECTION, at(9))
    expected = [
        Stretch(OK, at(0), at(1)), Stretch(MAJOR, at(1), at(2)), Stretch(DEGRADED, at(2), at(3)),
        Stretch(MAJOR, at(3), at(4)), Stretch(OK, at(4), at(5)),
    ]  # fmt: skip
    for spans in itertools.permutations([Span(OK, at(0)), first, second]):
        assert settle(spans, until=at(5)) == expected


def test_a_correction_tells_of_a_time_before_anything_was_known() -> None:
    spans = [Span(OK, at(4)), Span(DEGRADED, at(1), at(2), CORRECTION, at(8))]
    assert settle(spans, until=at(5)) == [Stretch(DEGRADED, at(1), at(2)), Stretch(UNKNOWN, at(2), at(4)), Stretch(OK, at(4), at(5))]
