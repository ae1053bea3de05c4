"""The stages of an incident, its impact, and what its updates say about components over time. Pure: no models."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from aboveboard.components.status import Status, worst


class IncidentStatus(StrEnum):
    REPORTED = "reported"
    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"


class Impact(StrEnum):
    NONE = "none"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"


class Said(NamedTuple):
    """One update, as far as it matters here. ``statuses``: component (any key) -> the status it has from ``at`` on."""

    at: datetime
    status: str
    statuses: Mapping[str, str]


class Held(NamedTuple):
    """``component`` was held in ``status`` from ``began_at`` to ``ended_at`` (null: still)."""

    component: str
    status: str
    began_at: datetime
    ended_at: datetime | None


def is_open(status: str) -> bool:
    return status != IncidentStatus.RESOLVED


def status_of(updates: Sequence[Said]) -> str:
    """The incident's stage: that of its newest update. ``updates`` oldest first, at least one."""
    return updates[-1].status


def resolved_at_of(updates: Iterable[Said]) -> datetime | None:
    """When the incident was last resolved; null while it is open. What is said after resolving does not move it."""
    resolved_at: datetime | None = None
    for update in updates:
        if is_open(update.status):
            resolved_at = None
        elif resolved_at is None:
            resolved_at = update.at
    return resolved_at


def statuses_after(updates: Iterable[Said]) -> dict[str, str]:
    """Each component that was ever named, and how it is after the last of ``updates`` (oldest first)."""
    now: dict[str, str] = {}
    for update in updates:
        now.update(update.statuses)
        if not is_open(update.status):
            now = dict.fromkeys(now, Status.OPERATIONAL)
    return now


def worst_of(updates: Iterable[Said]) -> dict[str, str]:
    """Each component that was ever named, at its worst."""
    found: dict[str, str] = {}
    for update in updates:
        for component, status in update.statuses.items():
            found[component] = worst([status, found.get(component, Status.OPERATIONAL)])
    return found


def holds_of(updates: Sequence[Said], occurred_at: datetime) -> list[Held]:
    """What an incident holds over time: from ``occurred_at`` for what its first update says, from an update's time for the rest.

    Resolving ends everything. Operational is nothing held; what would last no time is left out.
    """
    holds: list[Held] = []
    running: dict[str, tuple[str, datetime]] = {}

    def end(component: str, at: datetime) -> None:
        if component in running:
            status, began_at = running.pop(component)
            if began_at < at:
                holds.append(Held(component, status, began_at, at))

    for index, update in enumerate(updates):
        at = occurred_at if index == 0 else update.at
        for component, status in update.statuses.items():
            if running.get(component, ("", at))[0] != status:
                end(component, at)
                if status != Status.OPERATIONAL:
                    running[component] = (status, at)
        if not is_open(update.status):
            for component in list(running):
                end(component, update.at)
    holds += [Held(component, status, began_at, None) for component, (status, began_at) in running.items()]
    return sorted(holds, key=lambda held: (held.began_at, held.component))
