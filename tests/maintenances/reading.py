"""What tests read back about maintenances."""

from datetime import datetime

from aboveboard.components.models import Component, StatusSpan
from aboveboard.components.status import Status, status_at
from aboveboard.maintenances.models import Maintenance
from aboveboard.pages.audience import Audience


def public_status(component: Component, at: datetime) -> Status:
    return status_at(StatusSpan.objects.visible_to(Audience.PUBLIC, at).filter(component=component), at)


def held(maintenance: Maintenance) -> list[tuple[str, datetime, datetime | None]]:
    spans = StatusSpan.objects.of_cause("maintenance", maintenance.key).order_by("began_at", "id")
    return [(span.status, span.began_at, span.ended_at) for span in spans]
