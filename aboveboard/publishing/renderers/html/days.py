"""Day by day: a 24-hour line for every day with trouble, days without folded."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from markupsafe import Markup

from aboveboard.components.status import Status
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


class Hours(NamedTuple):
    """A day's 24 hours for those who read them with a pointer, arrow keys or ears; ``minutes`` and ``until`` count from ``began``.

    ``until``: how far the day has come. ``spoken``: what was not well, each as minutes ("438-487") and in words.
    """

    began: datetime
    minutes: int
    until: int
    drawing: Markup
    spoken: list[tuple[str, str]]


class DayRow(NamedTuple):
    """A day with trouble; or, without ``hours``, a run of days without from ``day`` to ``last`` (``said`` tells which kind)."""

    day: date
    last: date
    label: str
    said: str
    uptime: str
    hours: Hours | None = None
    causes: Sequence[tuple[str, Said]] = ()


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
        return DayRow(run[-1].date, run[0].date, label, said, self.words.percent(uptime_of(run)))

    def troubled(self, day: Day) -> DayRow:
        began, ended = day_start(day.date, self.view.zone), day_start(day.date + ONE_DAY, self.view.zone)
        pieces = [
            Piece(stretch.status, max(stretch.began_at, began), min(stretch.ended_at, ended))
            for stretch in self.view.stretches(self.component.id)
            if stretch.began_at < ended and stretch.ended_at > began
        ]
        until = min(self.r.now, ended)
        drawing = line(pieces, began, ended, until=until, dashes=True)
        hours = Hours(began, _minutes(ended - began), _minutes(until - began), drawing, self._spoken(pieces, began, ended))
        causes = self._causes(began, ended)
        said = "" if causes else self.words.short(day.worst)
        return DayRow(day.date, day.date, self.words.weekday(day.date), said, self.words.percent(uptime_of([day])), hours, causes)

    def _causes(self, began: datetime, ended: datetime) -> list[tuple[str, Said]]:
        """What held the component on that day, as far as the page still tells of it."""
        ids = dict.fromkeys(
            span.cause_id
            for span in self.view.spans(self.component.id)
            if span.cause_id and span.began_at < ended and (span.ended_at is None or span.ended_at > began)
        )
        found = [self.happenings[cause] for cause in ids if cause in self.happenings]
        return [(href_of(self.links, happening), self.said(happening.subject, "title")) for happening in found]

    def _spoken(self, pieces: list[Piece], midnight: datetime, midnight_after: datetime) -> list[tuple[str, str]]:
        """ "Partial outage 08:52 to 09:41"."""
        words, told = self.words, []
        for piece in pieces:
            if piece.status is not Status.OPERATIONAL:
                until = "24:00" if piece.ended_at == midnight_after else words.clock(piece.ended_at)
                said = {"status": words.short(piece.status), "began": words.clock(piece.began_at), "ended": until}
                minutes = f"{_minutes(piece.began_at - midnight)}-{_minutes(piece.ended_at - midnight)}"
                told.append((minutes, words._("%(status)s %(began)s to %(ended)s") % said))
        return told


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)
