"""The search above every screen: components, incidents, maintenances, people and pages by a piece of their name."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from aboveboard.accounts.gates import grant_of, signed_in
from aboveboard.accounts.grants import Grant
from aboveboard.accounts.models import User
from aboveboard.accounts.permissions import Permission
from aboveboard.components.models import Component
from aboveboard.components.queries import pages_in_charge
from aboveboard.dashboard.listing import SEARCH_LENGTH
from aboveboard.dashboard.shell import screen
from aboveboard.dashboard.templatetags.board import worded
from aboveboard.incidents.models import Incident
from aboveboard.maintenances.models import Maintenance

MOST = 10  # of each kind


@signed_in
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("search", "").strip()[:SEARCH_LENGTH]
    kinds = list(_found(grant_of(request), words)) if words else []
    return screen(request, "dashboard/find.html", "dashboard_home", {"sought": words, "kinds": kinds})


def _found(grant: Grant, words: str) -> Iterator[tuple[str | Promise, list[tuple[str, str]]]]:
    """What each kind is called, and what was found of it as (text, address); kinds without any are left out."""
    limits = grant.limits
    incidents = Incident.objects.existing().within(limits).filter(title__icontains=words).order_by("-occurred_at")
    maintenances = Maintenance.objects.existing().within(limits).filter(title__icontains=words).order_by("-begins_at")
    components = Component.objects.existing().within(limits).filter(Q(name__icontains=words) | Q(slug__icontains=words)).order_by("name")
    people = User.objects.filter(Q(name__icontains=words) | Q(email__icontains=words)).order_by("name", "email")
    pages = pages_in_charge(limits).filter(Q(name__icontains=words) | Q(host__icontains=words)).order_by("name")
    kinds: tuple[tuple[str | Promise, Permission, QuerySet[Any], str], ...] = (
        (_("Components"), Permission.COMPONENTS_READ, components, "dashboard_component"),
        (_("Incidents"), Permission.INCIDENTS_READ, incidents, "dashboard_incident"),
        (_("Maintenance"), Permission.MAINTENANCES_READ, maintenances, "dashboard_maintenance"),
        (_("Pages"), Permission.PAGES_READ, pages, "dashboard_page"),
        (_("People"), Permission.PEOPLE_READ, people, "dashboard_person"),
    )
    for label, permission, rows, route in kinds:
        if grant.may(permission) and (found := [(_text(row), reverse(route, args=[row.key])) for row in rows[:MOST]]):
            yield label, found


def _text(row: Any) -> str:
    return worded(row.title) if hasattr(row, "title") else str(row)
