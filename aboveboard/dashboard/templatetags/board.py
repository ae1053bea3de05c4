"""Marks and files that every screen uses; loaded into every template."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from aboveboard.accounts.permissions import Permission
from aboveboard.components.status import Status
from aboveboard.dashboard import toasts
from aboveboard.dashboard.assets import assets
from aboveboard.dashboard.wording import text_in
from aboveboard.maintenances.lifecycle import MaintenanceStatus
from aboveboard.pages.audience import Visibility
from aboveboard.publishing.renderers.html import marks

register = template.Library()

WORDS = {
    Status.OPERATIONAL: _("Operational"),
    Status.DEGRADED_PERFORMANCE: _("Degraded"),
    Status.PARTIAL_OUTAGE: _("Partial outage"),
    Status.MAJOR_OUTAGE: _("Major outage"),
    Status.UNDER_MAINTENANCE: _("Maintenance"),
    Status.UNKNOWN: _("No data"),
}


MAINTENANCE_WORDS = {
    MaintenanceStatus.SCHEDULED: _("Scheduled"),
    MaintenanceStatus.IN_PROGRESS: _("In progress"),
    MaintenanceStatus.COMPLETED: _("Completed"),
    MaintenanceStatus.CANCELLED: _("Cancelled"),
}
VISIBILITY_WORDS = {Visibility.EVERYONE: _("Everyone"), Visibility.SIGNED_IN: _("Signed-in readers"), Visibility.NOBODY: _("Nobody yet")}
VISIBILITIES = [(visibility.value, words) for visibility, words in VISIBILITY_WORDS.items()]  # as a form offers them


@register.filter
def maintenance_word(status: str) -> str:
    return str(MAINTENANCE_WORDS[MaintenanceStatus(status)])


@register.filter
def visibility_word(visibility: str) -> str:
    return str(VISIBILITY_WORDS[Visibility(visibility)])


@register.filter
def worded(texts: Mapping[str, str]) -> str:
    """A text per language in the language of the dashboard, else in any that there is: the first that was written."""
    return text_in(texts, get_language() or "")


@register.simple_tag
def asset(name: str) -> str:
    """The element that loads one of the dashboard's own files, with its integrity."""
    known = assets()[name]
    if name.endswith(".css"):
        return format_html('<link rel="stylesheet" href="/dashboard/static/{}" integrity="{}">', known.path, known.integrity)
    return format_html('<script src="/dashboard/static/{}" integrity="{}" defer></script>', known.path, known.integrity)


@register.filter
def mark(status: str) -> str:
    """The two letters that stand for a status in class names: "op", "de", "pa", "ma", "mt", "un"."""
    return marks.code(status)


@register.filter
def status_word(status: str) -> str:
    return str(WORDS[Status(status)])


@register.filter
def told_by(tags: str | None) -> dict[str, Any]:
    """What a toast offers besides its sentence."""
    return toasts.told_by(tags)


@register.simple_tag(takes_context=True)
def history_of(context: Mapping[str, Any], kind: str, key: str) -> str:
    """A link to everything that happened to a thing, for whoever may read the audit log."""
    if not context["grant"].may(Permission.AUDIT_READ):
        return ""
    return format_html('<a class="button" href="{}?subject={}/{}">{}</a>', reverse("dashboard_audit"), kind, key, _("History"))


@register.simple_tag(takes_context=True)
def taking_out_of(context: Mapping[str, Any], key: str) -> str:
    """A link to where words are taken out of an incident or a maintenance for good, for whoever may."""
    if not context["grant"].may(Permission.RECORD_REDACT):
        return ""
    return format_html('<a class="button danger" href="{}?search={}">{}</a>', reverse("dashboard_record_choose"), key, _("Take words out…"))


@register.simple_tag
def glyph(status: str) -> str:
    """The shape of a status in its colour; decoration, so a word has to stand beside it."""
    return marks.glyph(status)
