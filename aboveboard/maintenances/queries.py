"""Which maintenances."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from aboveboard.accounts.limits import Limits
from aboveboard.components.models import Component
from aboveboard.components.queries import ToldQuerySet
from aboveboard.maintenances.lifecycle import MaintenanceStatus

if TYPE_CHECKING:
    from aboveboard.maintenances.models import Maintenance, MaintenanceSeries  # noqa: F401  (quoted below)


class MaintenanceQuerySet(ToldQuerySet["Maintenance"]):
    def not_ended(self) -> "MaintenanceQuerySet":
        """Maintenances that are running or still to come."""
        return self.filter(status__in=[MaintenanceStatus.SCHEDULED, MaintenanceStatus.IN_PROGRESS])

    def overlapping(self, begins_at: datetime, ends_at: datetime) -> "MaintenanceQuerySet":
        """Those that are running or to come and whose window shares time with this one."""
        return self.existing().not_ended().filter(begins_at__lt=ends_at, ends_at__gt=begins_at)

    def to_begin(self, now: datetime) -> "MaintenanceQuerySet":
        """Scheduled ones whose planned begin has passed."""
        return self.existing().filter(status=MaintenanceStatus.SCHEDULED, begins_at__lte=now)

    def to_end(self, now: datetime) -> "MaintenanceQuerySet":
        """Running ones whose planned end has passed."""
        return self.existing().filter(status=MaintenanceStatus.IN_PROGRESS, ends_at__lte=now)


class MaintenanceSeriesQuerySet(models.QuerySet["MaintenanceSeries"]):
    def due(self, now: datetime) -> "MaintenanceSeriesQuerySet":
        """Series whose next time has to be announced."""
        return self.filter(due_at__lte=now)

    def going_on(self) -> "MaintenanceSeriesQuerySet":
        return self.filter(next_begins_at__isnull=False)

    def within(self, limits: Limits) -> "MaintenanceSeriesQuerySet":
        """Those that touch nothing but components within these limits, or without components nothing but pages within them."""
        if not limits:
            return self
        reached = set(Component.objects.within(limits).values_list("key", flat=True))
        keys = [
            series.pk
            for series in self.prefetch_related("pages")
            if (series.statuses and set(series.statuses) <= reached)
            or (not series.statuses and series.pages.all() and {page.key for page in series.pages.all()} <= limits.pages)
        ]
        return self.filter(pk__in=keys)
