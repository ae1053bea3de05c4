"""Error pages in the page's own look. Written once, served by whatever front there is."""

from aboveboard.components.status import Status
from aboveboard.publishing.renderers.html.shell import Folio, document, words_of
from aboveboard.publishing.state import Rendering


def render_error(r: Rendering, status: int) -> bytes:
    """``404.html``, ``405.html``, ``500.html``, ``503.html``: one sentence, links onward, nothing about the present.

    ``KeyError`` for any other status.
    """
    _ = words_of(r)._
    sentence, advice = {
        404: (_("There is no page at this address."), _("It may have moved, or the address has a typing error.")),
        405: (_("This address can only be read."), _("What was sent was not accepted, and nothing was changed.")),
        500: (_("Something broke on our side."), _("The status page itself goes on. What you asked for can be tried again.")),
        503: (
            _("This part cannot answer right now."),
            _("The status page itself goes on. What you asked for can be tried again in a minute."),
        ),
    }[status]
    return document(
        "error.html", r, "",
        title=sentence.rstrip("."),
        folio=Folio(None, None),
        status=Status.UNKNOWN,
        sentence=sentence,
        advice=advice,
        number=status,
    )  # fmt: skip
