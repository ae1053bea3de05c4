"""Taking the words of an incident out for good: its rows then hold the words that readers get instead."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from aboveboard.events.actions import record
from aboveboard.events.actors import Actor
from aboveboard.events.verbs import Verb
from aboveboard.incidents.models import Incident, IncidentUpdate, IncidentUpdateEdit, Postmortem


@transaction.atomic
def redact_incident(
    incident: Incident, *, words: dict[str, str], update: str = "", until: datetime | None = None, at: datetime, by: Actor
) -> None:
    """Replaces every text of the incident, deleted or not, by ``words`` (language -> text), earlier wordings too.

    ``update``: the key of the one update whose texts go, instead of all. ``until``: what was said later stays.
    """
    incident.refresh_from_db(from_queryset=Incident.objects.select_for_update())
    updates = IncidentUpdate.objects.filter(incident=incident)
    if update:
        updates = updates.filter(key=update)
    else:
        incident.title = words
        if until is None:
            Postmortem.objects.filter(incident=incident).exclude(body={}).update(body=words, author="", revision=F("revision") + 1)
    if until is not None:
        updates = updates.filter(at__lte=until)
    keys = list(updates.values_list("pk", flat=True))
    updates.exclude(body={}).update(body=words)
    IncidentUpdateEdit.objects.filter(update__in=keys).update(body_before=words)
    incident.revision += 1
    incident.save(update_fields=["title", "revision"])
    record(Verb.INCIDENT_REDACTED, f"incident/{incident.key}", by=by, at=at, update=update)
