"""What the screens of one page share: which page it is, and the tabs above it."""

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aboveboard.accounts.gates import grant_of
from aboveboard.accounts.permissions import Permission
from aboveboard.components.queries import pages_in_charge
from aboveboard.dashboard.shell import address_of, screen
from aboveboard.pages.models import Page

HERE = "dashboard_pages"


class Tab(NamedTuple):
    """A side of a page. ``route`` takes the page's key; ``everywhere`` as in the gate of its view."""

    route: str
    label: str | Promise
    permission: Permission = Permission.PAGES_MANAGE
    everywhere: bool = False


TABS = (
    Tab("dashboard_page", _("Overview"), Permission.PAGES_READ),
    Tab("dashboard_page_edit", _("Words and address")),
    Tab("dashboard_page_look", _("Look")),
    Tab("dashboard_page_shows", _("What it shows"), everywhere=True),
    Tab("dashboard_page_readers", _("Who may read")),
)


def reached(request: HttpRequest, key: str) -> Page:
    """The page with this key; 404 if it is out of reach."""
    return get_object_or_404(pages_in_charge(grant_of(request).limits), key=key)


def page_screen(request: HttpRequest, template: str, page: Page, here: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A screen of one page; ``here`` is the route of its tab. ``template`` extends dashboard/pages/frame.html."""
    around = {"one": page, "address": address_of(page), "tabs": _tabs(request, page, here)}
    return screen(request, template, HERE, {**around, **context}, status=status)


def _tabs(request: HttpRequest, page: Page, here: str) -> list[dict[str, Any]]:
    grant, found = grant_of(request), []
    for tab in TABS:
        try:
            address = reverse(tab.route, args=[page.key])
        except NoReverseMatch:
            continue
        if grant.may(tab.permission) and not (tab.everywhere and grant.limits):
            found.append({"label": tab.label, "address": address, "is_here": tab.route == here})
    return found if len(found) > 1 else []
