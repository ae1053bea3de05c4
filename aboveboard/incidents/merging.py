"""Two incidents that turned out to be one.

The duplicate's updates move to the incident that stays, each at its own time, and with them what they say about components; the incident
then began when the earlier of the two did. The duplicate is deleted and says where it went. The record keeps both histories: its updates
have a new version that names the other incident, and the duplicate's own items are withdrawn.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aboveboard.components.spans import status_changes, withdraw_status
from aboveboard.events.actions import record
from aboveboard.events.actors import Actor
from aboveboard.events.verbs import Verb
from aboveboard.incidents import checks
from aboveboard.incidents.lifecycle import is_open
from aboveboard.incidents.models import Incident, IncidentNote, IncidentUpdate
from aboveboard.incidents.story import affect, cause_of, components_of, follow, lay_again, said, updates_of
from aboveboard.lib.changes import refuse_moved


@transaction.atomic
def merge_incidents(*, duplicate: Incident, into: Incident, revision: int | None = None, at: datetime | None = None, by: Actor) -> Incident:
    """Moves what was said about ``duplicate`` to ``into`` and deletes the duplicate; returns ``into``.

    Both have to be open, with the same readers. ``revision``: of the duplicate, as its author looked at it. Raises ``ValidationError``.
    """
    at = at or timezone.now()
    for incident in sorted((duplicate, into), key=lambda each: each.pk):
        incident.refresh_from_db(from_queryset=Incident.objects.select_for_update())
        checks.refuse_deleted(incident)
    refuse_moved(duplicate.revision, revision)
    _refuse_unlike(duplicate, into)
    before, components = said(updates_of(into)), components_of(into) | components_of(duplicate)
    IncidentUpdate.objects.filter(incident=duplicate).update(incident=into)
    IncidentNote.objects.filter(incident=duplicate).update(incident=into)
    story = said(updates_of(into))
    with status_changes(components.values(), at=at, by=by, cause=f"incident/{into.key}"):
        withdraw_status(cause=cause_of(duplicate))
        fields = follow(into, before, story)
        into.occurred_at = min(into.occurred_at, duplicate.occurred_at)
        affect(into, story, components)
        lay_again(into, story, components)
    into.revision += 1
    into.save(update_fields=[*fields, "occurred_at", "revision"])
    duplicate.deleted_at, duplicate.merged_into = at, into
    duplicate.revision += 1
    duplicate.save(update_fields=["deleted_at", "merged_into", "revision"])
    record(Verb.INCIDENT_MERGED, f"incident/{into.key}", by=by, at=at, duplicate=duplicate.key)
    record(Verb.INCIDENT_DELETED, f"incident/{duplicate.key}", by=by, at=at, status=duplicate.status,
           visibility=duplicate.visibility, merged_into=into.key)  # fmt: skip
    return into


def _refuse_unlike(duplicate: Incident, into: Incident) -> None:
    if duplicate.pk == into.pk:
        raise ValidationError({"into": _("An incident cannot be merged into itself.")})
    was_resolved = IncidentUpdate.objects.filter(incident=duplicate, status="resolved").exists()
    if was_resolved or not (is_open(duplicate.status) and is_open(into.status)):
        raise ValidationError({"into": _("Only incidents that are both open can be merged: resolving one would end the other.")})
    if (duplicate.visibility, duplicate.released) != (into.visibility, into.released):
        raise ValidationError({"into": _("They are shown to different readers. Show both to the same first.")})
