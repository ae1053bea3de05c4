"""The record for people: what it is, how to check it, the key, the newest editions."""

from collections import defaultdict
from typing import NamedTuple

from aboveboard.publishing.renderers.html.shell import document, links_of, words_of
from aboveboard.publishing.renderers.words import Words
from aboveboard.publishing.state import Rendering

NEWEST = 12


class Line(NamedTuple):
    """An edition and what of it still stands."""

    number: str
    what: str
    href: str


def render_record(r: Rendering) -> bytes:
    """``record/index.html``."""
    words, links = words_of(r), links_of(r.state.face, r.language)
    return document(
        "record.html", r, "record/",
        title=words._("Record"),
        fingerprint=" ".join(r.edition.key[n : n + 4] for n in range(0, len(r.edition.key), 4)),
        key=r.edition.key,
        lines=_newest(r, words, links.base),
    )  # fmt: skip


def _newest(r: Rendering, words: Words, base: str) -> list[Line]:
    standing: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for subject, appearance in r.edition.appeared.items():
        standing[appearance.edition][subject.split("/")[0]] += 1
    standing.setdefault(r.edition.number, {})
    newest = sorted(standing.items(), reverse=True)[:NEWEST]
    return [Line(words.number(number), _what(kinds, words), f"{base}record/documents/{number}.json") for number, kinds in newest]


def _what(kinds: dict[str, int], words: Words) -> str:
    ngettext = words.ngettext
    names = {
        "page": lambda count: ngettext("%(count)s setting of the page", "%(count)s settings of the page", count),
        "group": lambda count: ngettext("%(count)s group", "%(count)s groups", count),
        "component": lambda count: ngettext("%(count)s component", "%(count)s components", count),
        "incident": lambda count: ngettext("%(count)s incident", "%(count)s incidents", count),
        "maintenance": lambda count: ngettext("%(count)s maintenance", "%(count)s maintenances", count),
        "update": lambda count: ngettext("%(count)s update", "%(count)s updates", count),
        "span": lambda count: ngettext("%(count)s status", "%(count)s statuses", count),
        "text": lambda count: ngettext("%(count)s text", "%(count)s texts", count),
    }
    told = [names[kind](kinds[kind]) % {"count": words.number(kinds[kind])} for kind in names if kinds.get(kind)]
    return words.listed(told)
