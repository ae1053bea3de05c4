"""What surrounds every screen: the menu with its counts, the page that is being looked at, and who is here."""

from typing import Any, NamedTuple, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aboveboard.accounts.gates import grant_of
from aboveboard.accounts.grants import Grant
from aboveboard.accounts.permissions import Permission
from aboveboard.components.models import Component
from aboveboard.components.queries import pages_within
from aboveboard.dashboard.people.words import ROLE_WORDS
from aboveboard.incidents.models import Incident
from aboveboard.maintenances.models import Maintenance
from aboveboard.pages.models import Page


class Entry(NamedTuple):
    """A line of the menu. ``route`` is the name of its address; screens say which entry they belong to by that name."""

    route: str
    label: str | Promise
    permission: Permission | None
    go: str = ""  # the key that leads here after "g"


# In groups, as they stand in the rail. Whoever may not read a thing does not see its entry.
MENU: tuple[tuple[Entry, ...], ...] = (
    (
        Entry("dashboard_home", _("Home"), None, "h"),
        Entry("dashboard_incidents", _("Incidents"), Permission.INCIDENTS_READ, "i"),
        Entry("dashboard_maintenances", _("Maintenance"), Permission.MAINTENANCES_READ),
        Entry("dashboard_components", _("Components"), Permission.COMPONENTS_READ, "c"),
    ),
    (
        Entry("dashboard_pages", _("Pages"), Permission.PAGES_READ),
        Entry("dashboard_templates", _("Templates"), Permission.TEMPLATES_MANAGE),
        Entry("dashboard_record", _("Record"), Permission.RECORD_READ),
    ),
    (
        Entry("dashboard_people", _("People"), Permission.PEOPLE_READ),
        Entry("dashboard_tokens", _("Tokens"), Permission.TOKENS_OWN),
        Entry("dashboard_sign_in", _("Sign-in"), Permission.SIGN_IN_MANAGE),
        Entry("dashboard_audit", _("Audit log"), Permission.AUDIT_READ),
        Entry("dashboard_settings", _("Settings"), Permission.SETTINGS_MANAGE, "s"),
    ),
)


def screen(request: HttpRequest, template: str, here: str, context: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    """A whole screen. ``here`` is the route of the menu entry that it belongs to; ``template`` extends dashboard/shell.html."""
    return render(request, template, surroundings(request, here) | (context or {}), status=status)


def surroundings(request: HttpRequest, here: str) -> dict[str, Any]:
    """What dashboard/shell.html asks for."""
    grant = grant_of(request)
    page = chosen_page(request, grant)
    return {
        "grant": grant,
        "own_role": ROLE_WORDS[grant.role],
        "here": here,
        "page": page,
        "pages": list(pages_within(grant.limits).order_by("name", "id")[:100]),
        "menu": _menu(grant, here),
        "may_report": grant.may(Permission.INCIDENTS_REPORT),
        "page_address": address_of(page) if page else None,
    }


def chosen_page(request: HttpRequest, grant: Grant) -> Page | None:
    """The page that the person looks at: chosen in the rail, else the default page, else any; null before there is one."""
    if not hasattr(request, "chosen_page"):
        pages = pages_within(grant.limits)
        chosen = pages.filter(key=request.session["page"]).first() if request.session.get("page") else None
        request.chosen_page = chosen or pages.filter(is_default=True).first() or pages.order_by("id").first()  # type: ignore[attr-defined]
    return cast("Page | None", request.chosen_page)  # type: ignore[attr-defined]


def address_of(page: Page) -> str:
    """Where readers find the page."""
    if page.host:
        return f"{settings.SITE_URL.partition('://')[0]}://{page.host}/"
    return f"{settings.SITE_URL}/" if page.is_default else f"{settings.SITE_URL}/p/{page.slug}/"


def _menu(grant: Grant, here: str) -> list[list[dict[str, Any]]]:
    counts = _counts(grant)
    groups = []
    for entries in MENU:
        shown = [entry for entry in entries if entry.permission is None or grant.may(entry.permission)]
        groups.append(
            [
                {
                    "address": reverse(entry.route),
                    "route": entry.route,
                    "label": entry.label,
                    "go": entry.go,
                    "is_here": entry.route == here,
                    "count": counts.get(entry.route),
                    "is_trouble": entry.route == "dashboard_incidents",
                }
                for entry in shown
            ]
        )
    return [group for group in groups if group]


def _counts(grant: Grant) -> dict[str, int]:
    """What stands at the end of an entry: open incidents, maintenances to come or running, components."""
    return {
        "dashboard_incidents": Incident.objects.existing().unresolved().within(grant.limits).count(),
        "dashboard_maintenances": Maintenance.objects.existing().within(grant.limits).filter(ends_at__gte=timezone.now()).count(),
        "dashboard_components": Component.objects.existing().within(grant.limits).count(),
    }
