"""Which maintenances and series somebody reaches, and where one without components is shown."""

from collections.abc import Collection

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from aboveboard.accounts.gates import grant_of
from aboveboard.accounts.limits import Limits
from aboveboard.components.models import Component
from aboveboard.maintenances.models import Maintenance, MaintenanceSeries
from aboveboard.pages.models import Page


def maintenance_within(request: HttpRequest, key: str) -> Maintenance:
    """Raises ``Http404`` for one that is out of reach as for one that does not exist."""
    return get_object_or_404(Maintenance.objects.existing().within(grant_of(request).limits), key=key)


def series_within(request: HttpRequest, key: str) -> MaintenanceSeries:
    return get_object_or_404(MaintenanceSeries.objects.within(grant_of(request).limits), key=key)


def pages_for(components: Collection[Component], page: Page | None, limits: Limits) -> list[Page]:
    """Without components a maintenance belongs to the page that is being looked at, if that shows not everything or one is limited."""
    if components or page is None or (page.shows_everything and not limits):
        return []
    return [page]
