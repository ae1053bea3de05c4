"""A strict reader of Statuspage's eight documents: exact keys, declared types, known words, times with a zone."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec

from aboveboard.publishing.renderers import statuspage2
from aboveboard.publishing.state import Rendering

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Indicator = Literal["none", "minor", "major", "critical", "maintenance"]
ComponentStatus = Literal["operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance"]
Stage = Literal["investigating", "identified", "monitoring", "resolved", "postmortem", "scheduled", "in_progress", "verifying", "completed"]


class Strict(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A client's model: every key demanded, no other allowed."""


class Page(Strict):
    id: str
    name: str
    url: str
    time_zone: str
    updated_at: Moment


class Component(Strict):
    id: str
    name: str
    status: ComponentStatus
    created_at: Moment
    updated_at: Moment
    position: Annotated[int, msgspec.Meta(ge=1)]
    description: str | None
    showcase: bool
    start_date: date | None
    group_id: str | None
    page_id: str
    group: bool
    only_show_if_degraded: bool
    components: list[str] | msgspec.UnsetType = msgspec.UNSET


class Moved(Strict):
    code: str
    name: str
    old_status: ComponentStatus
    new_status: ComponentStatus


class Update(Strict):
    id: str
    status: Stage
    body: str
    incident_id: str
    created_at: Moment
    updated_at: Moment
    display_at: Moment
    affected_components: list[Moved]
    deliver_notifications: bool
    custom_tweet: str | None
    tweet_id: str | None


class Incident(Strict):
    id: str
    name: str
    status: Stage
    created_at: Moment
    updated_at: Moment
    monitoring_at: Moment | None
    resolved_at: Moment | None
    impact: Indicator
    shortlink: str
    started_at: Moment
    page_id: str
    incident_updates: list[Update]
    components: list[Component]


class Maintenance(Incident):
    scheduled_for: Moment
    scheduled_until: Moment


class Status(Strict):
    indicator: Indicator
    description: str


class Summary(Strict):
    page: Page
    components: list[Component]
    incidents: list[Incident]
    scheduled_maintenances: list[Maintenance]
    status: Status


class StatusDocument(Strict):
    page: Page
    status: Status


class Components(Strict):
    page: Page
    components: list[Component]


class Incidents(Strict):
    page: Page
    incidents: list[Incident]


class Maintenances(Strict):
    page: Page
    scheduled_maintenances: list[Maintenance]


DOCUMENTS: dict[Callable[[Rendering], bytes], type[Strict]] = {
    statuspage2.summary: Summary,
    statuspage2.status: StatusDocument,
    statuspage2.components: Components,
    statuspage2.incidents: Incidents,
    statuspage2.unresolved: Incidents,
    statuspage2.maintenances: Maintenances,
    statuspage2.upcoming: Maintenances,
    statuspage2.active: Maintenances,
}


def read(document: Callable[[Rendering], bytes], r: Rendering) -> Any:
    return msgspec.json.decode(document(r), type=DOCUMENTS[document])
