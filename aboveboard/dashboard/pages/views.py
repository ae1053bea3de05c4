"""The list of pages, and one page."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from aboveboard.accounts.gates import grant_of, requires
from aboveboard.accounts.permissions import Permission
from aboveboard.components.queries import pages_in_charge
from aboveboard.dashboard.listing import Filter, Order, listed
from aboveboard.dashboard.pages.screens import HERE, page_screen, reached
from aboveboard.dashboard.shell import address_of, screen
from aboveboard.pages.readers import Readers

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
        "may_manage": grant.may(Permission.PAGES_MANAGE),
    }
    return screen(request, "dashboard/pages/list.html", HERE, context)


@requires(Permission.PAGES_READ)
@require_safe
def page(request: HttpRequest, key: str) -> HttpResponse:
    one = reached(request, key)
    context = {"may_manage": grant_of(request).may(Permission.PAGES_MANAGE)}
    return page_screen(request, "dashboard/pages/one.html", one, "dashboard_page", context)
