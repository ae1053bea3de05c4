"""Day by day: a 24-hour line for every day with trouble, days without folded."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from markupsafe import Markup

from aboveboard.components.status import Status, Stretch
from aboveboard.components.uptime import Day, uptime_of
from aboveboard.lib.periods import ONE_DAY, day_start
from aboveboard.publishing.items import ComponentItem
from aboveboard.publishing.renderers.chronicle import Happening
from aboveboard.publishing.renderers.html.entries import href_of
from aboveboard.publishing.renderers.html.lanes import Piece, line
from aboveboard.publishing.renderers.html.shell import Said, links_for, teller, words_of
from aboveboard.publishing.renderers.view import View, view_of
from aboveboard.publishing.renderers.words import Words
from aboveboard.publishing.state import Rendering


class DayRow(NamedTuple):
    """A day with trouble; or, without ``day``, a run of days without (``said`` tells which kind)."""

    day: date | None
    label: str
    drawing: Markup
    said: str
    spoken: str
    causes: list[tuple[str, Said]]
    uptime: str


def day_rows(r: Rendering, component: ComponentItem, days: list[Day]) -> list[DayRow]:
    """Newest first."""
    builder, rows = _Days(r, component), list[DayRow]()
    for run in _runs(days):
        rows.append(builder.quiet(run) if _kind(run[0]) else builder.troubled(run[0]))
    return rows


def _kind(day: Day) -> str:
    """quiet, silent (no data), or empty for a day with trouble."""
    if set(day.seconds) <= {Status.OPERATIONAL}:
        return "quiet"
    if day.worst is Status.UNKNOWN:
        return "silent"
    return "quiet" if day.worst is Status.OPERATIONAL else ""


def _runs(days: list[Day]) -> Iterator[list[Day]]:
    """Newest first; neighbours without trouble of the same kind together."""
    run: list[Day] = []
    for day in reversed(days):
        if run and (not _kind(day) or _kind(day) != _kind(run[0])):
            yield run
            run = []
        run.append(day)
    if run:
        yield run


class _Days:
    def __init__(self, r: Rendering, component: ComponentItem) -> None:
        self.r, self.component = r, component
        self.view: View = view_of(r)
        self.words: Words = words_of(r)
        self.links, self.said = links_for(r), teller(r.state, r.language)
        self.happenings: dict[str, Happening] = {i.id: i for i in r.state.incidents} | {m.id: m for m in r.state.maintenances}

    def quiet(self, run: list[Day]) -> DayRow:
        _ = self.words._
        said = _("No data") if _kind(run[0]) == "silent" else _("No trouble")
        label = self.words.days(run[-1].date, run[0].date)
        return DayRow(None, label, Markup(""), said, "", [], self.words.percent(uptime_of(run)))

    def troubled(self, day: Day) -> DayRow:
        began, ended = day_start(day.date, self.view.zone), day_start(day.date + ONE_DAY, self.view.zone)
        pieces = [
            Piece(stretch.status, max(stretch.began_at, began), min(stretch.ended_at, ended))
            for stretch in self.view.stretches(self.component.id)
            if stretch.began_at < ended and stretch.ended_at > began
        ]
        drawing = line(pieces, began, ended, until=min(self.r.now, ended), dashes=True)
        causes = self._causes(began, ended)
        said = "" if causes else self.words.short(day.worst)
        uptime = self.words.percent(uptime_of([day]))
        return DayRow(day.date, self.words.weekday(day.date), drawing, said, self._spoken(pieces), causes, uptime)

    def _causes(self, began: datetime, ended: datetime) -> list[tuple[str, Said]]:
        """What held the component on that day, as far as the page still tells of it."""
        ids = dict.fromkeys(
            span.cause_id
            for span in self.view.spans(self.component.id)
            if span.cause_id and span.began_at < ended and (span.ended_at is None or span.ended_at > began)
        )
        found = [self.happenings[cause] for cause in ids if cause in self.happenings]
        return [(href_of(self.links, happening), self.said(happening.subject, "title")) for happening in found]

    def _spoken(self, pieces: list[Piece] | list[Stretch]) -> str:
        """ "Partial outage 08:52 to 09:41"."""
        words = self.words
        return ", ".join(
            words._("%(status)s %(began)s to %(ended)s")
            % {"status": words.short(piece.status), "began": words.clock(piece.began_at), "ended": words.clock(piece.ended_at)}
            for piece in pieces
            if piece.status not in (Status.OPERATIONAL, Status.UNKNOWN)
        )
