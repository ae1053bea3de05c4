"""One line of a history: what it becomes, or why it is left out."""

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from aboveboard.components.status import Status
from aboveboard.transfer.incident_lines import LONGEST_LINE, BadLine, past_from, read_lines
from aboveboard.transfer.past import PastIncident, PastMaintenance

MAIL = {
    "id": "42",
    "title": "Mails are late",
    "impact": "minor",
    "components": ["Mail", "Mail", " Relay "],
    "started_at": "2026-03-26T01:43:00Z",
    "resolved_at": "2026-03-26T03:35:00Z",
    "updates": [
        {"at": "2026-03-26T01:50:00Z", "status": "Investigating", "message": "We are looking."},
        {"at": "2026-03-26T02:10:00Z", "status": "Identified", "message": "A full disk."},
        {"at": "2026-03-26T02:40:00Z", "status": "Update", "message": "Half is done."},
        {"at": "2026-03-26T03:35:00Z", "status": "Resolved", "message": "Done."},
    ],
}


def at(hour: int, minute: int) -> datetime:
    return datetime(2026, 3, 26, hour, minute, tzinfo=UTC)


def incident(**other: Any) -> PastIncident:
    past = past_from(json.dumps({**MAIL, **other}).encode(), language="en")
    assert isinstance(past, PastIncident)
    return past


def maintenance(**other: Any) -> PastMaintenance:
    past = past_from(json.dumps({**MAIL, "impact": "maintenance", **other}).encode(), language="en")
    assert isinstance(past, PastMaintenance)
    return past


def told(*updates: tuple[str, str]) -> list[dict[str, str]]:
    return [{"at": f"2026-03-26T{clock}:00Z", "status": status, "message": f"{status} at {clock}"} for clock, status in updates]


def test_an_incident_is_read_with_its_updates() -> None:
    past = incident()
    assert (past.key, past.title, past.impact) == ("42", {"en": "Mails are late"}, "minor")
    assert (past.occurred_at, past.resolved_at) == (at(1, 43), at(3, 35))
    assert [update.status for update in past.updates] == ["investigating", "identified", "identified", "resolved"]
    assert past.updates[1].body == {"en": "A full disk."}


def test_the_first_word_holds_the_components_and_the_last_releases_them() -> None:
    past = incident()
    held = dict.fromkeys(("Mail", "Relay"), Status.DEGRADED_PERFORMANCE)
    assert past.components == held
    assert [update.statuses for update in past.updates] == [held, {}, {}, dict.fromkeys(held, Status.OPERATIONAL)]


@pytest.mark.parametrize(
    ("impact", "status"),
    [
        ("none", Status.OPERATIONAL),
        ("minor", Status.DEGRADED_PERFORMANCE),
        ("major", Status.PARTIAL_OUTAGE),
        ("critical", Status.MAJOR_OUTAGE),
    ],
)
def test_impact_says_how_the_components_were(impact: str, status: Status) -> None:
    assert incident(impact=impact).components["Mail"] is status


def test_an_incident_without_impact_holds_nothing() -> None:
    assert all(not update.statuses for update in incident(impact="none").updates)


def test_updates_are_put_in_order_of_time() -> None:
    past = incident(updates=told(("03:35", "Resolved"), ("01:50", "Investigating"), ("02:40", "Update")))
    assert [update.status for update in past.updates] == ["investigating", "investigating", "resolved"]


def test_an_incident_without_updates_gets_its_beginning_and_its_end() -> None:
    past = incident(updates=[])
    assert [(update.at, update.status, update.body) for update in past.updates] == [
        (at(1, 43), "investigating", {}),
        (at(3, 35), "resolved", {}),
    ]


def test_an_end_that_nobody_told_is_added_without_words() -> None:
    past = incident(updates=told(("01:50", "Investigating")))
    assert [(update.at, update.status) for update in past.updates] == [(at(1, 50), "investigating"), (at(3, 35), "resolved")]


def test_an_incident_told_only_when_it_was_over_is_held_from_its_beginning() -> None:
    past = incident(updates=told(("03:35", "Resolved")))
    assert [update.status for update in past.updates] == ["resolved"]
    assert past.updates[0].statuses == dict.fromkeys(("Mail", "Relay"), Status.OPERATIONAL)


def test_an_update_that_resolves_ends_an_incident_without_an_end() -> None:
    past = incident(resolved_at=None, updates=told(("01:50", "Investigating"), ("02:00", "Resolved"), ("04:00", "Update")))
    assert past.resolved_at == at(2, 0)


def test_an_incident_may_still_be_open() -> None:
    past = incident(resolved_at=None, updates=told(("01:50", "Monitoring")))
    assert past.resolved_at is None
    assert past.updates[-1].status == "monitoring"


