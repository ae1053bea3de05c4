"""Planning maintenances, moving, beginning, ending and cancelling them by hand, and saying more about them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aboveboard.components.models import Component
from aboveboard.events.actions import record
from aboveboard.events.actors import Actor
from aboveboard.events.verbs import Verb
from aboveboard.lib.checks import Faults
from aboveboard.maintenances.editing import change_maintenance, delete_maintenance, edit_update
from aboveboard.maintenances.lifecycle import MaintenanceStatus, may_become
from aboveboard.maintenances.models import Maintenance, MaintenanceUpdate
from aboveboard.maintenances.planning import checked_plan, checked_window, write_plan
from aboveboard.maintenances.stages import begun, ended, lay_again, lock, say, seen_by
from aboveboard.pages.audience import Visibility
from aboveboard.pages.models import Page
from aboveboard.pages.wording import Words, checked_body

__all__ = [
    "begin_maintenance",
    "cancel_maintenance",
    "change_maintenance",
    "delete_maintenance",
    "edit_update",
    "end_maintenance",
    "plan_maintenance",
    "post_update",
    "reschedule_maintenance",
]


@transaction.atomic
def plan_maintenance(
    *,
    title: Words,
    body: Words,
    statuses: Mapping[Component, str] | None = None,
    begins_at: datetime,
    ends_at: datetime,
    visibility: str = Visibility.EVERYONE,
    published_at: datetime | None = None,
    pages: Sequence[Page] = (),
    quiet: bool = False,
    import_key: str | None = None,
    at: datetime | None = None,
    by: Actor,
) -> Maintenance:
    """A maintenance with its announcement. The schedule begins and ends it when its planned times pass, past ones at once.

    ``statuses``: how each component is while it runs; operational: touched, but not disturbed. ``published_at`` in the future
    is an embargo. Raises ``ValidationError``.
    """
    at = at or timezone.now()
    given = {
        "title": title, "body": body, "statuses": statuses, "begins_at": begins_at, "ends_at": ends_at, "visibility": visibility,
        "published_at": published_at, "pages": pages, "import_key": import_key,
    }  # fmt: skip
    return write_plan(checked_plan(given, at), at=at, quiet=quiet, by=by)


@transaction.atomic
def post_update(
    maintenance: Maintenance,
    *,
    body: Words,
    status: str | None = None,
    quiet: bool = False,
    at: datetime | None = None,
    by: Actor,
) -> MaintenanceUpdate:
    """Says something more. With a ``status`` other than the present one it begins, ends or cancels the maintenance as well.

    Raises ``ValidationError``.
    """
    at = at or timezone.now()
    lock(maintenance)
    faults = Faults()
    stage = faults.choice("status", status or maintenance.status, MaintenanceStatus)
    words = checked_body(faults, body)
    _not_before_the_first(faults, maintenance, at)
    faults.refuse()
    if stage != maintenance.status:
        update = _move_to(maintenance, stage, words, at=at, quiet=quiet, by=by)
        if update is not None:
            return update
    update = say(maintenance, words, at=at)
    maintenance.revision += 1
    maintenance.save(update_fields=["revision"])
    record(
        Verb.MAINTENANCE_UPDATED, f"maintenance/{maintenance.key}", by=by, at=at, update=update.key, status=maintenance.status,
        quiet=quiet, **seen_by(maintenance),
    )  # fmt: skip
    return update


@transaction.atomic
def begin_maintenance(
    maintenance: Maintenance, *, body: Words = "", quiet: bool = False, at: datetime | None = None, by: Actor
) -> Maintenance:
    """Begins it now, earlier than planned or because nobody waited for the schedule. Raises ``ValidationError``."""
    return _moved(maintenance, MaintenanceStatus.IN_PROGRESS, body, at=at, quiet=quiet, by=by)


@transaction.atomic
def end_maintenance(
    maintenance: Maintenance, *, body: Words = "", quiet: bool = False, at: datetime | None = None, by: Actor
) -> Maintenance:
    """It is done: its components are what they are without it. Raises ``ValidationError`` if it is not running."""
    return _moved(maintenance, MaintenanceStatus.COMPLETED, body, at=at, quiet=quiet, by=by)


@transaction.atomic
def cancel_maintenance(
    maintenance: Maintenance, *, body: Words = "", quiet: bool = False, at: datetime | None = None, by: Actor
) -> Maintenance:
    """It does not take place, or is broken off. Raises ``ValidationError`` if it is over."""
    return _moved(maintenance, MaintenanceStatus.CANCELLED, body, at=at, quiet=quiet, by=by)


@transaction.atomic
def reschedule_maintenance(
    maintenance: Maintenance,
    *,
    begins_at: datetime | None = None,
    ends_at: datetime | None = None,
    body: Words = "",
    quiet: bool = False,
    at: datetime | None = None,
    by: Actor,
) -> Maintenance:
    """Moves the planned window. A running one can only be given another end, in the future: that is how an overrun is said.

    One that ended by itself although the work went on is running again, without a gap, once its end lies in the future. Raises
    ``ValidationError``.
    """
    at = at or timezone.now()
    lock(maintenance)
    before = [maintenance.begins_at, maintenance.ends_at]
    after = [begins_at or maintenance.begins_at, ends_at or maintenance.ends_at]
    faults = Faults()
    words = checked_body(faults, body, required=False)
    checked_window(faults, after[0], after[1])
    _may_move(faults, maintenance, begins_at=after[0], ends_at=after[1], at=at)
    faults.refuse()
    if before == after:
        return maintenance
    overran = _set_window(maintenance, *after)
    update = say(maintenance, words, at=at) if words else None
    record(
        Verb.MAINTENANCE_RESCHEDULED, f"maintenance/{maintenance.key}", by=by, at=at, before=before, after=after,
        update=update.key if update else None, overran=overran, quiet=quiet, **seen_by(maintenance),
    )  # fmt: skip
    return maintenance


def _set_window(maintenance: Maintenance, begins_at: datetime, ends_at: datetime) -> bool:
    """Stores the window. A completed maintenance is running again, as if it had never stopped; then the answer is true."""
    overran = maintenance.status == MaintenanceStatus.COMPLETED
    maintenance.begins_at, maintenance.ends_at = begins_at, ends_at
    if overran:
        maintenance.status, maintenance.ended_at = MaintenanceStatus.IN_PROGRESS, None
    maintenance.revision += 1
    maintenance.save(update_fields=["begins_at", "ends_at", "status", "ended_at", "revision"])
    if overran:
        lay_again(maintenance)
    return overran


def _moved(maintenance: Maintenance, stage: MaintenanceStatus, body: Words, *, at: datetime | None, quiet: bool, by: Actor) -> Maintenance:
    at = at or timezone.now()
    lock(maintenance)
    faults = Faults()
    words = checked_body(faults, body, required=False)
    faults.refuse()
    _move_to(maintenance, stage, words, at=at, quiet=quiet, by=by)
    return maintenance


def _move_to(
    maintenance: Maintenance, stage: MaintenanceStatus, words: dict[str, str], *, at: datetime, quiet: bool, by: Actor
) -> MaintenanceUpdate | None:
    """Changes the stage of a locked maintenance. Returns the update, if there were words."""
    before = maintenance.status
    if not may_become(before, stage):
        message = _("A maintenance that is %(before)s cannot become %(after)s.")
        raise ValidationError({"status": ValidationError(message, "stage", {"before": before, "after": stage.value})})
    if maintenance.began_at and at < maintenance.began_at:
        raise ValidationError({"at": _("A maintenance cannot end before it began.")})
    maintenance.status = stage
    maintenance.revision += 1
    if stage is MaintenanceStatus.IN_PROGRESS:
        maintenance.began_at, maintenance.ended_at = maintenance.began_at or at, None
    else:
        maintenance.ended_at = at
    maintenance.save(update_fields=["status", "began_at", "ended_at", "revision"])
    update = say(maintenance, words, at=at) if words else None
    follow = begun if stage is MaintenanceStatus.IN_PROGRESS else ended
    follow(maintenance, at=at, told_at=at, by=by, update=update.key if update else None, quiet=quiet)
    return update


def _may_move(faults: Faults, maintenance: Maintenance, *, begins_at: datetime, ends_at: datetime, at: datetime) -> None:
    if maintenance.status == MaintenanceStatus.SCHEDULED:
        return
    if maintenance.status == MaintenanceStatus.CANCELLED:
        faults.add("status", _("A cancelled maintenance stays cancelled: plan another."))
    if begins_at != maintenance.begins_at:
        faults.add("begins_at", _("It has begun already."))
    if ends_at <= at:
        faults.add("ends_at", _("The new end has to be in the future; what is done can be ended."))


def _not_before_the_first(faults: Faults, maintenance: Maintenance, at: datetime) -> None:
    first = maintenance.updates.order_by("at", "id").first()
    if first and at < first.at:
        faults.add("at", _("An update cannot be older than the announcement."))
