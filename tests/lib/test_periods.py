"""Days in zones whose clocks change."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from aboveboard.lib.periods import day_bounds, day_start, days_between, local_date

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("zone", "day", "begins", "hours"),
    [
        ("UTC", date(2026, 11, 24), datetime(2026, 11, 24, tzinfo=UTC), 24),
        ("Europe/Berlin", date(2026, 3, 29), datetime(2026, 3, 28, 23, tzinfo=UTC), 23),
        ("Europe/Berlin", date(2026, 10, 25), datetime(2026, 10, 24, 22, tzinfo=UTC), 25),
        ("America/Sao_Paulo", date(2018, 11, 4), datetime(2018, 11, 4, 3, tzinfo=UTC), 23),  # midnight is left out
        ("America/Sao_Paulo", date(2019, 2, 16), datetime(2019, 2, 16, 2, tzinfo=UTC), 25),
        ("America/Havana", date(2023, 11, 5), datetime(2023, 11, 5, 4, tzinfo=UTC), 25),  # midnight strikes twice
        ("Australia/Lord_Howe", date(2026, 4, 5), datetime(2026, 4, 4, 13, tzinfo=UTC), 24.5),
        ("Australia/Lord_Howe", date(2026, 10, 4), datetime(2026, 10, 3, 13, 30, tzinfo=UTC), 23.5),
        ("Pacific/Apia", date(2011, 12, 30), datetime(2011, 12, 30, 10, tzinfo=UTC), 0),  # the day that never was
        ("Asia/Kathmandu", date(2026, 1, 1), datetime(2025, 12, 31, 18, 15, tzinfo=UTC), 24),
    ],
)
def test_a_day_begins_and_lasts_as_its_zone_says(zone: str, day: date, begins: datetime, hours: float) -> None:
    assert day_start(day, ZoneInfo(zone)) == begins
    began, ended = day_bounds(day, day, ZoneInfo(zone))
    assert (began, (ended - began) / 3600) == (begins.timestamp(), hours)


def test_the_date_depends_on_the_zone() -> None:
    moment = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert local_date(moment, BERLIN) == date(2027, 1, 1)
    assert local_date(moment, ZoneInfo("America/New_York")) == date(2026, 12, 31)


def test_days_between_counts_both_ends() -> None:
    assert days_between(date(2026, 2, 27), date(2026, 3, 1)) == (date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1))
    assert days_between(date(2026, 3, 1), date(2026, 2, 27)) == ()
