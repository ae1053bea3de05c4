"""Error pages in the page's own look. Written once, served by whatever front there is, so each speaks all of the page's languages."""

from typing import NamedTuple

from aboveboard.components.status import Status
from aboveboard.publishing.renderers.html.shell import Folio, Links, document, links_of
from aboveboard.publishing.renderers.i18n import direction, own_name
from aboveboard.publishing.renderers.words import words_for
from aboveboard.publishing.state import Rendering


class Spoken(NamedTuple):
    """What an error page says in one language."""

    language: str
    dir: str
    name: str
    links: Links
    sentence: str
    advice: str
    page: str
    history: str


def render_error(r: Rendering, status: int) -> bytes:
    """``404.html``, ``405.html``, ``500.html``, ``503.html``: one sentence, links onward, nothing about the present.

    ``KeyError`` for any other status.
    """
    first, *others = [_spoken(r, language, status) for language in r.state.face.languages]
    return document(
        "error.html", r, "",
        title=first.sentence.rstrip("."),
        folio=Folio(None, None),
        status=Status.UNKNOWN,
        first=first,
        others=others,
        number=status,
    )  # fmt: skip


def _spoken(r: Rendering, language: str, status: int) -> Spoken:
    _ = words_for(language, r.state.face.time_zone)._
    sentence, advice = {
        404: (_("There is no page at this address."), _("It may have moved, or the address has a typing error.")),
        405: (_("This address can only be read."), _("What was sent was not accepted, and nothing was changed.")),
        500: (_("Something broke on our side."), _("The status page itself goes on. What you asked for can be tried again.")),
        503: (
            _("This part cannot answer right now."),
            _("The status page itself goes on. What you asked for can be tried again in a minute."),
        ),
    }[status]
    links = links_of(r.state.face, language)
    return Spoken(language, direction(language), own_name(language), links, sentence, advice, _("See the page"), _("See its history"))
