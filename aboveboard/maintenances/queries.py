"""Which maintenances."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from aboveboard.components.queries import shown
from aboveboard.maintenances.lifecycle import MaintenanceStatus
from aboveboard.pages.audience import Audience, visibilities_of
from aboveboard.pages.models import Page

if TYPE_CHECKING:
    from aboveboard.maintenances.models import Maintenance  # noqa: F401  (quoted below)


class MaintenanceQuerySet(models.QuerySet["Maintenance"]):
    def existing(self) -> "MaintenanceQuerySet":
        """Maintenances that were not deleted."""
        return self.filter(deleted_at__isnull=True)

    def visible_to(self, audience: Audience, now: datetime) -> "MaintenanceQuerySet":
        """Maintenances that these readers may see at ``now``: not deleted, shown to them, past their embargo."""
        return self.existing().filter(visibility__in=sorted(visibilities_of(audience)), published_at__lte=now)

    def shown_on(self, page: Page) -> "MaintenanceQuerySet":
        """Maintenances that affect a component shown on ``page``, and those without components that belong there.

        The latter are those that name the page, and on a page that shows everything also those that name none.
        """
        maintenances = self.model._default_manager
        with_shown = maintenances.filter(shown(page, "affected__component__"))
        with_any = maintenances.filter(affected__component__deleted_at__isnull=True, affected__isnull=False)
        named = Q(pk__in=maintenances.filter(pages=page).values("pk"))
        if page.shows_everything:
            named |= Q(pk__in=maintenances.filter(pages__isnull=True).values("pk"))
        return self.filter(Q(pk__in=with_shown.values("pk")) | (~Q(pk__in=with_any.values("pk")) & named))

    def not_ended(self) -> "MaintenanceQuerySet":
        """Maintenances that are running or still to come."""
        return self.filter(status__in=[MaintenanceStatus.SCHEDULED, MaintenanceStatus.IN_PROGRESS])

    def to_begin(self, now: datetime) -> "MaintenanceQuerySet":
        """Scheduled ones whose planned begin has passed."""
        return self.existing().filter(status=MaintenanceStatus.SCHEDULED, begins_at__lte=now)

    def to_end(self, now: datetime) -> "MaintenanceQuerySet":
        """Running ones whose planned end has passed."""
        return self.existing().filter(status=MaintenanceStatus.IN_PROGRESS, ends_at__lte=now)

    def embargo_over(self, now: datetime) -> "MaintenanceQuerySet":
        """Maintenances whose embargo ended without its end having been announced yet."""
        return self.existing().filter(released=False, published_at__lte=now)
