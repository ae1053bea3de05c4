"""Collects items of an invented page in memory; ``rendering()`` makes each appear in an edition with a made-up hash."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from aboveboard.publishing.items import (
    Affected,
    AnyItem,
    ComponentItem,
    GroupItem,
    IncidentItem,
    Link,
    MaintenanceItem,
    PageFace,
    SpanItem,
    UpdateItem,
    text_item,
)
from aboveboard.publishing.state import Appearance, Edition, EditionFact, MonthFact, Rendering, state_from_items

NOW = datetime(2026, 11, 24, 9, 41, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=400)
KEY = hashlib.sha256(b"harbourline").hexdigest()
OP, DEGRADED, PARTIAL, MAJOR, MAINTENANCE, UNKNOWN = (
    "operational",
    "degraded_performance",
    "partial_outage",
    "major_outage",
    "under_maintenance",
    "unknown",
)
WORST_FIRST = (MAJOR, PARTIAL, DEGRADED, MAINTENANCE, UNKNOWN, OP)
IMPACTS = {MAJOR: "critical", PARTIAL: "major", DEGRADED: "minor"}


def at(day: str, clock: str = "00:00") -> datetime:
    """ "11-11", "13:52" -> that moment of 2026, UTC."""
    return datetime.fromisoformat(f"2026-{day}T{clock}:00+00:00")


class Site:
    """Collects items. Components are named by slug where something affects them."""

    def __init__(self, name: str = "Harbourline", *, now: datetime = NOW, **face: Any) -> None:
        self.now = now
        self.items: list[AnyItem] = []
        self.components: dict[str, ComponentItem] = {}
        self.counter = 0
        self.face = PageFace(
            id="page01",
            url="https://status.harbourline.example/",
            name=name,
            description={"en": "How our services are doing."},
            languages=["en", "de"],
            time_zone="UTC",
            history_days=14,
            accent="",
            logo="",
            footer_links=[Link("harbourline.example", "https://harbourline.example/")],
            created_at=LONG_AGO,
        )
        self.face = msgspec.structs.replace(self.face, **face)

    def id(self, kind: str) -> str:
        self.counter += 1
        return hashlib.sha256(f"{kind}{self.counter}".encode()).hexdigest()[:12]

    def group(
        self, name: str, names: list[str], *, order: str = "manual", collapse: str = "unless_trouble", since: datetime = LONG_AGO
    ) -> GroupItem:
        group = GroupItem(
            id=self.id("group"), name=name, description={}, position=len(self.items), order=order, collapse=collapse, created_at=LONG_AGO
        )
        self.items.append(group)
        for component in names:
            self.component(component, group=group.id, since=since)
        return group

    def component(
        self, name: str, *, slug: str = "", group: str = "", since: datetime | None = LONG_AGO, status: str = OP
    ) -> ComponentItem:
        """``since`` null: without any data."""
        slug = slug or name.lower().replace(" ", "-").replace("&", "and")
        component = ComponentItem(
            id=self.id("component"),
            slug=slug,
            name=name,
            description={},
            link="",
            group=group,
            position=len(self.items),
            tags=[],
            created_at=LONG_AGO,
        )
        self.components[slug] = component
        self.items.append(component)
        if since:
            self.span(slug, status, since, None)
        return component

    def span(
        self,
        slug: str,
        status: str,
        began: datetime,
        ended: datetime | None,
        kind: str = "baseline",
        cause: str = "",
        corrected_at: datetime | None = None,
    ) -> None:
        self.items.append(
            SpanItem(
                id=self.id("span"),
                component=self.components[slug].id,
                status=status,
                cause_kind=kind,
                cause_id=cause,
                began_at=began,
                ended_at=ended,
                corrected_at=corrected_at,
            )
        )

    def text(self, of: str, slot: str, text: str | dict[str, str]) -> None:
        for language, words in ({"en": text} if isinstance(text, str) else text).items():
            self.items.append(text_item(of, slot, language, words))

    def affected(self, statuses: dict[str, str]) -> list[Affected]:
        ordered = sorted(statuses.items(), key=lambda pair: WORST_FIRST.index(pair[1]))
        return [Affected(self.components[slug].id, status) for slug, status in ordered]

    def incident(
        self,
        title: str | dict[str, str],
        began: datetime,
        ended: datetime | None,
        spans: list[tuple[str, str, datetime, datetime | None]],
        updates: list[tuple[datetime, str, str | dict[str, str], dict[str, str]]],
        *,
        id: str = "",
        pinned: bool = False,
        impact: str = "",
        next_update_at: datetime | None = None,
    ) -> IncidentItem:
        """``spans``: (slug, status, began, ended). ``updates``: (at, stage, words, statuses it set), oldest first."""
        worst: dict[str, str] = {}
        for slug, status, _, _ in spans:
            if slug not in worst or WORST_FIRST.index(status) < WORST_FIRST.index(worst[slug]):
                worst[slug] = status
        affected = self.affected(worst)
        incident = IncidentItem(
            id=id or self.id("incident"),
            status=updates[-1][1],
            impact=impact or (IMPACTS[affected[0].status] if affected else "none"),
            pinned=pinned,
            components=affected,
            occurred_at=began,
            published_at=updates[0][0],
            resolved_at=ended,
            next_update_at=next_update_at,
        )
        self.items.append(incident)
        self.text(incident.subject, "title", title)
        for slug, status, since, until in spans:
            self.span(slug, status, since, until, "incident", incident.id)
        for when, stage, words, statuses in updates:
            self.update(incident.subject, when, stage, words, statuses)
        return incident

    def update(self, of: str, when: datetime, stage: str, words: str | dict[str, str], statuses: dict[str, str]) -> UpdateItem:
        update = UpdateItem(id=self.id("update"), of=of, status=stage, components=self.affected(statuses), at=when, edited_at=[])
        self.items.append(update)
        self.text(update.subject, "body", words)
        return update

    def edited(self, update: UpdateItem, when: datetime, before: str) -> None:
        """Marks an update as edited; ``before`` is the wording that the edit replaced."""
        self.items[self.items.index(update)] = msgspec.structs.replace(update, edited_at=[when])
        self.text(update.subject, "before-0", before)

    def maintenance(
        self,
        title: str | dict[str, str],
        words: str | dict[str, str],
        slugs: list[str],
        begins: datetime,
        ends: datetime,
        *,
        status: str = "scheduled",
        began: datetime | None = None,
        ended: datetime | None = None,
        id: str = "",
    ) -> MaintenanceItem:
        maintenance = MaintenanceItem(
            id=id or self.id("maintenance"),
            status=status,
            components=self.affected(dict.fromkeys(slugs, MAINTENANCE)),
            begins_at=begins,
            ends_at=ends,
            began_at=began,
            ended_at=ended,
            published_at=begins - timedelta(days=5),
        )
        self.items.append(maintenance)
        self.text(maintenance.subject, "title", title)
        self.update(maintenance.subject, maintenance.published_at, "scheduled", words, {})
        if began:
            for slug in slugs:
                self.span(slug, MAINTENANCE, began, ended, "maintenance", maintenance.id)
        return maintenance

    def rendering(self, language: str = "en", *, number: int = 1207, months: tuple[MonthFact, ...] = ()) -> Rendering:
        items = [self.face, *self.items]
        appeared = {
            item.subject: Appearance(max(1, number - len(items) + n), hashlib.sha256(item.subject.encode()).hexdigest())
            for n, item in enumerate(items, start=1)
        }
        numbers = range(number, max(0, number - 40), -1)
        recent = tuple(EditionFact(n, self.now - timedelta(hours=6 * (number - n)), ("incident.updated",)) for n in numbers)
        edition = Edition(number=number, at=self.now, release="0.1.0", key=KEY, appeared=appeared, recent=recent)
        return Rendering(edition, state_from_items(items, months), language, self.now)
