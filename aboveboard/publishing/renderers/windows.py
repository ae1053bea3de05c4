"""Ninety days of one component (or group) in a small value: which days differ, and how long each status lasted. Pure.

The same as ``components.uptime.days_of`` over those days, at the cost of the days that differ (a page may show 1,000 bars).
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aboveboard.components.status import SEVERITY, Status, Stretch
from aboveboard.components.uptime import Day, uptime_of
from aboveboard.lib.periods import day_bounds, local_date

BAR_DAYS = 90


class Calendar:
    """The days of a window in a zone: ``count`` days that end with the day of ``now``. Days have indexes, 0 the oldest."""

    def __init__(self, zone: ZoneInfo, now: datetime, count: int = BAR_DAYS) -> None:
        self.now = int(now.timestamp())
        self.last = local_date(now, zone)
        self.first = self.last - timedelta(days=count - 1)
        self.count = count
        self.bounds = day_bounds(self.first, self.last, zone)

    def day(self, index: int) -> date:
        return self.first + timedelta(days=index)

    def index(self, at: int) -> int:
        """Which day holds the time ``at`` (seconds since 1970)."""
        return bisect_right(self.bounds, at) - 1

    def passed(self, index: int) -> int:
        """How many seconds of the day have passed."""
        return min(self.bounds[index + 1], self.now) - self.bounds[index]


class Window(NamedTuple):
    """``marks``: index of a day -> what stands for it, only where that is not operational. ``seconds`` per status."""

    marks: dict[int, Status]
    seconds: dict[Status, int]

    @property
    def uptime(self) -> Fraction | None:
        """The weighted share that was up; null without data."""
        return uptime_of([Day(date.min, self.seconds)])


def window_of(stretches: Sequence[Stretch], calendar: Calendar) -> Window:
    """Sums what stretches say about the calendar's days; time that they do not cover is unknown."""
    marks: dict[int, Status] = {}
    seconds: dict[Status, int] = {}
    silent: dict[int, int] = {}
    for status, began, ended in _parts(stretches, calendar.bounds[0], calendar.now):
        seconds[status] = seconds.get(status, 0) + ended - began
        if status is Status.OPERATIONAL:
            continue
        for index in range(calendar.index(began), calendar.index(ended - 1) + 1):
            if status is Status.UNKNOWN:
                part = min(ended, calendar.bounds[index + 1]) - max(began, calendar.bounds[index])
                silent[index] = silent.get(index, 0) + part
            elif SEVERITY[status] > SEVERITY[marks.get(index, Status.OPERATIONAL)]:
                marks[index] = status
    for index, missing in silent.items():
        if index not in marks and missing * 2 > calendar.passed(index):
            marks[index] = Status.UNKNOWN
    return Window(marks, seconds)


def merged_marks(windows: Iterable[Window]) -> dict[int, Status]:
    """A group's days: the worst of its members that have data; without data only where none has."""
    every = list(windows)
    marks: dict[int, Status] = {}
    silent: dict[int, int] = {}
    for window in every:
        for index, status in window.marks.items():
            if status is Status.UNKNOWN:
                silent[index] = silent.get(index, 0) + 1
            elif SEVERITY[status] > SEVERITY[marks.get(index, Status.OPERATIONAL)]:
                marks[index] = status
    marks.update({index: Status.UNKNOWN for index, count in silent.items() if count == len(every)})
    return marks


def _parts(stretches: Sequence[Stretch], start: int, now: int) -> Iterable[tuple[Status, int, int]]:
    """(status, began, ended) without gaps from ``start`` to ``now``."""
    reached = start
    for status, began_at, ended_at in stretches:
        began, ended = int(began_at.timestamp()), min(int(ended_at.timestamp()), now)
        if ended <= reached:
            continue
        if began > reached:
            yield Status.UNKNOWN, reached, min(began, now)
        if ended > (began := max(began, reached)):
            yield status, began, ended
            reached = ended
    if reached < now:
        yield Status.UNKNOWN, reached, now
