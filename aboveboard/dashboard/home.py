"""The first screen: how everything is, what is open, what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from aboveboard.accounts.gates import grant_of, signed_in
from aboveboard.components.queries import pages_within
from aboveboard.dashboard.shell import screen


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return screen(request, "dashboard/home.html", "dashboard_home")


@signed_in
@require_POST
def choose_page(request: HttpRequest) -> HttpResponse:
    """Looks at another page from now on; one that is out of reach changes nothing."""
    page = pages_within(grant_of(request).limits).filter(key=request.POST.get("page", "")).first()
    if page:
        request.session["page"] = page.key
    return redirect("dashboard_home")
