"""/members/: the page for signed-in readers, and the only place where a private page can be read."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from aboveboard.accounts.gates import public
from aboveboard.events.models import Event
from aboveboard.lib.lately import Lately
from aboveboard.page.addressing import page_at
from aboveboard.page.admission import admitted, private_headers
from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.pages.uploads import content_of_upload
from aboveboard.publishing.addresses import base_path
from aboveboard.publishing.present import MEMBERS, Picks, nothing_more, one, render_now, those_of
from aboveboard.publishing.renderers.accent import theme_css
from aboveboard.publishing.renderers.assets import ASSETS
from aboveboard.publishing.renderers.badges import favicon as render_favicon
from aboveboard.publishing.renderers.html.component import render_component
from aboveboard.publishing.renderers.html.door import render_beginning
from aboveboard.publishing.renderers.html.history import render_history, render_month
from aboveboard.publishing.renderers.html.incident import render_incident
from aboveboard.publishing.renderers.html.maintenance import render_maintenance
from aboveboard.publishing.renderers.html.page import render_page
from aboveboard.publishing.renderers.style import DOOR_HASH, STYLE_HASH
from aboveboard.publishing.site import FOR_EVER, TYPES, security_headers
from aboveboard.publishing.state import Rendering

READING = ("GET", "HEAD")
View = Callable[..., HttpResponseBase]
Render = Callable[..., str | bytes]
Also = Callable[[Page, str], Picks | None]

# By what is asked for, for which readers, and the newest event. On the worst day everybody asks for the same at once.
_DOCUMENTS = Lately[bytes](lasts=2, most=32)


@public
def root(request: HttpRequest, slug: str = "") -> HttpResponseBase:
    """Where a published page would be: a private one is elsewhere. While there is a private page below /p/, no name there tells
    whether it is one's."""
    if request.method not in READING:
        return HttpResponseNotAllowed(READING)
    page = page_at(request, slug)
    if page is not None and page.is_private:
        return _see_other(f"{base_path(page)}{MEMBERS}")
    if page is None and slug and Page.objects.private().filter(host=None, is_default=None).exists():
        return _see_other(f"/p/{slug}/{MEMBERS}")
    if not slug and not Page.objects.exists():
        body = render_beginning(get_language() or settings.LANGUAGE_CODE, sign_in=reverse("dashboard_home"))
        return HttpResponse(body, status=404, content_type=TYPES[".html"], headers=private_headers(DOOR_HASH))
    raise Http404


def for_members(render: Render, kind: str = ".html", also: Also = lambda page, key: nothing_more) -> View:
    """A view of what ``render`` makes for the page's members. ``also``: what it needs besides the hot window; null: not even that."""

    @public
    @wraps(render)
    def view(request: HttpRequest, slug: str = "", language: str = "", key: str = "") -> HttpResponseBase:
        return admitted(request, page_at(request, slug), language, lambda page, audience: _answer(page, audience, language, key))

    def _answer(page: Page, audience: Audience, language: str, key: str) -> HttpResponse:
        first, *others = page.languages or [page.first_language]
        if language and language not in others:
            raise Http404
        language, about = language or first, (key,) if key else ()
        asked = (render, page.key, audience, language, about, Event.objects.newest_first().values_list("pk", flat=True).first())

        def made() -> bytes:
            return render_now(render, page, audience, language, now=timezone.now(), about=about, also=also(page, key))

        try:
            body = _DOCUMENTS.get(asked, made)
        except KeyError as error:
            raise Http404 from error
        return HttpResponse(body, content_type=TYPES[kind], headers=private_headers(STYLE_HASH))

    return view


@public
def asset(request: HttpRequest, name: str, slug: str = "") -> HttpResponseBase:
    """A script, named by its content: the same for every page and every reader; or the page's logo, which is for its readers."""
    if request.method not in READING:
        return HttpResponseNotAllowed(READING)
    if f"assets/{name}" not in ASSETS:
        return admitted(request, page_at(request, slug), "", lambda page, audience: _upload(page, f"assets/{name}"))
    kept = security_headers([STYLE_HASH], https=settings.IS_HTTPS) | {"Cache-Control": FOR_EVER}
    return HttpResponse(ASSETS[f"assets/{name}"], content_type=TYPES[".js"], headers=kept)


def _upload(page: Page, path: str) -> HttpResponse:
    content = content_of_upload(page.key, path)
    if not content:
        raise Http404
    return HttpResponse(content, content_type=TYPES[".png"], headers=private_headers(STYLE_HASH))


def _see_other(path: str) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": path, "X-Robots-Tag": "noindex"})


def _month(r: Rendering, month: str) -> bytes:
    if month not in {fact.month for fact in r.state.months}:
        raise KeyError(month)
    return render_month(r, month)


page = for_members(render_page)
history = for_members(render_history)
month = for_members(_month, also=lambda page, key: those_of(key, page.time_zone))
component = for_members(render_component)
incident = for_members(render_incident, also=lambda page, key: one(f"incident/{key}"))
maintenance = for_members(render_maintenance, also=lambda page, key: one(f"maintenance/{key}"))
favicon = for_members(render_favicon, ".svg")
theme = for_members(theme_css, ".css", also=lambda page, key: None)
