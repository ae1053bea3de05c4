"""Changing what was said about a maintenance, and taking it back."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aboveboard.components.checks import checked_statuses
from aboveboard.components.models import Component
from aboveboard.components.spans import show_cause, status_changes, withdraw_status
from aboveboard.events.actions import record
from aboveboard.events.actors import Actor
from aboveboard.events.verbs import Verb
from aboveboard.lib.changes import changed_by, refuse_moved
from aboveboard.lib.checks import Faults
from aboveboard.maintenances.models import Maintenance, MaintenanceComponent, MaintenanceUpdate, MaintenanceUpdateEdit
from aboveboard.maintenances.stages import cause_of, lay_again, lock, statuses_of, told
from aboveboard.pages.audience import Visibility, is_told
from aboveboard.pages.wording import Words, checked_body, checked_pages, checked_title


@transaction.atomic
def edit_update(update: MaintenanceUpdate, *, body: Words, at: datetime | None = None, by: Actor) -> MaintenanceUpdate:
    """Words the update anew. The wording before stays as a row of its own, and readers see that and when it was edited.

    What nobody could read yet (a draft, an embargo) leaves no trace, lest it be read once the rest is shown; of what only
    members could read then, they alone see the wording before.
    Raises ``ValidationError``; nothing happens if the words are the same.
    """
    at = at or timezone.now()
    maintenance = update.maintenance
    lock(maintenance)
    update.refresh_from_db(fields=["body", "at"])
    faults = Faults()
    words = checked_body(faults, body)
    if at < update.at or MaintenanceUpdateEdit.objects.filter(update=update, edited_at__gt=at).exists():
        faults.add("at", _("An edit cannot be older than what it edits."))
    faults.refuse()
    if words != update.body:
        edit = None
        if is_told(maintenance.visibility, maintenance.published_at, at):
            before = {"body_before": update.body, "visibility": maintenance.visibility}
            edit = MaintenanceUpdateEdit.objects.create(update=update, edited_at=at, **before)
        update.body = words
        update.save(update_fields=["body"])
        maintenance.revision += 1
        maintenance.save(update_fields=["revision"])
        subject = f"maintenance/{maintenance.key}"
        record(Verb.MAINTENANCE_UPDATE_EDITED, subject, by=by, at=at, update=update.key, edit=edit.pk if edit else None)
    return update


@transaction.atomic
def change_maintenance(
    maintenance: Maintenance, *, revision: int | None = None, at: datetime | None = None, by: Actor, **changes: Any
) -> Maintenance:
    """Changes title, visibility, published_at, pages or statuses; the window is moved by ``reschedule_maintenance``.

    ``statuses`` replaces all components; of a running maintenance they then hold from its beginning. Raises ``ValidationError``,
    with code "moved" if ``revision``, the one that the author looked at, is no longer the newest.
    """
    at = at or timezone.now()
    lock(maintenance)
    refuse_moved(maintenance.revision, revision)
    faults = Faults()
    values = _checked(faults, changes, at)
    faults.refuse()
    if "published_at" in values:
        values["released"] = values["published_at"] <= at
    pages, statuses = values.pop("pages", None), values.pop("statuses", None)
    before, subject = statuses_of(maintenance), f"maintenance/{maintenance.key}"
    with status_changes({**before, **(statuses or {})}, at=at, by=by, cause=subject):
        differing = changed_by(maintenance, values)
        fields = list(differing)
        if differing.keys() & {"visibility", "published_at"}:
            show_cause(cause_of(maintenance))
        if statuses is not None and statuses != before:
            differing["statuses"] = [told(before), told(statuses)]
            _replace_components(maintenance, statuses)
    if pages is not None and set(pages) != set(chosen := list(maintenance.pages.order_by("id"))):
        maintenance.pages.set(pages)
        differing["pages"] = [[page.key for page in chosen], [page.key for page in pages]]
    if differing:
        maintenance.revision += 1
        maintenance.save(update_fields=[*fields, "revision"])
        _record_changes(subject, differing, at=at, by=by)
    return maintenance


def _checked(faults: Faults, given: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    rules: dict[str, Callable[[Any], Any]] = {
        "title": lambda value: checked_title(faults, value),
        "visibility": lambda value: faults.choice("visibility", value, Visibility),
        "published_at": lambda value: value or at,
        "pages": lambda value: checked_pages(faults, value),
        "statuses": lambda value: checked_statuses(faults, value),
    }
    found = {}
    for field, value in given.items():
        if field in rules:
            found[field] = rules[field](value)
        else:
            faults.add(field, _("A maintenance has no such field."), "unknown")
    return found


def _replace_components(maintenance: Maintenance, statuses: Mapping[Component, str]) -> None:
    MaintenanceComponent.objects.filter(maintenance=maintenance).delete()
    MaintenanceComponent.objects.bulk_create(
        MaintenanceComponent(maintenance=maintenance, component=component, status=status) for component, status in statuses.items()
    )
    if maintenance.began_at:
        lay_again(maintenance)


def _record_changes(subject: str, differing: dict[str, list[Any]], *, at: datetime, by: Actor) -> None:
    if "title" in differing:  # words stay out of events, so that redaction has one place less to look at
        differing["title"] = [sorted(words) for words in differing["title"]]
    released = differing.pop("released", [None, False])[1]
    record(Verb.MAINTENANCE_CHANGED, subject, by=by, at=at, changes=differing)
    if released:
        record(Verb.MAINTENANCE_RELEASED, subject, by=by, at=at)


@transaction.atomic
def delete_maintenance(maintenance: Maintenance, *, at: datetime | None = None, by: Actor) -> None:
    """Takes the maintenance back, and everything that it ever held. The row stays, so that the record can say that it is gone."""
    at = at or timezone.now()
    lock(maintenance)
    subject = f"maintenance/{maintenance.key}"
    with status_changes(statuses_of(maintenance), at=at, by=by, cause=subject):
        withdraw_status(cause=cause_of(maintenance))
    maintenance.deleted_at = at
    maintenance.revision += 1
    maintenance.save(update_fields=["deleted_at", "revision"])
    record(Verb.MAINTENANCE_DELETED, subject, by=by, at=at, status=maintenance.status, visibility=maintenance.visibility)
