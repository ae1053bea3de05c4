"""The calendar of maintenances in one language (RFC 5545): what calendar programs subscribe to."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from icalendar import Calendar, Event

from aboveboard.lib import markdown
from aboveboard.maintenances.lifecycle import MaintenanceStatus
from aboveboard.publishing.items import MaintenanceItem
from aboveboard.publishing.renderers.stories import address_of, event_id, home_of, speakable
from aboveboard.publishing.renderers.words import Words, words_for
from aboveboard.publishing.state import Rendering

ASK_AGAIN = timedelta(hours=1)
KEPT = 32  # calendars: a page has one in each language, and they change only with its maintenances


class _Entry(NamedTuple):
    """One event. ``changed``: when something was last said or edited; ``foreign``: the title's language if it is another."""

    uid: str
    sequence: int
    changed: datetime
    began: datetime
    ended: datetime
    published: datetime
    is_cancelled: bool
    title: str
    foreign: str
    description: str
    url: str


def calendar_ics(r: Rendering) -> bytes:
    """Every maintenance of the hot window and to come, the earliest first. Times are UTC; the program shows the reader's own."""
    words, last = words_for(r.language, r.state.face.time_zone), sequences(r)
    name = _line(words._("%(name)s maintenance") % {"name": r.state.face.name})
    ordered = sorted(r.state.maintenances, key=lambda m: (m.begins_at, m.id))
    entries = tuple(_entry(r, maintenance, words, last[maintenance.subject]) for maintenance in ordered)
    return _written(f"-//Aboveboard//{r.edition.release}//{r.language.upper()}", name, entries)


@lru_cache(maxsize=KEPT)
def _written(program: str, name: str, entries: tuple[_Entry, ...]) -> bytes:
    """Without METHOD, which would make DTSTAMP the time of writing: nothing in it says when it was written (RFC 5545 §3.8.7.2)."""
    calendar = Calendar()
    calendar.add("prodid", program)
    calendar.add("version", "2.0")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry))
    written: bytes = calendar.to_ical()
    return written


def _entry(r: Rendering, maintenance: MaintenanceItem, words: Words, sequence: int) -> _Entry:
    began, ended = maintenance.began_at or maintenance.begins_at, maintenance.ended_at or maintenance.ends_at
    title, language = r.state.text(maintenance.subject, "title", r.language)
    said = [at for update in r.state.updates_of(maintenance.subject) for at in (update.at, *update.edited_at)]
    return _Entry(
        uid=event_id(maintenance.subject),
        sequence=sequence,
        changed=_whole(max([maintenance.published_at, *said])),
        began=_whole(began),
        ended=_whole(max(began, ended)),
        published=_whole(maintenance.published_at),
        is_cancelled=maintenance.status == MaintenanceStatus.CANCELLED,
        title=_line(title),
        foreign="" if language == r.language else language,
        description=_description(r, maintenance, words),
        url=address_of(maintenance, home_of(r.state.face, r.language)),
    )


def _event(entry: _Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed)
    event.add("dtstart", entry.began)
    event.add("dtend", entry.ended)
    event.add("created", entry.published)
    event.add("last-modified", entry.changed)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("summary", entry.title, parameters={"LANGUAGE": entry.foreign} if entry.foreign else {})
    event.add("description", entry.description)
    event.add("url", entry.url)
    return event


def sequences(r: Rendering) -> dict[str, int]:
    """By maintenance: the last edition that changed it, what was said of it or a wording. It grows with every change and only then."""
    of: dict[str, str] = {}  # what is said of a maintenance -> the maintenance
    for maintenance in r.state.maintenances:
        of[maintenance.subject] = maintenance.subject
        of.update((update.subject, maintenance.subject) for update in r.state.updates_of(maintenance.subject))
    last = dict.fromkeys(of.values(), 0)
    for subject, appearance in r.edition.appeared.items():
        about = of.get(subject.removeprefix("text/").rsplit("/", 2)[0] if subject.startswith("text/") else subject)
        if about is not None and appearance.edition > last[about]:
            last[about] = appearance.edition
    return last


def _description(r: Rendering, maintenance: MaintenanceItem, words: Words) -> str:
    """What is affected, then every update, newest first, in plain words."""
    names = {component.id: component.name for component in r.state.components}
    affected = words.listed([_line(names[a.component]) for a in maintenance.components if a.component in names])
    parts = [affected] if affected else []
    for update in r.state.updates_of(maintenance.subject):
        body = markdown.plain(r.state.text(update.subject, "body", r.language)[0])
        parts.append(f"{words.stage(update.status)} · {words.moment(update.at)}\n{body}")
    return speakable("\n\n".join(parts))


def _line(text: str) -> str:
    return " ".join(speakable(text).split())


def _whole(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)
