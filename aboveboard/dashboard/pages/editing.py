"""Making a page, and changing its words, its address and what it shows."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aboveboard.accounts.gates import grant_of, requires
from aboveboard.accounts.permissions import Permission
from aboveboard.components.actions import select_for_page
from aboveboard.dashboard.pages.forms import PageForm, ShowsForm
from aboveboard.dashboard.pages.screens import HERE, page_screen, reached
from aboveboard.dashboard.shell import chosen_page, screen
from aboveboard.events.actors import Actor
from aboveboard.pages.actions import change_page, create_page
from aboveboard.pages.models import Page


@requires(Permission.PAGES_MANAGE, everywhere=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new_page(request: HttpRequest) -> HttpResponse:
    """A new page is nobody's yet, so whoever is limited to some cannot make one."""
    grant = grant_of(request)
    like = chosen_page(request, grant)
    languages = like.languages if like else [get_language() or "en"]
    start = {"revision": 1, "languages": ", ".join(languages), "time_zone": like.time_zone if like else "UTC", "history_days": 14}
    form = PageForm(request.POST or None, initial=start, languages=languages)
    if request.method == "POST" and form.is_valid():
        made = form.carry_out(lambda: create_page(**form.given, by=grant.actor))
        if made:
            messages.success(request, _("%(name)s is made, and will be published within seconds.") % {"name": made.name})
            return redirect("dashboard_page", key=made.key)
    return screen(request, "dashboard/pages/new.html", HERE, {"form": form}, status=form.http_status)


@requires(Permission.PAGES_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_page(request: HttpRequest, key: str) -> HttpResponse:
    one = reached(request, key)
    form = PageForm(request.POST or None, initial={**PageForm.values_of(one), "revision": one.revision}, languages=one.languages)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["revision"]
        changed = form.carry_out(
            lambda: change_page(one, **form.given, revision=seen, by=grant_of(request).actor), stored=lambda: _stored(one)
        )
        if changed:
            messages.success(request, _("%(name)s is changed.") % {"name": one.name})
            return redirect("dashboard_page", key=one.key)
    return page_screen(request, "dashboard/pages/edit.html", one, "dashboard_page_edit", {"form": form}, status=form.http_status)


@requires(Permission.PAGES_MANAGE, everywhere=True)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_shows(request: HttpRequest, key: str) -> HttpResponse:
    """Whoever is limited to the page is limited to what it shows, and so does not say what that is."""
    one = reached(request, key)
    form = ShowsForm(request.POST or None, initial={**ShowsForm.values_of(one), "revision": one.revision})
    if request.method == "POST" and form.is_valid():
        changed = form.carry_out(lambda: _show(one, form.cleaned_data, grant_of(request).actor), stored=lambda: ShowsForm.values_of(one))
        if changed:
            messages.success(request, _("%(name)s is changed.") % {"name": one.name})
            return redirect("dashboard_page", key=one.key)
    return page_screen(request, "dashboard/pages/shows.html", one, "dashboard_page_shows", {"form": form}, status=form.http_status)


def _show(page: Page, given: dict[str, Any], by: Actor) -> Page:
    if given["shows"] == "everything":
        return change_page(page, shows_everything=True, revision=given["revision"], by=by)
    return select_for_page(page, groups=given["groups"], components=given["components"], revision=given["revision"], by=by)


def _stored(page: Page) -> dict[str, Any]:
    """As the form cleans what is typed."""
    return {**PageForm.values_of(page), "languages": page.languages, "footer_links": page.footer_links}
