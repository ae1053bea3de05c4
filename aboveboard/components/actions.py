"""Making, changing and removing components and groups; setting a component's status by hand."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aboveboard.components.checks import checked_component, checked_group, status_named
from aboveboard.components.models import Component, ComponentGroup, PageSelection, StatusSpan
from aboveboard.components.spans import baseline_since, held_now, hold_status, settled
from aboveboard.components.status import BASELINE, Status
from aboveboard.events.actions import record
from aboveboard.events.actors import Actor
from aboveboard.events.verbs import Verb
from aboveboard.lib.changes import changed_by, refuse_moved
from aboveboard.lib.checks import Faults, slug_from
from aboveboard.lib.uniqueness import told_by_field
from aboveboard.pages.models import Page

REASON_LENGTH = 200


class BaselineSet(NamedTuple):
    """What came of setting a status by hand: what was set, the status that readers see now, and the subjects of what holds it besides."""

    component: Component
    status_set: Status
    status_now: Status
    held_by: list[str]

    @property
    def is_outweighed(self) -> bool:
        """Whether readers see what something else holds, and what was set counts when that ends."""
        return bool(self.held_by) and self.status_now != self.status_set


@transaction.atomic
def create_group(
    *,
    name: str,
    description: str | Mapping[str, str] | None = None,
    position: int | None = None,
    order: str = "manual",
    collapse: str = "unless_trouble",
    at: datetime | None = None,
    by: Actor,
) -> ComponentGroup:
    """A new group, behind the others unless ``position`` says otherwise. Raises ``ValidationError``."""
    at = at or timezone.now()
    if position is None:
        position = _behind(ComponentGroup.objects.aggregate(last=Max("position"))["last"])
    faults = Faults()
    given = {"name": name, "description": description, "position": position, "order": order, "collapse": collapse}
    values = checked_group(faults, given)
    faults.refuse()
    group = ComponentGroup.objects.create(**values, created_at=at)
    record(Verb.GROUP_CREATED, f"group/{group.key}", by=by, at=at, name=group.name)
    return group


@transaction.atomic
def change_group(
    group: ComponentGroup, *, revision: int | None = None, at: datetime | None = None, by: Actor, **changes: Any
) -> ComponentGroup:
    """Changes fields of a group, as ``create_group`` takes them. Raises ``ValidationError``, with code "moved" if somebody was faster."""
    group.refresh_from_db(from_queryset=ComponentGroup.objects.select_for_update())
    refuse_moved(group.revision, revision)
    faults = Faults()
    values = checked_group(faults, changes)
    faults.refuse()
    differing = changed_by(group, values)
    if differing:
        group.revision += 1
        group.save(update_fields=[*differing, "revision"])
        record(Verb.GROUP_CHANGED, f"group/{group.key}", by=by, at=at, changes=differing)
    return group


@transaction.atomic
def delete_group(group: ComponentGroup, *, at: datetime | None = None, by: Actor) -> None:
    """Removes a group; its components stay and belong to none."""
    group.refresh_from_db(from_queryset=ComponentGroup.objects.select_for_update())
    members = Component.objects.filter(group=group)
    keys = list(members.order_by("id").values_list("key", flat=True))
    members.update(group=None, revision=F("revision") + 1)
    subject, name = f"group/{group.key}", group.name
    group.delete()
    record(Verb.GROUP_DELETED, subject, by=by, at=at, name=name, components=keys)


@transaction.atomic
def create_component(
    *,
    name: str,
    slug: str | None = None,
    group: ComponentGroup | None = None,
    description: str | Mapping[str, str] | None = None,
    link: str = "",
    position: int | None = None,
    enabled: bool = True,
    tags: Iterable[str] = (),
    status: str = Status.OPERATIONAL,
    since: datetime | None = None,
    at: datetime | None = None,
    by: Actor,
) -> Component:
    """A new component, behind the others of its group. Its history begins at ``since``, which is ``at`` unless given.

    Raises ``ValidationError``.
    """
    at = at or timezone.now()
    faults = Faults()
    slug = slug or slug_from(str(name), taken=Component.objects.values_list("slug", flat=True), limit=60, otherwise="component")
    given = {
        "name": name, "slug": slug, "group": group, "description": description, "link": link, "enabled": enabled,
        "tags": tags, "position": 0 if position is None else position,
    }  # fmt: skip
    values = checked_component(faults, given, None)
    if since and since > at:
        faults.add("since", _("The history of a component cannot begin in the future."))
    known = faults.choice("status", status, Status)
    faults.refuse()
    if position is None:
        values["position"] = _behind(Component.objects.existing().filter(group=group).aggregate(last=Max("position"))["last"])
    with told_by_field(lambda late: checked_component(late, given, None)):
        component = Component.objects.create(**values, created_at=at)
    hold_status(component, known, cause=baseline_since(since or at), at=since or at)
    record(Verb.COMPONENT_CREATED, f"component/{component.key}", by=by, at=at, name=component.name, slug=component.slug, status=status)
    return component


@transaction.atomic
def change_component(
    component: Component, *, revision: int | None = None, at: datetime | None = None, by: Actor, **changes: Any
) -> Component:
    """Changes fields of a component, as ``create_component`` takes them, except ``status``.

    Raises ``ValidationError``, with code "moved" if ``revision``, the one that the author looked at, is no longer the newest.
    """
    lock_component(component)
    refuse_moved(component.revision, revision)
    faults = Faults()
    values = checked_component(faults, changes, component)
    faults.refuse()
    differing = changed_by(component, values)
    if differing:
        component.revision += 1
        with told_by_field(lambda late: checked_component(late, changes, component)):
            component.save(update_fields=[*differing, "revision"])
        if "group" in differing:
            differing["group"] = [side.key if side else None for side in differing["group"]]
        record(Verb.COMPONENT_CHANGED, f"component/{component.key}", by=by, at=at, changes=differing)
    return component


@transaction.atomic
def delete_component(component: Component, *, at: datetime | None = None, by: Actor) -> None:
    """Takes a component off all pages and ends what holds its status. Its row stays, since incidents name it."""
    at = at or timezone.now()
    lock_component(component)
    component.deleted_at = at
    component.revision += 1
    component.save(update_fields=["deleted_at", "revision"])
    spans = StatusSpan.objects.open().filter(component=component)
    spans.filter(began_at__gte=at).delete()
    spans.update(ended_at=at, open_key=None)
    PageSelection.objects.filter(component=component).delete()
    record(Verb.COMPONENT_DELETED, f"component/{component.key}", by=by, at=at, name=component.name)


@transaction.atomic
def set_baseline(component: Component, *, status: str, reason: str = "", at: datetime | None = None, by: Actor) -> BaselineSet:
    """Sets how the component is when nothing else holds it. Incidents add to that; a running maintenance replaces it.

    The answer says what readers see now, and which incidents and maintenances hold the component as well. Raises
    ``ValidationError``; ``at`` may not be before the present baseline began.
    """
    at = at or timezone.now()
    lock_component(component)
    known = status_named(status)
    faults = Faults()
    reason = faults.line("reason", reason, limit=REASON_LENGTH, required=False)
    faults.refuse()
    before = held_now([component], at=at)[component.pk]
    baseline = next((span.status for span in before if span.cause_kind == BASELINE), None)
    hold_status(component, known, cause=baseline_since(at), at=at)
    held = held_now([component], at=at)[component.pk]
    answer = BaselineSet(component, known, settled(held), [span.cause for span in held if span.cause_kind != BASELINE])
    if baseline != known:
        subject = f"component/{component.key}"
        words = {"before": settled(before), "after": answer.status_now, "cause": BASELINE, "reason": reason}
        record(Verb.COMPONENT_STATUS_CHANGED, subject, by=by, at=at, baseline=[baseline, known], **words)
    return answer


@transaction.atomic
def select_for_page(
    page: Page,
    *,
    groups: Sequence[ComponentGroup] = (),
    components: Sequence[Component] = (),
    revision: int | None = None,
    at: datetime | None = None,
    by: Actor,
) -> Page:
    """From now on ``page`` shows exactly these groups, with their future members, and these components.

    Raises ``ValidationError``, with code "moved" if somebody was faster.
    """
    page.refresh_from_db(from_queryset=Page.objects.select_for_update())
    refuse_moved(page.revision, revision)
    if any(component.deleted_at for component in components):
        raise ValidationError({"components": _("A component of these was deleted.")})
    before = _selected(page)
    PageSelection.objects.filter(page=page).delete()
    PageSelection.objects.bulk_create(PageSelection(page=page, group=group) for group in dict.fromkeys(groups))
    PageSelection.objects.bulk_create(PageSelection(page=page, component=component) for component in dict.fromkeys(components))
    page.shows_everything = False
    page.revision += 1
    page.save(update_fields=["shows_everything", "revision"])
    record(Verb.PAGE_CHANGED, f"page/{page.key}", by=by, at=at, changes={"shows": [before, _selected(page)]})
    return page


def lock_component(component: Component) -> None:
    """Reads the component anew and keeps others from changing it meanwhile. Raises ``ValidationError`` if it was deleted."""
    component.refresh_from_db(from_queryset=Component.objects.select_for_update())
    if component.deleted_at:
        raise ValidationError(_("This component was deleted."), code="deleted")


def _selected(page: Page) -> list[str]:
    if page.shows_everything:
        return ["everything"]
    chosen = page.selections.select_related("group", "component").order_by("id")
    groups = [f"group/{row.group.key}" for row in chosen if row.group]
    return groups + [f"component/{row.component.key}" for row in chosen if row.component]


def _behind(last: int | None) -> int:
    return 0 if last is None else last + 1
