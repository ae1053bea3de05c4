"""From rows of the nouns' tables to items of the record. Pure: it is handed rows and reads nothing."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from aboveboard.components.models import Component, ComponentGroup
from aboveboard.components.status import CORRECTION, SEVERITY, Status
from aboveboard.pages.models import Page
from aboveboard.publishing.addresses import page_url
from aboveboard.publishing.items import (
    Affected,
    AnyItem,
    ComponentItem,
    GroupItem,
    IncidentItem,
    Link,
    MaintenanceItem,
    PageFace,
    PostmortemItem,
    SpanItem,
    Texts,
    UpdateItem,
    text_item,
)
from aboveboard.publishing.window import Owned

INCIDENT = (
    "key", "title", "status", "impact", "pinned", "occurred_at", "published_at", "resolved_at", "next_update_at", "revision",
    "postmortem__published_at", "postmortem__body", "postmortem__author",
)  # fmt: skip
MAINTENANCE = ("key", "title", "status", "begins_at", "ends_at", "began_at", "ended_at", "published_at", "revision")
AFFECTED_BY_INCIDENT = ("incident__key", "component__key", "worst")
AFFECTED_BY_MAINTENANCE = ("maintenance__key", "component__key", "status")
INCIDENT_UPDATE = (
    "incident__key",
    "key",
    "status",
    "body",
    "at",
    "edits__edited_at",
    "edits__body_before",
    "edits__visibility",
    "statuses",
)
MAINTENANCE_UPDATE = ("maintenance__key", "key", "status", "body", "at", "edits__edited_at", "edits__body_before", "edits__visibility")
SPAN = ("key", "component__key", "status", "cause_kind", "cause_id", "began_at", "ended_at")
CORRECTIONS = ("key", "component__key", "status", "began_at", "ended_at", "created_at", "reason")

Row = tuple[Any, ...]
Positions = Mapping[str, int]  # key of a component that the page shows -> its place


def face(page: Page) -> PageFace:
    return PageFace(
        id=page.key,
        url=page_url(page),
        name=page.name,
        description=page.description,
        languages=page.languages or [page.first_language],
        time_zone=page.time_zone,
        history_days=page.history_days,
        accent=page.accent,
        logo=page.logo,
        footer_links=[Link(label=link["label"], url=link["url"]) for link in page.footer_links],
        created_at=page.created_at,
        custom_css=page.custom_css,
    )


def group(row: ComponentGroup) -> GroupItem:
    return GroupItem(
        id=row.key,
        name=row.name,
        description=row.description,
        position=row.position,
        order=row.order,
        collapse=str(row.collapse),
        created_at=row.created_at,
    )


def component(row: Component) -> ComponentItem:
    return ComponentItem(
        id=row.key,
        slug=row.slug,
        name=row.name,
        description=row.description,
        link=row.link,
        group=row.group.key if row.group else "",
        position=row.position,
        tags=list(row.tags),
        created_at=row.created_at,
    )


def span(row: Row) -> Owned:
    key, of, status, cause_kind, cause_id, began_at, ended_at = row
    item = SpanItem(id=key, component=of, status=status, cause_kind=cause_kind, cause_id=cause_id, began_at=began_at, ended_at=ended_at)
    return Owned(item, f"{cause_kind}/{cause_id}" if cause_id else "", 0)


def correction(row: Row) -> list[Owned]:
    """A span of its own, and the texts that say why."""
    key, of, status, began_at, ended_at, corrected_at, reason = row
    window = {"began_at": began_at, "ended_at": ended_at, "corrected_at": corrected_at}
    item = SpanItem(id=key, component=of, status=status, cause_kind=CORRECTION, cause_id="", **window)
    return [Owned(item, "", 0), *_texts(item.subject, "reason", reason, item.subject)]


def incidents(
    rows: Iterable[Row], affected: Iterable[Row], updates: Iterable[Row], positions: Positions, seen: Collection[str]
) -> list[Owned]:
    """Items of incidents, their updates and their texts. Components that the page does not show are left out.

    ``seen``: the visibilities that the readers see; wordings from before that had another one are left out.
    """
    components = _affected(affected, positions)
    found: list[Owned] = []
    for key, title, status, impact, pinned, occurred_at, published_at, resolved_at, next_update_at, revision, *learned in rows:
        item = IncidentItem(
            id=key,
            status=status,
            impact=impact,
            pinned=pinned,
            components=components.get(key, []),
            occurred_at=occurred_at,
            published_at=published_at,
            resolved_at=resolved_at,
            next_update_at=next_update_at,
        )
        found.append(Owned(item, item.subject, revision))
        found += _texts(item.subject, "title", title, item.subject)
        found += _postmortem(item, *learned)
    return found + _updates("incident", updates, positions, seen)


def _postmortem(incident: IncidentItem, published_at: datetime | None, body: Texts | None, author: str | None) -> list[Owned]:
    """What was learned, once it is published."""
    if published_at is None or not body:
        return []
    item = PostmortemItem(id=incident.id, of=incident.subject, published_at=published_at)
    words = _texts(item.subject, "body", body, incident.subject)
    line = _texts(item.subject, "author", dict.fromkeys(body, author) if author else {}, incident.subject)
    return [Owned(item, incident.subject, 0), *words, *line]


def maintenances(
    rows: Iterable[Row], affected: Iterable[Row], updates: Iterable[Row], positions: Positions, seen: Collection[str]
) -> list[Owned]:
    """The same for maintenances."""
    components = _affected(affected, positions)
    found: list[Owned] = []
    for key, title, status, begins_at, ends_at, began_at, ended_at, published_at, revision in rows:
        item = MaintenanceItem(
            id=key,
            status=status,
            components=components.get(key, []),
            begins_at=begins_at,
            ends_at=ends_at,
            began_at=began_at,
            ended_at=ended_at,
            published_at=published_at,
        )
        found.append(Owned(item, item.subject, revision))
        found += _texts(item.subject, "title", title, item.subject)
    return found + _updates("maintenance", updates, positions, seen)


def _updates(noun: str, rows: Iterable[Row], positions: Positions, seen: Collection[str]) -> list[Owned]:
    """``rows`` come from a left join: an update once, or once for each of its edits, oldest edit first."""
    edits: dict[str, list[tuple[datetime, Texts]]] = {}
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row[1], row)
        if row[5] is not None and row[7] in seen:
            edits.setdefault(row[1], []).append((row[5], row[6]))
    found: list[Owned] = []
    for key, row in first.items():
        owner, made = f"{noun}/{row[0]}", edits.get(key, [])
        item = UpdateItem(
            id=key,
            of=owner,
            status=row[2],
            components=_ordered(row[8], positions) if len(row) > 8 else [],
            at=row[4],
            edited_at=[edited_at for edited_at, _ in made],
        )
        found.append(Owned(item, owner, 0))
        found += _texts(item.subject, "body", row[3], owner)
        for number, (_, before) in enumerate(made):
            found += _texts(item.subject, f"before-{number}", before, owner)
    return found


def _texts(of: str, slot: str, texts: Texts, owner: str) -> list[Owned]:
    items: list[AnyItem] = [text_item(of, slot, language, text) for language, text in texts.items()]
    return [Owned(item, owner, 0) for item in items]


def _affected(rows: Iterable[Row], positions: Positions) -> dict[str, list[Affected]]:
    pairs: dict[str, dict[str, str]] = {}
    for of, key, status in rows:
        pairs.setdefault(of, {})[key] = status
    return {of: _ordered(statuses, positions) for of, statuses in pairs.items()}


def _ordered(statuses: Mapping[str, str], positions: Positions) -> list[Affected]:
    """Worst first, then in the page's order."""
    shown = [(key, status) for key, status in statuses.items() if key in positions]
    shown.sort(key=lambda pair: (-SEVERITY[Status(pair[1])], positions[pair[0]]))
    return [Affected(component=key, status=status) for key, status in shown]
