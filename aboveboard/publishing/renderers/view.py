"""What a page state means at a moment, before words: statuses now, what is open, bars and uptime. Pure, for every renderer."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cached_property
from zoneinfo import ZoneInfo

from aboveboard.components.status import (
    SEVERITY,
    STATUS_OF_IMPACT,
    Status,
    Stretch,
    indicator_of,
    settle,
    status_at,
    system_status,
    worst,
)
from aboveboard.components.uptime import mean
from aboveboard.incidents.lifecycle import IncidentStatus
from aboveboard.maintenances.lifecycle import MaintenanceStatus
from aboveboard.publishing.items import ComponentItem, GroupItem, IncidentItem, MaintenanceItem, SpanItem
from aboveboard.publishing.renderers.windows import Calendar, Window, merged_marks, window_of
from aboveboard.publishing.state import PageState, Rendering

SOON = timedelta(hours=48)  # a maintenance that begins within this stands above the components


class View:
    """A page state at a moment. Everything is computed when first asked for and then kept."""

    def __init__(self, state: PageState, now: datetime) -> None:
        self.state, self.now = state, now
        self.zone = ZoneInfo(state.face.time_zone)
        self.component = {component.id: component for component in state.components}
        self.group = {group.id: group for group in state.groups}
        self._spans: dict[str, list[SpanItem]] = {component.id: [] for component in state.components}
        for span in state.spans:
            if span.component in self._spans:
                self._spans[span.component].append(span)
        self._stretches: dict[str, list[Stretch]] = {}
        self._windows: dict[str, Window] = {}
        self._uptimes: dict[str, Fraction | None] = {}
        self.told: dict[tuple[str, str], str] = {}  # (subject, language) -> its content in feeds

    @cached_property
    def status(self) -> dict[str, Status]:
        """Component id -> its status now."""
        return {component: status_at(spans, self.now) for component, spans in self._spans.items()}

    @cached_property
    def members(self) -> dict[str, list[ComponentItem]]:
        """Group id -> its components in the group's order; ``""``: those that are in no group shown here."""
        found: dict[str, list[ComponentItem]] = {key: [] for key in ("", *self.group)}
        for component in self.state.components:
            found[component.group if component.group in found else ""].append(component)
        for group in self.state.groups:
            if group.order == "name":
                found[group.id].sort(key=lambda component: component.name.casefold())
            elif group.order == "status":
                found[group.id].sort(key=lambda component: -SEVERITY[self.status[component.id]])
        return found

    def group_status(self, group: GroupItem) -> Status:
        return worst(self.status[member.id] for member in self.members[group.id])

    def affected(self, components: Iterable[ComponentItem]) -> list[ComponentItem]:
        """Those in trouble or maintenance now."""
        return [c for c in components if SEVERITY[self.status[c.id]] >= SEVERITY[Status.UNDER_MAINTENANCE]]

    @cached_property
    def open_incidents(self) -> list[IncidentItem]:
        """Pinned first, then worst, then newest."""
        still_open = [incident for incident in self.state.incidents if is_open(incident)]
        return sorted(still_open, key=lambda i: (not i.pinned, -SEVERITY[self.incident_status(i)]))

    def incident_status(self, incident: IncidentItem) -> Status:
        """What colours an incident: the worst its components were, at least what its impact says."""
        return worst([STATUS_OF_IMPACT[incident.impact], *(affected.status for affected in incident.components)])

    @cached_property
    def system_status(self) -> Status:
        """As bad as the worst component, or as an open incident that names none says."""
        nameless = [incident.impact for incident in self.open_incidents if not incident.components]
        return system_status(self.status.values(), nameless)

    @property
    def indicator(self) -> str:
        """none, minor, major, critical or maintenance; without recent data never none."""
        return indicator_of(self.system_status)

    @cached_property
    def running(self) -> list[MaintenanceItem]:
        """Maintenances under way, the newest first."""
        return [m for m in self.state.maintenances if m.status == MaintenanceStatus.IN_PROGRESS]

    @cached_property
    def coming(self) -> list[MaintenanceItem]:
        """Maintenances planned, the next first."""
        planned = [m for m in self.state.maintenances if m.status == MaintenanceStatus.SCHEDULED]
        return sorted(planned, key=lambda m: (m.begins_at, m.id))

    @cached_property
    def coming_soon(self) -> list[MaintenanceItem]:
        return [m for m in self.coming if m.begins_at - self.now <= SOON]

    @cached_property
    def coming_later(self) -> list[MaintenanceItem]:
        return [m for m in self.coming if m.begins_at - self.now > SOON]

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar(self.zone, self.now)

    def stretches(self, component_id: str) -> list[Stretch]:
        """The component's settled statuses up to now, oldest first."""
        if component_id not in self._stretches:
            self._stretches[component_id] = settle(self._spans[component_id], until=self.now)
        return self._stretches[component_id]

    def spans(self, component_id: str) -> list[SpanItem]:
        return self._spans[component_id]

    def window(self, component_id: str) -> Window:
        """The component's 90 days."""
        if component_id not in self._windows:
            self._windows[component_id] = window_of(self.stretches(component_id), self.calendar)
        return self._windows[component_id]

    def uptime(self, component_id: str) -> Fraction | None:
        """Over 90 days; none without data."""
        if component_id not in self._uptimes:
            self._uptimes[component_id] = self.window(component_id).uptime
        return self._uptimes[component_id]

    def group_marks(self, group: GroupItem) -> dict[int, Status]:
        return merged_marks(self.window(member.id) for member in self.members[group.id])

    def group_uptime(self, group: GroupItem) -> Fraction | None:
        """The plain mean of its components."""
        return mean([self.uptime(member.id) for member in self.members[group.id]])

    @cached_property
    def total_uptime(self) -> Fraction | None:
        return mean([self.uptime(component) for component in self.component])

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()


def is_open(incident: IncidentItem) -> bool:
    return incident.status != IncidentStatus.RESOLVED


def is_over(maintenance: MaintenanceItem) -> bool:
    return maintenance.status in (MaintenanceStatus.COMPLETED, MaintenanceStatus.CANCELLED)


_latest: tuple[PageState, datetime, View] | None = None


def view_of(r: Rendering) -> View:
    """The view of a rendering. The last one is kept, since many documents are rendered from one state in a row."""
    global _latest
    kept = _latest
    if kept is None or kept[0] is not r.state or kept[1] != r.now:
        kept = _latest = (r.state, r.now, View(r.state, r.now))
    return kept[2]
