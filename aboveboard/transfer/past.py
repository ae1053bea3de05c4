"""Incidents and maintenances of the past, as values: what an import or a seed wants to have in the history. Pure: no models."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from aboveboard.components.status import Status

Texts = Mapping[str, str]  # language -> text


class PastUpdate(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was said. ``statuses``: component name -> the status it had from ``at`` on."""

    at: datetime
    status: str  # an IncidentStatus or a MaintenanceStatus
    body: Texts
    statuses: Mapping[str, Status] = {}


class PastIncident(msgspec.Struct, frozen=True, kw_only=True):
    """``updates`` are in order of time. ``components``: name -> its worst status (operational: named, but never held)."""

    key: str
    title: Texts
    impact: str
    occurred_at: datetime
    resolved_at: datetime | None
    components: Mapping[str, Status] = {}
    updates: tuple[PastUpdate, ...] = ()


class PastMaintenance(msgspec.Struct, frozen=True, kw_only=True):
    """``begins_at`` and ``ends_at`` were planned; ``began_at`` and ``ended_at`` happened. ``components``: status meanwhile."""

    key: str
    title: Texts
    status: str
    begins_at: datetime
    ends_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    components: Mapping[str, Status] = {}
    updates: tuple[PastUpdate, ...] = ()


Past = PastIncident | PastMaintenance


def began(past: Past) -> datetime:
    """The first moment that ``past`` speaks of."""
    first = past.occurred_at if isinstance(past, PastIncident) else past.began_at or past.begins_at
    return min([first, *(update.at for update in past.updates)])


def ended(past: Past) -> datetime:
    """The last moment that ``past`` speaks of."""
    told = (past.resolved_at, past.occurred_at) if isinstance(past, PastIncident) else (past.ended_at, past.ends_at)
    last = told[0] or told[1]
    return max([last, *(update.at for update in past.updates)])


def shifted(past: Past, by: timedelta) -> Past:
    """The same, ``by`` later."""
    updates = tuple(msgspec.structs.replace(update, at=update.at + by) for update in past.updates)
    names = ("occurred_at", "resolved_at") if isinstance(past, PastIncident) else ("begins_at", "ends_at", "began_at", "ended_at")
    moved = {name: at + by if (at := getattr(past, name)) else None for name in names}
    return msgspec.structs.replace(past, updates=updates, **moved)
