"""How a page stands now, and would stand with something more said: the same functions as the public page's, on a handful of rows."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import get_language

from aboveboard.components.models import Component, ComponentGroup, StatusSpan
from aboveboard.incidents.models import Incident, IncidentComponent
from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.publishing import itemise
from aboveboard.publishing.items import AnyItem
from aboveboard.publishing.renderers.view import View
from aboveboard.publishing.renderers.words import Words, words_for
from aboveboard.publishing.state import state_from_items


def standing(page: Page, now: datetime, also: Iterable[AnyItem] = ()) -> View:
    """What readers of ``page`` would see at ``now``, without anything that is over: components, open incidents, statuses held.

    ``also``: items of what has not been said yet. Six queries at any size.
    """
    components = list(Component.objects.shown_on(page).order_by("position", "id"))
    groups = ComponentGroup.objects.in_bulk({component.group_id for component in components if component.group_id})
    for component in components:  # a join would bring each group as often as it has components
        component.group = groups.get(component.group_id)
    positions = {component.key: place for place, component in enumerate(components)}
    items: list[AnyItem] = [itemise.face(page)]
    items += [itemise.group(group) for group in groups.values()]
    items += [itemise.component(component) for component in components]
    spans = StatusSpan.objects.open().visible_to(Audience.PUBLIC, now).shown_on(page).filter(began_at__lte=now)
    items += [itemise.span(row).item for row in spans.values_list(*itemise.SPAN)]
    told = Incident.objects.visible_to(Audience.PUBLIC, now).unresolved().shown_on(page)
    rows = list(told.values_list(*itemise.INCIDENT))
    affected = IncidentComponent.objects.filter(incident__key__in=[row[0] for row in rows])
    items += [owned.item for owned in itemise.incidents(rows, affected.values_list(*itemise.AFFECTED_BY_INCIDENT), (), positions, ())]
    return View(state_from_items([*items, *also]), now)


def words_here(page: Page | None) -> Words:
    """The words of the dashboard's language in the page's time zone."""
    return words_for(get_language() or "en", page.time_zone if page else "UTC")
