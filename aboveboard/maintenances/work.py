"""What is due for maintenances: announcing, beginning, ending, and the end of embargoes. Whoever runs this, each happens once."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from aboveboard.events.actions import record
from aboveboard.events.actors import SYSTEM
from aboveboard.events.verbs import Verb
from aboveboard.lib.due import each_due
from aboveboard.maintenances.lifecycle import MaintenanceStatus
from aboveboard.maintenances.models import Maintenance, MaintenanceSeries
from aboveboard.maintenances.queries import MaintenanceQuerySet
from aboveboard.maintenances.series import announce_next
from aboveboard.maintenances.stages import begun, ended


def begin_and_end_due(now: datetime) -> int:
    """Begins and ends what is due at ``now``; returns how many times something changed.

    What the planned time says is when it happened, even if the schedule runs late: a window that passed while nobody looked
    has begun and ended at its planned times.
    """
    begun_now = each_due(_keys(Maintenance.objects.to_begin(now)), lambda pk: _begin(pk, now))
    return begun_now + each_due(_keys(Maintenance.objects.to_end(now)), lambda pk: _end(pk, now))


def release_due(now: datetime) -> int:
    """Announces, once each, the maintenances whose embargo is over. Returns how many."""
    return each_due(_keys(Maintenance.objects.embargo_over(now)), lambda pk: _release(pk, now))


def announce_due(now: datetime) -> int:
    """Announces, once each, the next time of every series for which that is due. Returns how many maintenances were planned."""
    keys = list(MaintenanceSeries.objects.due(now).order_by("due_at", "id").values_list("pk", flat=True))
    return each_due(keys, lambda pk: announce_next(pk, now))


def _keys(due: MaintenanceQuerySet) -> list[int]:
    return list(due.order_by("begins_at", "id").values_list("pk", flat=True))


@transaction.atomic
def _begin(pk: int, now: datetime) -> bool:
    due = Maintenance.objects.to_begin(now).filter(pk=pk)
    changes = {"status": MaintenanceStatus.IN_PROGRESS, "began_at": F("begins_at"), "revision": F("revision") + 1}
    if not due.update(**changes):
        return False  # somebody else was faster, or it was moved
    maintenance = Maintenance.objects.get(pk=pk)
    begun(maintenance, at=maintenance.begins_at, told_at=now, by=SYSTEM)
    return True


@transaction.atomic
def _end(pk: int, now: datetime) -> bool:
    due = Maintenance.objects.to_end(now).filter(pk=pk)
    changes = {"status": MaintenanceStatus.COMPLETED, "ended_at": Greatest("ends_at", "began_at"), "revision": F("revision") + 1}
    if not due.update(**changes):
        return False
    maintenance = Maintenance.objects.get(pk=pk)
    ended(maintenance, at=maintenance.ended_at or maintenance.ends_at, told_at=now, by=SYSTEM)
    return True


@transaction.atomic
def _release(pk: int, now: datetime) -> bool:
    if not Maintenance.objects.embargo_over(now).filter(pk=pk).update(released=True):
        return False
    maintenance = Maintenance.objects.get(pk=pk)
    record(Verb.MAINTENANCE_RELEASED, f"maintenance/{maintenance.key}", by=SYSTEM, at=now)
    return True
