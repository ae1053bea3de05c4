"""Who is let in to a page that not everyone may read, and what the others are told."""

from collections.abc import Callable
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed

from aboveboard.accounts.gates import grant_of, signed_in
from aboveboard.components.queries import pages_within
from aboveboard.pages.models import Page

Serve = Callable[[Page], HttpResponse]


def admitted(request: HttpRequest, page: Page | None, serve: Serve) -> HttpResponse:
    """What ``serve`` makes of the page, if whoever asks may read it.

    No page, and one that somebody may not know of, look the same: strangers are sent to the sign-in, people get 404.
    """
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    return cast(HttpResponse, _to_people(request, page, serve))


@signed_in
def _to_people(request: HttpRequest, page: Page | None, serve: Serve) -> HttpResponse:
    if page is None or not pages_within(grant_of(request).limits).filter(pk=page.pk).exists():
        raise Http404
    return serve(page)
