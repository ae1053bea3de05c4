"""Rules of recurrence on the clock of a zone."""

from datetime import UTC, datetime
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from aboveboard.lib.checks import Faults
from aboveboard.maintenances.recurrence import checked_rule, times, times_after

BERLIN = ZoneInfo("Europe/Berlin")
FIRST = datetime(2026, 10, 20, 1, 0, tzinfo=UTC)  # a Tuesday, 03:00 in Berlin


def told(rule: str, most: int, begins_at: datetime = FIRST) -> list[str]:
    return [f"{at.astimezone(BERLIN):%a %d %b %H:%M}" for at in islice(times(rule, begins_at=begins_at, zone=BERLIN), most)]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=WEEKLY;BYDAY=TU", ["Tue 20 Oct 03:00", "Tue 27 Oct 03:00", "Tue 03 Nov 03:00"]),
        ("FREQ=WEEKLY;INTERVAL=2", ["Tue 20 Oct 03:00", "Tue 03 Nov 03:00", "Tue 17 Nov 03:00"]),
        ("FREQ=MONTHLY;BYDAY=3TU", ["Tue 20 Oct 03:00", "Tue 17 Nov 03:00", "Tue 15 Dec 03:00"]),
        ("FREQ=DAILY;COUNT=2", ["Tue 20 Oct 03:00", "Wed 21 Oct 03:00"]),
        ("FREQ=DAILY;UNTIL=20261021T235959Z", ["Tue 20 Oct 03:00", "Wed 21 Oct 03:00"]),
    ],
)
def test_the_clock_of_the_zone_shows_the_same_hour_each_time(rule: str, expected: list[str]) -> None:
    assert told(rule, 3) == expected


def test_an_hour_that_the_clock_leaves_out_comes_an_hour_later_and_one_that_comes_twice_counts_once() -> None:
    spring = datetime(2026, 3, 28, 1, 30, tzinfo=UTC)  # 02:30 in Berlin
    assert told("FREQ=DAILY", 3, spring) == ["Sat 28 Mar 02:30", "Sun 29 Mar 03:30", "Mon 30 Mar 02:30"]
    autumn = datetime(2026, 10, 24, 0, 30, tzinfo=UTC)  # 02:30 in Berlin
    assert told("FREQ=DAILY", 3, autumn) == ["Sat 24 Oct 02:30", "Sun 25 Oct 02:30", "Mon 26 Oct 02:30"]


def test_the_next_times_are_later_than_the_instant_asked_for() -> None:
    found = times_after("FREQ=WEEKLY", FIRST, begins_at=FIRST, zone=BERLIN, most=1)
    assert found == [datetime(2026, 10, 27, 2, 0, tzinfo=UTC)]


@pytest.mark.parametrize(
    "rule",
    [
        "", "weekly", "FREQ=HOURLY", "FREQ=SECONDLY;COUNT=5", "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;COUNT=0", "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=WEEKLY;EXDATE=20261103",
        "FREQ=DAILY;INTERVAL=7;BYDAY=WE", "FREQ=WEEKLY;BYMONTHDAY=31;BYMONTH=2", "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=5",
        "FREQ=WEEKLY\nRDATE:20261103", "FREQ=DAILY;UNTIL=20200101", "FREQ=WEEKLY;BYDAY=" + "MO," * 100, "FREQ=WEEKLY;COUNT=x",
    ],
)  # fmt: skip
def test_a_rule_that_makes_no_sense_is_refused(rule: str) -> None:
    faults = Faults()
    checked_rule(faults, rule, begins_at=FIRST, zone=BERLIN)
    with pytest.raises(ValidationError) as refused:
        faults.refuse()
    assert list(refused.value.message_dict) == ["rule"]


@pytest.mark.parametrize(
    "rule", ["FREQ=DAILY;BYDAY=MO,TU;BYMONTH=2", "FREQ=DAILY;INTERVAL=10", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;BYMONTH=6"]
)
def test_days_are_chosen_by_what_fits_the_frequency(rule: str) -> None:
    faults = Faults()
    assert checked_rule(faults, rule, begins_at=FIRST, zone=BERLIN) == rule
    faults.refuse()


def test_a_rule_is_kept_in_its_plain_form() -> None:
    assert checked_rule(Faults(), "rrule:freq=weekly;byday=tu", begins_at=FIRST, zone=BERLIN) == "FREQ=WEEKLY;BYDAY=TU"
