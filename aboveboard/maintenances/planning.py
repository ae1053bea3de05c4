"""What a maintenance begins with: checked at the door, then written."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from aboveboard.components.checks import checked_statuses
from aboveboard.components.models import Component
from aboveboard.components.status import Status
from aboveboard.events.actions import record
from aboveboard.events.actors import Actor
from aboveboard.events.verbs import Verb
from aboveboard.lib.checks import Faults
from aboveboard.maintenances.lifecycle import MaintenanceStatus
from aboveboard.maintenances.models import Maintenance, MaintenanceComponent
from aboveboard.maintenances.stages import say, seen_by, told
from aboveboard.pages.audience import Visibility
from aboveboard.pages.models import Page
from aboveboard.pages.wording import checked_body, checked_import_key, checked_pages, checked_title


class Plan(NamedTuple):
    """``fields`` are those of the maintenance's row; ``words`` are its announcement."""

    fields: dict[str, Any]
    words: dict[str, str]
    statuses: dict[Component, Status]
    pages: list[Page]


def checked_plan(given: Mapping[str, Any], at: datetime) -> Plan:
    """The arguments of ``plan_maintenance`` as they may be stored. Raises ``ValidationError`` with all that is wrong."""
    faults = Faults()
    published_at = given["published_at"] or at
    checked_window(faults, given["begins_at"], given["ends_at"])
    fields = {
        "title": checked_title(faults, given["title"]),
        "status": MaintenanceStatus.SCHEDULED,
        "visibility": faults.choice("visibility", given["visibility"], Visibility),
        "begins_at": given["begins_at"],
        "ends_at": given["ends_at"],
        "published_at": published_at,
        "released": published_at <= at,
        "import_key": checked_import_key(faults, given["import_key"], Maintenance.objects),
        "created_at": at,
    }
    statuses = checked_statuses(faults, given["statuses"] or {})
    plan = Plan(fields, checked_body(faults, given["body"]), statuses, checked_pages(faults, given["pages"]))
    faults.refuse()
    return plan


def checked_window(faults: Faults, begins_at: datetime, ends_at: datetime) -> None:
    if ends_at <= begins_at:
        faults.add("ends_at", _("A maintenance ends after it begins."))


def write_plan(plan: Plan, *, at: datetime, quiet: bool, by: Actor) -> Maintenance:
    """Writes the maintenance and its announcement, and records it."""
    maintenance = Maintenance.objects.create(**plan.fields)
    maintenance.pages.set(plan.pages)
    MaintenanceComponent.objects.bulk_create(
        MaintenanceComponent(maintenance=maintenance, component=component, status=status) for component, status in plan.statuses.items()
    )
    update = say(maintenance, plan.words, at=at)
    record(
        Verb.MAINTENANCE_PLANNED, f"maintenance/{maintenance.key}", by=by, at=at, update=update.key,
        begins_at=maintenance.begins_at, ends_at=maintenance.ends_at, statuses=told(plan.statuses),
        published_at=maintenance.published_at, quiet=quiet, **seen_by(maintenance),
    )  # fmt: skip
    return maintenance
