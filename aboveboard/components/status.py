"""The statuses, their order of severity, and how overlapping spans settle into one status. Pure: no models."""

from enum import StrEnum


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
