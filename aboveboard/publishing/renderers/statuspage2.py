"""The eight documents of Statuspage's public API (``/api/v2``), in its shapes and words.

Sources: Statuspage's public documentation and what its client libraries demand. Ids are opaque strings, times have
milliseconds and a zone, lists come newest first, and an incident's opening message is its oldest update.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cached_property, lru_cache

import msgspec

from aboveboard.components.status import status_at
from aboveboard.incidents.lifecycle import IncidentStatus
from aboveboard.maintenances.lifecycle import MaintenanceStatus
from aboveboard.publishing.items import ComponentItem, GroupItem, IncidentItem, MaintenanceItem, UpdateItem
from aboveboard.publishing.renderers.statuspage2_shapes import (
    COMPONENT_STATUS,
    DESCRIPTION,
    STAGE,
    AffectedOut,
    ComponentOut,
    GroupOut,
    IncidentOut,
    MaintenanceOut,
    PageOut,
    StatusOut,
    UpdateOut,
)
from aboveboard.publishing.renderers.view import View, view_of
from aboveboard.publishing.state import Rendering

LATEST = 50  # how many incidents or maintenances the two full lists hold


def summary(r: Rendering) -> bytes:
    """``/api/v2/summary.json``: everything that is going on."""
    told = _teller(view_of(r))
    return _document(
        r,
        told,
        components=told.components(),
        incidents=told.incidents(_unresolved(r)),
        scheduled_maintenances=told.maintenances(_in_stage(r, MaintenanceStatus.SCHEDULED, MaintenanceStatus.IN_PROGRESS)),
        status=told.status(),
    )


def status(r: Rendering) -> bytes:
    """``/api/v2/status.json``: the indicator and its sentence."""
    told = _teller(view_of(r))
    return _document(r, told, status=told.status())


def components(r: Rendering) -> bytes:
    """``/api/v2/components.json``: components and, as components too, their groups."""
    told = _teller(view_of(r))
    return _document(r, told, components=told.components())


def incidents(r: Rendering) -> bytes:
    """``/api/v2/incidents.json``: the latest 50 in any stage."""
    told = _teller(view_of(r))
    return _document(r, told, incidents=told.incidents(r.state.incidents[:LATEST]))


def unresolved(r: Rendering) -> bytes:
    """``/api/v2/incidents/unresolved.json``: incidents that are still open."""
    told = _teller(view_of(r))
    return _document(r, told, incidents=told.incidents(_unresolved(r)))


def maintenances(r: Rendering) -> bytes:
    """``/api/v2/scheduled-maintenances.json``: the latest 50 in any stage."""
    told = _teller(view_of(r))
    return _document(r, told, scheduled_maintenances=told.maintenances(r.state.maintenances[:LATEST]))


def upcoming(r: Rendering) -> bytes:
    """``/api/v2/scheduled-maintenances/upcoming.json``: those that have not begun."""
    told = _teller(view_of(r))
    return _document(r, told, scheduled_maintenances=told.maintenances(_in_stage(r, MaintenanceStatus.SCHEDULED)))


def active(r: Rendering) -> bytes:
    """``/api/v2/scheduled-maintenances/active.json``: those that run now."""
    told = _teller(view_of(r))
    return _document(r, told, scheduled_maintenances=told.maintenances(_in_stage(r, MaintenanceStatus.IN_PROGRESS)))


def _document(r: Rendering, told: "_Teller", **members: object) -> bytes:
    return msgspec.json.encode({"page": told.page(r.edition.at), **members})


def _unresolved(r: Rendering) -> list[IncidentItem]:
    return [incident for incident in r.state.incidents if incident.status != IncidentStatus.RESOLVED]


def _in_stage(r: Rendering, *stages: MaintenanceStatus) -> list[MaintenanceItem]:
    return [maintenance for maintenance in r.state.maintenances if maintenance.status in stages]


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _time_or_none(at: datetime | None) -> str | None:
    return None if at is None else _time(at)


def _last_change(published_at: datetime, updates: Iterable[UpdateItem]) -> datetime:
    return max([published_at, *(at for update in updates for at in (update.at, *update.edited_at))])


def _over_at(maintenance: MaintenanceItem, updates: tuple[UpdateItem, ...]) -> datetime | None:
    """When it ended; a cancelled one is over when that was said."""
    if maintenance.status == MaintenanceStatus.CANCELLED and maintenance.ended_at is None:
        return updates[0].at if updates else maintenance.published_at
    return maintenance.ended_at


class _Teller:
    """Tells a state's facts in Statuspage's shapes, in the page's first language. What was told once is kept: several documents say it."""

    def __init__(self, view: View) -> None:
        self.view, self.state, self.face, self.language = view, view.state, view.state.face, view.state.face.languages[0]
        self._incidents: dict[str, IncidentOut] = {}
        self._maintenances: dict[str, MaintenanceOut] = {}

    @cached_property
    def told(self) -> dict[str, ComponentOut]:
        """Component id -> its shape; members of a group are counted from 1, those without one after the groups."""
        told: dict[str, ComponentOut] = {}
        for group, members in self.view.members.items():
            before = 0 if group else len(self.state.groups)
            told |= {c.id: self._component(c, n) for n, c in enumerate(members, start=before + 1)}
        return told

    def page(self, published_at: datetime) -> PageOut:
        zone = "Etc/UTC" if self.face.time_zone == "UTC" else self.face.time_zone
        return PageOut(
            id=self.face.id,
            name=self.face.name,
            url=self.face.url.rstrip("/"),
            time_zone=zone,
            updated_at=_time(published_at),
        )

    def status(self) -> StatusOut:
        return StatusOut(indicator=self.view.indicator, description=DESCRIPTION[self.view.system_status])

    def components(self) -> list[ComponentOut]:
        """Each group right before its members, then those without a group, in the page's order."""
        listed: list[ComponentOut] = []
        for position, group in enumerate(self.state.groups, start=1):
            members = self.view.members[group.id]
            listed += [self._group(group, position, members), *(self.told[member.id] for member in members)]
        return listed + [self.told[component.id] for component in self.view.members[""]]

    def incidents(self, chosen: Iterable[IncidentItem]) -> list[IncidentOut]:
        return [self._kept(self._incidents, incident, self._incident) for incident in chosen]

    def maintenances(self, chosen: Iterable[MaintenanceItem]) -> list[MaintenanceOut]:
        return [self._kept(self._maintenances, maintenance, self._maintenance) for maintenance in chosen]

    def _kept[I: (IncidentItem, MaintenanceItem), O](self, kept: dict[str, O], item: I, tell: Callable[[I], O]) -> O:
        if item.id not in kept:
            kept[item.id] = tell(item)
        return kept[item.id]

    def _component(self, component: ComponentItem, position: int) -> ComponentOut:
        moved = [t for span in self.view.spans(component.id) for t in (span.began_at, span.ended_at) if t and t <= self.view.now]
        return ComponentOut(
            id=component.id,
            name=component.name,
            status=COMPONENT_STATUS[self.view.status[component.id]],
            created_at=_time(component.created_at),
            updated_at=_time(max([component.created_at, *moved])),
            position=position,
            description=self._plain(component.description),
            showcase=True,
            start_date=self.view.day(component.created_at).isoformat(),
            group_id=component.group if component.group in self.view.group else None,
            page_id=self.face.id,
            group=False,
        )

    def _group(self, group: GroupItem, position: int, members: list[ComponentItem]) -> GroupOut:
        told = [self.told[member.id] for member in members]
        return GroupOut(
            id=group.id,
            name=group.name,
            status=COMPONENT_STATUS[self.view.group_status(group)],
            created_at=_time(group.created_at),
            updated_at=max([_time(group.created_at), *(member.updated_at for member in told)]),
            position=position,
            description=self._plain(group.description),
            showcase=False,
            start_date=None,
            group_id=None,
            page_id=self.face.id,
            group=True,
            components=[member.id for member in members],
        )

    def _incident(self, incident: IncidentItem) -> IncidentOut:
        updates = self.state.updates_of(incident.subject)
        monitored = [update.at for update in updates if update.status == IncidentStatus.MONITORING]
        is_past_it = incident.status in (IncidentStatus.MONITORING, IncidentStatus.RESOLVED)
        return IncidentOut(
            id=incident.id,
            name=self._title(incident.subject),
            status=STAGE[incident.status],
            created_at=_time(incident.published_at),
            updated_at=_time(_last_change(incident.published_at, updates)),
            monitoring_at=_time(monitored[0]) if monitored and is_past_it else None,
            resolved_at=_time_or_none(incident.resolved_at),
            impact=incident.impact,
            shortlink=f"{self.face.url}incidents/{incident.id}/",
            started_at=_time(incident.occurred_at),
            page_id=self.face.id,
            incident_updates=self._updates(incident),
            components=self._affected(incident),
        )

    def _maintenance(self, maintenance: MaintenanceItem) -> MaintenanceOut:
        updates = self.state.updates_of(maintenance.subject)
        return MaintenanceOut(
            id=maintenance.id,
            name=self._title(maintenance.subject),
            status=STAGE[maintenance.status],
            created_at=_time(maintenance.published_at),
            updated_at=_time(_last_change(maintenance.published_at, updates)),
            monitoring_at=None,
            resolved_at=_time_or_none(_over_at(maintenance, updates)),
            impact="maintenance",
            shortlink=f"{self.face.url}maintenances/{maintenance.id}/",
            started_at=_time(maintenance.began_at or maintenance.published_at),
            page_id=self.face.id,
            incident_updates=self._updates(maintenance),
            components=self._affected(maintenance),
            scheduled_for=_time(maintenance.begins_at),
            scheduled_until=_time(maintenance.ends_at),
        )

    def _updates(self, of: IncidentItem | MaintenanceItem) -> list[UpdateOut]:
        """Newest first. ``old_status`` is what the same incident said before, else what the component was without it."""
        before: dict[str, str] = {}
        told: list[UpdateOut] = []
        for update in reversed(self.state.updates_of(of.subject)):
            affected = [self._moved(a.component, a.status, update.at, of.id, before) for a in update.components if a.component in self.told]
            before |= {a.component: a.status for a in update.components}
            told.insert(0, self._update(update, of.id, affected))
        return told

    def _update(self, update: UpdateItem, incident_id: str, affected: list[AffectedOut]) -> UpdateOut:
        return UpdateOut(
            id=update.id,
            status=STAGE[update.status],
            body=self.state.text(update.subject, "body", self.language)[0],
            incident_id=incident_id,
            created_at=_time(update.at),
            updated_at=_time(max([update.at, *update.edited_at])),
            display_at=_time(update.at),
            affected_components=affected,
        )

    def _moved(self, component: str, new: str, at: datetime, cause: str, before: dict[str, str]) -> AffectedOut:
        others = [span for span in self.view.spans(component) if span.cause_id != cause]
        old = before[component] if component in before else status_at(others, at)
        told = self.told[component]
        group = self.view.group.get(told.group_id or "")
        return AffectedOut(
            code=component,
            name=f"{group.name} - {told.name}" if group else told.name,
            old_status=COMPONENT_STATUS[old],
            new_status=COMPONENT_STATUS[new],
        )

    def _affected(self, of: IncidentItem | MaintenanceItem) -> list[ComponentOut]:
        return [self.told[affected.component] for affected in of.components if affected.component in self.told]

    def _title(self, subject: str) -> str:
        return self.state.text(subject, "title", self.language)[0]

    def _plain(self, texts: dict[str, str]) -> str | None:
        return texts.get(self.language) or next(iter(texts.values()), None) or None


@lru_cache(maxsize=1)
def _teller(view: View) -> _Teller:
    """The last one is kept, as the last view is."""
    return _Teller(view)
