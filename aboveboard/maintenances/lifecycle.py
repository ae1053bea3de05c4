"""The stages of a maintenance. Pure: no models."""

from enum import StrEnum


class MaintenanceStatus(StrEnum):
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


# Stage -> the stages that may follow it. An overrun that was noticed late is a matter of rescheduling.
FOLLOWING = {
    MaintenanceStatus.SCHEDULED: frozenset({MaintenanceStatus.IN_PROGRESS, MaintenanceStatus.CANCELLED}),
    MaintenanceStatus.IN_PROGRESS: frozenset({MaintenanceStatus.COMPLETED, MaintenanceStatus.CANCELLED}),
    MaintenanceStatus.COMPLETED: frozenset[MaintenanceStatus](),
    MaintenanceStatus.CANCELLED: frozenset[MaintenanceStatus](),
}


def may_become(before: str, after: str) -> bool:
    return MaintenanceStatus(after) in FOLLOWING[MaintenanceStatus(before)]
