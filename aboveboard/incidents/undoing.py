"""Taking back what was said a moment ago: an incident that was just opened."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aboveboard.events.actors import Actor
from aboveboard.events.models import Event
from aboveboard.events.verbs import Verb
from aboveboard.incidents.editing import delete_incident
from aboveboard.incidents.models import Incident

# The offer stands for 15 seconds; a slow connection gets as long again.
UNDO = timedelta(seconds=30)


@transaction.atomic
def undo_opening(incident: Incident, *, revision: int, at: datetime | None = None, by: Actor) -> None:
    """Deletes an incident that ``by`` opened a moment ago and nobody has touched since. Its tombstone stays in the record.

    Raises ``ValidationError`` if it was opened by somebody else, too long ago, or changed since.
    """
    at = at or timezone.now()
    opened = Event.objects.about(f"incident/{incident.key}").filter(verb=Verb.INCIDENT_OPENED).first()
    if opened is None or (opened.actor_kind, opened.actor_id) != (by.kind, by.id):
        raise ValidationError(_("Only whoever reported it can take it back like this."), code="not_yours")
    if at - opened.at > UNDO:
        raise ValidationError(_("It is too late to undo this. Resolve the incident, or delete it."), code="too_late")
    delete_incident(incident, revision=revision, at=at, by=by)
