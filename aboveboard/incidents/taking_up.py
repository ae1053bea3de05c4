"""Incidents that the record tells of and the database does not: posted in an emergency, or lost with an older backup."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction

from aboveboard.components.models import Component
from aboveboard.components.spans import status_changes
from aboveboard.events.actions import record
from aboveboard.events.actors import Actor
from aboveboard.events.verbs import Verb
from aboveboard.incidents.lifecycle import is_open
from aboveboard.incidents.models import Incident, IncidentUpdate, IncidentUpdateEdit, Postmortem
from aboveboard.incidents.story import affect, lay_again, said, updates_of
from aboveboard.pages.models import Page


class ToldUpdate(NamedTuple):
    """``statuses``: component key -> status; ``edits``: when, and the wording before, oldest first."""

    key: str
    status: str
    body: dict[str, str]
    statuses: dict[str, str]
    at: datetime
    edits: Sequence[tuple[datetime, dict[str, str]]]


class ToldPostmortem(NamedTuple):
    """What was learned, and the line that says by whom, if there is one."""

    body: dict[str, str]
    author: str
    published_at: datetime


class Told(NamedTuple):
    """What a record tells of one incident; ``fields`` as its row has them."""

    fields: Mapping[str, Any]
    updates: Sequence[ToldUpdate]
    postmortem: ToldPostmortem | None = None


@transaction.atomic
def take_up_incident(key: str, told: Told, *, page: Page, quiet: bool, at: datetime, by: Actor) -> Incident | None:
    """Makes the incident ``key`` what is ``told`` of it, with the ids that readers know.

    What is known already stays. Returns None if nothing was missing, or if the incident was deleted here. Without components it is
    shown on ``page``. ``quiet``: nobody is notified.
    """
    incident = Incident.objects.select_for_update().filter(key=key).first()
    known = set(IncidentUpdate.objects.filter(incident=incident).values_list("key", flat=True)) if incident else set()
    missing = [update for update in told.updates if update.key not in known]
    learned = told.postmortem if not Postmortem.objects.filter(incident=incident, published_at__isnull=False).exists() else None
    if incident is not None and (incident.deleted_at or not (missing or learned)):
        return None
    is_new = incident is None
    incident = _row(incident, key, told.fields, at)
    for update in missing:
        _write(incident, update)
    if learned:
        _learn(incident, learned)
    _hold(incident, page, at=at, by=by)
    verb = Verb.INCIDENT_OPENED if is_new else Verb.INCIDENT_UPDATED if is_open(incident.status) else Verb.INCIDENT_RESOLVED
    record(verb, f"incident/{key}", by=by, at=at, update=missing[-1].key if missing else "", status=incident.status,
           impact=incident.impact, visibility=incident.visibility, embargoed=False, quiet=quiet)  # fmt: skip
    return incident


def _row(incident: Incident | None, key: str, fields: Mapping[str, Any], at: datetime) -> Incident:
    if incident is None:
        return Incident.objects.create(key=key, created_at=at, **fields)
    for name, value in fields.items():
        setattr(incident, name, value)
    incident.revision += 1
    incident.save(update_fields=[*fields, "revision"])
    return incident


def _learn(incident: Incident, told: ToldPostmortem) -> None:
    """A draft that the database has gives way to what readers know."""
    Postmortem.objects.filter(incident=incident).delete()
    Postmortem.objects.create(incident=incident, created_at=told.published_at, **told._asdict())


def _write(incident: Incident, told: ToldUpdate) -> None:
    row = IncidentUpdate.objects.create(
        incident=incident, key=told.key, status=told.status, body=told.body, statuses=told.statuses, at=told.at, created_at=told.at
    )
    for edited_at, before in told.edits:
        IncidentUpdateEdit.objects.create(update=row, body_before=before, edited_at=edited_at)


def _hold(incident: Incident, page: Page, *, at: datetime, by: Actor) -> None:
    story = said(updates_of(incident))
    named = {key for part in story for key in part.statuses}
    components = {component.key: component for component in Component.objects.filter(key__in=named, deleted_at=None)}
    if not components:
        incident.pages.add(page)
    with status_changes(components.values(), at=at, by=by, cause=f"incident/{incident.key}"):
        affect(incident, story, components)
        lay_again(incident, story, components)
