"""Days in a time zone: where they begin and end, daylight saving included. Pure."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)


def day_start(day: date, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which ``day`` begins in ``zone``.

    Where the clock jumps over midnight, the day begins with the jump; where it strikes midnight twice, with the first stroke.
    A day that the zone left out begins and ends at the same instant.
    """
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def local_date(at: datetime, zone: ZoneInfo) -> date:
    """The date that the calendar shows in ``zone`` at the instant ``at``."""
    return at.astimezone(zone).date()


@lru_cache(maxsize=64)
def days_between(first: date, last: date) -> tuple[date, ...]:
    """All dates from ``first`` to ``last``, both included; none if ``last`` is earlier."""
    return tuple(first + ONE_DAY * n for n in range((last - first).days + 1))


@lru_cache(maxsize=64)
def day_bounds(first: date, last: date, zone: ZoneInfo) -> tuple[int, ...]:
    """Where the days from ``first`` to ``last`` begin, and where the last ends, in whole seconds since 1970 (UTC).

    One value more than there are days: day *i* lasts from value *i* to value *i* + 1.
    """
    return tuple(int(day_start(day, zone).timestamp()) for day in days_between(first, last + ONE_DAY))
