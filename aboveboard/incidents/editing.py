"""Changing what was said about an incident, and taking it back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aboveboard.components.spans import show_cause, status_changes, withdraw_status
from aboveboard.events.actions import record
from aboveboard.events.actors import Actor
from aboveboard.events.verbs import Verb
from aboveboard.incidents import checks
from aboveboard.incidents.models import Incident, IncidentUpdate, IncidentUpdateEdit
from aboveboard.incidents.story import automatic_impact, cause_of, components_of, lay_again, said, updates_of
from aboveboard.lib.changes import changed_by, refuse_moved
from aboveboard.lib.checks import Faults
from aboveboard.pages.audience import is_told
from aboveboard.pages.wording import Words, checked_body


@transaction.atomic
def edit_update(
    update: IncidentUpdate, *, body: Words, revision: int | None = None, at: datetime | None = None, by: Actor
) -> IncidentUpdate:
    """Words the update anew. The wording before stays as a row of its own, and readers see that and when it was edited.

    What nobody could read yet (a draft, an embargo) leaves no trace, lest it be read once the rest is shown; of what only
    members could read then, they alone see the wording before.
    ``revision``: of the incident, as the author looked at it. Raises ``ValidationError``; nothing happens if the words are the same.
    """
    at = at or timezone.now()
    incident = Incident.objects.select_for_update().get(pk=update.incident_id)
    checks.refuse_deleted(incident)
    refuse_moved(incident.revision, revision)
    update.refresh_from_db()
    faults = Faults()
    words = checked_body(faults, body)
    if at < update.at or IncidentUpdateEdit.objects.filter(update=update, edited_at__gt=at).exists():
        faults.add("at", _("An edit cannot be older than what it edits."))
    faults.refuse()
    if words != update.body:
        edit = None
        if is_told(incident.visibility, incident.published_at, at):
            before = {"body_before": update.body, "visibility": incident.visibility}
            edit = IncidentUpdateEdit.objects.create(update=update, edited_at=at, **before)
        update.body = words
        update.save(update_fields=["body"])
        incident.revision += 1
        incident.save(update_fields=["revision"])
        record(Verb.INCIDENT_UPDATE_EDITED, f"incident/{incident.key}", by=by, at=at, update=update.key, edit=edit.pk if edit else None)
    return update


@transaction.atomic
def change_incident(incident: Incident, *, revision: int | None = None, at: datetime | None = None, by: Actor, **changes: Any) -> Incident:
    """Changes title, impact, visibility, pinned, occurred_at, published_at, next_update_at or pages.

    ``impact=None`` lets the impact follow from the components again. Moving ``occurred_at`` moves the beginning of what the
    incident held from the start. ``published_at`` in the future takes it back under embargo. Raises ``ValidationError``.
    """
    at = at or timezone.now()
    incident.refresh_from_db(from_queryset=Incident.objects.select_for_update())
    checks.refuse_deleted(incident)
    refuse_moved(incident.revision, revision)
    updates = updates_of(incident)
    faults = Faults()
    values = checks.changes(faults, changes, updates[0].at, at)
    faults.refuse()
    if "impact" in values:
        values["impact"] = values["impact"] or automatic_impact(said(updates))
    if "published_at" in values:
        values["released"] = values["published_at"] <= at
    pages = values.pop("pages", None)
    components = components_of(incident)
    with status_changes(components.values(), at=at, by=by, cause=f"incident/{incident.key}"):
        differing = changed_by(incident, values)
        if "occurred_at" in differing:
            lay_again(incident, said(updates), components)
        elif differing.keys() & {"visibility", "published_at"}:
            show_cause(cause_of(incident))
    _save(incident, differing, pages, at=at, by=by)
    return incident


def _save(incident: Incident, differing: dict[str, list[Any]], pages: list[Any] | None, *, at: datetime, by: Actor) -> None:
    fields = list(differing)
    if pages is not None and set(pages) != set(before := list(incident.pages.order_by("id"))):
        incident.pages.set(pages)
        differing["pages"] = [[page.key for page in before], [page.key for page in pages]]
    if not differing:
        return
    incident.revision += 1
    incident.save(update_fields=[*fields, "revision"])
    if "title" in differing:  # words stay out of events, so that redaction has one place less to look at
        differing["title"] = [sorted(words) for words in differing["title"]]
    released = differing.pop("released", [None, False])[1]
    subject = f"incident/{incident.key}"
    record(Verb.INCIDENT_CHANGED, subject, by=by, at=at, changes=differing)
    if released:
        record(Verb.INCIDENT_RELEASED, subject, by=by, at=at)


@transaction.atomic
def delete_incident(incident: Incident, *, revision: int | None = None, at: datetime | None = None, by: Actor) -> None:
    """Takes the incident back, and everything that it ever held. The row stays, so that the record can say that it is gone."""
    at = at or timezone.now()
    incident.refresh_from_db(from_queryset=Incident.objects.select_for_update())
    checks.refuse_deleted(incident)
    refuse_moved(incident.revision, revision)
    with status_changes(components_of(incident).values(), at=at, by=by, cause=f"incident/{incident.key}"):
        withdraw_status(cause=cause_of(incident))
    incident.deleted_at = at
    incident.revision += 1
    incident.save(update_fields=["deleted_at", "revision"])
    record(Verb.INCIDENT_DELETED, f"incident/{incident.key}", by=by, at=at, status=incident.status, visibility=incident.visibility)
