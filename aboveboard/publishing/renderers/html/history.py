"""The archive: an index of months, and each month."""

from datetime import date
from typing import NamedTuple

from aboveboard.publishing.renderers.chronicle import began_at, ended_at, month_days
from aboveboard.publishing.renderers.html.entries import Row, entry
from aboveboard.publishing.renderers.html.incident import last_change
from aboveboard.publishing.renderers.html.shell import Folio, document, edition_of, links_for, words_of
from aboveboard.publishing.renderers.view import view_of
from aboveboard.publishing.state import Rendering


class Month(NamedTuple):
    href: str
    name: str
    incidents: int
    maintenances: int


def render_history(r: Rendering) -> bytes:
    """``history/index.html``: every month of the archive, newest first."""
    words, links = words_of(r), links_for(r)
    facts = sorted(r.state.months, key=lambda fact: fact.month, reverse=True)
    months = [Month(links.month(f.month), words.month(_first_day(f.month)), f.incidents, f.maintenances) for f in facts]
    return document("history.html", r, "history/", title=words._("History"), months=months)


def render_month(r: Rendering, month: str) -> bytes:
    """``history/<month>/index.html`` ("2026-02"): what began in that month. Nothing in it depends on now."""
    view, words = view_of(r), words_of(r)
    days = month_days(view, month)
    happenings = [happening for day in days for happening in day.happenings]
    subjects = [h.subject for h in happenings] + [u.subject for h in happenings for u in r.state.updates_of(h.subject)]
    changes = [last_change([began_at(h), ended_at(h)], r.state.updates_of(h.subject)) for h in happenings]
    name = words.month(_first_day(month))
    return document(
        "month.html", r, f"history/{month}/",
        title=name,
        folio=Folio(view.day(max(changes)) if changes else None, edition_of(r, *subjects)),
        rows=[Row(words.weekday(day.day), day.day, [entry(r, h, live=False) for h in day.happenings]) for day in days],
    )  # fmt: skip


def _first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")
