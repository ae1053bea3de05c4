"""Which maintenances."""

from datetime import datetime
from typing import TYPE_CHECKING

from aboveboard.components.queries import ToldQuerySet
from aboveboard.maintenances.lifecycle import MaintenanceStatus

if TYPE_CHECKING:
    from aboveboard.maintenances.models import Maintenance  # noqa: F401  (quoted below)


class MaintenanceQuerySet(ToldQuerySet["Maintenance"]):
    def not_ended(self) -> "MaintenanceQuerySet":
        """Maintenances that are running or still to come."""
        return self.filter(status__in=[MaintenanceStatus.SCHEDULED, MaintenanceStatus.IN_PROGRESS])

    def to_begin(self, now: datetime) -> "MaintenanceQuerySet":
        """Scheduled ones whose planned begin has passed."""
        return self.existing().filter(status=MaintenanceStatus.SCHEDULED, begins_at__lte=now)

    def to_end(self, now: datetime) -> "MaintenanceQuerySet":
        """Running ones whose planned end has passed."""
        return self.existing().filter(status=MaintenanceStatus.IN_PROGRESS, ends_at__lte=now)
