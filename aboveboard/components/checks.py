"""What a component and a group may be like: the rules behind their actions."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from aboveboard.components.models import Collapse, Component, ComponentGroup
from aboveboard.components.status import Status
from aboveboard.lib.checks import Faults
from aboveboard.pages.models import Page

DESCRIPTION_LENGTH = 1_000
MOST_TAGS = 20
TAG_LENGTH = 40
ORDERS = ("manual", "name", "status")
LAST_POSITION = 2**31 - 1


def checked_component(faults: Faults, changes: Mapping[str, Any], component: Component | None) -> dict[str, Any]:
    """``changes`` as they may be stored; what is wrong goes to ``faults``."""
    found = _checked(faults, changes, _COMPONENT_RULES)
    if found.get("slug"):
        others = Component.objects.exclude(pk=component.pk) if component else Component.objects.all()
        if others.filter(slug=found["slug"]).exists():
            faults.add("slug", _("Another component has this address already."), "taken")
    return found


def checked_group(faults: Faults, changes: Mapping[str, Any]) -> dict[str, Any]:
    """``changes`` as they may be stored; what is wrong goes to ``faults``."""
    return _checked(faults, changes, _GROUP_RULES)


def checked_statuses(faults: Faults, statuses: Mapping[Any, str]) -> dict[Component, Status]:
    """Statuses that an incident, a maintenance or one of their updates gives to components."""
    existing = set(Component.objects.existing().filter(pk__in=[getattr(c, "pk", None) for c in statuses]).values_list("pk", flat=True))
    found: dict[Component, Status] = {}
    for component, value in statuses.items():
        if not isinstance(component, Component) or component.pk not in existing:
            faults.add("statuses", _("“%(component)s” is no component."), "unknown", component=str(component)[:100])
            continue
        found[component] = faults.choice("statuses", value, Status)
    return found


def status_named(value: object) -> Status:
    """``value`` as a status. Raises ``ValidationError`` (``status``)."""
    faults = Faults()
    status = faults.choice("status", value, Status)
    faults.refuse()
    return status


def _checked(faults: Faults, changes: Mapping[str, Any], rules: Mapping[str, Callable[[Faults, str, Any], Any]]) -> dict[str, Any]:
    found = {}
    for field, value in changes.items():
        if field in rules:
            found[field] = rules[field](faults, field, value)
        else:
            faults.add(field, _("There is no such field."), "unknown")
    return found


def _name(faults: Faults, field: str, value: Any) -> str:
    return faults.line(field, value)


def _slug(faults: Faults, field: str, value: Any) -> str:
    return faults.slug(field, value, limit=60)


def _description(faults: Faults, field: str, value: Any) -> dict[str, str]:
    first = Page.objects.first_language() if value else "en"
    return faults.texts(field, value or {}, first=first, limit=DESCRIPTION_LENGTH, required=False, several_lines=True)


def _link(faults: Faults, field: str, value: Any) -> str:
    return faults.web_address(field, value or "")


def _group(faults: Faults, field: str, value: Any) -> ComponentGroup | None:
    if value is None or (isinstance(value, ComponentGroup) and ComponentGroup.objects.filter(pk=value.pk).exists()):
        return value
    faults.add(field, _("There is no such group."), "unknown")
    return None


def _position(faults: Faults, field: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LAST_POSITION:
        faults.add(field, _("A position is a whole number from 0 on."))
        return 0
    return value


def _enabled(faults: Faults, field: str, value: Any) -> bool:
    if not isinstance(value, bool):
        faults.add(field, _("Yes or no."))
    return bool(value)


def _tags(faults: Faults, field: str, value: Any) -> list[str]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        faults.add(field, _("A list of words."))
        return []
    tags = [faults.line(field, tag, limit=TAG_LENGTH) for tag in value]
    if len(tags) > MOST_TAGS:
        faults.add(field, _("At most %(most)s tags."), most=MOST_TAGS)
    return list(dict.fromkeys(tags))


def _order(faults: Faults, field: str, value: Any) -> str:
    if value not in ORDERS:
        faults.add(field, _("One of: %(allowed)s."), "unknown", allowed=", ".join(ORDERS))
    return str(value)


def _collapse(faults: Faults, field: str, value: Any) -> str:
    return str(faults.choice(field, value, Collapse))


_COMPONENT_RULES: dict[str, Callable[[Faults, str, Any], Any]] = {
    "name": _name,
    "slug": _slug,
    "description": _description,
    "link": _link,
    "group": _group,
    "position": _position,
    "enabled": _enabled,
    "tags": _tags,
}
_GROUP_RULES: dict[str, Callable[[Faults, str, Any], Any]] = {
    "name": _name,
    "description": _description,
    "position": _position,
    "order": _order,
    "collapse": _collapse,
}
