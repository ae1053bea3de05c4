"""The look of a page: colour, logo and style sheet, with a preview before anything is saved."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aboveboard.accounts.gates import grant_of, requires
from aboveboard.accounts.permissions import Permission
from aboveboard.dashboard.pages.colours import report_on
from aboveboard.dashboard.pages.forms import LookForm
from aboveboard.dashboard.pages.previews import as_data, preview_of
from aboveboard.dashboard.pages.screens import page_screen, reached
from aboveboard.pages.models import Page
from aboveboard.pages.uploads import change_look, content_of_upload, look_of


@requires(Permission.PAGES_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_look(request: HttpRequest, key: str) -> HttpResponse:
    one = reached(request, key)
    form = _form(request, one)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["revision"]
        changed = form.carry_out(
            lambda: change_look(one, **form.given, revision=seen, by=grant_of(request).actor), stored=lambda: LookForm.values_of(one)
        )
        if changed:
            messages.success(request, _("%(name)s has its new look.") % {"name": one.name})
            return redirect("dashboard_page_look", key=one.key)
    return _form_screen(request, form, one)


@requires(Permission.PAGES_MANAGE)
@require_safe
def colour(request: HttpRequest, key: str) -> HttpResponse:
    """What a colour would become: a part of the screen."""
    reached(request, key)
    return render(request, "dashboard/pages/colour.html", _colours(request.GET.get("accent", "")))


@requires(Permission.PAGES_MANAGE)
@require_POST
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """The page with the look that is in the form."""
    one = reached(request, key)
    form = _form(request, one)
    if form.is_valid():
        try:
            looked, picture = look_of(one, **form.given)
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            return preview_of(looked, picture, now=timezone.now())
    return _form_screen(request, form, one)


def _form(request: HttpRequest, page: Page) -> LookForm:
    return LookForm(request.POST or None, request.FILES or None, initial={**LookForm.values_of(page), "revision": page.revision})


def _form_screen(request: HttpRequest, form: LookForm, page: Page) -> HttpResponse:
    context = {"form": form, "logo": _inline(page), **_colours(str(form["accent"].value() or ""))}
    return page_screen(request, "dashboard/pages/look.html", page, "dashboard_page_look", context, status=form.http_status)


def _colours(typed: str) -> dict[str, Any]:
    return {"colours": report_on(typed), "typed": typed.strip()}


def _inline(page: Page) -> str:
    """The logo as it is, for the screen: where the page is published, the dashboard may not load from."""
    return as_data(content_of_upload(page.key, page.logo)) if page.logo else ""
