"""Every document that is published, one line each: where it lies, how warm it is, who renders it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings

from aboveboard.pages.uploads import content_of_upload
from aboveboard.publishing.renderers import accent, badges, calendar, feeds, jsonfeed, robots, rss, security, sitemap, statuspage2, text
from aboveboard.publishing.renderers.assets import ASSETS, logo_of
from aboveboard.publishing.renderers.html import component, errors, history, incident, maintenance, page, record
from aboveboard.publishing.renderers.verifier import VERIFIER
from aboveboard.publishing.state import MonthFact, PageState, Rendering
from aboveboard.publishing.window import Reach, id_of, kind_of


class Temperature(StrEnum):
    """Hot: rendered whole with every edition. Warm: right after an edition that changed what it shows, and by the clock. Cold: when its
    own content changed.

    Left: named by nothing any more, and kept for a while.
    """

    HOT = "hot"
    WARM = "warm"
    COLD = "cold"
    LEFT = "left"


HOT, WARM, COLD, LEFT = Temperature
PAGE = "page"  # the subject of what there is once for a page
EDITION = "edition"  # the same, of shared documents that every edition may change
ASSET = "asset"  # the subject of hashed files, which stay a while after the last release that named them


class Contents(NamedTuple):
    """What a page has documents about. ``slugs``: component id -> slug. ``at_root``: whether the host is the page's own.

    ``logo``: its path, or empty.
    """

    slugs: Mapping[str, str]
    reaches: Mapping[str, Reach]
    months: tuple[MonthFact, ...]
    at_root: bool
    logo: str = ""


Renderer = Callable[..., str | bytes]
Subjects = Callable[[Contents], Iterable[tuple[str, str]]]  # pairs of a subject and what stands for {} in the path


class Document(NamedTuple):
    """``render`` gets the Rendering, and the key if the path has a ``{}``.

    ``extra`` is what it gets instead of the key.
    """

    path: str
    temperature: Temperature
    render: Renderer
    subjects: Subjects
    in_every_language: bool = True
    extra: Any = None


class Planned(NamedTuple):
    """One document in one language, about one thing."""

    path: str
    subject: str
    key: str
    language: str
    document: Document


def _page(contents: Contents) -> Iterable[tuple[str, str]]:
    return [(PAGE, "")]


def _editions(contents: Contents) -> Iterable[tuple[str, str]]:
    return [(EDITION, "")]


def _components(contents: Contents) -> Iterable[tuple[str, str]]:
    return [(f"component/{key}", slug) for key, slug in contents.slugs.items()]


def _months(contents: Contents) -> Iterable[tuple[str, str]]:
    return [(f"month/{fact.month}", fact.month) for fact in contents.months]


def _assets(contents: Contents) -> Iterable[tuple[str, str]]:
    return [(ASSET, path) for path in (*ASSETS, contents.logo) if path]


def _asset(rendering: Rendering, path: str) -> bytes:
    return ASSETS[path] if path in ASSETS else content_of_upload(rendering.state.face.id, path)


def _security_contact(contents: Contents) -> Iterable[tuple[str, str]]:
    """Whom a host's own page names: the one address of the deployment, if it has one."""
    contact: str = settings.SECURITY_CONTACT
    return [(PAGE, contact)] if contact and contents.at_root else []


def _verifier(rendering: Rendering) -> bytes:
    return VERIFIER


def _those(kind: str, *, over: bool) -> Subjects:
    def subjects(contents: Contents) -> Iterable[tuple[str, str]]:
        return [(s, id_of(s)) for s, reach in contents.reaches.items() if (reach.until is not None) == over and kind_of(s) == kind]

    return subjects


_OPEN_INCIDENTS, _CLOSED_INCIDENTS = _those("incident", over=False), _those("incident", over=True)
_OPEN_MAINTENANCES, _PAST_MAINTENANCES = _those("maintenance", over=False), _those("maintenance", over=True)

