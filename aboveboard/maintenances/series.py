"""Maintenances that come again: setting up a series, announcing its next time, ending it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aboveboard.components.checks import checked_statuses
from aboveboard.components.models import Component
from aboveboard.events.actions import record
from aboveboard.events.actors import SYSTEM, Actor
from aboveboard.events.verbs import Verb
from aboveboard.lib.changes import changed_by
from aboveboard.lib.checks import Faults, zone_is_known
from aboveboard.maintenances.actions import plan_maintenance
from aboveboard.maintenances.models import Maintenance, MaintenanceSeries
from aboveboard.maintenances.planning import checked_window
from aboveboard.maintenances.recurrence import checked_rule, times_after
from aboveboard.pages.audience import Visibility
from aboveboard.pages.models import Page
from aboveboard.pages.wording import Words, checked_body, checked_pages, checked_title

MOST_ANNOUNCE_DAYS = 90
MOST_MINUTES = 31 * 24 * 60


@transaction.atomic
def create_series(
    *,
    title: Words,
    body: Words,
    statuses: Mapping[Component, str] | None = None,
    begins_at: datetime,
    ends_at: datetime,
    rule: str,
    time_zone: str,
    announce_days: int = 7,
    visibility: str = Visibility.EVERYONE,
    pages: Sequence[Page] = (),
    at: datetime | None = None,
    by: Actor,
) -> MaintenanceSeries:
    """A maintenance from ``begins_at`` to ``ends_at`` that comes again by ``rule`` on the clock of ``time_zone``.

    Each time is announced ``announce_days`` before, by the schedule; those that are due already, by this action. Times before
    ``at`` are left out. Raises ``ValidationError``.
    """
    at = at or timezone.now()
    faults = Faults()
    fields = _checked_times(faults, begins_at=begins_at, ends_at=ends_at, rule=rule, time_zone=time_zone, announce_days=announce_days)
    fields |= {
        "title": checked_title(faults, title), "body": checked_body(faults, body),
        "visibility": faults.choice("visibility", visibility, Visibility),
        "statuses": {component.key: status.value for component, status in checked_statuses(faults, statuses or {}).items()},
    }  # fmt: skip
    chosen = checked_pages(faults, pages)
    faults.refuse()
    series = MaintenanceSeries(**fields, created_at=at)
    _set_next(series, after=at)
    series.save(force_insert=True)
    series.pages.set(chosen)
    record(Verb.SERIES_CREATED, f"maintenance_series/{series.key}", by=by, at=at, rule=series.rule, next=series.next_begins_at)
    while series.next_begins_at and series.due_at and series.due_at <= at:
        _announce(series, series.next_begins_at, at, by)
    return series


@transaction.atomic
def change_series(series: MaintenanceSeries, *, at: datetime | None = None, by: Actor, **changes: Any) -> MaintenanceSeries:
    """Changes ``title``, ``body`` or ``announce_days`` of what is still to be announced. Raises ``ValidationError``."""
    series.refresh_from_db(from_queryset=MaintenanceSeries.objects.select_for_update())
    faults = Faults()
    values: dict[str, Any] = {}
    if "title" in changes:
        values["title"] = checked_title(faults, changes["title"])
    if "body" in changes:
        values["body"] = checked_body(faults, changes["body"])
    if "announce_days" in changes:
        values["announce_days"] = changes["announce_days"]
        _check_announcement(faults, changes["announce_days"])
    faults.refuse()
    differing = changed_by(series, values)
    if differing:
        if series.next_begins_at:
            series.due_at = series.next_begins_at - timedelta(days=series.announce_days)
        series.revision += 1
        series.save(update_fields=[*differing, "due_at", "revision"])
        record(Verb.SERIES_CHANGED, f"maintenance_series/{series.key}", by=by, at=at, changes=differing)
    return series


@transaction.atomic
def end_series(series: MaintenanceSeries, *, at: datetime | None = None, by: Actor) -> None:
    """It comes no more. What was announced already stays as it is."""
    series.refresh_from_db(from_queryset=MaintenanceSeries.objects.select_for_update())
    if series.next_begins_at is None:
        return
    series.next_begins_at = series.due_at = None
    series.revision += 1
    series.save(update_fields=["next_begins_at", "due_at", "revision"])
    record(Verb.SERIES_ENDED, f"maintenance_series/{series.key}", by=by, at=at)


@transaction.atomic
def announce_next(pk: int, now: datetime) -> bool:
    """Plans the next time of a series if that is due at ``now``; whoever calls, each time is planned once."""
    series = MaintenanceSeries.objects.select_for_update().due(now).filter(pk=pk).first()
    if series is None or series.next_begins_at is None:
        return False
    if series.next_begins_at + timedelta(minutes=series.minutes) <= now:
        _set_next(series, after=now - timedelta(minutes=series.minutes))  # it passed while nobody looked
        series.save(update_fields=["next_begins_at", "due_at"])
        return False
    _announce(series, series.next_begins_at, now, SYSTEM)
    return True


def _announce(series: MaintenanceSeries, begins_at: datetime, at: datetime, by: Actor) -> Maintenance:
    """Plans the maintenance of the series that begins at this time, and turns to the time after it."""
    existing = Component.objects.existing().in_bulk(list(series.statuses), field_name="key")
    statuses = {existing[key]: status for key, status in series.statuses.items() if key in existing}
    maintenance = plan_maintenance(
        title=series.title, body=series.body, statuses=statuses, begins_at=begins_at,
        ends_at=begins_at + timedelta(minutes=series.minutes), visibility=series.visibility, pages=list(series.pages.all()), at=at, by=by,
    )  # fmt: skip
    maintenance.series, maintenance.series_begins_at = series, begins_at
    maintenance.save(update_fields=["series", "series_begins_at"])
    _set_next(series, after=begins_at)
    series.save(update_fields=["next_begins_at", "due_at"])
    return maintenance


def _set_next(series: MaintenanceSeries, *, after: datetime) -> None:
    """The first time later than ``after``; rules begin at the first time, which counts itself."""
    zone = ZoneInfo(series.time_zone)
    found = times_after(series.rule, after, begins_at=series.first_begins_at, zone=zone, most=1)
    series.next_begins_at = found[0] if found else None
    series.due_at = found[0] - timedelta(days=series.announce_days) if found else None


def _checked_times(
    faults: Faults, *, begins_at: datetime, ends_at: datetime, rule: str, time_zone: str, announce_days: int
) -> dict[str, Any]:
    known = zone_is_known(time_zone)
    if not known:
        faults.add("time_zone", _("This is not a time zone, as Europe/Berlin."))
    checked_window(faults, begins_at, ends_at)
    minutes = int((ends_at - begins_at).total_seconds() // 60)
    if minutes > MOST_MINUTES:
        faults.add("ends_at", _("A maintenance that comes again lasts at most 31 days."))
    _check_announcement(faults, announce_days)
    checked = checked_rule(faults, rule, begins_at=begins_at, zone=ZoneInfo(time_zone if known else "UTC"))
    times = {"first_begins_at": begins_at, "minutes": max(minutes, 0), "time_zone": time_zone}
    return {**times, "rule": checked, "announce_days": announce_days}


def _check_announcement(faults: Faults, days: int) -> None:
    if not 0 <= days <= MOST_ANNOUNCE_DAYS:
        faults.add("announce_days", _("From 0 to %(most)s days before."), most=MOST_ANNOUNCE_DAYS)
