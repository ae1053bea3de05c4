"""The list of pages, and one page."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aboveboard.accounts.gates import grant_of, requires
from aboveboard.accounts.permissions import Permission
from aboveboard.components.models import Component
from aboveboard.components.queries import pages_in_charge
from aboveboard.dashboard.forms import RefusalForm
from aboveboard.dashboard.listing import Filter, Order, listed
from aboveboard.dashboard.pages.screens import HERE, page_screen, reached
from aboveboard.dashboard.shell import address_of, screen
from aboveboard.incidents.models import Incident
from aboveboard.pages.actions import change_page, delete_page
from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.pages.readers import Readers
from aboveboard.publishing.models import EditionRow
from aboveboard.publishing.renderers.i18n import own_name
from aboveboard.publishing.withdrawal import withdraw_here

FILTERS = (
    Filter("", gettext_lazy("All"), Q()),
    Filter("public", gettext_lazy("Public"), Q(readers=Readers.EVERYONE)),
    Filter("private", gettext_lazy("Private"), ~Q(readers=Readers.EVERYONE)),
)
ORDERS = (
    Order("", gettext_lazy("By name"), ("name",)),
    Order("newest", gettext_lazy("Newest first"), ("-created_at",)),
)


@requires(Permission.PAGES_READ)
@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    grant = grant_of(request)
    listing = listed(
        request,
        pages_in_charge(grant.limits),
        search_in=("name__icontains", "slug__icontains", "host__icontains"),
        filters=FILTERS,
        orders=ORDERS,
    )
    context = {
        "listing": listing,
        "rows": [{"page": page, "address": address_of(page)} for page in listing.rows],
        "may_create": grant.may(Permission.PAGES_MANAGE) and not grant.limits,
    }
    return screen(request, "dashboard/pages/list.html", HERE, context)


@requires(Permission.PAGES_READ)
@require_safe
def page(request: HttpRequest, key: str) -> HttpResponse:
    grant, one = grant_of(request), reached(request, key)
    chosen = one.selections.select_related("group", "component").order_by("id")
    context = {
        "tongues": [own_name(language) for language in one.languages],
        "chosen": [row.group or row.component for row in chosen],
        "shown": Component.objects.existing().shown_on(one).count(),
        "may_place": grant.may(Permission.PAGES_MANAGE) and not grant.limits,
    }
    return page_screen(request, "dashboard/pages/one.html", one, "dashboard_page", context)


@requires(Permission.PAGES_MANAGE, everywhere=True)
@require_POST
def make_default(request: HttpRequest, key: str) -> HttpResponse:
    """The page takes the root of the installation's host from the one that has it."""
    one = reached(request, key)
    change_page(one, is_default=True, by=grant_of(request).actor)
    messages.success(request, _("%(name)s is the default page now, at %(address)s.") % {"name": one.name, "address": address_of(one)})
    return redirect("dashboard_page", key=one.key)


@requires(Permission.PAGES_MANAGE, everywhere=True)
@require_http_methods(["GET", "HEAD", "POST"])
def remove_page(request: HttpRequest, key: str) -> HttpResponse:
    """Asks first: this cannot be taken back."""
    one = reached(request, key)
    form = RefusalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        name = one.name
        if form.carry_out(lambda: (delete_page(one, by=grant_of(request).actor), True)):
            withdraw_here(one)
            messages.success(request, _("%(name)s is gone, and so are its editions.") % {"name": name})
            return redirect(HERE)
    context = {
        "form": form,
        "editions": EditionRow.objects.filter(page=one, audience=Audience.PUBLIC).count(),
        "alone": Incident.objects.existing().filter(pages=one).count(),
        "is_last": not Page.objects.exclude(pk=one.pk).exists(),
    }
    return page_screen(request, "dashboard/pages/remove.html", one, "", context, status=form.http_status)
