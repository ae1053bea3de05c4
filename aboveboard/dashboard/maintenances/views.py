"""The list of maintenances, planning one, and changing what one says."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aboveboard.accounts.gates import grant_of, requires
from aboveboard.accounts.permissions import Permission
from aboveboard.dashboard.listing import Filter, Order, listed
from aboveboard.dashboard.maintenances.forms import ChangeForm, PlanForm, first_window
from aboveboard.dashboard.maintenances.reach import maintenance_within, pages_for
from aboveboard.dashboard.shell import chosen_page, screen
from aboveboard.dashboard.wording import kept
from aboveboard.lib.checks import Faults
from aboveboard.maintenances.actions import change_maintenance, delete_maintenance, plan_maintenance
from aboveboard.maintenances.lifecycle import MaintenanceStatus
from aboveboard.maintenances.models import Maintenance, MaintenanceSeries
from aboveboard.maintenances.recurrence import checked_rule, times_after
from aboveboard.maintenances.series import create_series

HERE = "dashboard_maintenances"
PREVIEWED = 5
FILTERS = (
    Filter("", gettext_lazy("Running and to come"), Q(status__in=(MaintenanceStatus.SCHEDULED, MaintenanceStatus.IN_PROGRESS))),
    Filter("running", gettext_lazy("Running"), Q(status=MaintenanceStatus.IN_PROGRESS)),
    Filter("coming", gettext_lazy("To come"), Q(status=MaintenanceStatus.SCHEDULED)),
    Filter("over", gettext_lazy("Over"), Q(status=MaintenanceStatus.COMPLETED)),
    Filter("cancelled", gettext_lazy("Cancelled"), Q(status=MaintenanceStatus.CANCELLED)),
    Filter("all", gettext_lazy("All"), Q()),
)
ORDERS = (
    Order("", gettext_lazy("Soonest first"), ("begins_at",)),
    Order("latest", gettext_lazy("Latest first"), ("-begins_at",)),
)


@requires(Permission.MAINTENANCES_READ)
@require_safe
def maintenances(request: HttpRequest) -> HttpResponse:
    grant = grant_of(request)
    reached = Maintenance.objects.existing().within(grant.limits).prefetch_related("affected__component")
    context = {
        "listing": listed(
            request, reached, search_in=("title__icontains", "affected__component__name__icontains"), filters=FILTERS, orders=ORDERS
        ),
        "series": list(MaintenanceSeries.objects.going_on().within(grant.limits).order_by("next_begins_at")[:50]),
        "may_manage": grant.may(Permission.MAINTENANCES_MANAGE),
    }
    return screen(request, "dashboard/maintenances/list.html", HERE, context)


@requires(Permission.MAINTENANCES_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_maintenance(request: HttpRequest) -> HttpResponse:
    grant = grant_of(request)
    start = {**first_window(timezone.now()), "status": "under_maintenance", "visibility": "everyone", "announce_days": 7}
    form = PlanForm(request.POST or None, initial=start, limits=grant.limits)
    if request.method == "POST" and form.is_valid():
        address = form.carry_out(lambda: _plan(request, form))
        if address:
            messages.success(request, _("“%(title)s” is announced. It begins and ends by itself.") % {"title": form.cleaned_data["title"]})
            return address
    context = {"form": form, **_conflicts(request, form)}
    return screen(request, "dashboard/maintenances/form.html", HERE, context, status=form.http_status)


def _plan(request: HttpRequest, form: PlanForm) -> HttpResponse:
    """Plans one maintenance, or a series if it comes again."""
    grant, asked = grant_of(request), form.cleaned_data
    page = chosen_page(request, grant)
    words: dict[str, Any] = {"title": form.words("title"), "body": form.words("body"), "statuses": form.statuses}
    window = {"begins_at": asked["begins_at"], "ends_at": asked["ends_at"], "visibility": asked["visibility"]}
    pages = pages_for(form.statuses, page, grant.limits)
    if rule := form.recurs():
        again: dict[str, Any] = {"rule": rule, "time_zone": page.time_zone if page else "UTC", "announce_days": asked["announce_days"] or 0}
        series = create_series(**words, **window, **again, pages=pages, by=grant.actor)
        return redirect("dashboard_series", key=series.key)
    planned = plan_maintenance(**words, **window, pages=pages, quiet=asked["quiet"], by=grant.actor)
    return redirect("dashboard_maintenance", key=planned.key)


@requires(Permission.MAINTENANCES_MANAGE)
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """A part of the form, while it is filled in: the next dates, and what is in the way."""
    form = PlanForm(request.POST, limits=grant_of(request).limits)
    form.is_valid()
    return render(request, "dashboard/maintenances/preview.html", {"next_times": _next_times(request, form), **_conflicts(request, form)})


def _next_times(request: HttpRequest, form: PlanForm) -> list[datetime]:
    begins_at, rule = form.cleaned_data.get("begins_at"), form.recurs()
    if not (begins_at and rule):
        return []
    page = chosen_page(request, grant_of(request))
    zone = ZoneInfo(page.time_zone if page else "UTC")
    try:
        faults = Faults()
        checked = checked_rule(faults, rule, begins_at=begins_at, zone=zone)
        faults.refuse()
    except ValidationError as refusal:
        form.refuse(refusal)
        return []
    return times_after(checked, begins_at - timedelta(seconds=1), begins_at=begins_at, zone=zone, most=PREVIEWED)


def _conflicts(request: HttpRequest, form: PlanForm) -> dict[str, Any]:
    """Other maintenances of the same components at the same time; those out of reach are counted, not named."""
    asked = getattr(form, "cleaned_data", {})
    begins_at, ends_at, components = asked.get("begins_at"), asked.get("ends_at"), asked.get("components")
    if not (begins_at and ends_at and components):
        return {"conflicts": [], "rule_faults": form.errors.get("rule", []) if form.is_bound else []}
    other = Maintenance.objects.overlapping(begins_at, ends_at).filter(affected__component__in=components).distinct().order_by("begins_at")
    return {"conflicts": list(other[:10]), "rule_faults": form.errors.get("rule", [])}


@requires(Permission.MAINTENANCES_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_maintenance(request: HttpRequest, key: str) -> HttpResponse:
    grant, maintenance = grant_of(request), maintenance_within(request, key)
    start = {**ChangeForm.values_of(maintenance), "revision": maintenance.revision}
    form = ChangeForm(request.POST or None, initial=start, limits=grant.limits)
    if request.method == "POST" and form.is_valid():
        given = {"statuses": form.statuses, "visibility": form.cleaned_data["visibility"], "revision": form.cleaned_data["revision"]}
        title = kept(maintenance.title, form.words("title"))
        changed = form.carry_out(
            lambda: change_maintenance(maintenance, title=title, **given, by=grant.actor), stored=lambda: _compared(maintenance)
        )
        if changed:
            messages.success(request, _("The maintenance is changed. Readers see it."))
            return redirect("dashboard_maintenance", key=maintenance.key)
    context = {"form": form, "maintenance": maintenance}
    return screen(request, "dashboard/maintenances/edit.html", HERE, context, status=form.http_status)


def _compared(maintenance: Maintenance) -> dict[str, Any]:
    """What is laid beside the words of somebody who was overtaken."""
    stored = ChangeForm.values_of(maintenance)
    return {name: stored[name] for name in ("title", "status", "visibility")}


@requires(Permission.MAINTENANCES_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def remove_maintenance(request: HttpRequest, key: str) -> HttpResponse:
    """Asks first: it is taken back with everything it held, and a tombstone stays."""
    maintenance = maintenance_within(request, key)
    if request.method == "POST":
        delete_maintenance(maintenance, by=grant_of(request).actor)
        messages.success(request, _("The maintenance is taken back. The record says that it was there."))
        return redirect(HERE)
    return screen(request, "dashboard/maintenances/remove.html", HERE, {"maintenance": maintenance})
