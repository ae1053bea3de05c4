"""The order in which groups, and the components of a group, stand on pages."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from aboveboard.components.models import Component, ComponentGroup
from aboveboard.events.actions import record
from aboveboard.events.actors import Actor
from aboveboard.events.verbs import Verb


@transaction.atomic
def order_components(
    group: ComponentGroup | None, components: Sequence[Component], *, at: datetime | None = None, by: Actor
) -> list[Component]:
    """From now on these stand in this order in ``group`` (null: outside of groups), those of it that are not named behind them.

    A component of another group moves into this one. Returns those that changed. Raises ``ValidationError``.
    """
    wanted = list(dict.fromkeys(components))
    locked = {row.pk: row for row in Component.objects.select_for_update().existing().filter(pk__in=[one.pk for one in wanted])}
    if len(locked) < len(wanted):
        raise ValidationError({"components": _("A component of these was deleted.")})
    behind = Component.objects.select_for_update().existing().filter(group=group).exclude(pk__in=list(locked)).order_by("position", "id")
    changed = []
    for position, component in enumerate([*(locked[one.pk] for one in wanted), *behind]):
        before = [component.group_id, component.position]
        if before == [group.pk if group else None, position]:
            continue
        changes: dict[str, list[object]] = {"position": [component.position, position]}
        if component.group_id != (group.pk if group else None):
            changes["group"] = [component.group.key if component.group else None, group.key if group else None]
        component.group, component.position = group, position
        component.revision += 1
        component.save(update_fields=["group", "position", "revision"])
        record(Verb.COMPONENT_CHANGED, f"component/{component.key}", by=by, at=at, changes=changes)
        changed.append(component)
    return changed


@transaction.atomic
def order_groups(groups: Sequence[ComponentGroup], *, at: datetime | None = None, by: Actor) -> None:
    """From now on these groups stand in this order, those not named behind them."""
    wanted = [group.pk for group in dict.fromkeys(groups)]
    rows = {group.pk: group for group in ComponentGroup.objects.select_for_update().order_by("position", "id")}
    order = [*(pk for pk in wanted if pk in rows), *(pk for pk in rows if pk not in wanted)]
    for position, pk in enumerate(order):
        group = rows[pk]
        if group.position != position:
            before = group.position
            ComponentGroup.objects.filter(pk=pk).update(position=position, revision=F("revision") + 1)
            record(Verb.GROUP_CHANGED, f"group/{group.key}", by=by, at=at, changes={"position": [before, position]})
