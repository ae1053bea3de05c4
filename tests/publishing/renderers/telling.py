"""A small page in memory for the renderers' tests: a group of two components, one on its own, trouble, a maintenance."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from aboveboard.publishing.items import (
    Affected,
    AnyItem,
    ComponentItem,
    GroupItem,
    IncidentItem,
    MaintenanceItem,
    PageFace,
    SpanItem,
    UpdateItem,
    text_item,
)
from aboveboard.publishing.state import Edition, Rendering, state_from_items

NOW = datetime(2026, 11, 24, 9, 41, tzinfo=UTC)
MADE = datetime(2025, 3, 1, 23, 30, tzinfo=UTC)


def ago(**length: float) -> datetime:
    return NOW - timedelta(**length)


def a_face(**changes: object) -> PageFace:
    members: dict[str, object] = {
        "id": "page00000000", "url": "https://status.example.com/", "name": "Harbourline", "description": {}, "languages": ["en", "de"],
        "time_zone": "UTC", "history_days": 14, "accent": "", "logo": "", "footer_links": [], "created_at": MADE,
    }  # fmt: skip
    return PageFace(**(members | changes))  # type: ignore[arg-type]


def a_group(key: str = "groupevents0", name: str = "Webhooks & feeds", position: int = 0) -> GroupItem:
    return GroupItem(id=key, name=name, description={}, position=position, order="manual", collapse="unless_trouble", created_at=MADE)


def a_component(key: str, name: str, *, group: str = "", position: int = 0, description: str = "") -> ComponentItem:
    return ComponentItem(
        id=key, slug=key, name=name, description={"en": description} if description else {}, link="", group=group, position=position,
        tags=[], created_at=MADE,
    )  # fmt: skip


def a_span(component: str, status: str, *, cause: str = "", began_at: datetime = MADE, ended_at: datetime | None = None) -> SpanItem:
    kind = "incident" if cause else "baseline"
    return SpanItem(
        id=f"{component}-{began_at:%m%d%H%M}-{cause}", component=component, status=status, cause_kind=kind, cause_id=cause,
        began_at=began_at, ended_at=ended_at,
    )  # fmt: skip


def an_update(
    key: str,
    of: str,
    status: str,
    at: datetime,
    body: str,
    *,
    edited_at: Iterable[datetime] = (),
    set_to: Mapping[str, str] = MappingProxyType({}),
) -> list[AnyItem]:
    moved = [Affected(component, state) for component, state in set_to.items()]
    update = UpdateItem(id=key, of=of, status=status, components=moved, at=at, edited_at=list(edited_at))
    return [update, text_item(update.subject, "body", "en", body)]


def an_incident(key: str = "inc000000001", title: str = "Webhooks arrive late", **changes: object) -> list[AnyItem]:
    members: dict[str, object] = {
        "status": "identified", "impact": "major", "pinned": False, "components": [Affected("stream", "partial_outage")],
        "occurred_at": ago(minutes=49), "published_at": ago(minutes=45), "resolved_at": None, "next_update_at": None,
    }  # fmt: skip
    incident = IncidentItem(id=key, **(members | changes))  # type: ignore[arg-type]
    return [incident, text_item(incident.subject, "title", "en", title)]


def a_maintenance(key: str = "main00000001", title: str = "Map tiles move", **changes: object) -> list[AnyItem]:
    members: dict[str, object] = {
        "status": "scheduled", "components": [Affected("maps", "under_maintenance")], "begins_at": NOW + timedelta(hours=41),
        "ends_at": NOW + timedelta(hours=43), "began_at": None, "ended_at": None, "published_at": ago(days=2),
    }  # fmt: skip
    maintenance = MaintenanceItem(id=key, **(members | changes))  # type: ignore[arg-type]
    return [maintenance, text_item(maintenance.subject, "title", "en", title)]


def calm() -> list[AnyItem]:
    """Everything works."""
    return [
        a_face(), a_group(), a_component("stream", "Event stream", group="groupevents0"),
        a_component("hooks", "Webhook delivery", group="groupevents0", position=1, description="Calls **you**"),
        a_component("maps", "Map tiles", position=2),
        *(a_span(component, "operational") for component in ("stream", "hooks", "maps")),
    ]  # fmt: skip


def troubled() -> list[AnyItem]:
    """One open incident with two updates, of which one was edited, and one maintenance to come."""
    of = "incident/inc000000001"
    return [
        *calm(), *an_incident(),
        a_span("stream", "partial_outage", cause="inc000000001", began_at=ago(minutes=49)),
        *an_update("upd000000001", of, "investigating", ago(minutes=45), "We are **looking**.", set_to={"stream": "degraded_performance"}),
        *an_update(
            "upd000000002", of, "identified", ago(minutes=10), "Found it.",
            edited_at=[ago(minutes=5)], set_to={"stream": "partial_outage"},
        ),
        *a_maintenance(),
        *an_update("upd000000003", "maintenance/main00000001", "scheduled", ago(days=2), "Maps may load slowly."),
    ]  # fmt: skip


def rendering(items: Iterable[AnyItem], *, language: str = "en", now: datetime = NOW) -> Rendering:
    edition = Edition(number=1207, at=ago(minutes=1), release="0.1.0", key="0" * 64)
    return Rendering(edition=edition, state=state_from_items(items), language=language, now=now)
