"""What tests read back about incidents."""

from datetime import datetime

from aboveboard.components.models import Component, StatusSpan
from aboveboard.components.status import Status, status_at
from aboveboard.incidents.models import Incident
from aboveboard.pages.audience import Audience

Seen = list[tuple[str, datetime, datetime | None]]


def held(incident: Incident, component: Component) -> Seen:
    """The spans of an incident for a component: status, beginning, end."""
    spans = StatusSpan.objects.of_cause("incident", incident.key).filter(component=component).order_by("began_at", "id")
    return [(span.status, span.began_at, span.ended_at) for span in spans]


def public_status(component: Component, at: datetime) -> Status:
    """How the public sees the component at ``at``."""
    return status_at(StatusSpan.objects.visible_to(Audience.PUBLIC, at).filter(component=component), at)
