"""Times in the dashboard are on the clock of the page that is being looked at: as they are shown, and as they are typed in."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from aboveboard.accounts.gates import grant_of
from aboveboard.dashboard.shell import chosen_page

ROOT = "/dashboard/"


def on_the_pages_clock(respond: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: Django's forms and templates then read and write times in the page's zone."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(ROOT) or not request.user.is_authenticated:
            return respond(request)
        page = chosen_page(request, grant_of(request))
        with timezone.override(ZoneInfo(page.time_zone) if page else None):
            return respond(request)

    return answer
