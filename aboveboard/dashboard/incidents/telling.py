"""What the screen of one incident shows: its story, what is missing, its components, and what others did meanwhile."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aboveboard.accounts.limits import Limits
from aboveboard.components.models import Component
from aboveboard.components.status import SEVERITY, Status
from aboveboard.dashboard.incidents import choices
from aboveboard.dashboard.incidents.reaching import done_since, title_in
from aboveboard.dashboard.templatetags.board import WORDS
from aboveboard.dashboard.toasts import toast
from aboveboard.dashboard.wording import text_in
from aboveboard.incidents.checklist import Facts, Missing, missing
from aboveboard.incidents.lifecycle import IncidentStatus, is_open
from aboveboard.incidents.models import Incident, IncidentComponent, IncidentUpdate, Postmortem
from aboveboard.pages.audience import Visibility

__all__ = ["done_since"]
IMPACTS = [(Status.OPERATIONAL.value, gettext_lazy("Operational")), *((status.value, WORDS[status]) for status in choices.RAISES)]
MOST_UPDATES = 200
_ORDER = [value for value, _word in choices.ALL_STAGES]


def story_of(one: Incident, language: str, now: datetime) -> dict[str, Any]:
    """Updates newest first with their edits, notes, post-mortem, and the checklist."""
    updates = list(IncidentUpdate.objects.filter(incident=one).prefetch_related("edits").order_by("-at", "-id")[:MOST_UPDATES])
    names = dict(IncidentComponent.objects.filter(incident=one).values_list("component__key", "component__name"))
    postmortem = Postmortem.objects.filter(incident=one).first()
    affected = list(IncidentComponent.objects.filter(incident=one).values_list("status", flat=True))
    facts = Facts(
        status=one.status,
        impact=one.impact,
        last_said_at=updates[0].at if updates else one.created_at,
        next_update_at=one.next_update_at,
        has_words=any(update.body for update in updates),
        affected=len(affected),
        held=sum(1 for status in affected if status != Status.OPERATIONAL),
        postmortem=None if postmortem is None else "published" if postmortem.published_at else "draft",
    )
    return {
        "updates": [_told(update, language, names) for update in updates],
        "notes": list(one.notes.order_by("-at", "-id")[:50]),
        "postmortem": postmortem,
        "missing": [(each, HINTS[each]) for each in missing(facts, now)],
        "is_open": is_open(one.status),
    }


HINTS = {
    Missing.UPDATE_OVERDUE: gettext_lazy("The next update is overdue."),
    Missing.GONE_QUIET: gettext_lazy("Nothing was said for more than an hour."),
    Missing.NO_NEXT_UPDATE: gettext_lazy("Readers do not know when they hear more."),
    Missing.NO_COMPONENTS: gettext_lazy("It names no component, so no status changes."),
    Missing.STILL_HELD: gettext_lazy("Components are still held while you are watching."),
    Missing.READY_TO_RESOLVE: gettext_lazy("Every component is back. It can be resolved."),
    Missing.NO_WORDS: gettext_lazy("It has no words yet."),
    Missing.NO_POSTMORTEM: gettext_lazy("There is no post-mortem."),
    Missing.POSTMORTEM_DRAFT: gettext_lazy("The post-mortem is a draft."),
}


def _told(update: IncidentUpdate, language: str, names: Mapping[str, str]) -> dict[str, Any]:
    body = text_in(update.body, language)
    changes = [(names.get(key, "…"), status) for key, status in update.statuses.items()]
    edits = sorted(update.edits.all(), key=lambda edit: edit.edited_at)
    return {
        "update": update,
        "body": body,
        "changes": sorted(changes, key=lambda pair: -SEVERITY[Status(pair[1])]),
        "edited_at": edits[-1].edited_at if edits else None,
        "before": text_in(edits[-1].body_before, language) if edits else "",
    }


def parts_of(one: Incident, given: Mapping[str, str]) -> list[dict[str, Any]]:
    """The components that it named, each with how it is and what the form says it becomes; the worst first."""
    rows = IncidentComponent.objects.filter(incident=one, component__deleted_at__isnull=True).select_related("component")
    parts: list[dict[str, Any]] = [
        {"component": row.component, "now": row.status, "becomes": given.get(row.component.key, row.status), "worst": row.worst}
        for row in rows.order_by("component__position", "component__id")
    ]
    known = {part["component"].key for part in parts}
    added = Component.objects.filter(key__in=[key for key in given if key not in known])
    parts += [{"component": each, "now": Status.OPERATIONAL.value, "becomes": given[each.key], "worst": given[each.key]} for each in added]
    return sorted(parts, key=lambda part: -SEVERITY[Status(part["now"])])


def held_components(one: Incident) -> list[Component]:
    rows = IncidentComponent.objects.filter(incident=one, component__deleted_at__isnull=True).exclude(status=Status.OPERATIONAL)
    return [row.component for row in rows.select_related("component").order_by("component__position", "component__id")]


def changed_statuses(one: Incident, data: Mapping[str, str], limits: Limits) -> dict[Component, str]:
    """What the form changes: of the components that it names, those that become something else than they are."""
    now = dict(IncidentComponent.objects.filter(incident=one).values_list("component__key", "status"))
    return {
        component: status
        for component, status in choices.chosen(data, limits).items()
        if now.get(component.key, Status.OPERATIONAL.value) != status
    }


def next_stage(status: str) -> str:
    """The stage after the present one; where it all ends, the end."""
    if status not in _ORDER:
        return _ORDER[0]
    return _ORDER[min(_ORDER.index(status) + 1, len(_ORDER) - 1)]


def kept_promise(one: Incident, now: datetime) -> datetime | None:
    """A step without words leaves the promised time of the next update as it is, as long as it is ahead."""
    return one.next_update_at if one.next_update_at and one.next_update_at > now else None


def toast_said(request: HttpRequest, one: Incident, *, draft: str = "") -> None:
    stages: dict[str, Any] = dict(choices.ALL_STAGES)
    seen = one.visibility == Visibility.EVERYONE and one.released
    over = one.status == IncidentStatus.RESOLVED
    sentence = _("“%(title)s” is resolved, and its components are released.") if over else _("“%(title)s” is now at: %(stage)s.")
    told = sentence % {"title": title_in(one, "en"), "stage": str(stages.get(one.status, one.status)).lower()}
    toast(request, f"{told} {_('Readers see it.') if seen else _('Readers do not see it yet.')}", draft=draft)
