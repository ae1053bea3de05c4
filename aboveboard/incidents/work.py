"""What is due for incidents: the end of embargoes."""

from datetime import datetime

from django.db import transaction

from aboveboard.events.actions import record
from aboveboard.events.actors import SYSTEM
from aboveboard.events.verbs import Verb
from aboveboard.incidents.models import Incident
from aboveboard.lib.due import each_due


def release_due(now: datetime) -> int:
    """Announces, once each, the incidents whose embargo is over. Returns how many."""
    due = Incident.objects.embargo_over(now).order_by("published_at", "id").values_list("pk", flat=True)
    return each_due(list(due), lambda pk: _release(pk, now))


@transaction.atomic
def _release(pk: int, now: datetime) -> bool:
    if not Incident.objects.embargo_over(now).filter(pk=pk).update(released=True):
        return False  # somebody else was faster, or the embargo was extended
    incident = Incident.objects.get(pk=pk)
    record(Verb.INCIDENT_RELEASED, f"incident/{incident.key}", by=SYSTEM, at=now)
    return True
