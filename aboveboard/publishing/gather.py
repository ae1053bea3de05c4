"""read_state: everything that one page tells one audience, from the nouns' tables, in at most 12 queries at any size."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q

from aboveboard.components.models import Component, StatusSpan
from aboveboard.incidents.models import Incident, IncidentComponent, IncidentUpdate
from aboveboard.maintenances.models import Maintenance, MaintenanceComponent, MaintenanceUpdate
from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.publishing import itemise
from aboveboard.publishing.items import ComponentItem
from aboveboard.publishing.state import PageState
from aboveboard.publishing.window import HOT_SPANS, Owned, Reach, hot_subjects, is_hot, kind_of, maintenance_until, state_of

MANY = 400  # more keys than this are not sent with a query: everything is read instead


class Known(NamedTuple):
    """What the record holds already: revisions of incidents and maintenances, and the components that the page showed."""

    revisions: Mapping[str, int] = {}
    components: frozenset[str] = frozenset()


class Gathered(NamedTuple):
    """``items`` holds the hot window, what changed outside of it, and nothing else. ``reaches``: all that is visible.

    ``whole``: everything was loaded, because the page shows other components than the record knows.
    """

    state: PageState
    items: dict[str, Owned]
    reaches: dict[str, Reach]
    whole: bool


def read_state(page: Page, audience: Audience = Audience.PUBLIC, *, now: datetime, known: Known | None = None) -> Gathered:
    """Reads what ``page`` tells ``audience`` at ``now``. At most 12 queries; call it inside ``read_snapshot``.

    Of incidents and maintenances outside of the hot window only those are loaded whose revision is not in ``known``;
    without ``known`` that is all of them. Raises ``Page.DoesNotExist``.
    """
    page, known = Page.objects.get(pk=page.pk), known or Known()
    owned = [Owned(itemise.face(page), "", page.revision)]
    positions: dict[str, int] = {}
    for item in _groups_and_components(page):
        owned.append(item)
        if isinstance(item.item, ComponentItem):
            positions[item.item.id] = len(positions)
    whole = positions.keys() != known.components
    reaches = _reaches(page, audience, now)
    hot = hot_subjects(reaches.values(), now)
    wanted = {s for s, reach in reaches.items() if whole or s in hot or known.revisions.get(s) != reach.revision}
    owned += _incidents(page, audience, now, wanted, positions)
    owned += _maintenances(page, audience, now, wanted, positions)
    older = {s for s in wanted if s not in hot or reaches[s].since < now - HOT_SPANS}
    owned += _spans(page, audience, now, whole, older)
    return Gathered(
        state=_state(owned, hot, reaches.values(), now),
        items={entry.item.subject: entry for entry in owned},
        reaches=reaches,
        whole=whole,
    )


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


def _reaches(page: Page, audience: Audience, now: datetime) -> dict[str, Reach]:
    found: dict[str, Reach] = {}
    incidents = Incident.objects.visible_to(audience, now).shown_on(page)
    for key, revision, since, until in incidents.values_list("key", "revision", "occurred_at", "resolved_at"):
        found[f"incident/{key}"] = Reach(f"incident/{key}", revision, since, until)
    maintenances = Maintenance.objects.visible_to(audience, now).shown_on(page)
    fields = ("key", "revision", "status", "begins_at", "ends_at", "ended_at")
    for key, revision, status, begins_at, ends_at, ended_at in maintenances.values_list(*fields):
        until = maintenance_until(status, ends_at, ended_at)
        found[f"maintenance/{key}"] = Reach(f"maintenance/{key}", revision, begins_at, until)
    return found


def _incidents(page: Page, audience: Audience, now: datetime, wanted: set[str], positions: dict[str, int]) -> list[Owned]:
    keys = _keys(wanted, "incident")
    if not keys:
        return []
    shown = _narrowed(Incident.objects.visible_to(audience, now).shown_on(page), "key", keys)
    affected = IncidentComponent.objects.filter(_of("incident", keys))
    updates = IncidentUpdate.objects.filter(_of("incident", keys))
    return itemise.incidents(
        (row for row in shown.values_list(*itemise.INCIDENT) if row[0] in keys),
        (row for row in affected.values_list(*itemise.AFFECTED_BY_INCIDENT) if row[0] in keys),
        (row for row in updates.order_by("at", "id", "edits__id").values_list(*itemise.INCIDENT_UPDATE) if row[0] in keys),
        positions,
    )


def _maintenances(page: Page, audience: Audience, now: datetime, wanted: set[str], positions: dict[str, int]) -> list[Owned]:
    keys = _keys(wanted, "maintenance")
    if not keys:
        return []
    shown = _narrowed(Maintenance.objects.visible_to(audience, now).shown_on(page), "key", keys)
    affected = MaintenanceComponent.objects.filter(_of("maintenance", keys))
    updates = MaintenanceUpdate.objects.filter(_of("maintenance", keys))
    return itemise.maintenances(
        (row for row in shown.values_list(*itemise.MAINTENANCE) if row[0] in keys),
        (row for row in affected.values_list(*itemise.AFFECTED_BY_MAINTENANCE) if row[0] in keys),
        (row for row in updates.order_by("at", "id", "edits__id").values_list(*itemise.MAINTENANCE_UPDATE) if row[0] in keys),
        positions,
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


def _keys(subjects: set[str], kind: str) -> set[str]:
    return {subject.partition("/")[2] for subject in subjects if kind_of(subject) == kind}


def _narrowed(queryset: Any, field: str, keys: set[str]) -> Any:
    return queryset.filter(**{f"{field}__in": keys}) if len(keys) <= MANY else queryset


def _of(noun: str, keys: set[str]) -> Q:
    return Q(**{f"{noun}__key__in": keys}) if len(keys) <= MANY else Q()
