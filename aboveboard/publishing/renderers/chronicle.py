"""The past, day by day: incidents and maintenances under their days, quiet days folded. Pure."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from aboveboard.components.status import Status
from aboveboard.incidents.lifecycle import IncidentStatus
from aboveboard.maintenances.lifecycle import MaintenanceStatus
from aboveboard.publishing.items import IncidentItem, MaintenanceItem
from aboveboard.publishing.renderers.view import View

Happening = IncidentItem | MaintenanceItem


class DayOf(NamedTuple):
    """A day on which something began."""

    day: date
    happenings: list[Happening]


class Quiet(NamedTuple):
    """Days in a row with nothing to report, both ends included."""

    first: date
    last: date


def began_at(happening: Happening) -> datetime:
    """When it began; for a maintenance that has not, when it is planned to."""
    if isinstance(happening, IncidentItem):
        return happening.occurred_at
    return happening.began_at or happening.begins_at


def ended_at(happening: Happening) -> datetime | None:
    """When it was over; null if it is not, or if it never began."""
    return happening.resolved_at if isinstance(happening, IncidentItem) else happening.ended_at


def tells_of_the_past(happening: Happening) -> bool:
    """All but maintenances that are still to come."""
    return isinstance(happening, IncidentItem) or happening.status != MaintenanceStatus.SCHEDULED


def latest_days(view: View, count: int) -> list[DayOf | Quiet]:
    """The last ``count`` days including today, newest first."""
    today = view.day(view.now)
    first = today - timedelta(days=count - 1)
    days = {found.day: found for found in by_day(view, view.state.incidents, view.state.maintenances)}
    told: list[DayOf | Quiet] = []
    for n in range(count):
        day = today - timedelta(days=n)
        if day in days and day >= first:
            told.append(days[day])
        elif told and isinstance(told[-1], Quiet):
            told[-1] = told[-1]._replace(first=day)
        else:
            told.append(Quiet(day, day))
    return told


def month_days(view: View, month: str) -> list[DayOf]:
    """The days of a month ("2026-02") on which something began, newest first."""
    return [day for day in by_day(view, view.state.incidents, view.state.maintenances) if day.day.strftime("%Y-%m") == month]


def by_day(view: View, incidents: Iterable[IncidentItem], maintenances: Iterable[MaintenanceItem]) -> list[DayOf]:
    """What began, under the day of its beginning in the page's zone; newest first."""
    every: list[Happening] = [*incidents, *(m for m in maintenances if tells_of_the_past(m))]
    days: dict[date, list[Happening]] = {}
    for happening in sorted(every, key=lambda h: (began_at(h), h.id), reverse=True):
        days.setdefault(view.day(began_at(happening)), []).append(happening)
    return [DayOf(day, happenings) for day, happenings in sorted(days.items(), reverse=True)]


def happening_status(view: View, happening: Happening) -> Status:
    """What colours an entry of the past."""
    return view.incident_status(happening) if isinstance(happening, IncidentItem) else Status.UNDER_MAINTENANCE


def is_closed(happening: Happening) -> bool:
    """Whether nothing about it depends on the present any more."""
    return happening.status in (IncidentStatus.RESOLVED, MaintenanceStatus.COMPLETED, MaintenanceStatus.CANCELLED)
