"""What one page tells one audience, from the nouns' tables, in at most 12 queries at any size."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q

from aboveboard.components.models import Component, Correction, StatusSpan
from aboveboard.incidents.models import Incident, IncidentComponent, IncidentUpdate
from aboveboard.maintenances.models import Maintenance, MaintenanceComponent, MaintenanceUpdate
from aboveboard.pages.audience import Audience, visibilities_of
from aboveboard.pages.models import Page
from aboveboard.publishing import itemise
from aboveboard.publishing.items import ComponentItem
from aboveboard.publishing.state import PageState
from aboveboard.publishing.window import HOT_SPANS, Owned, Reach, hot_subjects, is_hot, kind_of, maintenance_until, state_of

MANY = 400  # more keys than this are not sent with a query: everything is read instead


class Known(NamedTuple):
    """What the record holds already: of incidents and maintenances their times, and the components that the page showed."""

    reaches: Mapping[str, Reach] = {}
    components: frozenset[str] = frozenset()


class Gathered(NamedTuple):
    """``items`` holds the hot window, what changed outside of it, and nothing else. ``reaches``: all that is visible.

    ``hot``: the subjects of the hot window. ``whole``: everything was loaded, because the page shows other components than the
    record knows.
    """

    state: PageState
    items: dict[str, Owned]
    reaches: dict[str, Reach]
    hot: set[str]
    whole: bool


def read_state(page: Page, audience: Audience = Audience.PUBLIC, *, now: datetime, known: Known | None = None) -> Gathered:
    """Reads what ``page`` tells ``audience`` at ``now``. At most 12 queries; call it, and read ``page``, inside ``read_snapshot``.

    Of incidents and maintenances outside of the hot window only those are loaded whose revision is not in ``known``;
    without ``known`` that is all of them.
    """
    known = known or Known()
    owned, positions = _frame(page)
    whole = positions.keys() != known.components
    reaches = _reaches(page, audience, now, known.reaches)
    hot = hot_subjects(reaches.values(), now)
    fresh = {s for s, reach in reaches.items() if s not in known.reaches or known.reaches[s].revision != reach.revision}
    wanted = set(reaches) if whole else hot | fresh
    owned += _incidents(audience, wanted, positions)
    owned += _maintenances(audience, wanted, positions)
    older = {s for s in wanted if s not in hot or reaches[s].since < now - HOT_SPANS}
    owned += _spans(page, audience, now, whole, older)
    owned += _corrections(page, now, whole)
    return Gathered(
        state=_state(owned, hot, reaches.values(), now),
        items={entry.item.subject: entry for entry in owned},
        reaches=reaches,
        hot=hot,
        whole=whole,
    )


def read_present(page: Page, audience: Audience, *, now: datetime, also: Callable[[Iterable[Reach]], set[str]]) -> PageState:
    """The same without what a record would need: the hot window, and the incidents and maintenances whose subjects ``also`` picks."""
    owned, positions = _frame(page)
    reaches = _reaches(page, audience, now, {})
    hot, more = hot_subjects(reaches.values(), now), also(reaches.values())
    owned += _incidents(audience, hot | more, positions)
    owned += _maintenances(audience, hot | more, positions)
    owned += _spans(page, audience, now, False, {s for s in hot | more if s not in hot or reaches[s].since < now - HOT_SPANS})
    return state_of((entry for entry in owned if entry.owner in more or is_hot(entry, hot, now)), reaches.values())


def _frame(page: Page) -> tuple[list[Owned], dict[str, int]]:
    """The page, its groups and its components, and the place of each component."""
    owned = [Owned(itemise.face(page), "", page.revision)]
    positions: dict[str, int] = {}
    for item in _groups_and_components(page):
        owned.append(item)
        if isinstance(item.item, ComponentItem):
            positions[item.item.id] = len(positions)
    return owned, positions


def _state(owned: list[Owned], hot: set[str], reaches: Iterable[Reach], now: datetime) -> PageState:
    return state_of((entry for entry in owned if is_hot(entry, hot, now)), reaches)


def _groups_and_components(page: Page) -> list[Owned]:
    found: dict[str, Owned] = {}
    components = Component.objects.shown_on(page).select_related("group").order_by("position", "id")
    members: list[Owned] = []
    for component in components:
        group = component.group
        if group is not None and group.key not in found:
            found[group.key] = Owned(itemise.group(group), "", group.revision)
        members.append(Owned(itemise.component(component), "", component.revision))
    return [*found.values(), *members]


def _reaches(page: Page, audience: Audience, now: datetime, known: Mapping[str, Reach]) -> dict[str, Reach]:
    incidents = Incident.objects.visible_to(audience, now).shown_on(page)
    maintenances = Maintenance.objects.visible_to(audience, now).shown_on(page)
    return {
        **_reached("incident", incidents, known, ("occurred_at", "resolved_at")),
        **_reached("maintenance", maintenances, known, ("begins_at", "status", "ends_at", "ended_at")),
    }


def _reached(kind: str, rows: Any, known: Mapping[str, Reach], times: tuple[str, ...]) -> dict[str, Reach]:
    """When each of ``rows`` began and was over. What is ``known`` in its present revision has its times from there: there are
    years of them, and to read a time costs ten times as much as a number."""
    found: dict[str, Reach] = {}
    if known:
        fresh = set()
        for key, revision in rows.values_list("key", "revision"):
            reach = known.get(f"{kind}/{key}")
            if reach is not None and reach.revision == revision:
                found[reach.subject] = reach
            else:
                fresh.add(key)
        if not fresh:
            return found
        rows = _narrowed(rows, "key", fresh)
    for key, revision, since, *rest in rows.values_list("key", "revision", *times):
        subject = f"{kind}/{key}"
        if subject not in found:
            found[subject] = Reach(subject, revision, since, rest[0] if kind == "incident" else maintenance_until(*rest))
    return found


def _incidents(audience: Audience, wanted: set[str], positions: dict[str, int]) -> list[Owned]:
    """Of those ``wanted``, who were all found visible in the same snapshot."""
    keys = _keys(wanted, "incident")
    if not keys:
        return []
    shown = _narrowed(Incident.objects.all(), "key", keys)
    affected = IncidentComponent.objects.filter(_of("incident", keys))
    updates = IncidentUpdate.objects.filter(_of("incident", keys))
    return itemise.incidents(
        (row for row in shown.values_list(*itemise.INCIDENT) if row[0] in keys),
        (row for row in affected.values_list(*itemise.AFFECTED_BY_INCIDENT) if row[0] in keys),
        (row for row in updates.order_by("at", "id", "edits__id").values_list(*itemise.INCIDENT_UPDATE) if row[0] in keys),
        positions,
        visibilities_of(audience),
    )


def _maintenances(audience: Audience, wanted: set[str], positions: dict[str, int]) -> list[Owned]:
    keys = _keys(wanted, "maintenance")
    if not keys:
        return []
    shown = _narrowed(Maintenance.objects.all(), "key", keys)
    affected = MaintenanceComponent.objects.filter(_of("maintenance", keys))
    updates = MaintenanceUpdate.objects.filter(_of("maintenance", keys))
    return itemise.maintenances(
        (row for row in shown.values_list(*itemise.MAINTENANCE) if row[0] in keys),
        (row for row in affected.values_list(*itemise.AFFECTED_BY_MAINTENANCE) if row[0] in keys),
        (row for row in updates.order_by("at", "id", "edits__id").values_list(*itemise.MAINTENANCE_UPDATE) if row[0] in keys),
        positions,
        visibilities_of(audience),
    )


def _spans(page: Page, audience: Audience, now: datetime, whole: bool, older: set[str]) -> list[Owned]:
    """The spans of the hot window, and all of the incidents and maintenances ``older``."""
    since, causes = now - HOT_SPANS, _keys(older, "incident") | _keys(older, "maintenance")
    spans = StatusSpan.objects.visible_to(audience, now).filter(component__in=Component.objects.shown_on(page).values("pk"))
    if not whole and len(causes) <= MANY:
        recent = Q(ended_at__isnull=True) | Q(ended_at__gte=since)
        spans = spans.filter(recent | Q(cause_id__in=causes) if causes else recent)
    rows = spans.values_list(*itemise.SPAN)
    return [itemise.span(row) for row in rows if whole or row[6] is None or row[6] >= since or row[4] in causes]


def _corrections(page: Page, now: datetime, whole: bool) -> list[Owned]:
    """Those of the hot window, or all. What is older cannot change (``components.corrections``)."""
    corrections = Correction.objects.in_force().shown_on(page)
    if not whole:
        corrections = corrections.filter(ended_at__gte=now - HOT_SPANS)
    return [owned for row in corrections.order_by("id").values_list(*itemise.CORRECTIONS) for owned in itemise.correction(row)]


def _keys(subjects: set[str], kind: str) -> set[str]:
    return {subject.partition("/")[2] for subject in subjects if kind_of(subject) == kind}


def _narrowed(queryset: Any, field: str, keys: set[str]) -> Any:
    return queryset.filter(**{f"{field}__in": keys}) if len(keys) <= MANY else queryset


def _of(noun: str, keys: set[str]) -> Q:
    return Q(**{f"{noun}__key__in": keys}) if len(keys) <= MANY else Q()
