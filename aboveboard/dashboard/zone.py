"""Times in the dashboard are on the clock of the page that is being looked at: as they are shown, and as they are typed in."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from aboveboard.accounts.gates import ANYONE, grant_of
from aboveboard.dashboard.shell import chosen_page

ROOT = "/dashboard/"


class on_the_pages_clock:  # noqa: N801  (Django calls middleware like a function)
    """Django's forms and templates then read and write times in the page's zone. What anyone may open, files above all, asks nothing."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(None):  # whatever the view's clock is, it is not that of the next request
            return self.respond(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: object, kwargs: object) -> None:
        if getattr(view, "who_may_enter", ANYONE) == ANYONE or not request.path.startswith(ROOT) or not request.user.is_authenticated:
            return
        page = chosen_page(request, grant_of(request))
        if page:
            timezone.activate(ZoneInfo(page.time_zone))
