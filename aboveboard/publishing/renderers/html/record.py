"""The record for people: what it is, how to check it, the key, the editions of the last days and why there is each."""

from datetime import timedelta
from itertools import groupby
from typing import NamedTuple

from aboveboard.publishing.renderers.causes import causes_in_words
from aboveboard.publishing.renderers.html.shell import Links, document, links_for, words_of
from aboveboard.publishing.renderers.words import Words
from aboveboard.publishing.state import EditionFact, Rendering

DAYS = timedelta(days=14)
LEAST = 12  # editions, if there are so many


class Line(NamedTuple):
    """An edition, its time and why there is one. ``href``: the page as it was; ``changes``: what it changed."""

    number: str
    at: EditionFact
    why: str
    href: str
    changes: str


class DayOfEditions(NamedTuple):
    label: str
    lines: list[Line]


def render_record(r: Rendering) -> bytes:
    """``record/index.html``."""
    words, links = words_of(r), links_for(r)
    return document(
        "record.html", r, "record/",
        title=words._("Record"),
        fingerprint=" ".join(r.edition.key[n : n + 4] for n in range(0, len(r.edition.key), 4)),
        key=r.edition.key,
        days=_days(r, words, links),
    )  # fmt: skip


def _days(r: Rendering, words: Words, links: Links) -> list[DayOfEditions]:
    """The editions of the last days, newest first, by the day that they have in the page's zone."""
    recent = [fact for n, fact in enumerate(r.edition.recent) if n < LEAST or fact.at >= r.now - DAYS]
    by_day = groupby(recent, key=lambda fact: fact.at.astimezone(words.zone).date())
    return [DayOfEditions(words.date_with_year(day), [_line(fact, words, links) for fact in facts]) for day, facts in by_day]


def _line(fact: EditionFact, words: Words, links: Links) -> Line:
    why = causes_in_words(fact.causes, words)
    return Line(words.number(fact.number), fact, why, links.edition(fact.number), links.edition(fact.number, "changes/"))
