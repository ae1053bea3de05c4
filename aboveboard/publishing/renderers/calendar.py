"""The calendar of maintenances in one language (RFC 5545): what calendar programs subscribe to."""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from aboveboard.lib import markdown
from aboveboard.maintenances.lifecycle import MaintenanceStatus
from aboveboard.publishing.items import MaintenanceItem
from aboveboard.publishing.renderers.stories import UNSPEAKABLE, address_of, entry_id, home_of
from aboveboard.publishing.renderers.words import Words, words_for
from aboveboard.publishing.state import Rendering

ASK_AGAIN = timedelta(hours=1)


def calendar_ics(r: Rendering) -> bytes:
    """Every maintenance of the hot window and to come, the earliest first. Times are UTC; the program shows the reader's own."""
    words = words_for(r.language, r.state.face.time_zone)
    calendar = Calendar()
    calendar.add("prodid", f"-//Aboveboard//{r.edition.release}//{r.language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    name = _line(words._("%(name)s maintenance") % {"name": r.state.face.name})
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    last = sequences(r)
    for maintenance in sorted(r.state.maintenances, key=lambda m: (m.begins_at, m.id)):
        calendar.add_component(_event(r, maintenance, words, last[maintenance.subject]))
    written: bytes = calendar.to_ical()
    return written


def _event(r: Rendering, maintenance: MaintenanceItem, words: Words, sequence: int) -> Event:
    began, ended = maintenance.began_at or maintenance.begins_at, maintenance.ended_at or maintenance.ends_at
    title, language = r.state.text(maintenance.subject, "title", r.language)
    said = [at for update in r.state.updates_of(maintenance.subject) for at in (update.at, *update.edited_at)]
    cancelled = maintenance.status == MaintenanceStatus.CANCELLED
    event = Event()
    event.add("uid", entry_id(maintenance.subject).removeprefix("urn:uuid:"))
    event.add("sequence", sequence)
    event.add("dtstamp", _whole(r.edition.at))
    event.add("dtstart", _whole(began))
    event.add("dtend", _whole(max(began, ended)))
    event.add("created", _whole(maintenance.published_at))
    event.add("last-modified", _whole(max([maintenance.published_at, *said])))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("summary", _line(title), parameters={} if language == r.language else {"LANGUAGE": language})
    event.add("description", _description(r, maintenance, words))
    event.add("url", address_of(maintenance, home_of(r.state.face, r.language)))
    return event


def sequences(r: Rendering) -> dict[str, int]:
    """By maintenance: the last edition that changed it, what was said of it or a wording. It grows with every change and only then."""
    last: dict[str, int] = {}
    for subject, appearance in r.edition.appeared.items():
        of = subject.removeprefix("text/").rsplit("/", 2)[0] if subject.startswith("text/") else subject
        last[of] = max(last.get(of, 0), appearance.edition)
    return {
        maintenance.subject: max(
            last.get(s, 0) for s in (maintenance.subject, *(u.subject for u in r.state.updates_of(maintenance.subject)))
        )
        for maintenance in r.state.maintenances
    }


def _description(r: Rendering, maintenance: MaintenanceItem, words: Words) -> str:
    """What is affected, then every update, newest first, in plain words."""
    names = {component.id: component.name for component in r.state.components}
    affected = words.listed([_line(names[a.component]) for a in maintenance.components if a.component in names])
    parts = [affected] if affected else []
    for update in r.state.updates_of(maintenance.subject):
        body = markdown.plain(r.state.text(update.subject, "body", r.language)[0])
        parts.append(f"{words.stage(update.status)} · {words.moment(update.at)}\n{body}")
    return "\n\n".join(parts).translate(UNSPEAKABLE)


def _line(text: str) -> str:
    return " ".join(text.translate(UNSPEAKABLE).split())


def _whole(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)
