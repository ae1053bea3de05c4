"""What an incident begins with: checked at the door, then written."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from aboveboard.components.checks import checked_statuses
from aboveboard.components.models import Component
from aboveboard.components.spans import hold_status, release_status, status_changes
from aboveboard.components.status import Status
from aboveboard.events.actions import record
from aboveboard.events.actors import Actor
from aboveboard.events.verbs import Verb
from aboveboard.incidents import checks
from aboveboard.incidents.lifecycle import Impact, IncidentStatus, Said, is_open
from aboveboard.incidents.models import Incident, IncidentUpdate
from aboveboard.incidents.story import affect, automatic_impact, cause_of, told
from aboveboard.lib.checks import Faults
from aboveboard.pages.audience import Visibility
from aboveboard.pages.models import Page
from aboveboard.pages.wording import checked_body, checked_import_key, checked_pages, checked_title


class Opening(NamedTuple):
    """``fields`` are those of the incident's row; ``words`` and ``held`` make its first update."""

    fields: dict[str, Any]
    words: dict[str, str]
    held: dict[Component, Status]
    pages: list[Page]


def checked_opening(given: Mapping[str, Any], at: datetime) -> Opening:
    """The arguments of ``open_incident`` as they may be stored. Raises ``ValidationError`` with all that is wrong."""
    faults = Faults()
    held = checked_statuses(faults, given["statuses"] or {})
    stage = faults.choice("status", given["status"], IncidentStatus)
    impact, published_at = given["impact"], given["published_at"] or at
    fields = {
        "title": checked_title(faults, given["title"]),
        "status": stage,
        "impact": automatic_impact([Said(at, stage, told(held))]) if impact is None else faults.choice("impact", impact, Impact),
        "visibility": faults.choice("visibility", given["visibility"], Visibility),
        "pinned": bool(given["pinned"]),
        "occurred_at": checks.occurred(faults, given["occurred_at"] or at, at),
        "published_at": published_at,
        "released": published_at <= at,
        "resolved_at": None if is_open(stage) else at,
        "next_update_at": checks.next_update(faults, given["next_update_at"], at),
        "import_key": checked_import_key(faults, given["import_key"], Incident.objects),
        "created_at": at,
    }
    opening = Opening(fields, checked_body(faults, given["body"], required=False), held, checked_pages(faults, given["pages"]))
    faults.refuse()
    return opening


def write_opening(opening: Opening, *, at: datetime, quiet: bool, by: Actor) -> Incident:
    """Writes the incident and its first update, holds what it holds, and records it."""
    held = opening.held
    incident = Incident.objects.create(**opening.fields)
    incident.pages.set(opening.pages)
    update = IncidentUpdate.objects.create(
        incident=incident, status=incident.status, body=opening.words, statuses=told(held), at=at, created_at=at
    )
    affect(incident, [Said(at, incident.status, told(held))], {component.key: component for component in held})
    subject, cause = f"incident/{incident.key}", cause_of(incident)
    with status_changes(held, at=at, by=by, cause=subject):
        for component, status in held.items():
            hold_status(component, status, cause=cause, at=incident.occurred_at)
        if not is_open(incident.status):
            release_status(cause=cause, at=at)
    record(
        Verb.INCIDENT_OPENED, subject, by=by, at=at, update=update.key, status=incident.status, impact=incident.impact,
        statuses=told(held), occurred_at=incident.occurred_at, published_at=incident.published_at,
        visibility=incident.visibility, embargoed=not incident.released, quiet=quiet,
    )  # fmt: skip
    return incident
