"""Incidents and maintenances as the page lists them: title, status, components, how long."""

from datetime import date, datetime
from typing import NamedTuple

from aboveboard.components.status import Status
from aboveboard.maintenances.lifecycle import MaintenanceStatus
from aboveboard.publishing.items import IncidentItem, MaintenanceItem
from aboveboard.publishing.renderers.chronicle import DayOf, Happening, Quiet, began_at, ended_at, happening_status, is_closed
from aboveboard.publishing.renderers.html.shell import Links, Said, links_for, teller, words_of
from aboveboard.publishing.renderers.view import View, view_of
from aboveboard.publishing.renderers.words import Words
from aboveboard.publishing.state import Rendering


class Entry(NamedTuple):
    """One line of history. ``word``: its status in words; ``length``: how long it took, or so far."""

    href: str
    title: Said
    status: Status
    word: str
    components: str
    began_at: datetime
    length: str


class Row(NamedTuple):
    """A day with entries, or a run of quiet days without. ``at``: the day for machines, where it is one."""

    label: str
    at: date | None
    entries: list[Entry]


def entry(r: Rendering, happening: Happening, *, live: bool = True) -> Entry:
    """Without ``live`` nothing in it depends on now."""
    view, words = view_of(r), words_of(r)
    return Entry(
        href_of(links_for(r), happening),
        teller(r.state, r.language)(happening.subject, "title"),
        happening_status(view, happening),
        _word(view, words, happening),
        names(view, words, happening),
        began_at(happening),
        _length(view, words, happening, live=live),
    )


def rows(r: Rendering, days: list[DayOf | Quiet]) -> list[Row]:
    """History as rows; today is called so."""
    words, today = words_of(r), view_of(r).day(r.now)
    told = []
    for day in days:
        if isinstance(day, Quiet):
            told.append(Row(_quiet_label(day, words, today), None, []))
        else:
            label = words._("Today") if day.day == today else words.weekday(day.day)
            told.append(Row(label, day.day, [entry(r, happening) for happening in day.happenings]))
    return told


def href_of(links: Links, happening: Happening) -> str:
    return links.incident(happening.id) if isinstance(happening, IncidentItem) else links.maintenance(happening.id)


def names(view: View, words: Words, happening: Happening) -> str:
    """The names of what it affects, as far as this page shows it."""
    shown = [view.component[a.component].name for a in happening.components if a.component in view.component]
    return words.listed(shown)


def maintenance_word(words: Words, maintenance: MaintenanceItem) -> str:
    """ "Maintenance, done as planned"."""
    _ = words._
    if maintenance.status == MaintenanceStatus.CANCELLED:
        return _("Maintenance, cancelled")
    if maintenance.status != MaintenanceStatus.COMPLETED:
        return _("Maintenance, under way")
    late = maintenance.ended_at is not None and maintenance.ended_at > maintenance.ends_at
    return _("Maintenance, longer than planned") if late else _("Maintenance, done as planned")


def _word(view: View, words: Words, happening: Happening) -> str:
    if isinstance(happening, MaintenanceItem):
        return maintenance_word(words, happening)
    status = view.incident_status(happening)
    return words._("No impact") if status is Status.OPERATIONAL else words.short(status)


def _length(view: View, words: Words, happening: Happening, *, live: bool) -> str:
    ended = ended_at(happening)
    if ended is not None:
        return words.duration(ended - began_at(happening))
    if is_closed(happening):
        return ""
    if not live:
        return words._("not over")
    return words._("%(duration)s so far") % {"duration": words.duration(view.now - began_at(happening))}


def _quiet_label(quiet: Quiet, words: Words, today: date) -> str:
    if quiet.last != today:
        return words.days(quiet.first, quiet.last)
    return words._("Today") if quiet.first == today else f"{words._('Today')} – {words.short_date(quiet.first)}"
