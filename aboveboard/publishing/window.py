"""Which items are hot, and what belongs to what. Pure (docs/record.md §6)."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from heapq import nlargest
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aboveboard.maintenances.lifecycle import MaintenanceStatus
from aboveboard.publishing.items import AnyItem, IncidentItem, MaintenanceItem, PageFace, SpanItem, TextItem
from aboveboard.publishing.state import MonthFact, PageState, state_from_items

HOT = timedelta(days=90)
HOT_SPANS = timedelta(days=366)
NEWEST = 50
SPAN = "span"


class Reach(NamedTuple):
    """The time that an incident or a maintenance covers; ``until`` is None while it is open."""

    subject: str
    revision: int
    since: datetime
    until: datetime | None


class Owned(NamedTuple):
    """An item, the incident or maintenance that it belongs to ("" for none), and the revision of the row it was made from."""

    item: AnyItem
    owner: str
    revision: int


def maintenance_until(status: str, ends_at: datetime, ended_at: datetime | None) -> datetime | None:
    """When a maintenance was over; None while it is planned or running."""
    if status in (MaintenanceStatus.SCHEDULED, MaintenanceStatus.IN_PROGRESS):
        return None
    return ended_at or ends_at


def time_covered(item: AnyItem) -> tuple[datetime | None, datetime | None]:
    """``since`` and ``until`` of an incident, a maintenance or a span; (None, None) for what has no time."""
    match item:
        case IncidentItem():
            return item.occurred_at, item.resolved_at
        case MaintenanceItem():
            return item.begins_at, maintenance_until(item.status, item.ends_at, item.ended_at)
        case SpanItem():
            return item.began_at, item.ended_at
    return None, None


def hot_subjects(reaches: Iterable[Reach], now: datetime) -> set[str]:
    """Subjects of those that are open, or touched the last 90 days, or are among the newest 50 of their kind."""
    hot: set[str] = set()
    by_kind: dict[str, list[Reach]] = {}
    for reach in reaches:
        by_kind.setdefault(kind_of(reach.subject), []).append(reach)
        if reach.until is None or reach.until >= now - HOT:
            hot.add(reach.subject)
    for of_kind in by_kind.values():
        newest = nlargest(NEWEST, of_kind, key=lambda reach: (reach.since, reach.subject))
        hot.update(reach.subject for reach in newest)
    return hot


def kind_of(subject: str) -> str:
    return subject.partition("/")[0]


def id_of(subject: str) -> str:
    return subject.partition("/")[2]


@lru_cache(maxsize=16_384)  # years of incidents are counted by month at every publish
def month_of(at: datetime, zone: ZoneInfo) -> str:
    """``2026-02``: the month of ``at`` in the page's zone."""
    return f"{at.astimezone(zone):%Y-%m}"


def months_of(reaches: Iterable[Reach], zone: ZoneInfo) -> tuple[MonthFact, ...]:
    """How many incidents and maintenances began in each month, newest month first."""
    counts = Counter((month_of(reach.since, zone), kind_of(reach.subject)) for reach in reaches)
    months = sorted({month for month, _ in counts}, reverse=True)
    return tuple(MonthFact(month, counts[month, "incident"], counts[month, "maintenance"]) for month in months)


def is_hot(owned: Owned, hot: set[str], now: datetime) -> bool:
    """Whether hot documents are made of the item; ``hot`` are the subjects of ``hot_subjects``."""
    if isinstance(owned.item, SpanItem):
        return owned.item.ended_at is None or owned.item.ended_at >= now - HOT_SPANS
    return not owned.owner or owned.owner in hot or kind_of(owned.owner) == SPAN  # a reason: ``state_of`` keeps it to its correction


def state_of(owned: Iterable[Owned], reaches: Iterable[Reach]) -> PageState:
    """The items as a PageState, with the months of everything that is visible. ``ValueError`` without a page's face."""
    items = [entry.item for entry in owned]
    corrections = {item.subject for item in items if isinstance(item, SpanItem) and item.corrected_at}
    items = [item for item in items if not (isinstance(item, TextItem) and kind_of(item.of) == SPAN and item.of not in corrections)]
    zone = next((item.time_zone for item in items if isinstance(item, PageFace)), "UTC")
    return state_from_items(items, months_of(reaches, ZoneInfo(zone)))
