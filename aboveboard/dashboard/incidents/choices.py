"""What a person who says something chooses among: components that are likely meant, groups, stages, times, readers."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from aboveboard.accounts.limits import Limits
from aboveboard.components.models import Component, ComponentGroup
from aboveboard.components.spans import held_now, settled
from aboveboard.components.status import SEVERITY, Status
from aboveboard.dashboard.templatetags.board import WORDS
from aboveboard.incidents.lifecycle import IncidentStatus
from aboveboard.incidents.models import IncidentComponent

IN_SIGHT = 24  # components that are offered without a search
GROUPS_IN_SIGHT = 4
MOST_OTHERS = 2000
LATELY = timedelta(days=90)
PREFIX = "c-"  # of the field that holds a component's status

# Each tap raises the impact by one; after the worst it is as if never tapped.
RAISES = (Status.DEGRADED_PERFORMANCE, Status.PARTIAL_OUTAGE, Status.MAJOR_OUTAGE)
IMPACTS = [("", _("not affected")), *((status.value, WORDS[status]) for status in RAISES)]
STAGES = [
    (IncidentStatus.INVESTIGATING.value, _("Investigating")),
    (IncidentStatus.IDENTIFIED.value, _("Identified")),
    (IncidentStatus.MONITORING.value, _("Monitoring")),
]
ALL_STAGES = [*STAGES, (IncidentStatus.RESOLVED.value, _("Resolved"))]
BEGAN = [
    ("0", _("now")),
    ("5", _("5 min ago")),
    ("15", _("15 min ago")),
    ("30", _("30 min ago")),
    ("60", _("1 h ago")),
    ("120", _("2 h ago")),
]
NEXT_UPDATE = [
    ("15", _("in 15 min")),
    ("30", _("in 30 min")),
    ("60", _("in 1 h")),
    ("120", _("in 2 h")),
    ("240", _("in 4 h")),
    ("", _("not promised")),
]


@dataclass(frozen=True)
class Chip:
    """A component that can be tapped. ``status`` empty: not chosen; ``now``: what readers see of it today."""

    component: Component
    status: str
    now: Status

    @property
    def field(self) -> str:
        return f"{PREFIX}{self.component.key}"


def reachable(limits: Limits) -> QuerySet[Component]:
    """The components that somebody may name."""
    return Component.objects.existing().within(limits).filter(enabled=True).distinct()


def others(limits: Limits, named: Collection[Component]) -> list[tuple[str, str, str]]:
    """Those that it may reach yet, as (group, key, name), in the page's order."""
    rest = reachable(limits).exclude(pk__in=[component.pk for component in named])
    rows = rest.order_by("group__position", "group_id", "position", "id").values_list("group__name", "key", "name")
    return [(group or "", key, name) for group, key, name in rows[:MOST_OTHERS]]


def groups_of(limits: Limits) -> list[ComponentGroup]:
    found = ComponentGroup.objects.filter(components__in=reachable(limits)).distinct()
    return list(found.order_by("position", "id")[:200])


def chosen(data: Mapping[str, str], limits: Limits) -> dict[Component, str]:
    """The components that a form names with a status, as far as they are within reach; what it names wrongly is left out."""
    wanted = {name.removeprefix(PREFIX): value for name, value in data.items() if name.startswith(PREFIX) and value}
    known = reachable(limits).filter(key__in=list(wanted)[:1000]).select_related("group").order_by("position", "id")
    allowed = set(Status)
    return {component: wanted[component.key] for component in known if wanted[component.key] in allowed}


def chips(limits: Limits, statuses: Mapping[Component, str], *, search: str, now: datetime) -> list[Chip]:
    """Those that are chosen, then those that are likely meant: found by name, else in trouble, else named often lately, else first."""
    found = list(statuses)
    room = max(0, IN_SIGHT - len(found))
    others = reachable(limits).exclude(pk__in=[component.pk for component in found]).order_by("position", "id")
    if search:
        found += others.filter(name__icontains=search)[:room]
    else:
        likely = list(others.filter(pk__in=_likely(limits, now)))
        held = held_now(likely, at=now)
        likely.sort(key=lambda component: -SEVERITY[settled(held[component.pk])])
        found += likely[:room]
        found += others.exclude(pk__in=[component.pk for component in found])[: max(0, IN_SIGHT - len(found))]
    held = held_now(found, at=now)
    return [Chip(component, statuses.get(component, ""), settled(held[component.pk])) for component in found]


def _likely(limits: Limits, now: datetime) -> list[int]:
    recent = IncidentComponent.objects.filter(incident__occurred_at__gte=now - LATELY, incident__deleted_at__isnull=True)
    counted = recent.values("component").annotate(times=Count("id")).order_by("-times", "component")
    return list(counted.values_list("component", flat=True)[:IN_SIGHT])


def raised(members: Iterable[Component], statuses: Mapping[Component, str]) -> dict[Component, str]:
    """What a tap on a whole group does: all of it at the first impact, then at the next, after the worst none."""
    members = list(members)
    levels = {statuses.get(member, "") for member in members}
    level = levels.pop() if len(levels) == 1 else None
    steps = ["", *(status.value for status in RAISES)]
    following = steps[(steps.index(level) + 1) % len(steps)] if level in steps else steps[1]
    kept = {component: status for component, status in statuses.items() if component not in set(members)}
    return kept | (dict.fromkeys(members, following) if following else {})
