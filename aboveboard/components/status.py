"""The statuses, their order of severity, and how overlapping spans settle into one status. Pure: no models.

docs/using/status.md says the same in words.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol


class Status(StrEnum):
    OPERATIONAL = "operational"
    DEGRADED_PERFORMANCE = "degraded_performance"
    PARTIAL_OUTAGE = "partial_outage"
    MAJOR_OUTAGE = "major_outage"
    UNDER_MAINTENANCE = "under_maintenance"
    UNKNOWN = "unknown"


# Worst last: major > partial > degraded > maintenance > unknown > operational.
SEVERITY = {
    Status.OPERATIONAL: 0,
    Status.UNKNOWN: 1,
    Status.UNDER_MAINTENANCE: 2,
    Status.DEGRADED_PERFORMANCE: 3,
    Status.PARTIAL_OUTAGE: 4,
    Status.MAJOR_OUTAGE: 5,
}
BY_SEVERITY = tuple(sorted(SEVERITY, key=SEVERITY.__getitem__))

BASELINE = "baseline"
INCIDENT = "incident"
MAINTENANCE = "maintenance"
CORRECTION = "correction"

# What an impact says about a component, and about the system where no component is named.
STATUS_OF_IMPACT = {
    "none": Status.OPERATIONAL,
    "minor": Status.DEGRADED_PERFORMANCE,
    "major": Status.PARTIAL_OUTAGE,
    "critical": Status.MAJOR_OUTAGE,
}

# For machines. An unknown system is never "none", which clients read as "all is well".
_INDICATORS = {
    Status.OPERATIONAL: "none",
    Status.UNKNOWN: "minor",
    Status.UNDER_MAINTENANCE: "maintenance",
    Status.DEGRADED_PERFORMANCE: "minor",
    Status.PARTIAL_OUTAGE: "major",
    Status.MAJOR_OUTAGE: "critical",
}


class SpanLike(Protocol):
    """A status held over time because of a cause; ``ended_at`` null: still. ``corrected_at``: of a correction, when it was made."""

    @property
    def status(self) -> str: ...
    @property
    def cause_kind(self) -> str: ...
    @property
    def began_at(self) -> datetime: ...
    @property
    def ended_at(self) -> datetime | None: ...
    @property
    def corrected_at(self) -> datetime | None: ...


class Stretch(NamedTuple):
    """One settled status from ``began_at`` up to, not including, ``ended_at``."""

    status: Status
    began_at: datetime
    ended_at: datetime


def worst(statuses: Iterable[str]) -> Status:
    """The most severe of ``statuses``; operational if there are none."""
    return BY_SEVERITY[max((SEVERITY[Status(status)] for status in statuses), default=0)]


def combined(held: Iterable[tuple[str, str]]) -> Status:
    """The status that follows from all that is held at one instant, as pairs (kind of cause, status).

    A running maintenance replaces the baseline; everything else adds to it. Nothing held: unknown.
    """
    kinds: dict[str, list[str]] = {}
    for kind, status in held:
        kinds.setdefault(kind, []).append(status)
    if MAINTENANCE in kinds:
        kinds.pop(BASELINE, None)
    return worst(status for statuses in kinds.values() for status in statuses) if kinds else Status.UNKNOWN


def status_at(spans: Iterable[SpanLike], at: datetime) -> Status:
    """The status at the instant ``at``; unknown if no span covers it."""
    covering = [span for span in spans if span.began_at <= at and (span.ended_at is None or at < span.ended_at)]
    corrections = [span for span in covering if span.corrected_at is not None]
    return newest_said(corrections) if corrections else combined((span.cause_kind, span.status) for span in covering)


def newest_said(corrections: Iterable[SpanLike]) -> Status:
    """What the newest of these corrections says; of several made at the same instant the worse."""
    return Status(max(corrections, key=lambda span: (span.corrected_at, SEVERITY[Status(span.status)])).status)


def settle(spans: Sequence[SpanLike], *, until: datetime) -> list[Stretch]:
    """What overlapping spans of one component come to: stretches without gaps from the first beginning to ``until``.

    Equal neighbours are one stretch, gaps are unknown. Spans that begin at ``until`` or later are left out. A correction takes the
    place of all that held the component meanwhile, and of the corrections made before it.
    """
    edges: list[tuple[datetime, int, SpanLike]] = []
    for span in spans:
        end = until if span.ended_at is None or span.ended_at > until else span.ended_at
        if span.began_at < end:
            edges.append((span.began_at, 1, span))
            edges.append((end, -1, span))
    if len(edges) == 2 and edges[1][0] == until:
        return [Stretch(Status(edges[0][2].status), edges[0][0], until)]
    return _sweep(sorted(edges, key=lambda edge: edge[0]), until)


def _sweep(edges: list[tuple[datetime, int, SpanLike]], until: datetime) -> list[Stretch]:
    stretches: list[Stretch] = []
    held: dict[tuple[str, str], int] = {}
    corrections: list[SpanLike] = []
    for index, (at, step, span) in enumerate(edges):
        if span.corrected_at is None:
            pair = (span.cause_kind, span.status)
            held[pair] = held.get(pair, 0) + step
        elif step > 0:
            corrections.append(span)
        else:
            corrections.remove(span)
        following = edges[index + 1][0] if index + 1 < len(edges) else until
        if following == at:
            continue
        status = newest_said(corrections) if corrections else combined(pair for pair, count in held.items() if count)
        if stretches and stretches[-1].status is status:
            stretches[-1] = stretches[-1]._replace(ended_at=following)
        else:
            stretches.append(Stretch(status, at, following))
    return stretches


def system_status(component_statuses: Iterable[str], open_incident_impacts: Iterable[str] = ()) -> Status:
    """The status of a whole page: as bad as the worst of its enabled components.

    ``open_incident_impacts``: impacts of the open incidents that name no component; they count as the status that the
    impact stands for. Incidents that name components speak through them. Maintenance never outranks an outage, and one
    component without data makes the whole at best unknown.
    """
    return worst([*component_statuses, *(STATUS_OF_IMPACT[impact] for impact in open_incident_impacts)])


def indicator_of(status: str) -> str:
    """The Statuspage indicator for a system status: none, minor, major, critical or maintenance."""
    return _INDICATORS[Status(status)]


def impact_of(statuses: Iterable[str]) -> str:
    """The impact that follows from the components' statuses: that of the worst, "none" without trouble."""
    found = worst(statuses)
    return next((impact for impact, status in STATUS_OF_IMPACT.items() if status is found), "none")
