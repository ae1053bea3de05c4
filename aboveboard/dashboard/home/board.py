"""The component board: every component with its five statuses; of a large installation what is not well, and what is searched for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from aboveboard.accounts.limits import Limits
from aboveboard.components.models import Component, ComponentGroup, StatusSpan
from aboveboard.components.spans import held_now, settled
from aboveboard.components.status import BASELINE, SEVERITY, Status, worst
from aboveboard.dashboard.listing import SEARCH_LENGTH
from aboveboard.incidents.models import Incident
from aboveboard.maintenances.models import Maintenance
from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page

ALL_IN_SIGHT = 120  # more components than this are not shown all at once


@dataclass(frozen=True)
class Holder:
    """What holds a component besides its baseline: kind, key, title, and the status that it is held in."""

    kind: str
    key: str
    title: str
    status: str


@dataclass(frozen=True)
class Row:
    component: Component
    status: Status
    baseline: str
    holders: list[Holder]


@dataclass
class Group:
    """``group`` null: those in none."""

    group: ComponentGroup | None
    rows: list[Row] = field(default_factory=list)

    @property
    def status(self) -> Status:
        return worst(row.status for row in self.rows)


@dataclass(frozen=True)
class Board:
    """``total``: all components within reach; ``is_large``: more than are shown at once."""

    groups: list[Group]
    total: int
    is_large: bool
    only_trouble: bool
    search: str
    shown: int


def board_of(limits: Limits, page: Page | None, asked: Mapping[str, str], now: datetime) -> Board:
    """``asked``: ``search`` and ``only=trouble`` of the address."""
    search = asked.get("search", "").strip()[:SEARCH_LENGTH]
    reached = Component.objects.existing().within(limits).filter(enabled=True)
    if page:
        reached = reached.shown_on(page)
    total = reached.distinct().count()
    is_large, only = total > ALL_IN_SIGHT, asked.get("only") == "trouble"
    components = list(_narrowed(reached, search, is_large or only, now).select_related("group").distinct()[:ALL_IN_SIGHT])
    rows = _rows(components, now)
    return Board(_grouped(rows), total, is_large, only, search, len(rows))


def _narrowed(reached: "QuerySet[Component]", search: str, only_trouble: bool, now: datetime) -> "QuerySet[Component]":
    ordered = reached.order_by("group__position", "group_id", "position", "id")
    if search:
        return ordered.filter(name__icontains=search)
    if only_trouble:
        held = StatusSpan.objects.open().visible_to(Audience.PUBLIC, now).exclude(status=Status.OPERATIONAL)
        return ordered.filter(pk__in=held.values("component"))
    return ordered


def _rows(components: list[Component], now: datetime) -> list[Row]:
    held = held_now(components, at=now)
    others = [span for spans in held.values() for span in spans if span.cause_kind != BASELINE]
    titles: dict[tuple[str, str], dict[str, str]] = {}
    for kind, nouns in (("incident", Incident.objects), ("maintenance", Maintenance.objects)):
        keys = {span.cause_id for span in others if span.cause_kind == kind}
        if keys:
            titles |= {(kind, key): title for key, title in nouns.filter(key__in=keys).values_list("key", "title")}
    return [_row(component, held[component.pk], titles) for component in components]


def _row(component: Component, held: list[StatusSpan], titles: Mapping[tuple[str, str], dict[str, str]]) -> Row:
    holders = [
        Holder(span.cause_kind, span.cause_id, next(iter(titles.get((span.cause_kind, span.cause_id), {}).values()), "…"), span.status)
        for span in held
        if span.cause_kind != BASELINE
    ]
    return Row(component, settled(held), next((span.status for span in held if span.cause_kind == BASELINE), ""), holders)


def _grouped(rows: list[Row]) -> list[Group]:
    """In the page's order, the troubled ones first."""
    groups: dict[int | None, Group] = {}
    for row in rows:
        groups.setdefault(row.component.group_id, Group(row.component.group)).rows.append(row)
    return sorted(groups.values(), key=lambda group: -SEVERITY[group.status] if SEVERITY[group.status] > SEVERITY[Status.UNKNOWN] else 0)
