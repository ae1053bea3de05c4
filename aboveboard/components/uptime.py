"""Uptime: seconds per status and day, and the weighted share of them that was up. Pure; exact, without floats."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aboveboard.components.status import SEVERITY, Status, Stretch
from aboveboard.lib.periods import day_bounds, days_between

# Version -> how much of a second counts as down. What is not named here leaves the calculation: maintenance and no data.
# A version that was ever printed on a page is never changed; a new rule gets a new number.
FORMULAS: Mapping[int, Mapping[Status, Fraction]] = {
    1: {
        Status.OPERATIONAL: Fraction(0),
        Status.DEGRADED_PERFORMANCE: Fraction(1, 10),
        Status.PARTIAL_OUTAGE: Fraction(1, 2),
        Status.MAJOR_OUTAGE: Fraction(1),
    },
}
FORMULA = 1

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


class Day(NamedTuple):
    """One day in the page's zone. ``seconds``: whole seconds per status that occurred; their sum is the part of the day
    that has passed. Days may share their ``seconds``: do not change them."""

    date: date
    seconds: Mapping[Status, int]

    @property
    def known(self) -> int:
        """Seconds of the day for which there is data."""
        return sum(seconds for status, seconds in self.seconds.items() if status is not Status.UNKNOWN)

    @property
    def worst(self) -> Status:
        """The status that stands for the day: the worst that occurred.

        Missing data alone stands for the day only if it makes up more than half of what has passed of it.
        """
        found = max(self.seconds, key=SEVERITY.__getitem__, default=Status.UNKNOWN)
        if found is not Status.UNKNOWN or self.known == 0:
            return found
        return found if self.seconds[found] > self.known else Status.OPERATIONAL


def days_of(stretches: Sequence[Stretch], *, zone: ZoneInfo, first: date, last: date, now: datetime) -> list[Day]:
    """Seconds per status for each day from ``first`` to ``last``, both included.

    Time before the first stretch, and between the last and ``now``, is unknown; time after ``now`` is not counted. Instants
    are cut to whole seconds, so the parts of the past days sum exactly to their length.
    """
    bounds, dates = day_bounds(first, last, zone), days_between(first, last)
    marks = _whole_marks(stretches, (now - _EPOCH) // _SECOND)
    days: list[Day] = []
    at = 0
    while (index := len(days)) < len(dates):
        while at < len(marks) and marks[at][0] <= bounds[index]:
            at += 1
        if at == len(marks):  # from here on all is future
            days.extend(Day(day, {}) for day in dates[index:])
            break
        end, status = marks[at]
        calm = bisect_right(bounds, end, index + 1) - 1  # the first day that the mark does not cover whole
        if calm > index:
            days.extend(_calm_days(dates[index:calm], bounds[index : calm + 1], status))
        else:
            days.append(Day(dates[index], _mixed(marks[at:], bounds[index], bounds[index + 1])))
    return days


def _whole_marks(stretches: Sequence[Stretch], now: int) -> list[tuple[int, Status]]:
    """(end, status) in ascending order of end: the status up to each end; the last end is ``now``."""
    marks: list[tuple[int, Status]] = []
    reached: int | None = None
    for status, began_at, ended_at in stretches:
        began, ended = (began_at - _EPOCH) // _SECOND, (ended_at - _EPOCH) // _SECOND
        if reached is None or began > reached:
            marks.append((min(began, now), Status.UNKNOWN))
        marks.append((min(ended, now), status))
        reached = ended
    if not marks or marks[-1][0] < now:
        marks.append((now, Status.UNKNOWN))
    return marks


def _calm_days(dates: Sequence[date], bounds: Sequence[int], status: Status) -> list[Day]:
    """Whole days of one status; days of equal length share their seconds."""
    shared: dict[int, Mapping[Status, int]] = {0: {}}
    days = []
    for index, day in enumerate(dates):
        length = bounds[index + 1] - bounds[index]
        seconds = shared.get(length)
        if seconds is None:
            seconds = shared[length] = {status: length}
        days.append(Day(day, seconds))
    return days


def _mixed(marks: Sequence[tuple[int, Status]], began: int, ended: int) -> Mapping[Status, int]:
    found: dict[Status, int] = {}
    for end, status in marks:
        stop = min(end, ended)
        if stop > began:
            found[status] = found.get(status, 0) + stop - began
            began = stop
        if end >= ended:
            break
    return found


def totals(days: Iterable[Day]) -> dict[Status, int]:
    """Seconds per status over all of ``days``."""
    sums: dict[Status, int] = {}
    for day in days:
        for status, seconds in day.seconds.items():
            sums[status] = sums.get(status, 0) + seconds
    return sums


def uptime_of(days: Iterable[Day], *, formula: int = FORMULA) -> Fraction | None:
    """The share of the counted time that was up, from 0 to 1; null if there is no counted time.

    1 − (major + ½ partial + ⅒ degraded) ÷ (operational + degraded + partial + major), in seconds.
    """
    weights = FORMULAS[formula]
    sums = totals(days)
    counted = sum(sums.get(status, 0) for status in weights)
    if counted == 0:
        return None
    lost = sum((weight * sums.get(status, 0) for status, weight in weights.items()), Fraction(0))
    return 1 - lost / counted


def mean(uptimes: Iterable[Fraction | None]) -> Fraction | None:
    """A group's uptime: the plain mean of those of its components that have one; null if none has."""
    known = [uptime for uptime in uptimes if uptime is not None]
    return sum(known, Fraction(0)) / len(known) if known else None


def percent(uptime: Fraction) -> str:
    """Per cent with two decimals, cut off and never rounded up: "99.99"; "100" only for exactly 1."""
    if uptime == 1:
        return "100"
    hundredths = int(uptime * 10_000)
    return f"{hundredths // 100}.{hundredths % 100:02d}"
