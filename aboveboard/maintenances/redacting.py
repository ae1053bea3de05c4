"""Taking the words of a maintenance out for good: its rows then hold the words that readers get instead."""

from datetime import datetime

from django.db import transaction

from aboveboard.events.actions import record
from aboveboard.events.actors import Actor
from aboveboard.events.verbs import Verb
from aboveboard.maintenances.models import Maintenance, MaintenanceUpdate, MaintenanceUpdateEdit


@transaction.atomic
def redact_maintenance(
    maintenance: Maintenance, *, words: dict[str, str], update: str = "", until: datetime | None = None, at: datetime, by: Actor
) -> None:
    """Replaces every text of the maintenance, deleted or not, by ``words`` (language -> text), earlier wordings too.

    ``update``: the key of the one update whose texts go, instead of all. ``until``: what was said later stays.
    """
    maintenance.refresh_from_db(from_queryset=Maintenance.objects.select_for_update())
    updates = MaintenanceUpdate.objects.filter(maintenance=maintenance)
    if update:
        updates = updates.filter(key=update)
    else:
        maintenance.title = words
    if until is not None:
        updates = updates.filter(at__lte=until)
    keys = list(updates.values_list("pk", flat=True))
    updates.exclude(body={}).update(body=words)
    MaintenanceUpdateEdit.objects.filter(update__in=keys).update(body_before=words)
    maintenance.revision += 1
    maintenance.save(update_fields=["title", "revision"])
    record(Verb.MAINTENANCE_REDACTED, f"maintenance/{maintenance.key}", by=by, at=at, update=update)
