"""Which incidents."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from aboveboard.components.queries import shown
from aboveboard.pages.audience import Audience, visibilities_of
from aboveboard.pages.models import Page

if TYPE_CHECKING:
    from aboveboard.incidents.models import Incident  # noqa: F401  (quoted below)


class IncidentQuerySet(models.QuerySet["Incident"]):
    def existing(self) -> "IncidentQuerySet":
        """Incidents that were not deleted."""
        return self.filter(deleted_at__isnull=True)

    def visible_to(self, audience: Audience, now: datetime) -> "IncidentQuerySet":
        """Incidents that these readers may see at ``now``: not deleted, shown to them, past their embargo."""
        return self.existing().filter(visibility__in=sorted(visibilities_of(audience)), published_at__lte=now)

    def shown_on(self, page: Page) -> "IncidentQuerySet":
        """Incidents that affect a component shown on ``page``, and those without components that belong there.

        The latter are those that name the page, and on a page that shows everything also those that name none.
        """
        incidents = self.model._default_manager
        with_shown = incidents.filter(shown(page, "affected__component__"))
        with_any = incidents.filter(affected__component__deleted_at__isnull=True, affected__isnull=False)
        named = Q(pk__in=incidents.filter(pages=page).values("pk"))
        if page.shows_everything:
            named |= Q(pk__in=incidents.filter(pages__isnull=True).values("pk"))
        return self.filter(Q(pk__in=with_shown.values("pk")) | (~Q(pk__in=with_any.values("pk")) & named))

    def unresolved(self) -> "IncidentQuerySet":
        return self.filter(resolved_at__isnull=True)

    def embargo_over(self, now: datetime) -> "IncidentQuerySet":
        """Incidents whose embargo ended without its end having been announced yet."""
        return self.existing().filter(released=False, published_at__lte=now)
