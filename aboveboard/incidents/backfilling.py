"""Incidents that are wholly in the past when they are first told."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aboveboard.components.models import Component
from aboveboard.components.spans import show_cause
from aboveboard.events.actors import Actor
from aboveboard.incidents.lifecycle import IncidentStatus
from aboveboard.incidents.models import Incident
from aboveboard.incidents.opening import checked_opening, write_opening
from aboveboard.incidents.story import cause_of
from aboveboard.pages.audience import Visibility
from aboveboard.pages.wording import Words


@transaction.atomic
def backfill_incident(
    *,
    title: Words,
    body: Words,
    statuses: Mapping[Component, str] | None = None,
    began_at: datetime,
    ended_at: datetime,
    visibility: str = Visibility.EVERYONE,
    at: datetime | None = None,
    by: Actor,
) -> Incident:
    """An incident that began and ended before ``at``. One update tells it, at the time it ended; nobody is notified.

    It says when it was first told: readers see "first word 3 days later". Raises ``ValidationError``.
    """
    at = at or timezone.now()
    if began_at >= ended_at:
        raise ValidationError({"ended_at": _("It has to end after it began.")})
    if ended_at > at:
        raise ValidationError({"ended_at": _("It has to be over. Report what is still going on instead.")})
    given = {
        "title": title, "body": body, "statuses": statuses, "status": IncidentStatus.RESOLVED, "impact": None, "visibility": visibility,
        "pinned": False, "occurred_at": began_at, "published_at": None, "next_update_at": None, "pages": (), "import_key": None,
    }  # fmt: skip
    incident = write_opening(checked_opening(given, ended_at), at=ended_at, quiet=True, by=by)
    incident.published_at = incident.created_at = at
    incident.save(update_fields=["published_at", "created_at"])
    show_cause(cause_of(incident))
    return incident
