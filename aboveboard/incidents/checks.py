"""What may be said about an incident: the rules behind its actions."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aboveboard.incidents.lifecycle import Impact
from aboveboard.incidents.models import Incident, IncidentUpdate
from aboveboard.lib.checks import Faults
from aboveboard.pages.audience import Visibility
from aboveboard.pages.wording import checked_pages, checked_title


def next_update(faults: Faults, value: datetime | None, at: datetime) -> datetime | None:
    if value is not None and value <= at:
        faults.add("next_update_at", _("The next update has to be due in the future."))
    return value


def occurred(faults: Faults, value: datetime, first_said_at: datetime) -> datetime:
    if value > first_said_at:
        faults.add("occurred_at", _("The trouble cannot have begun after it was first reported."))
    return value


def update_time(faults: Faults, at: datetime, updates: Sequence[IncidentUpdate]) -> None:
    if updates and at < updates[0].at:
        faults.add("at", _("An update cannot be older than the incident's first."))


def changes(faults: Faults, given: Mapping[str, Any], first_said_at: datetime, at: datetime) -> dict[str, Any]:
    """Fields of ``change_incident`` as they may be stored; what is wrong goes to ``faults``."""
    rules: dict[str, Callable[[Any], Any]] = {
        "title": lambda value: checked_title(faults, value),
        "impact": lambda value: None if value is None else faults.choice("impact", value, Impact),
        "visibility": lambda value: faults.choice("visibility", value, Visibility),
        "pinned": bool,
        "pages": lambda value: checked_pages(faults, value),
        "occurred_at": lambda value: occurred(faults, value, first_said_at),
        "published_at": lambda value: value or at,
        "next_update_at": lambda value: next_update(faults, value, at),
    }
    found = {}
    for field, value in given.items():
        if field in rules:
            found[field] = rules[field](value)
        else:
            faults.add(field, _("An incident has no such field."), "unknown")
    return found


def refuse_deleted(incident: Incident) -> None:
    """Raises ``ValidationError`` for an incident that was deleted."""
    if incident.deleted_at:
        raise ValidationError(_("This incident was deleted."), code="deleted")