DOCUMENTS = (
    Document("index.html", HOT, page.render_page, _page),
    Document("incidents/{}/index.html", HOT, incident.render_incident, _OPEN_INCIDENTS),
    Document("maintenances/{}/index.html", HOT, maintenance.render_maintenance, _OPEN_MAINTENANCES),
    Document("feed.atom", HOT, feeds.atom, _page),
    Document("feed.rss", HOT, rss.rss, _page),
    Document("feed.json", HOT, jsonfeed.json_feed, _page),
    Document("badge.svg", HOT, badges.badge, _page),
    Document("badge-flat.svg", HOT, badges.badge_flat, _page),
    Document("favicon.svg", HOT, badges.favicon, _page, False),
    Document("favicon.ico", HOT, badges.favicon_ico, _page, False),
    Document("api/v2/summary.json", HOT, statuspage2.summary, _page, False),
    Document("api/v2/status.json", HOT, statuspage2.status, _page, False),
    Document("api/v2/components.json", HOT, statuspage2.components, _page, False),
    Document("api/v2/incidents.json", HOT, statuspage2.incidents, _page, False),
    Document("api/v2/incidents/unresolved.json", HOT, statuspage2.unresolved, _page, False),
    Document("api/v2/scheduled-maintenances.json", HOT, statuspage2.maintenances, _page, False),
    Document("api/v2/scheduled-maintenances/upcoming.json", HOT, statuspage2.upcoming, _page, False),
    Document("api/v2/scheduled-maintenances/active.json", HOT, statuspage2.active, _page, False),
    Document("theme.css", HOT, accent.theme_css, _page, False),
    Document("robots.txt", HOT, robots.robots, _page, False),
    Document(".well-known/security.txt", HOT, security.security_txt, _security_contact, False),
    Document("history/index.html", WARM, history.render_history, _editions),
    Document("record/index.html", WARM, record.render_record, _editions),
    Document("calendar.ics", WARM, calendar.calendar_ics, _editions),
    Document("index.md", WARM, text.index_md, _editions),
    Document("llms.txt", WARM, text.llms_txt, _editions, False),
    Document("sitemap.xml", WARM, sitemap.sitemap, _editions, False),
    Document("components/{}/index.html", WARM, component.render_component, _components),
    Document("components/{}/feed.atom", WARM, feeds.component_atom, _components),
    Document("components/{}/badge.svg", WARM, badges.component_badge, _components),
    Document("components/{}/badge-flat.svg", WARM, badges.component_badge_flat, _components),
    Document("incidents/{}/index.html", COLD, incident.render_incident, _CLOSED_INCIDENTS),
    Document("maintenances/{}/index.html", COLD, maintenance.render_maintenance, _PAST_MAINTENANCES),
    Document("history/{}/index.html", COLD, history.render_month, _months),
    Document("record/verify.py", COLD, _verifier, _page, False),
    Document("{}", COLD, _asset, _assets, False),
    *(Document(f"{status}.html", COLD, errors.render_error, _page, False, status) for status in (404, 405, 500, 503)),
)


def folders_in_shared() -> list[str]:
    """Top folders none of whose documents is ever hot: a server need not look for them in the edition's own tree.

    But for ``record/``, where more than documents is found (docs/record.md §1), and past editions.
    """
    tops: dict[bool, set[str]] = {True: set(), False: set()}
    for document in DOCUMENTS:
        top, slash, _ = document.path.partition("/")
        tops[document.temperature == HOT].add(top + slash)
    return sorted(top for top in tops[False] - tops[True] - {"record/"} if top.endswith("/"))


def planned(contents: Contents, languages: list[str], *, hot: bool, subjects: set[str] | None = None) -> Iterator[Planned]:
    """The hot documents, or the shared ones (of ``subjects`` alone, if given), in every language that the page has."""
    for document in DOCUMENTS:
        if (document.temperature == HOT) != hot:
            continue
        for subject, key in document.subjects(contents):
            if subjects is None or subject in subjects:
                yield from _in_languages(document, subject, key, languages)


def _in_languages(document: Document, subject: str, key: str, languages: list[str]) -> Iterator[Planned]:
    path = document.path.format(key)
    yield Planned(path, subject, key, languages[0], document)
    for language in languages[1:] if document.in_every_language else ():
        yield Planned(f"{language}/{path}", subject, key, language, document)


def contents_of(state: PageState, reaches: Mapping[str, Reach]) -> Contents:
    at_root = urlsplit(state.face.url).path in ("", "/")
    return Contents({shown.id: shown.slug for shown in state.components}, reaches, state.months, at_root, logo_of(state.face))


def rendered(plan: Planned, rendering: Rendering) -> bytes:
    """The document's bytes."""
    arguments = [plan.document.extra] if plan.document.extra is not None else [plan.key] if plan.key else []
    made = plan.document.render(rendering, *arguments)
    return made.encode() if isinstance(made, str) else made
