"""/record/<number>/: the page as it was in an edition, what that edition changed, and its facts for programs."""

import math
from collections.abc import Callable
from functools import wraps
from typing import NamedTuple

import msgspec
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed

from aboveboard.accounts.gates import public
from aboveboard.page.addressing import page_of
from aboveboard.page.limits import Limiter, client_of
from aboveboard.pages.models import Page
from aboveboard.publishing.addresses import page_url
from aboveboard.publishing.past import MOST, Past, read_changes, read_past
from aboveboard.publishing.renderers.html.changes import render_changes
from aboveboard.publishing.renderers.html.component import render_component
from aboveboard.publishing.renderers.html.incident import render_incident
from aboveboard.publishing.renderers.html.maintenance import render_maintenance
from aboveboard.publishing.renderers.html.page import render_page
from aboveboard.publishing.renderers.pastjson import past_json
from aboveboard.publishing.renderers.style import STYLE_HASH
from aboveboard.publishing.site import TYPES, security_headers
from aboveboard.publishing.state import PageState, Rendering

LIMITER = Limiter(burst=40, per_second=2)


class Asked(NamedTuple):
    """What a request is about: an edition of a page, and the language that its reader wants."""

    page: Page
    past: Past
    language: str

    def rendering(self, state: PageState | None = None) -> Rendering:
        return _rendering(self, self.past, state)


Render = Callable[..., bytes]


def of_the_past(render: Render) -> Callable[..., HttpResponseBase]:
    """A view that answers GET and HEAD with what ``render(asked, request, …)`` makes; ``KeyError`` from it is 404.

    ``language`` is empty for the page's first, whose address names none.
    """

    @public
    @wraps(render)
    def view(request: HttpRequest, number: int, slug: str = "", language: str = "", **named: str) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        wait = LIMITER.wait(client_of(request.META.get("REMOTE_ADDR", "")))
        if wait:
            return HttpResponse("Too many requests\n", status=429, content_type="text/plain", headers={"Retry-After": str(math.ceil(wait))})
        page = page_of(request, slug)
        past = read_past(page, number) if page else None
        if page is None or past is None:
            raise Http404
        first, *others = past.shelf.languages
        if language and language not in others:
            raise Http404
        try:
            body = render(Asked(page, past, language or first), request, **named)
        except KeyError as error:
            raise Http404 from error
        kind = TYPES[".json"] if request.path.endswith(".json") else TYPES[".html"]
        return HttpResponse(body, content_type=kind, headers=_headers())

    return view


@of_the_past
def edition(asked: Asked, request: HttpRequest) -> bytes:
    """The page as it was."""
    return render_page(asked.rendering())


@of_the_past
def component(asked: Asked, request: HttpRequest, key: str) -> bytes:
    """One of its components."""
    return render_component(asked.rendering(), key)


@of_the_past
def incident(asked: Asked, request: HttpRequest, key: str) -> bytes:
    """One of its incidents, however old."""
    return render_incident(asked.rendering(asked.past.shelf.state_with({f"incident/{key}"})), key)


@of_the_past
def maintenance(asked: Asked, request: HttpRequest, key: str) -> bytes:
    """One of its maintenances, however old."""
    return render_maintenance(asked.rendering(asked.past.shelf.state_with({f"maintenance/{key}"})), key)


@of_the_past
def state(asked: Asked, request: HttpRequest) -> bytes:
    """The edition's facts."""
    return past_json(asked.rendering())


@of_the_past
def changes(asked: Asked, request: HttpRequest) -> bytes:
    """What the edition changed, or what has changed since an earlier one: ``?since=<number>``."""
    number, since = asked.past.shelf.number, _since(request, asked.past.shelf.number)
    earlier = read_past(asked.page, since) if since else None
    pairs = read_changes(asked.page, since, number)
    before = _rendering(asked, earlier) if earlier else None
    return render_changes(asked.rendering(), before, pairs, more=len(pairs) >= MOST)


def _since(request: HttpRequest, number: int) -> int:
    asked = request.GET.get("since", "")
    since = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else number - 1
    return since if since < number else number - 1


def _rendering(asked: Asked, past: Past, state: PageState | None = None) -> Rendering:
    """The page's address is today's, so that links lead somewhere."""
    shelf = past.shelf
    shown = state or shelf.state
    shown = msgspec.structs.replace(shown, face=msgspec.structs.replace(shown.face, url=page_url(asked.page)))
    return msgspec.structs.replace(shelf.rendering(asked.language, shelf.now, shown), newest=past.newest)


def _headers() -> dict[str, str]:
    secure = security_headers([STYLE_HASH], https=settings.SITE_URL.startswith("https:"))
    return {**secure, "Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
