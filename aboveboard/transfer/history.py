"""Writing the past: values of transfer.past become rows, in bulk, without telling anybody but the audit log."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import NamedTuple

from django.db import transaction

from aboveboard.components.actions import create_component
from aboveboard.components.models import Component, StatusSpan
from aboveboard.components.spans import Cause, Laid, baseline_since, lay_spans
from aboveboard.components.status import BASELINE, INCIDENT, MAINTENANCE, Status
from aboveboard.events.actions import record
from aboveboard.events.actors import Actor
from aboveboard.events.verbs import Verb
from aboveboard.incidents.lifecycle import IncidentStatus
from aboveboard.incidents.models import Incident, IncidentComponent, IncidentUpdate
from aboveboard.maintenances.models import Maintenance, MaintenanceComponent, MaintenanceUpdate
from aboveboard.pages.audience import Visibility
from aboveboard.transfer.past import Past, PastIncident, PastMaintenance

BATCH = 40  # written in one transaction, which stays well below 200 ms


class Written(NamedTuple):
    """``known``: how many were there before, by their key."""

    incidents: int = 0
    maintenances: int = 0
    known: int = 0

    def plus(self, other: "Written") -> "Written":
        return Written(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


@transaction.atomic
def components_known_as(names: Mapping[str, datetime], *, by: Actor) -> tuple[dict[str, Component], int]:
    """The components with these names (in any case), and how many had to be made for it.

    ``names`` maps a name to the first moment that history knows of it: a new component's status is known from the beginning
    of that day (UTC) on, and so is one that was there, but began later: it counts as operational until then.
    """
    existing = {component.name.casefold(): component for component in Component.objects.existing().order_by("-id")}
    found: dict[str, Component] = {}
    made = 0
    for name, first in sorted(names.items(), key=lambda pair: (pair[1], pair[0])):
        since = datetime.combine(first.astimezone(UTC), time.min, UTC)
        component = existing.get(name.casefold())
        if component is None:
            component = existing[name.casefold()] = create_component(name=name, since=since, by=by)
            made += 1
        else:
            _known_since(component, since)
        found[name] = component
    return found, made


def _known_since(component: Component, since: datetime) -> None:
    """Lays an operational baseline from ``since`` to the component's first, which stays as it is."""
    first = StatusSpan.objects.of_cause(BASELINE, "").filter(component=component).order_by("began_at").first()
    if first is not None and since < first.began_at:
        cause = baseline_since(since)
        StatusSpan.objects.create(
            component=component,
            status=Status.OPERATIONAL,
            cause_kind=cause.kind,
            visibility=cause.visibility,
            visible_from=cause.visible_from,
            began_at=since,
            ended_at=first.began_at,
        )


@transaction.atomic
def write_past(batch: Sequence[Past], components: Mapping[str, Component], *, at: datetime) -> Written:
    """Writes those that are not there yet (by ``import_key``, deleted ones included). One short transaction.

    No event tells of single incidents, so nobody is notified; ``history_imported`` tells of all at the end.
    """
    keys = [past.key for past in batch]
    there = set(Incident.objects.filter(import_key__in=keys).values_list("import_key", flat=True))
    there |= set(Maintenance.objects.filter(import_key__in=keys).values_list("import_key", flat=True))
    new = {past.key: past for past in batch if past.key not in there}
    incidents = [past for past in new.values() if isinstance(past, PastIncident)]
    maintenances = [past for past in new.values() if isinstance(past, PastMaintenance)]
    _write_incidents(incidents, components, at)
    _write_maintenances(maintenances, components, at)
    return Written(len(incidents), len(maintenances), len(batch) - len(new))


@transaction.atomic
def history_imported(written: Written, *, by: Actor, at: datetime, **data: object) -> None:
    """Records that a history came in, so that pages are published. Recorded even if nothing was new: an earlier import may
    have been cut off before it came to this."""
    record(
        Verb.HISTORY_IMPORTED, "history/import", by=by, at=at,
        incidents=written.incidents, maintenances=written.maintenances, **data,
    )  # fmt: skip


