"""What was learned from an incident, and notes that the team keeps about it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from aboveboard.events.actions import record
from aboveboard.events.actors import Actor
from aboveboard.events.verbs import Verb
from aboveboard.incidents import checks
from aboveboard.incidents.models import Incident, IncidentNote, Postmortem
from aboveboard.lib.changes import refuse_moved
from aboveboard.lib.checks import BODY_LENGTH, Faults
from aboveboard.pages.wording import Words, checked_body

NOTE_LENGTH = 5_000


@transaction.atomic
def write_postmortem(
    incident: Incident,
    *,
    body: Words,
    author: str = "",
    is_published: bool,
    revision: int | None = None,
    at: datetime | None = None,
    by: Actor,
) -> Postmortem:
    """Writes or changes what was learned. ``author`` is a line that readers see; empty: nobody is named.

    ``revision``: of the post-mortem that its author started from, 0 if there was none. Raises ``ValidationError``.
    """
    at = at or timezone.now()
    incident.refresh_from_db(from_queryset=Incident.objects.select_for_update())
    checks.refuse_deleted(incident)
    known = Postmortem.objects.filter(incident=incident).first()
    refuse_moved(known.revision if known else 0, revision)
    faults = Faults()
    words = checked_body(faults, body, required=is_published)
    line = faults.line("author", author, required=False)
    faults.refuse()
    postmortem = known or Postmortem(incident=incident, created_at=at, revision=0)
    was_published = postmortem.published_at is not None
    postmortem.body, postmortem.author = words, line
    postmortem.published_at = (postmortem.published_at or at) if is_published else None
    postmortem.revision += 1
    if known:
        known.save(update_fields=["body", "author", "published_at", "revision"])
    else:
        postmortem.save(force_insert=True)
    if is_published or was_published:
        incident.revision += 1
        incident.save(update_fields=["revision"])
    record(_verb(is_published, was_published), f"incident/{incident.key}", by=by, at=at)
    return postmortem


def _verb(is_published: bool, was_published: bool) -> Verb:
    if is_published:
        return Verb.INCIDENT_POSTMORTEM_PUBLISHED
    return Verb.INCIDENT_POSTMORTEM_WITHDRAWN if was_published else Verb.INCIDENT_POSTMORTEM_WRITTEN


@transaction.atomic
def add_note(incident: Incident, *, text: str, at: datetime | None = None, by: Actor) -> IncidentNote:
    """A note for the team; no reader ever sees it. Raises ``ValidationError`` (``text``)."""
    at = at or timezone.now()
    checks.refuse_deleted(incident)
    faults = Faults()
    words = faults.body("text", text, limit=min(NOTE_LENGTH, BODY_LENGTH))
    faults.refuse()
    note = IncidentNote.objects.create(incident=incident, text=words, author=by.name[:200], author_id=by.id, at=at)
    record(Verb.INCIDENT_NOTED, f"incident/{incident.key}", by=by, at=at, note=note.key)
    return note


@transaction.atomic
def remove_note(note: IncidentNote, *, at: datetime | None = None, by: Actor) -> None:
    """Removes a note for good."""
    subject, key = f"incident/{note.incident.key}", note.key
    note.delete()
    record(Verb.INCIDENT_NOTED, subject, by=by, at=at, removed=key)
