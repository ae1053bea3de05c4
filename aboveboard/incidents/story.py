"""An incident's updates as its story, and everything that follows from the story: rows of components, stage, impact, spans."""

from collections.abc import Iterable, Mapping
from typing import Any

from aboveboard.components.models import Component
from aboveboard.components.spans import Cause, Laid, lay_spans
from aboveboard.components.status import INCIDENT, Status, impact_of
from aboveboard.incidents.lifecycle import Impact, Said, holds_of, resolved_at_of, status_of, statuses_after, worst_of
from aboveboard.incidents.models import Incident, IncidentComponent, IncidentUpdate


def cause_of(incident: Incident) -> Cause:
    """The incident as a cause of spans: they are seen by whom and from when it is seen."""
    return Cause(INCIDENT, incident.key, incident.visibility, incident.published_at)


def updates_of(incident: Incident) -> list[IncidentUpdate]:
    """Oldest first."""
    return list(IncidentUpdate.objects.filter(incident=incident).order_by("at", "id"))


def said(updates: Iterable[IncidentUpdate]) -> list[Said]:
    return [Said(update.at, update.status, update.statuses) for update in updates]


def components_of(incident: Incident) -> dict[str, Component]:
    """Key -> component, for each that the incident ever named and that was not deleted since."""
    affected = IncidentComponent.objects.filter(incident=incident, component__deleted_at__isnull=True)
    return {row.component.key: row.component for row in affected.select_related("component")}


def automatic_impact(story: Iterable[Said]) -> Impact:
    """The impact that follows from the worst that any component went through."""
    return Impact(impact_of(worst_of(story).values()))


def told(statuses: Mapping[Component, Status]) -> dict[str, str]:
    """Statuses as an update stores them: by component key."""
    return {component.key: status.value for component, status in statuses.items()}


def follow(incident: Incident, before: list[Said], story: list[Said]) -> dict[str, Any]:
    """Sets stage, end and impact from ``story``; returns field -> value of what has to be saved.

    The impact follows as long as nobody chose another than the one that followed from the story ``before``.
    """
    values: dict[str, Any] = {"status": status_of(story), "resolved_at": resolved_at_of(story)}
    if incident.impact == automatic_impact(before):
        values["impact"] = automatic_impact(story)
    for name, value in values.items():
        setattr(incident, name, value)
    return values


def affect(incident: Incident, story: list[Said], components: Mapping[str, Component]) -> None:
    """Brings the rows of affected components in step with ``story``."""
    now, most = statuses_after(story), worst_of(story)
    rows = {row.component_id: row for row in IncidentComponent.objects.filter(incident=incident)}
    for key, component in components.items():
        row = rows.get(component.pk)
        if row is None:
            IncidentComponent.objects.create(incident=incident, component=component, status=now[key], worst=most[key])
        elif (row.status, row.worst) != (now[key], most[key]):
            row.status, row.worst = now[key], most[key]
            row.save(update_fields=["status", "worst"])


def lay_again(incident: Incident, story: list[Said], components: Mapping[str, Component]) -> None:
    """Makes the incident's spans anew from ``story``, after its past was changed."""
    holds = [held for held in holds_of(story, incident.occurred_at) if held.component in components]
    lay_spans(
        cause_of(incident),
        [Laid(components[held.component], held.status, held.began_at, held.ended_at) for held in holds],
    )
