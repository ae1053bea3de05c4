"""The calendar as a calendar library reads it."""

from datetime import datetime, timedelta
from typing import Any

import icalendar
import msgspec

from aboveboard.publishing.items import text_item
from aboveboard.publishing.renderers.calendar import calendar_ics
from aboveboard.publishing.state import Appearance, Rendering
from tests.publishing.renderers.telling import NOW, a_face, a_maintenance, ago, an_incident, an_update, calm, rendering, troubled

OF = "maintenance/main00000001"
HOSTILE = "a, b; c\\n ]]><script>\r\nEND:VEVENT\r\nX-INJECTED:1 \x00\ud800"


def events(r: Rendering) -> list[Any]:
    document = calendar_ics(r)
    assert all(len(line) <= 75 for line in document.split(b"\r\n"))
    calendar = icalendar.Calendar.from_ical(document)
    assert not calendar.errors
    found = list(calendar.walk("VEVENT"))
    assert not [event for event in found if event.errors]
    return found


def appearing(items: list[Any], **editions: int) -> Rendering:
    """Every item appeared in edition 1 but those whose subject ends as named."""
    r = rendering(items)
    appeared = {item.subject: Appearance(editions.get(item.subject.split("/")[-1], 1), "0" * 64) for item in items}
    for subject in appeared:
        if subject.startswith("text/") and "text" in editions and OF in subject:
            appeared[subject] = Appearance(editions["text"], "0" * 64)
    return msgspec.structs.replace(r, edition=msgspec.structs.replace(r.edition, appeared=appeared))


def test_the_calendar_names_the_page_and_holds_the_maintenances_alone() -> None:
    calendar = icalendar.Calendar.from_ical(calendar_ics(rendering(troubled())))

    assert (calendar["version"], calendar["x-wr-calname"]) == ("2.0", "Harbourline maintenance")
    assert [str(event["summary"]) for event in calendar.walk("VEVENT")] == ["Map tiles move"]


def test_an_event_tells_when_what_and_where_to_read_more() -> None:
    [event] = events(rendering(troubled()))

    assert (event.start, event.end) == (NOW + timedelta(hours=41), NOW + timedelta(hours=43))
    assert event["description"] == "Map tiles\n\nPlanned · Sun 22 Nov 2026, 09:41 UTC\nMaps may load slowly."
    assert event["url"] == "https://status.example.com/maintenances/main00000001/"
    assert event["status"] == "CONFIRMED" and event["transp"] == "TRANSPARENT"


def test_a_maintenance_that_ran_stands_where_it_ran() -> None:
    began, ended = ago(hours=5), ago(hours=3)
    items = [*calm(), *a_maintenance(status="completed", begins_at=ago(hours=6), ends_at=ago(hours=4), began_at=began, ended_at=ended)]

    [event] = events(rendering(items))

    assert (event.start, event.end) == (began, ended)


def test_a_cancelled_maintenance_stays_in_the_calendar_as_cancelled_under_the_same_uid() -> None:
    [planned], [cancelled] = (events(rendering([*calm(), *a_maintenance(status=status)])) for status in ("scheduled", "cancelled"))

    assert cancelled["status"] == "CANCELLED"
    assert cancelled["uid"] == planned["uid"]


def test_a_uid_outlives_a_move_of_the_page_and_a_change_of_language() -> None:
    moved = [a_face(url="https://elsewhere.example.org/p/acme/"), *troubled()[1:]]

    told = [events(rendering(items, language=language))[0] for items in (troubled(), moved) for language in ("en", "de")]

    assert len({event["uid"] for event in told}) == 1
    assert told[3]["url"] == "https://elsewhere.example.org/p/acme/de/maintenances/main00000001/"


def test_the_sequence_grows_with_every_change_of_the_maintenance_and_with_nothing_else() -> None:
    items = [*calm(), *a_maintenance(), *an_update("upd000000003", OF, "scheduled", ago(days=2), "Slow."), *an_incident()]
    numbers = [
        events(appearing(items, **editions))[0]["sequence"]
        for editions in ({}, {"inc000000001": 7}, {"main00000001": 3}, {"main00000001": 3, "upd000000003": 5}, {"text": 9})
    ]

    assert numbers == [1, 1, 3, 5, 9]


def test_the_stamp_is_that_of_the_last_change_so_that_the_clock_and_other_news_change_nothing() -> None:
    r = rendering(troubled())
    later = msgspec.structs.replace(r, edition=msgspec.structs.replace(r.edition, number=1300, at=ago(hours=-2)), now=ago(hours=-3))
    [event] = events(r)

    assert event.stamp == event["last-modified"].dt == ago(days=2)
    assert "method" not in icalendar.Calendar.from_ical(calendar_ics(r))  # with one, the stamp would have to be the time of writing
    assert calendar_ics(later) == calendar_ics(r)


def test_hostile_words_stay_words() -> None:
    items = [*calm(), *a_maintenance(title=HOSTILE), *an_update("upd000000003", OF, "scheduled", ago(days=2), HOSTILE)]

    [event] = events(rendering(items))

    assert event["summary"] == "a, b; c\\n ]]><script> END:VEVENT X-INJECTED:1 ��"
    assert "x-injected" not in event
    assert "END:VEVENT\nX-INJECTED:1" in event["description"]


def test_words_that_are_not_translated_name_their_language() -> None:
    [foreign] = events(rendering(troubled(), language="de"))
    [own] = events(rendering([*troubled(), text_item(OF, "title", "de", "Kacheln ziehen um")], language="de"))

    assert foreign["summary"].params["LANGUAGE"] == "en"
    assert (str(own["summary"]), "LANGUAGE" in own["summary"].params) == ("Kacheln ziehen um", False)


def test_times_are_utc_to_the_second_wherever_the_page_is() -> None:
    begins = datetime.fromisoformat("2026-11-26T02:00:00.123456+05:30")
    face = a_face(time_zone="Asia/Kolkata")
    document = calendar_ics(rendering([face, *calm()[1:], *a_maintenance(begins_at=begins)]))

    assert b"DTSTART:20261125T203000Z" in document


def test_a_page_without_maintenances_has_a_valid_empty_calendar() -> None:
    assert events(rendering(calm())) == []
