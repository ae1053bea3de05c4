"""What was learned from an incident: a lead, parts, and measures with the day by which they are or were done."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from aboveboard.publishing.items import IncidentItem
from aboveboard.publishing.renderers.html.shell import Said, links_for, teller
from aboveboard.publishing.renderers.html.updates import short_hash
from aboveboard.publishing.state import Rendering

# A line of a list that ends in "(done 13 Nov)" or "(due 1 Dec)"; what is in the brackets is not read, only shown.
_MEASURE = re.compile(r"[-*] +(\S.*?) +\(([^()\n]{1,40})\)\s*")


class Measure(NamedTuple):
    """``when``: "done 13 Nov"."""

    words: Said
    when: str


class Piece(NamedTuple):
    """Either words or measures."""

    words: Said | None
    measures: list[Measure]


class Learned(NamedTuple):
    """``lead``: the first paragraph, which is set large. ``hash``: short, of the item that holds the words."""

    lead: Said
    pieces: list[Piece]
    author: str
    published_at: datetime
    edition: int | None
    hash: str
    item: str


def learned(r: Rendering, incident: IncidentItem) -> Learned | None:
    """The published post-mortem of an incident, if there is one. Nothing in it depends on now."""
    known = r.state.postmortems.get(incident.subject)
    if known is None:
        return None
    said = teller(r.state, r.language)
    body = said(known.subject, "body")
    lead, _blank, rest = body.text.strip().partition("\n\n")
    if lead.startswith(("#", "- ", "* ")):
        lead, rest = "", body.text
    languages = (r.language, *r.state.face.languages)
    found = (r.edition.appeared.get(f"text/{known.subject}/body/{language}") for language in languages)
    entered = next((appearance for appearance in found if appearance), None)
    return Learned(
        body._replace(text=lead),
        [_piece(body, piece) for piece in _pieces(rest)],
        said(known.subject, "author").text,
        known.published_at,
        entered.edition if entered else None,
        short_hash(entered.hash) if entered else "",
        links_for(r).item(entered.hash) if entered else "",
    )


def _pieces(text: str) -> Iterator[list[str]]:
    """Runs of lines that are measures, and runs of lines that are not."""
    run: list[str] = []
    for line in text.splitlines():
        if run and bool(_MEASURE.fullmatch(line)) != bool(_MEASURE.fullmatch(run[0])):
            yield run
            run = []
        run.append(line)
    if any(line.strip() for line in run):
        yield run


def _piece(body: Said, lines: list[str]) -> Piece:
    measures = [found for line in lines if (found := _MEASURE.fullmatch(line))]
    if len(measures) == len(lines):
        return Piece(None, [Measure(body._replace(text=found[1]), found[2]) for found in measures])
    return Piece(body._replace(text="\n".join(lines)), [])