def _write_incidents(pasts: Sequence[PastIncident], components: Mapping[str, Component], at: datetime) -> None:
    Incident.objects.bulk_create(Incident(**_incident_fields(past, at)) for past in pasts)
    saved = {row.import_key: row for row in Incident.objects.filter(import_key__in=[past.key for past in pasts])}
    affected, updates = [], []
    for past in pasts:
        incident = saved[past.key]
        for name, worst in past.components.items():
            status = Status.OPERATIONAL if past.resolved_at else _last_status(past, name, worst)
            affected.append(IncidentComponent(incident=incident, component=components[name], status=status, worst=worst))
        for said in past.updates:
            statuses = {components[name].key: str(status) for name, status in said.statuses.items()}
            told = {"status": said.status, "body": dict(said.body), "statuses": statuses, "at": said.at, "created_at": at}
            updates.append(IncidentUpdate(incident=incident, **told))
    IncidentComponent.objects.bulk_create(affected)
    IncidentUpdate.objects.bulk_create(updates)
    for past in pasts:
        incident = saved[past.key]
        cause = Cause(INCIDENT, incident.key, Visibility.EVERYONE, incident.published_at)
        lay_spans(cause, [Laid(components[name], *held) for name in past.components for held in held_by(past, name)])


def _incident_fields(past: PastIncident, at: datetime) -> dict[str, object]:
    return {
        "title": dict(past.title),
        "status": IncidentStatus.RESOLVED if past.resolved_at else past.updates[-1].status,
        "impact": past.impact,
        "occurred_at": past.occurred_at,
        "published_at": min(max(past.updates[0].at, past.occurred_at), at),
        "resolved_at": past.resolved_at,
        "import_key": past.key,
        "created_at": at,
    }


def _last_status(past: PastIncident, name: str, worst: Status) -> Status:
    return next((said.statuses[name] for said in reversed(past.updates) if name in said.statuses), worst)


def held_by(past: PastIncident, name: str) -> list[tuple[Status, datetime, datetime | None]]:
    """(status, began, ended) that the incident held this component in: from its beginning if the first word names the
    component (or no word does), else from the word that does, until another word changes it or the incident ends."""
    steps = [(said.at, said.statuses[name]) for said in past.updates if name in said.statuses]
    told = any(status != Status.OPERATIONAL for _, status in steps)
    if not told:
        steps = [(past.occurred_at, past.components[name])]
    elif name in past.updates[0].statuses:
        steps[0] = (past.occurred_at, steps[0][1])
    held: list[tuple[Status, datetime, datetime | None]] = []
    for index, (began, status) in enumerate(steps):
        ended = steps[index + 1][0] if index + 1 < len(steps) else past.resolved_at
        if past.resolved_at is not None:
            ended = min(ended or past.resolved_at, past.resolved_at)
        if status != Status.OPERATIONAL and (ended is None or began < ended):
            held.append((status, began, ended))
    return held


def _write_maintenances(pasts: Sequence[PastMaintenance], components: Mapping[str, Component], at: datetime) -> None:
    Maintenance.objects.bulk_create(Maintenance(**_maintenance_fields(past, at)) for past in pasts)
    saved = {row.import_key: row for row in Maintenance.objects.filter(import_key__in=[past.key for past in pasts])}
    affected, updates = [], []
    for past in pasts:
        row = saved[past.key]
        for name, status in past.components.items():
            affected.append(MaintenanceComponent(maintenance=row, component=components[name], status=status))
        for said in past.updates:
            told = {"status": said.status, "body": dict(said.body), "at": said.at, "created_at": at}
            updates.append(MaintenanceUpdate(maintenance=row, **told))
    MaintenanceComponent.objects.bulk_create(affected)
    MaintenanceUpdate.objects.bulk_create(updates)
    for past in pasts:
        if past.began_at is not None and past.began_at != past.ended_at:
            cause = Cause(MAINTENANCE, saved[past.key].key, Visibility.EVERYONE, saved[past.key].published_at)
            laid = [Laid(components[name], status, past.began_at, past.ended_at) for name, status in past.components.items()]
            lay_spans(cause, laid)


def _maintenance_fields(past: PastMaintenance, at: datetime) -> dict[str, object]:
    return {
        "title": dict(past.title),
        "status": past.status,
        "begins_at": past.begins_at,
        "ends_at": past.ends_at,
        "began_at": past.began_at,
        "ended_at": past.ended_at,
        "published_at": min([past.begins_at, at, *(said.at for said in past.updates[:1])]),
        "import_key": past.key,
        "created_at": at,
    }
