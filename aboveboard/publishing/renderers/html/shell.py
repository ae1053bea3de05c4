"""What every document shares: addresses, masthead, folio, footer, and the templates of a language."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from aboveboard.lib.markdown import render as rendered_markdown
from aboveboard.publishing.items import PageFace
from aboveboard.publishing.renderers.accent import has_theme
from aboveboard.publishing.renderers.assets import READING_PATH, SCRIPT_PATH, logo_of
from aboveboard.publishing.renderers.html import marks
from aboveboard.publishing.renderers.i18n import direction, own_name, translations
from aboveboard.publishing.renderers.style import STYLE
from aboveboard.publishing.renderers.words import Words, words_for
from aboveboard.publishing.state import PageState, Rendering


class Links(NamedTuple):
    """Absolute paths. ``base``: of the page; ``home``: of the page in this language; ``things``: of what the page is about, which in
    a past edition is that edition's."""

    base: str
    home: str
    things: str

    def incident(self, incident_id: str) -> str:
        return f"{self.things}incidents/{incident_id}/"

    def maintenance(self, maintenance_id: str) -> str:
        return f"{self.things}maintenances/{maintenance_id}/"

    def component(self, slug: str) -> str:
        return f"{self.things}components/{slug}/"

    def edition(self, number: int, rest: str = "") -> str:
        """The page as it was in an edition, or what is below that."""
        return f"{self.home}record/{number}/{rest}"

    def month(self, month: str) -> str:
        return f"{self.home}history/{month}/"

    def item(self, item_hash: str) -> str:
        return f"{self.base}record/items/{item_hash[:32]}.json"


class Said(NamedTuple):
    """Words that someone wrote, with a lang attribute if they are in another language than the document."""

    text: str
    lang: Markup

    @property
    def html(self) -> Markup:
        """The words as Markdown. The one text that is not escaped: ``lib.markdown`` lets nothing harmful through."""
        return Markup(rendered_markdown(self.text))  # noqa: S704


class Tongue(NamedTuple):
    """Another language of the same document."""

    language: str
    name: str
    href: str


class Past(NamedTuple):
    """What the banner of a past edition says; addresses of the editions beside it are empty where there is none."""

    number: int
    said: str
    before: str
    after: str
    changes: str


class Folio(NamedTuple):
    """The line under the masthead. ``day``: on the left; ``edition``: the last one that changed this document, if one did."""

    day: date | None
    edition: int | None


@lru_cache
def environment(language: str) -> Environment:
    """The templates, speaking one language."""
    made = Environment(
        loader=PackageLoader("aboveboard.publishing.renderers", "templates"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(
        glyph=marks.glyph,
        meter=marks.meter,
        code=marks.code,
        when=marks.when,
        stamp=marks.stamp,
        address=marks.address,
        ago=marks.ago,
        bar=marks.bar,
    )
    return made


def links_of(face: PageFace, language: str) -> Links:
    """The addresses of a page in a language; they are under the path of the page's own address."""
    base = urlsplit(face.url).path or "/"
    home = base if language == face.languages[0] else f"{base}{language}/"
    return Links(base, home, home)


def links_for(r: Rendering) -> Links:
    """The addresses that a document of this rendering leads to."""
    links = links_of(r.state.face, r.language)
    if r.newest is None:
        return links
    return links._replace(things=links.edition(r.edition.number))


def words_of(r: Rendering) -> Words:
    return words_for(r.language, r.state.face.time_zone)


def teller(state: PageState, language: str) -> Callable[[str, str], Said]:
    """A function (subject, slot) -> what was said."""

    def said(subject: str, slot: str) -> Said:
        text, of = state.text(subject, slot, language)
        return Said(text, marks.lang(of, language))

    return said


def own_text(texts: dict[str, str], r: Rendering) -> Said:
    """A text that an item carries itself (a description), in the reader's language or else the page's first."""
    for language in (r.language, r.state.face.languages[0], *sorted(texts)):
        if texts.get(language):
            return Said(texts[language], marks.lang(language, r.language))
    return Said("", Markup(""))


def edition_of(r: Rendering, *subjects: str) -> int | None:
    """The edition that last changed any of these subjects or a text of theirs."""
    prefixes = tuple(f"text/{subject}/" for subject in subjects)
    named = [a.edition for key, a in r.edition.appeared.items() if key in subjects or key.startswith(prefixes)]
    return max(named, default=None)


def document(template: str, r: Rendering, path: str, *, title: str, folio: Folio | None = None, **context: Any) -> bytes:
    """Renders a template into the shell. ``path``: of this document below the page's address, in every language alike.

    ``folio`` is given for cold documents only: they tell nothing about the present, and the script does not replace them.
    """
    face, words = r.state.face, words_of(r)
    links, past = links_for(r), _past(r, words)
    tongues = [Tongue(code, own_name(code), _address(r, code, path)) for code in face.languages if code != r.language]
    if past and folio is None:
        folio = Folio(r.now.astimezone(words.zone).date(), r.edition.number)
    page = environment(r.language).get_template(template)
    return page.render(
        face=face, words=words, links=links, tongues=tongues, title=title, path=path, language=r.language,
        dir=direction(r.language), style=Markup(STYLE), script=SCRIPT_PATH, reading=READING_PATH,  # noqa: S704
        now=r.now, today=r.now.astimezone(words.zone).date(),
        themed=has_theme(face), logo=logo_of(face),
        live=folio is None, folio=folio or Folio(None, r.edition.number or None), at=r.edition.at, past=past, private=r.private, **context,
    ).encode()  # fmt: skip


def _address(r: Rendering, language: str, path: str) -> str:
    links = links_of(r.state.face, language)
    return f"{links.home}{path}" if r.newest is None else links.edition(r.edition.number, path)


def _past(r: Rendering, words: Words) -> Past | None:
    if r.newest is None:
        return None
    number, links = r.edition.number, links_of(r.state.face, r.language)
    said = words._("This is the page as it was on %(time)s.") % {"time": words.moment(r.now)}
    before = links.edition(number - 1) if number > 1 else ""
    after = links.edition(number + 1) if number < r.newest else ""
    return Past(number, said, before, after, links.edition(number, "changes/"))
