"""Uptime, on five days worked out by hand; docs/using/status.md shows the same numbers."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from aboveboard.components.status import CORRECTION, INCIDENT, MAINTENANCE, Status, settle
from aboveboard.components.uptime import FORMULAS, Day, days_of, mean, percent, totals, uptime_of
from tests.components.spans import Span

OK, DEGRADED, PARTIAL, MAJOR = Status.OPERATIONAL, Status.DEGRADED_PERFORMANCE, Status.PARTIAL_OUTAGE, Status.MAJOR_OUTAGE
MAINTAINED, UNKNOWN = Status.UNDER_MAINTENANCE, Status.UNKNOWN
BERLIN = ZoneInfo("Europe/Berlin")


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of October 2026 in Berlin, where the clock goes back an hour on the 25th at three in the morning."""
    return datetime(2026, 10, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


NOW = local(28, 18)
SPANS = [
    Span(OK, local(20, 0), local(28, 0)),
    Span(UNKNOWN, local(28, 0), local(28, 6)),
    Span(OK, local(28, 6)),
    Span(DEGRADED, local(25, 1), local(25, 4), INCIDENT),
    Span(PARTIAL, local(26, 10), local(26, 12), INCIDENT),
    Span(MAJOR, local(26, 11), local(26, 11, 30), INCIDENT),
    Span(MAINTAINED, local(27, 22), local(28, 0), MAINTENANCE),
    Span(DEGRADED, local(27, 23), local(27, 23, 30), INCIDENT),
    Span(MAJOR, local(28, 12), local(28, 12, 36), INCIDENT),
]
GOLDEN = [
    (date(2026, 10, 24), {OK: 86_400}, "100", OK),
    (date(2026, 10, 25), {OK: 75_600, DEGRADED: 14_400}, "98.40", DEGRADED),
    (date(2026, 10, 26), {OK: 79_200, PARTIAL: 5_400, MAJOR: 1_800}, "94.79", MAJOR),
    (date(2026, 10, 27), {OK: 79_200, MAINTAINED: 5_400, DEGRADED: 1_800}, "99.77", DEGRADED),
    (date(2026, 10, 28), {UNKNOWN: 21_600, OK: 41_040, MAJOR: 2_160}, "95.00", MAJOR),
]
CORRECTIONS = [
    Span(MAJOR, local(24, 8), local(24, 8, 30), CORRECTION, NOW),
    Span(OK, local(25, 2), local(25, 4), CORRECTION, NOW),
    Span(MAJOR, local(26, 10, 30), local(26, 11, 15), CORRECTION, NOW),
    Span(OK, local(26, 10, 45), local(26, 11, 15), CORRECTION, NOW + timedelta(minutes=5)),
    Span(PARTIAL, local(27, 21), local(27, 23), CORRECTION, NOW),
    Span(OK, local(28, 3), local(28, 6), CORRECTION, NOW),
]
CORRECTED = [
    (date(2026, 10, 24), {OK: 84_600, MAJOR: 1_800}, "97.91", MAJOR),
    (date(2026, 10, 25), {OK: 86_400, DEGRADED: 3_600}, "99.60", DEGRADED),
    (date(2026, 10, 26), {OK: 81_000, PARTIAL: 3_600, MAJOR: 1_800}, "95.83", MAJOR),
    (date(2026, 10, 27), {OK: 75_600, PARTIAL: 7_200, DEGRADED: 1_800, MAINTAINED: 1_800}, "95.53", PARTIAL),
    (date(2026, 10, 28), {UNKNOWN: 10_800, OK: 51_840, MAJOR: 2_160}, "96.00", MAJOR),
]


def five_days(spans: list[Span] = SPANS) -> list[Day]:
    return days_of(settle(spans, until=NOW), zone=BERLIN, first=GOLDEN[0][0], last=GOLDEN[-1][0], now=NOW)


def corrected_days() -> list[Day]:
    return five_days([*SPANS, *CORRECTIONS])


@pytest.mark.parametrize(("day", "golden"), list(zip(corrected_days(), CORRECTED, strict=True)), ids=[str(row[0]) for row in CORRECTED])
def test_each_of_the_five_days_corrected_is_as_worked_out_by_hand(day: Day, golden: tuple[date, dict[Status, int], str, Status]) -> None:
    assert_golden(day, golden)


def test_the_five_corrected_days_together_are_as_worked_out_by_hand() -> None:
    assert totals(corrected_days()) == {
        OK: 379_440, DEGRADED: 5_400, PARTIAL: 10_800, MAJOR: 5_760, MAINTAINED: 1_800, UNKNOWN: 10_800,
    }  # fmt: skip
    assert uptime_of(corrected_days()) == 1 - Fraction(11_700, 401_400)
    assert percent(1 - Fraction(11_700, 401_400)) == "97.08"


def assert_golden(day: Day, golden: tuple[date, dict[Status, int], str, Status]) -> None:
    when, seconds, uptime, worst = golden
    found = uptime_of([day])
    assert (day.date, dict(day.seconds), day.worst) == (when, seconds, worst)
    assert found is not None
    assert percent(found) == uptime


@pytest.mark.parametrize(("day", "golden"), list(zip(five_days(), GOLDEN, strict=True)), ids=[str(row[0]) for row in GOLDEN])
def test_each_of_five_days_is_as_worked_out_by_hand(day: Day, golden: tuple[date, dict[Status, int], str, Status]) -> None:
    assert_golden(day, golden)


def test_the_five_days_together_are_as_worked_out_by_hand() -> None:
    assert totals(five_days()) == {
        OK: 361_440, DEGRADED: 16_200, PARTIAL: 5_400, MAJOR: 3_960, MAINTAINED: 5_400, UNKNOWN: 21_600,
    }  # fmt: skip
    assert uptime_of(five_days()) == 1 - Fraction(8_280, 387_000) == Fraction(1052, 1075)
    assert percent(Fraction(1052, 1075)) == "97.86"


def test_the_first_formula_is_what_was_printed_on_pages() -> None:
    assert FORMULAS[1] == {OK: 0, DEGRADED: Fraction(1, 10), PARTIAL: Fraction(1, 2), MAJOR: 1}


def test_days_without_counted_time_have_no_uptime() -> None:
    days = [Day(date(2026, 1, 1), {UNKNOWN: 80_000, MAINTAINED: 6_400}), Day(date(2026, 1, 2), {})]
    assert uptime_of(days) is None


def test_a_group_is_the_plain_mean_of_the_components_that_have_an_uptime() -> None:
    assert mean([Fraction(1), Fraction(1, 2), None]) == Fraction(3, 4)
    assert mean([None, None]) is None
    assert mean([]) is None


@pytest.mark.parametrize(
    ("uptime", "expected"),
    [
        (Fraction(1), "100"),
        (Fraction(999_999_999, 1_000_000_000), "99.99"),
        (Fraction(9997, 10_000), "99.97"),
        (Fraction(1, 2), "50.00"),
        (Fraction(1, 2000), "0.05"),
        (Fraction(0), "0.00"),
    ],
)
def test_percentages_are_cut_and_only_a_perfect_one_is_a_hundred(uptime: Fraction, expected: str) -> None:
    assert percent(uptime) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        ({}, UNKNOWN),
        ({UNKNOWN: 100}, UNKNOWN),
        ({OK: 100}, OK),
        ({OK: 100, UNKNOWN: 100}, OK),
        ({OK: 100, UNKNOWN: 101}, UNKNOWN),
        ({UNKNOWN: 86_000, MAINTAINED: 1}, MAINTAINED),
        ({OK: 86_399, DEGRADED: 1}, DEGRADED),
    ],
)
def test_missing_data_stands_for_a_day_only_if_it_is_most_of_it(seconds: dict[Status, int], expected: Status) -> None:
    day = Day(date(2026, 1, 1), seconds)
    assert day.worst is expected
    assert day.known == sum(seconds.values()) - seconds.get(UNKNOWN, 0)


def test_time_before_the_first_span_is_unknown_and_time_to_come_is_not_counted() -> None:
    noon = datetime(2026, 11, 2, 12, tzinfo=UTC)
    stretches = settle([Span(OK, noon)], until=noon + timedelta(hours=30))
    days = days_of(stretches, zone=ZoneInfo("UTC"), first=date(2026, 11, 1), last=date(2026, 11, 4), now=noon + timedelta(hours=30))
    assert [dict(day.seconds) for day in days] == [{UNKNOWN: 86_400}, {UNKNOWN: 43_200, OK: 43_200}, {OK: 64_800}, {}]


def test_a_component_without_spans_is_unknown_up_to_now() -> None:
    days = days_of([], zone=BERLIN, first=date(2026, 10, 27), last=date(2026, 10, 28), now=NOW)
    assert [dict(day.seconds) for day in days] == [{UNKNOWN: 86_400}, {UNKNOWN: 64_800}]
