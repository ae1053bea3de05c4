"""Uptime, for any spans in any zone: nothing is lost, nothing is counted twice."""

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aboveboard.components.status import BASELINE, CORRECTION, INCIDENT, MAINTENANCE, Status, Stretch, settle, status_at
from aboveboard.components.uptime import days_of, totals, uptime_of
from aboveboard.lib.periods import day_start
from tests.components.spans import Span

pytestmark = pytest.mark.uncounted

# Zone, and a date near which its clock was changed: by an hour, at midnight, by half an hour, and over a whole day.
CHANGES = [
    (ZoneInfo("Europe/Berlin"), date(2026, 3, 29)),
    (ZoneInfo("Europe/Berlin"), date(2026, 10, 25)),
    (ZoneInfo("America/Sao_Paulo"), date(2018, 11, 4)),
    (ZoneInfo("America/Sao_Paulo"), date(2019, 2, 16)),
    (ZoneInfo("Australia/Lord_Howe"), date(2026, 4, 5)),
    (ZoneInfo("Australia/Lord_Howe"), date(2026, 10, 4)),
    (ZoneInfo("Pacific/Apia"), date(2011, 12, 30)),
]
SECONDS = st.integers(0, 9 * 86_400)


@st.composite
def histories(draw: st.DrawFn) -> tuple[ZoneInfo, date, datetime, list[Span]]:
    zone, change = draw(st.sampled_from(CHANGES))
    first = change - timedelta(days=draw(st.integers(0, 4)))
    start = day_start(first, zone)

    def moment(seconds: int, micro: int) -> datetime:
        return start + timedelta(seconds=seconds - 86_400, microseconds=micro)

    moments = st.builds(moment, SECONDS, st.sampled_from([0, 0, 0, 1, 999_999]))
    kinds = st.sampled_from([BASELINE, INCIDENT, MAINTENANCE])
    spans = draw(st.lists(st.tuples(st.sampled_from(list(Status)), moments, st.none() | moments, kinds), max_size=10))
    now = moment(draw(SECONDS), 0)
    held = [Span(s, a, max(a, b) if b else None, k) for s, a, b, k in spans if a <= now]
    windows = draw(st.lists(st.tuples(st.sampled_from(list(Status)), moments, moments), max_size=4))
    past = [(status, min(a, b), min(max(a, b), now)) for status, a, b in windows]
    made = enumerate((status, began, ended) for status, began, ended in past if began < ended)
    corrections = [Span(status, began, ended, CORRECTION, now + timedelta(seconds=n)) for n, (status, began, ended) in made]
    return zone, first, now, [*held, *corrections]


@given(histories(), st.integers(1, 7))
def test_the_parts_of_every_day_sum_to_what_has_passed_of_it(history: tuple[ZoneInfo, date, datetime, list[Span]], length: int) -> None:
    zone, first, now, spans = history
    days = days_of(settle(spans, until=now), zone=zone, first=first, last=first + timedelta(days=length - 1), now=now)
    assert [day.date for day in days] == [first + timedelta(days=n) for n in range(length)]
    for day in days:
        begin, end = day_start(day.date, zone), day_start(day.date + timedelta(days=1), zone)
        passed = max(timedelta(0), min(end, now) - begin)
        assert sum(day.seconds.values()) == passed.total_seconds()
        assert all(seconds > 0 for seconds in day.seconds.values())
    window = min(day_start(first + timedelta(days=length), zone), now) - day_start(first, zone)
    assert sum(totals(days).values()) == max(0, window.total_seconds())
    uptime = uptime_of(days)
    assert uptime is None or 0 <= uptime <= 1


@settings(max_examples=40)
@given(histories())
def test_counting_is_the_same_as_asking_for_every_second(history: tuple[ZoneInfo, date, datetime, list[Span]]) -> None:
    zone, day, now, spans = history
    whole = [span._replace(began_at=span.began_at.replace(microsecond=0), ended_at=_cut(span.ended_at)) for span in spans]
    counted = days_of(settle(whole, until=now), zone=zone, first=day, last=day, now=now)[0].seconds
    begin, end = day_start(day, zone), min(day_start(day + timedelta(days=1), zone), now)
    edges = sorted({begin, end, *(t for span in whole for t in (span.began_at, span.ended_at) if t and begin < t < end)})
    naive: dict[Status, int] = {}
    for left, right in itertools.pairwise(edges):
        if left < end:  # nothing changes between two edges, so one second answers for all of them
            status = status_at(whole, left)
            naive[status] = naive.get(status, 0) + int((right - left).total_seconds())
    assert dict(counted) == naive


@given(histories())
def test_corrections_change_their_own_time_and_nothing_else(history: tuple[ZoneInfo, date, datetime, list[Span]]) -> None:
    _, _, now, spans = history
    derived = [span for span in spans if span.corrected_at is None]
    corrections = sorted((span for span in spans if span.corrected_at), key=lambda span: span.corrected_at or now)
    laid = settle(derived, until=now)
    for correction in corrections:
        laid = _laid_over(laid, correction)
    for stretch in settle(spans, until=now):
        assert stretch.status is next((was for was, a, b in laid if a <= stretch.began_at < b), Status.UNKNOWN)
    edges = {edge for stretch in settle(spans, until=now) for edge in stretch[1:]}
    assert all(status_at(spans, edge) is next((was for was, a, b in laid if a <= edge < b), Status.UNKNOWN) for edge in edges if edge < now)


def _laid_over(stretches: list[Stretch], span: Span) -> list[Stretch]:
    """The plain way: cut the window out, put the correction in."""
    began, ended = span.began_at, span.ended_at
    assert ended is not None
    around = [Stretch(s, a, min(b, began)) for s, a, b in stretches] + [Stretch(s, max(a, ended), b) for s, a, b in stretches]
    return [stretch for stretch in (*around, Stretch(Status(span.status), began, ended)) if stretch.began_at < stretch.ended_at]


def _cut(moment: datetime | None) -> datetime | None:
    return moment and moment.replace(microsecond=0)


@given(st.sampled_from(CHANGES), st.integers(-3, 3), st.integers(0, 25 * 3600))
def test_every_instant_of_a_day_has_that_date_in_the_zone(change: tuple[ZoneInfo, date], offset: int, seconds: int) -> None:
    zone, day = change[0], change[1] + timedelta(days=offset)
    moment = day_start(day, zone) + timedelta(seconds=seconds)
    if moment < day_start(day + timedelta(days=1), zone):
        assert moment.astimezone(zone).date() == day
    assert moment.tzinfo is UTC
