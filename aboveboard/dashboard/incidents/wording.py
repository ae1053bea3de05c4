"""Words that write themselves: the title, what stands in the places of ready-made words, a text without what was taken out."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from aboveboard.components.models import Component
from aboveboard.dashboard.standing import words_here
from aboveboard.incidents.linting import findings, without
from aboveboard.incidents.titles import title_of
from aboveboard.pages.models import Page


def own_title(statuses: Mapping[Component, str], page: Page | None) -> str:
    """The title that writes itself, in the page's first language."""
    groups: dict[str, set[str]] = {}
    chosen_groups = {component.group_id for component in statuses if component.group_id}
    for name, group in Component.objects.existing().filter(group__in=chosen_groups).values_list("name", "group__name"):
        groups.setdefault(str(group), set()).add(name)
    with override(page.first_language if page else "en"):
        return title_of(
            [(component.name, status) for component, status in statuses.items()],
            {group: frozenset(members) for group, members in groups.items()},
        )


def filling(statuses: Mapping[Component, str], page: Page | None, now: datetime) -> dict[str, str]:
    """What stands in the places of ready-made words."""
    names = [component.name for component in statuses]
    listed = ", ".join(names) if names else _("Our service")
    return {"components": listed, "page": page.name if page else "", "time": words_here(page).time(now)}


def taken_out(text: str, where: str) -> str:
    """The text without the finding that begins at ``where``; as it is if there is none."""
    text = text.replace("\r\n", "\n")
    found = next((finding for finding in findings(text) if str(finding.begin) == where), None)
    return without(text, found) if found else text
