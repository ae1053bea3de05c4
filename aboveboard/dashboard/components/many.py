"""What is done to several components at once: a status, a group, a tag, shown or hidden; and their order."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from aboveboard.accounts.gates import grant_of, requires
from aboveboard.accounts.grants import Grant
from aboveboard.accounts.permissions import Permission
from aboveboard.components.actions import change_component, set_baseline
from aboveboard.components.models import Component, ComponentGroup
from aboveboard.components.ordering import order_components
from aboveboard.dashboard.components.forms import BulkForm

MOST = 500


@requires(Permission.COMPONENTS_SET_STATUS)
@require_POST
def change_many(request: HttpRequest) -> HttpResponse:
    """All or nothing: one that cannot be changed leaves all as they were."""
    grant = grant_of(request)
    form = BulkForm(request.POST, limits=grant.limits)
    reached = Component.objects.existing().within(grant.limits).distinct()
    chosen = list(reached.filter(key__in=request.POST.getlist("chosen")[:MOST]).order_by("id"))
    if not chosen or not form.is_valid():
        messages.error(request, _("Choose components, and one thing to do with them."))
        return redirect("dashboard_components")
    change = _change(form, grant)
    if change is None:
        messages.error(request, _("Choose one thing to do with them."))
        return redirect("dashboard_components")
    with transaction.atomic():
        for component in chosen:
            change(component)
    changed = ngettext("%(count)s component is changed.", "%(count)s components are changed.", len(chosen)) % {"count": len(chosen)}
    messages.success(request, changed)
    return redirect("dashboard_components")


def _change(form: BulkForm, grant: Grant) -> Callable[[Component], object] | None:
    asked, actor = form.cleaned_data, grant.actor
    if asked["status"]:
        return lambda component: set_baseline(component, status=asked["status"], by=actor)
    if not grant.may(Permission.COMPONENTS_MANAGE):
        raise PermissionDenied
    if asked["group"]:
        return lambda component: change_component(component, group=asked["group"], by=actor)
    if asked["tag"]:
        return lambda component: change_component(component, tags=list(dict.fromkeys([*component.tags, asked["tag"]])), by=actor)
    if asked["shown"]:
        return lambda component: change_component(component, enabled=asked["shown"] == "yes", by=actor)
    return None


@requires(Permission.COMPONENTS_MANAGE)
@require_POST
def move(request: HttpRequest, key: str) -> HttpResponse:
    """One place up or down within its group."""
    grant = grant_of(request)
    reached = Component.objects.existing().within(grant.limits).distinct()
    one = get_object_or_404(reached, key=key)
    order = list(reached.filter(group=one.group).order_by("position", "id"))
    at = order.index(one)
    to = at - 1 if request.POST.get("direction") == "up" else at + 1
    if 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
        order_components(one.group, order, by=grant.actor)
    return redirect("dashboard_components")


@requires(Permission.COMPONENTS_MANAGE)
@require_POST
def arrange(request: HttpRequest) -> HttpResponse:
    """What dragging sends: the group, and the keys of the components that now stand in it, in order."""
    grant = grant_of(request)
    group = None
    if request.POST.get("group"):
        group = get_object_or_404(ComponentGroup.objects.within(grant.limits), key=request.POST["group"])
    elif grant.limits:
        raise Http404
    keys = request.POST.getlist("component")
    if len(keys) > MOST:
        return HttpResponseBadRequest("component: too many")
    known = {one.key: one for one in Component.objects.existing().within(grant.limits).filter(key__in=keys)}
    order_components(group, [known[key] for key in keys if key in known], by=grant.actor)
    return HttpResponse(status=204)
