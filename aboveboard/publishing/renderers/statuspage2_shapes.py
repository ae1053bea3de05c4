"""The JSON shapes and words of Statuspage's public API: every object with exactly its keys, in its order."""

import msgspec

from aboveboard.components.status import Status
from aboveboard.incidents.lifecycle import IncidentStatus
from aboveboard.maintenances.lifecycle import MaintenanceStatus

# Statuspage knows no "unknown" component; only the indicator tells (it is then never "none").
COMPONENT_STATUS = {status.value: status.value for status in Status} | {Status.UNKNOWN.value: "operational"}
# Its readers never saw "reported" or "cancelled": the nearest stage stands for them.
STAGE = {status.value: status.value for status in (*IncidentStatus, *MaintenanceStatus)} | {
    IncidentStatus.REPORTED.value: "investigating",
    MaintenanceStatus.CANCELLED.value: "completed",
}
DESCRIPTION = {
    Status.OPERATIONAL: "All Systems Operational",
    Status.UNKNOWN: "No Recent Data",
    Status.UNDER_MAINTENANCE: "Service Under Maintenance",
    Status.DEGRADED_PERFORMANCE: "Partially Degraded Service",
    Status.PARTIAL_OUTAGE: "Partial System Outage",
    Status.MAJOR_OUTAGE: "Major Service Outage",
}


class PageOut(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    url: str
    time_zone: str
    updated_at: str


class StatusOut(msgspec.Struct, frozen=True, kw_only=True):
    indicator: str
    description: str


class ComponentOut(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    status: str
    created_at: str
    updated_at: str
    position: int
    description: str | None
    showcase: bool
    start_date: str | None
    group_id: str | None
    page_id: str
    group: bool
    only_show_if_degraded: bool = False


class GroupOut(ComponentOut, frozen=True, kw_only=True):
    """A group is a component too: ``group`` is true and ``components`` holds its members' ids."""

    components: list[str]


class AffectedOut(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    name: str
    old_status: str
    new_status: str


class UpdateOut(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    status: str
    body: str
    incident_id: str
    created_at: str
    updated_at: str
    display_at: str
    affected_components: list[AffectedOut]
    deliver_notifications: bool = True
    custom_tweet: str | None = None
    tweet_id: str | None = None


class IncidentOut(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    status: str
    created_at: str
    updated_at: str
    monitoring_at: str | None
    resolved_at: str | None
    impact: str
    shortlink: str
    started_at: str
    page_id: str
    incident_updates: list[UpdateOut]
    components: list[ComponentOut]


class MaintenanceOut(IncidentOut, frozen=True, kw_only=True):
    scheduled_for: str
    scheduled_until: str
