"""One maintenance while it comes and goes: what there is to do with it, and what is said about it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aboveboard.accounts.gates import grant_of, requires
from aboveboard.accounts.permissions import Permission
from aboveboard.dashboard.maintenances.forms import SayForm, WindowForm
from aboveboard.dashboard.maintenances.reach import maintenance_within, series_within
from aboveboard.dashboard.shell import screen
from aboveboard.dashboard.wording import kept, typed_as
from aboveboard.maintenances.actions import (
    begin_maintenance,
    cancel_maintenance,
    edit_update,
    end_maintenance,
    post_update,
    reschedule_maintenance,
)
from aboveboard.maintenances.lifecycle import FOLLOWING, MaintenanceStatus
from aboveboard.maintenances.models import Maintenance
from aboveboard.maintenances.series import end_series

HERE = "dashboard_maintenances"
_MOVES: dict[str, Callable[..., Any]] = {
    MaintenanceStatus.IN_PROGRESS: begin_maintenance,
    MaintenanceStatus.COMPLETED: end_maintenance,
    MaintenanceStatus.CANCELLED: cancel_maintenance,
}
LONGER = (15, 30, 60, 120)  # minutes


@requires(Permission.MAINTENANCES_READ)
@require_safe
def maintenance(request: HttpRequest, key: str) -> HttpResponse:
    return _one(request, maintenance_within(request, key))


def _window_of(one: Maintenance) -> dict[str, Any]:
    return {"begins_at": one.begins_at, "ends_at": one.ends_at}


def _one(request: HttpRequest, one: Maintenance, forms: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    grant = grant_of(request)
    context = {
        "maintenance": one,
        "affected": list(one.affected.select_related("component").order_by("component__name")),
        "updates": list(one.updates.prefetch_related("edits").order_by("-at", "-id")[:100]),
        "following": FOLLOWING[MaintenanceStatus(one.status)],
        "longer": LONGER,
        "say_form": SayForm(),
        "window_form": WindowForm(initial=_window_of(one)),
        "may_manage": grant.may(Permission.MAINTENANCES_MANAGE),
        **(forms or {}),
    }
    return screen(request, "dashboard/maintenances/one.html", HERE, context, status=status)


@requires(Permission.MAINTENANCES_MANAGE)
@require_POST
def move(request: HttpRequest, key: str) -> HttpResponse:
    """Begins, ends or cancels it, as the button says."""
    one, stage = maintenance_within(request, key), request.POST.get("status", "")
    if stage not in _MOVES:
        messages.error(request, _("Choose what to do with the maintenance."))
        return redirect("dashboard_maintenance", key=key)
    return _acted(request, key, lambda: _MOVES[stage](one, by=grant_of(request).actor), _("Done. Readers see it."))


@requires(Permission.MAINTENANCES_MANAGE)
@require_POST
def extend(request: HttpRequest, key: str) -> HttpResponse:
    """So many minutes longer than planned, or than now if that is later: how an overrun is said in one tap."""
    one, minutes = maintenance_within(request, key), request.POST.get("minutes", "")
    if minutes not in map(str, LONGER):
        messages.error(request, _("Choose how much longer."))
        return redirect("dashboard_maintenance", key=key)
    ends_at = max(one.ends_at, timezone.now()) + timedelta(minutes=int(minutes))
    by = grant_of(request).actor
    return _acted(request, key, lambda: reschedule_maintenance(one, ends_at=ends_at, by=by), _("It ends later. Readers see it."))


def _acted(request: HttpRequest, key: str, act: Callable[[], object], sentence: str) -> HttpResponse:
    """Does what one button stands for, and says so, or why not."""
    try:
        act()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, sentence)
    return redirect("dashboard_maintenance", key=key)


@requires(Permission.MAINTENANCES_MANAGE)
@require_POST
def reschedule(request: HttpRequest, key: str) -> HttpResponse:
    one = maintenance_within(request, key)
    form = WindowForm(request.POST, initial=_window_of(one))
    if form.is_valid():
        window = {name: form.cleaned_data[name] for name in ("begins_at", "ends_at")}
        by = grant_of(request).actor
        if form.carry_out(lambda: reschedule_maintenance(one, **window, body=form.words("body"), by=by)):
            messages.success(request, _("The window is moved. Readers see it."))
            return redirect("dashboard_maintenance", key=key)
    return _one(request, one, {"window_form": form}, status=400)


@requires(Permission.MAINTENANCES_MANAGE)
@require_POST
def say(request: HttpRequest, key: str) -> HttpResponse:
    one, form = maintenance_within(request, key), SayForm(request.POST)
    if form.is_valid():
        said = form.carry_out(lambda: post_update(one, body=form.words("body"), by=grant_of(request).actor))
        if said:
            messages.success(request, _("Said. Readers see it."))
            return redirect("dashboard_maintenance", key=key)
    return _one(request, one, {"say_form": form}, status=400)


@requires(Permission.MAINTENANCES_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_words(request: HttpRequest, key: str, update: str) -> HttpResponse:
    """Rewords an update; readers see that it was edited, and the record keeps both."""
    one = maintenance_within(request, key)
    known = get_object_or_404(one.updates, key=update)
    form = SayForm(request.POST or None, initial=typed_as("body", known.body))
    if request.method == "POST" and form.is_valid():
        words = kept(known.body, form.words("body"))
        if form.carry_out(lambda: edit_update(known, body=words, by=grant_of(request).actor)):
            messages.success(request, _("The words are changed. Readers see that they were edited."))
            return redirect("dashboard_maintenance", key=key)
    context = {"form": form, "maintenance": one, "update": known}
    return screen(request, "dashboard/maintenances/words.html", HERE, context, status=form.http_status)


@requires(Permission.MAINTENANCES_READ)
@require_safe
def series(request: HttpRequest, key: str) -> HttpResponse:
    one = series_within(request, key)
    planned = one.maintenances.filter(deleted_at=None).order_by("-begins_at")[:50]
    may_manage = grant_of(request).may(Permission.MAINTENANCES_MANAGE)
    return screen(request, "dashboard/maintenances/series.html", HERE, {"series": one, "planned": planned, "may_manage": may_manage})


@requires(Permission.MAINTENANCES_MANAGE)
@require_POST
def finish_series(request: HttpRequest, key: str) -> HttpResponse:
    end_series(series_within(request, key), by=grant_of(request).actor)
    messages.success(request, _("It comes no more. What was announced stays."))
    return redirect("dashboard_series", key=key)
