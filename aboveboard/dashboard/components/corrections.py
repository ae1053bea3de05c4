"""Correcting a component's history: what would change, doing it, the list of what was corrected, and taking it back."""

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from aboveboard.accounts.gates import grant_of, requires
from aboveboard.accounts.permissions import Permission
from aboveboard.components.corrections import REACH, correct_history, settled_history, withdraw_correction
from aboveboard.components.models import Component, StatusSpan
from aboveboard.components.uptime import days_of, uptime_of
from aboveboard.dashboard.components.forms import CorrectForm
from aboveboard.dashboard.components.views import HERE, reached
from aboveboard.dashboard.listing import Filter, Order, listed
from aboveboard.dashboard.shell import chosen_page, screen
from aboveboard.dashboard.standing import words_here
from aboveboard.dashboard.toasts import toast
from aboveboard.events.actors import Actor
from aboveboard.lib.periods import local_date
from aboveboard.publishing.renderers.words import Words

FILTERS = (
    Filter("", gettext_lazy("All"), Q()),
    Filter("counting", gettext_lazy("Counting"), Q(withdrawn_at__isnull=True)),
    Filter("withdrawn", gettext_lazy("Withdrawn"), Q(withdrawn_at__isnull=False)),
)
ORDERS = (Order("", gettext_lazy("Newest first"), ("-created_at",)),)
SINGLE_DAYS = 7  # told one by one
YEAR = 365


class Change(NamedTuple):
    """A figure as it is and as it would be."""

    label: str
    before: str
    after: str


@requires(Permission.COMPONENTS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, key: str) -> HttpResponse:
    """Shows first what would change, and corrects no more than what was shown."""
    grant, one, now = grant_of(request), reached(request, key), timezone.now()
    words = words_here(chosen_page(request, grant))
    form, changes = CorrectForm(request.POST or None, initial=_start(request, one, now)), None
    if request.method == "POST" and form.is_valid():
        if request.POST.get("seen") == form.changes and "look" not in request.POST:
            made = form.carry_out(lambda: correct_history(one, **form.given, at=now, by=grant.actor))
            if made:
                toast(request, _("The history of %(name)s is corrected. Readers see when and why.") % {"name": one.name})
                return redirect("dashboard_component", key=one.key)
        else:
            changes = form.carry_out(lambda: foreseen(one, form.given, words, at=now, by=grant.actor))
    context = {"form": form, "component": one, "changes": changes, "words": words}
    return screen(request, "dashboard/components/correct.html", HERE, context, status=form.http_status)


@requires(Permission.COMPONENTS_READ)
@require_safe
def corrections(request: HttpRequest, key: str) -> HttpResponse:
    grant, one = grant_of(request), reached(request, key)
    context = {
        "component": one,
        "listing": listed(request, one.corrections.all(), search_in=("author_name__icontains",), filters=FILTERS, orders=ORDERS),
        "withdrawable_since": timezone.now() - REACH,
        "may_manage": grant.may(Permission.COMPONENTS_MANAGE),
        "may_redact": grant.may(Permission.RECORD_REDACT),
        "words": words_here(chosen_page(request, grant)),
    }
    return screen(request, "dashboard/components/corrections.html", HERE, context)


@requires(Permission.COMPONENTS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, key: str, correction: str) -> HttpResponse:
    """Asks first: the record keeps it either way."""
    grant, one = grant_of(request), reached(request, key)
    made = get_object_or_404(one.corrections, key=correction)
    if request.method == "POST":
        try:
            withdraw_correction(made, by=grant.actor)
            toast(request, _("The correction is withdrawn. What was said before counts again."))
        except ValidationError as refusal:
            toast(request, " ".join(refusal.messages))
        return redirect("dashboard_component", key=one.key)
    context = {"component": one, "correction": made, "words": words_here(chosen_page(request, grant))}
    return screen(request, "dashboard/components/withdraw.html", HERE, context)


def foreseen(one: Component, given: dict[str, Any], words: Words, *, at: datetime, by: Actor) -> list[Change]:
    """The figures that a correction would change: it is carried out and taken back. Raises ``ValidationError``."""
    window = given["began_at"], given["ended_at"]
    before = _figures(one, *window, words, at)
    with transaction.atomic():
        correct_history(one, **given, at=at, by=by)
        after = _figures(one, *window, words, at)
        transaction.set_rollback(True)
    return [Change(label, words.percent(before[label]), words.percent(after[label])) for label in before]


def _figures(one: Component, began_at: datetime, ended_at: datetime, words: Words, now: datetime) -> dict[str, Fraction | None]:
    """Of each day that is touched, or of all together if there are many, of 90 days and of a year."""
    today = local_date(now, words.zone)
    stretches = settled_history([one], since=now - timedelta(YEAR + 1), until=now, at=now)[one.pk]
    days = days_of(stretches, zone=words.zone, first=today - timedelta(YEAR), last=today, now=now)
    first, last = local_date(began_at, words.zone), local_date(ended_at - timedelta(microseconds=1), words.zone)
    touched = [day for day in days if first <= day.date <= last]
    if len(touched) <= SINGLE_DAYS:
        found = {words.date_with_year(day.date): uptime_of([day]) for day in touched}
    else:
        found = {words.days(first, last): uptime_of(touched)}
    return {**found, _("90 days"): uptime_of(days[-90:]), _("12 months"): uptime_of(days[-YEAR:])}


def _start(request: HttpRequest, one: Component, now: datetime) -> dict[str, Any]:
    """The window and status of the span that somebody came from, in whole seconds that hold all of it."""
    span = StatusSpan.objects.filter(component=one, key=request.GET.get("span", "")[:12]).first()
    if span is None:
        return {}
    began = max(span.began_at, now - REACH + timedelta(minutes=1)).replace(microsecond=0)
    ended = (span.ended_at or now).replace(microsecond=0)
    ended += timedelta(seconds=1) if span.ended_at and span.ended_at > ended else timedelta()
    return {"began_at": began, "ended_at": ended, "status": span.status}
