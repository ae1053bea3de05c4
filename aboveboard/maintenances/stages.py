"""Beginning and ending: what a maintenance's stages do to components. Used by people's actions and by the schedule alike."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aboveboard.components.models import Component
from aboveboard.components.spans import Cause, Laid, hold_status, lay_spans, release_status, status_changes
from aboveboard.components.status import MAINTENANCE, Status
from aboveboard.events.actions import record
from aboveboard.events.actors import Actor
from aboveboard.events.verbs import Verb
from aboveboard.maintenances.lifecycle import MaintenanceStatus
from aboveboard.maintenances.models import Maintenance, MaintenanceComponent, MaintenanceUpdate


def cause_of(maintenance: Maintenance) -> Cause:
    """The maintenance as a cause of spans: they are seen by whom and from when it is seen."""
    return Cause(MAINTENANCE, maintenance.key, maintenance.visibility, maintenance.published_at)


def statuses_of(maintenance: Maintenance) -> dict[Component, str]:
    """The status that each component has while the maintenance runs; deleted components left out."""
    affected = MaintenanceComponent.objects.filter(maintenance=maintenance, component__deleted_at__isnull=True)
    return {row.component: row.status for row in affected.select_related("component").order_by("id")}


def begun(maintenance: Maintenance, *, at: datetime, told_at: datetime, by: Actor, **details: Any) -> None:
    """What follows from having begun at ``at``: statuses are held, and it is recorded at ``told_at``."""
    statuses, subject = statuses_of(maintenance), f"maintenance/{maintenance.key}"
    with status_changes(statuses, at=told_at, by=by, cause=subject):
        for component, status in statuses.items():
            hold_status(component, status, cause=cause_of(maintenance), at=at)
    details |= {"began_at": at, "statuses": told(statuses), **seen_by(maintenance)}
    record(Verb.MAINTENANCE_BEGAN, subject, by=by, at=told_at, **details)


def ended(maintenance: Maintenance, *, at: datetime, told_at: datetime, by: Actor, **details: Any) -> None:
    """What follows from having ended at ``at``, done or cancelled: nothing is held any more, and it is recorded at ``told_at``."""
    subject = f"maintenance/{maintenance.key}"
    with status_changes(statuses_of(maintenance), at=told_at, by=by, cause=subject):
        release_status(cause=cause_of(maintenance), at=at)
    verb = Verb.MAINTENANCE_CANCELLED if maintenance.status == MaintenanceStatus.CANCELLED else Verb.MAINTENANCE_ENDED
    record(verb, subject, by=by, at=told_at, ended_at=at, **seen_by(maintenance), **details)


def seen_by(maintenance: Maintenance) -> dict[str, Any]:
    """What every event says about who may hear of it."""
    return {"visibility": maintenance.visibility, "embargoed": not maintenance.released}


def lay_again(maintenance: Maintenance) -> None:
    """Makes the spans anew after the actual times or the components were changed."""
    began_at, ended_at = maintenance.began_at, maintenance.ended_at
    wanted = [
        Laid(component, status, began_at, ended_at)
        for component, status in statuses_of(maintenance).items()
        if status != Status.OPERATIONAL and began_at and (ended_at is None or began_at < ended_at)
    ]
    lay_spans(cause_of(maintenance), wanted)


def say(maintenance: Maintenance, words: Mapping[str, str], *, at: datetime) -> MaintenanceUpdate:
    """One update, at the stage that the maintenance is in."""
    return MaintenanceUpdate.objects.create(maintenance=maintenance, status=maintenance.status, body=dict(words), at=at, created_at=at)


def told(statuses: Mapping[Component, str]) -> dict[str, str]:
    """Statuses by component key."""
    return {component.key: str(status) for component, status in statuses.items()}


def lock(maintenance: Maintenance) -> None:
    """Reads the row anew and keeps it until the transaction ends. Raises ``ValidationError`` if it was deleted."""
    maintenance.refresh_from_db(from_queryset=Maintenance.objects.select_for_update())
    if maintenance.deleted_at:
        raise ValidationError(_("This maintenance was deleted."), code="deleted")
