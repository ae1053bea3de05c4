"""Opening incidents, saying more about them, and resolving them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aboveboard.components.checks import checked_statuses
from aboveboard.components.models import Component
from aboveboard.components.spans import hold_status, status_changes
from aboveboard.components.status import Status
from aboveboard.events.actions import record
from aboveboard.events.actors import Actor
from aboveboard.events.verbs import Verb
from aboveboard.incidents import checks
from aboveboard.incidents.editing import change_incident, delete_incident, edit_update
from aboveboard.incidents.lifecycle import IncidentStatus, Said, is_open, statuses_after
from aboveboard.incidents.models import Incident, IncidentUpdate
from aboveboard.incidents.opening import checked_opening, write_opening
from aboveboard.incidents.story import affect, cause_of, components_of, follow, lay_again, said, told, updates_of
from aboveboard.lib.changes import refuse_moved
from aboveboard.lib.checks import Faults
from aboveboard.pages.audience import Visibility
from aboveboard.pages.models import Page
from aboveboard.pages.wording import Words, checked_body

__all__ = ["change_incident", "delete_incident", "edit_update", "open_incident", "post_update", "resolve_incident"]


@transaction.atomic
def open_incident(
    *,
    title: Words,
    body: Words,
    statuses: Mapping[Component, str] | None = None,
    status: str = IncidentStatus.INVESTIGATING,
    impact: str | None = None,
    visibility: str = Visibility.EVERYONE,
    pinned: bool = False,
    occurred_at: datetime | None = None,
    published_at: datetime | None = None,
    next_update_at: datetime | None = None,
    pages: Sequence[Page] = (),
    quiet: bool = False,
    import_key: str | None = None,
    at: datetime | None = None,
    by: Actor,
) -> Incident:
    """A new incident with its first update. Words as a plain string are in the default page's first language; ``body`` may be empty.

    ``statuses`` hold from ``occurred_at`` (default ``at``) on. ``impact`` null follows from the worst of them. ``published_at``
    in the future is an embargo. ``quiet``: nobody is notified. A status of "resolved" records what is over already: the
    statuses then end at ``at``. Raises ``ValidationError``.
    """
    at = at or timezone.now()
    given = {
        "title": title, "body": body, "statuses": statuses, "status": status, "impact": impact, "visibility": visibility,
        "pinned": pinned, "occurred_at": occurred_at, "published_at": published_at, "next_update_at": next_update_at,
        "pages": pages, "import_key": import_key,
    }  # fmt: skip
    return write_opening(checked_opening(given, at), at=at, quiet=quiet, by=by)


@transaction.atomic
def post_update(
    incident: Incident,
    *,
    status: str,
    body: Words,
    statuses: Mapping[Component, str] | None = None,
    next_update_at: datetime | None = None,
    quiet: bool = False,
    revision: int | None = None,
    at: datetime | None = None,
    by: Actor,
) -> IncidentUpdate:
    """Says something more. The incident's stage becomes that of its newest update; an open stage reopens a resolved incident.

    ``statuses``: components whose status changes with this update; a component that became operational recovers, while the
    others are still held. Resolving lets all of them go. Words may be left out where the stage or a status says something.
    ``revision``: the one that the author looked at. Raises ``ValidationError``, with code "moved" if that is no longer the newest.
    """
    at = at or timezone.now()
    incident.refresh_from_db(from_queryset=Incident.objects.select_for_update())
    checks.refuse_deleted(incident)
    refuse_moved(incident.revision, revision)
    updates = updates_of(incident)
    faults = Faults()
    checks.update_time(faults, at, updates)
    checks.next_update(faults, next_update_at, at)
    given = checked_statuses(faults, statuses or {})
    stage = faults.choice("status", status, IncidentStatus)
    if stage is IncidentStatus.RESOLVED and any(value is not Status.OPERATIONAL for value in given.values()):
        faults.add("statuses", _("A resolved incident holds no component: leave the others out."))
    words = checked_body(faults, body, required=stage == incident.status and not given and is_open(stage))
    faults.refuse()
    update = IncidentUpdate(incident=incident, status=stage, body=words, at=at, created_at=at)
    story = _write(update, given, updates, by)
    _tell(incident, update, said(updates), story, next_update_at=next_update_at, quiet=quiet, by=by)
    return update


def resolve_incident(incident: Incident, *, body: Words = "", quiet: bool = False, at: datetime | None = None, by: Actor) -> IncidentUpdate:
    """The last update: the incident is over and holds nothing any more. Raises ``ValidationError``."""
    return post_update(incident, status=IncidentStatus.RESOLVED, body=body, quiet=quiet, at=at, by=by)


def _write(update: IncidentUpdate, given: Mapping[Component, Status], updates: list[IncidentUpdate], by: Actor) -> list[Said]:
    """Stores the update in its place in time, and holds what follows from it. Returns the story with it."""
    incident, at = update.incident, update.at
    earlier = [before for before in updates if before.at <= at]
    components = components_of(incident) | {component.key: component for component in given}
    update.statuses = _changing(said(earlier), update.status, told(given), components)
    update.save(force_insert=True)
    story = said([*earlier, update, *updates[len(earlier) :]])
    with status_changes(components.values(), at=at, by=by, cause=f"incident/{incident.key}"):
        affect(incident, story, components)
        if len(earlier) == len(updates):
            for key, status in update.statuses.items():
                hold_status(components[key], status, cause=cause_of(incident), at=at)
        else:
            lay_again(incident, story, components)
    return story


def _tell(
    incident: Incident,
    update: IncidentUpdate,
    before: list[Said],
    story: list[Said],
    *,
    next_update_at: datetime | None,
    quiet: bool,
    by: Actor,
) -> None:
    """Saves what follows from the update, and records it."""
    was = incident.status
    fields = follow(incident, before, story)
    if update.at == story[-1].at:
        incident.next_update_at = next_update_at
    incident.revision += 1
    incident.save(update_fields=[*fields, "next_update_at", "revision"])
    resolved = is_open(was) and not is_open(incident.status)
    record(
        Verb.INCIDENT_RESOLVED if resolved else Verb.INCIDENT_UPDATED, f"incident/{incident.key}", by=by, at=update.at,
        update=update.key, status=[was, incident.status], statuses=update.statuses, impact=incident.impact,
        visibility=incident.visibility, embargoed=not incident.released, quiet=quiet,
    )  # fmt: skip


def _changing(earlier: list[Said], stage: str, given: dict[str, str], components: Mapping[str, Component]) -> dict[str, str]:
    """What the update changes: of ``given`` only what is new; on resolving, every component that is still held."""
    now = statuses_after(earlier)
    if stage == IncidentStatus.RESOLVED:
        given = {key: Status.OPERATIONAL.value for key, status in now.items() if status != Status.OPERATIONAL and key in components}
    return {key: status for key, status in given.items() if now.get(key) != status}
