"""The list of components, one component, and setting its status by hand."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aboveboard.accounts.gates import grant_of, requires
from aboveboard.accounts.permissions import Permission
from aboveboard.components.actions import change_component, create_component, delete_component, set_baseline
from aboveboard.components.corrections import REACH
from aboveboard.components.models import Component, PageSelection, StatusSpan
from aboveboard.components.status import BASELINE, Status
from aboveboard.dashboard.components.figures import rows_of
from aboveboard.dashboard.components.forms import BY_HAND, ComponentForm, StatusForm, groups_within
from aboveboard.dashboard.listing import Filter, Order, listed
from aboveboard.dashboard.shell import chosen_page, screen
from aboveboard.dashboard.standing import words_here
from aboveboard.dashboard.templatetags.board import WORDS
from aboveboard.incidents.models import Incident
from aboveboard.maintenances.models import Maintenance

HERE = "dashboard_components"
FEW = 5  # corrections on the screen of their component
_TROUBLED = Q(spans__ended_at__isnull=True) & ~Q(spans__status=Status.OPERATIONAL) & Q(spans__isnull=False)
FILTERS = (
    Filter("", gettext_lazy("All"), Q()),
    Filter("trouble", gettext_lazy("Not operational"), _TROUBLED),
    Filter("hidden", gettext_lazy("Hidden"), Q(enabled=False)),
    Filter("ungrouped", gettext_lazy("In no group"), Q(group__isnull=True)),
)
ORDERS = (
    Order("", gettext_lazy("In page order"), ("group__position", "group_id", "position")),
    Order("name", gettext_lazy("By name"), ("name",)),
    Order("newest", gettext_lazy("Newest first"), ("-created_at",)),
)


@requires(Permission.COMPONENTS_READ)
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    grant, now = grant_of(request), timezone.now()
    reached = Component.objects.existing().within(grant.limits).select_related("group")
    listing = listed(
        request, reached, search_in=("name__icontains", "slug__icontains", "group__name__icontains"), filters=FILTERS, orders=ORDERS
    )
    page = chosen_page(request, grant)
    context = {
        "listing": listing,
        "rows": rows_of(list(listing.rows), zone=page.time_zone if page else "UTC", now=now),
        "is_grouped": not listing.order_key,
        "empty_groups": groups_within(grant.limits).filter(components=None) if not listing.is_narrowed else (),
        "groups": list(groups_within(grant.limits)),
        "statuses": BY_HAND,
        "may_manage": grant.may(Permission.COMPONENTS_MANAGE),
        "may_set": grant.may(Permission.COMPONENTS_SET_STATUS),
    }
    return screen(request, "dashboard/components/list.html", HERE, context)


@requires(Permission.COMPONENTS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_component(request: HttpRequest) -> HttpResponse:
    grant = grant_of(request)
    start = {"revision": 1, "enabled": True, "group": request.GET.get("group", "")}
    form = ComponentForm(request.POST or None, initial=start, limits=grant.limits)
    if request.method == "POST" and form.is_valid():
        made = form.carry_out(lambda: create_component(**form.given, by=grant.actor))
        if made:
            messages.success(request, _("%(name)s is made. It is operational until something says otherwise.") % {"name": made.name})
            return redirect(HERE)
    return _form_screen(request, form, None)


@requires(Permission.COMPONENTS_READ)
@require_safe
def component(request: HttpRequest, key: str) -> HttpResponse:
    grant, now = grant_of(request), timezone.now()
    one = reached(request, key)
    page = chosen_page(request, grant)
    spans = StatusSpan.objects.filter(component=one).order_by("-began_at", "-id")
    context = {
        "component": one,
        "row": rows_of([one], zone=page.time_zone if page else "UTC", now=now)[0],
        "holders": holders_of(one),
        "is_shown": page is not None and Component.objects.shown_on(page).filter(pk=one.pk).exists(),
        "listing": listed(request, spans, orders=(Order("", gettext_lazy("Newest first"), ("-began_at",)),)),
        "corrections": one.corrections.order_by("-created_at", "-id")[:FEW],
        "corrections_in_all": one.corrections.count(),
        "correctable_since": now - REACH,
        "may_redact": grant.may(Permission.RECORD_REDACT),
        "words": words_here(page),
        "statuses": BY_HAND,
        "baseline": spans.open().filter(cause_kind=BASELINE).values_list("status", flat=True).first(),
        "may_manage": grant.may(Permission.COMPONENTS_MANAGE),
        "may_set": grant.may(Permission.COMPONENTS_SET_STATUS),
    }
    return screen(request, "dashboard/components/one.html", HERE, context)


@requires(Permission.COMPONENTS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_component(request: HttpRequest, key: str) -> HttpResponse:
    grant, one = grant_of(request), reached(request, key)
    form = ComponentForm(request.POST or None, initial={**ComponentForm.values_of(one), "revision": one.revision}, limits=grant.limits)
    if request.method == "POST" and form.is_valid():
        changed = form.carry_out(
            lambda: change_component(one, **form.cleaned_data, by=grant.actor),
            stored=lambda: {**ComponentForm.values_of(one), "tags": list(one.tags)},
        )
        if changed:
            messages.success(request, _("%(name)s is changed.") % {"name": one.name})
            return redirect("dashboard_component", key=one.key)
    return _form_screen(request, form, one)


@requires(Permission.COMPONENTS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def remove_component(request: HttpRequest, key: str) -> HttpResponse:
    """Asks first: this cannot be taken back."""
    one = reached(request, key)
    if request.method == "POST":
        delete_component(one, by=grant_of(request).actor)
        messages.success(request, _("%(name)s is off all pages. Its history is kept.") % {"name": one.name})
        return redirect(HERE)
    context = {
        "component": one,
        "told": Incident.objects.existing().filter(affected__component=one).distinct().count(),
        "open": Incident.objects.existing().unresolved().filter(affected__component=one).distinct().count(),
        "planned": Maintenance.objects.existing().not_ended().filter(affected__component=one).distinct().count(),
        "chosen_by": PageSelection.objects.filter(component=one).count(),
    }
    return screen(request, "dashboard/components/remove.html", HERE, context)


@requires(Permission.COMPONENTS_SET_STATUS)
@require_POST
def set_status(request: HttpRequest, key: str) -> HttpResponse:
    """Sets the baseline, and says what readers see now and what else holds it."""
    grant, one = grant_of(request), reached(request, key)
    form = StatusForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the statuses."))
        return redirect("dashboard_component", key=one.key)
    try:
        answer = set_baseline(one, **form.cleaned_data, by=grant.actor)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("dashboard_component", key=one.key)
    words = {"name": one.name, "status": str(WORDS[answer.status_now]).lower()}
    if answer.is_outweighed:
        held = ngettext("one thing holds it as well", "%(count)s things hold it as well", len(answer.held_by)) % {
            "count": len(answer.held_by)
        }
        messages.warning(request, _("%(name)s stays %(status)s for readers: %(held)s.") % {**words, "held": held})
    else:
        messages.success(request, _("%(name)s is now %(status)s. Readers see it.") % words)
    return redirect("dashboard_component", key=one.key)


def holders_of(one: Component) -> list[dict[str, Any]]:
    """The incidents and maintenances that hold the component now, with what they hold it in."""
    found: list[dict[str, Any]] = []
    for span in StatusSpan.objects.open().filter(component=one).exclude(cause_kind=BASELINE).order_by("began_at", "id")[:20]:
        nouns: Any = Incident.objects if span.cause_kind == "incident" else Maintenance.objects
        thing = nouns.filter(key=span.cause_id).first()
        if thing:
            found.append({"kind": span.cause_kind, "thing": thing, "title": next(iter(thing.title.values()), ""), "status": span.status})
    return found


def reached(request: HttpRequest, key: str) -> Component:
    return get_object_or_404(Component.objects.existing().within(grant_of(request).limits).select_related("group").distinct(), key=key)


def _form_screen(request: HttpRequest, form: ComponentForm, one: Component | None) -> HttpResponse:
    return screen(request, "dashboard/components/form.html", HERE, {"form": form, "component": one}, status=form.http_status)