def test_a_component_that_is_spelt_in_several_ways_is_one() -> None:
    past = incident(components=["Cafe\u0301", "API", "caf\u00e9", "Caf\u00e9 ", "api"])
    assert list(past.components) == ["Caf\u00e9", "API"]


def test_an_empty_message_is_no_text() -> None:
    past = incident(updates=[{"at": "2026-03-26T01:50:00Z", "status": "Investigating", "message": "  "}])
    assert past.updates[0].body == {}


def test_a_time_without_zone_is_utc_and_another_zone_is_converted() -> None:
    past = incident(started_at="2026-03-26T02:43:00+01:00", resolved_at="2026-03-26T03:35:00.250", updates=[])
    assert (past.occurred_at, past.resolved_at) == (at(1, 43), at(3, 35))


def test_a_maintenance_runs_from_its_beginning_to_its_completion() -> None:
    past = maintenance(updates=told(("01:43", "Scheduled"), ("02:00", "In progress"), ("03:00", "Verifying"), ("03:35", "Completed")))
    assert (past.status, past.began_at, past.ended_at) == ("completed", at(2, 0), at(3, 35))
    assert [update.status for update in past.updates] == ["scheduled", "in_progress", "in_progress", "completed"]
    assert past.components == dict.fromkeys(("Mail", "Relay"), Status.UNDER_MAINTENANCE)


def test_a_maintenance_to_come_keeps_its_planned_window() -> None:
    window = {"scheduled_for": "2026-03-27T02:00:00Z", "scheduled_until": "2026-03-27T04:00:00Z"}
    past = maintenance(resolved_at=None, updates=told(("01:43", "Scheduled")), **window)
    assert (past.status, past.began_at, past.ended_at) == ("scheduled", None, None)
    assert (past.ends_at - past.begins_at).total_seconds() == 7200


def test_a_maintenance_of_no_length_still_has_a_window() -> None:
    past = maintenance(resolved_at=MAIL["started_at"], updates=[])
    assert past.ends_at > past.begins_at


BAD = {
    "nonsense": b"nonsense",
    "an array": b"[1]",
    "no title": b'{"id": 1, "impact": "minor", "started_at": "2026-01-01T00:00:00Z"}',
    "not UTF-8": b'{"id": 1, "title": "\xff"}',
}


@pytest.mark.parametrize("raw", BAD.values(), ids=BAD)
def test_what_is_no_incident_is_a_bad_line(raw: bytes) -> None:
    [line] = read_lines(io.BytesIO(raw), language="en")
    assert isinstance(line, BadLine)
    assert line.number == 1


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("impact", "huge", "impact: “huge” is none of"),
        ("title", 3, "title: expected str, got int"),
        ("title", " ", "title: has to have 1 to 500 characters"),
        ("id", "x" * 101, "id: has to have 1 to 100 characters"),
        ("id", "4\x002", "id: control characters and"),
        ("title", "Mails\x00", "title: control characters and"),
        ("components", ["Mail", "Re\x00lay"], "components: control characters and"),
        ("components", ["\u202eliaM"], "components: control characters and"),
        ("updates", [{"at": "2026-03-26T01:50:00Z", "message": "x\x00y"}], "updates[0].message: control characters are not allowed"),
        ("started_at", "yesterday", "started_at: "),
        ("started_at", "0001-01-01T00:00:00+14:00", "started_at: the year 1 cannot be meant"),
        ("resolved_at", "2026-03-26T01:42:59Z", "resolved_at: is before started_at"),
        ("components", ["x" * 101], "components: has to have"),
        ("updates", [{"at": "2026-03-26T01:50:00Z", "status": "Panicking"}], "the status “Panicking” is not known here"),
        ("updates", [{"status": "Update"}], "updates"),
        ("updates", [{"at": "2026-03-26T01:50:00Z", "message": "x" * 20_001}], "updates[0].message: has more than 20,000"),
    ],
)
def test_a_bad_field_is_named_with_the_reason(field: str, value: object, reason: str) -> None:
    [line] = read_lines(io.BytesIO(json.dumps({**MAIL, field: value}).encode()), language="en")
    assert isinstance(line, BadLine)
    assert reason in line.reason
    assert "\n" not in line.reason


def test_lines_keep_their_numbers_past_blank_bad_and_endless_ones() -> None:
    good = json.dumps(MAIL).encode()
    file = io.BytesIO(b"\n".join([b"\xef\xbb\xbf" + good, b"", b"{", b"x" * (3 * LONGEST_LINE), good]))
    found = list(read_lines(file, language="en"))
    assert [line.number if isinstance(line, BadLine) else None for line in found] == [None, 3, 4, None]
    assert "longer than 1,000,000 bytes" in found[2].reason  # type: ignore[union-attr]
