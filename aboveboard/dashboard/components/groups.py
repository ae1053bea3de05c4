"""Groups of components: making, changing, removing, ordering."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from aboveboard.accounts.gates import grant_of, requires
from aboveboard.accounts.permissions import Permission
from aboveboard.components.actions import change_group, create_group, delete_group
from aboveboard.components.models import ComponentGroup, PageSelection
from aboveboard.components.ordering import order_groups
from aboveboard.dashboard.components.forms import GroupForm, groups_within
from aboveboard.dashboard.shell import screen

HERE = "dashboard_components"
START = {"revision": 1, "collapse": "unless_trouble", "order": "manual"}


@requires(Permission.COMPONENTS_MANAGE, everywhere=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new_group(request: HttpRequest) -> HttpResponse:
    """A new group is nobody's yet, so whoever is limited to some cannot make one."""
    grant = grant_of(request)
    form = GroupForm(request.POST or None, initial=START)
    if request.method == "POST" and form.is_valid():
        group = form.carry_out(lambda: create_group(**form.given, by=grant.actor))
        if group:
            messages.success(request, _("%(name)s is made. Readers see it once it has a component.") % {"name": group.name})
            return redirect("dashboard_components")
    return _form_screen(request, form, None)


@requires(Permission.COMPONENTS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_group(request: HttpRequest, key: str) -> HttpResponse:
    group = _reached(request, key)
    form = GroupForm(request.POST or None, initial={**GroupForm.values_of(group), "revision": group.revision})
    if request.method == "POST" and form.is_valid():
        changed = form.carry_out(
            lambda: change_group(group, **form.cleaned_data, by=grant_of(request).actor), stored=lambda: GroupForm.values_of(group)
        )
        if changed:
            messages.success(request, _("%(name)s is changed.") % {"name": group.name})
            return redirect("dashboard_components")
    return _form_screen(request, form, group)


@requires(Permission.COMPONENTS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def remove_group(request: HttpRequest, key: str) -> HttpResponse:
    """Asks first; the components stay."""
    group = _reached(request, key)
    if request.method == "POST":
        delete_group(group, by=grant_of(request).actor)
        messages.success(request, _("%(name)s is gone. Its components stand in no group now.") % {"name": group.name})
        return redirect("dashboard_components")
    context = {
        "group": group,
        "members": group.components.filter(deleted_at=None).count(),
        "chosen_by": PageSelection.objects.filter(group=group).count(),
    }
    return screen(request, "dashboard/components/remove_group.html", HERE, context)


@requires(Permission.COMPONENTS_MANAGE, everywhere=True)
@require_POST
def move_group(request: HttpRequest, key: str) -> HttpResponse:
    """One place up or down."""
    grant, group = grant_of(request), _reached(request, key)
    order = list(groups_within(grant.limits))
    at = order.index(group)
    to = at - 1 if request.POST.get("direction") == "up" else at + 1
    if 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
        order_groups(order, by=grant.actor)
    return redirect("dashboard_components")


def _reached(request: HttpRequest, key: str) -> ComponentGroup:
    return get_object_or_404(ComponentGroup.objects.within(grant_of(request).limits), key=key)


def _form_screen(request: HttpRequest, form: GroupForm, group: ComponentGroup | None) -> HttpResponse:
    return screen(request, "dashboard/components/group_form.html", HERE, {"form": form, "group": group}, status=form.http_status)
