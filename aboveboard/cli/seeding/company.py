"""Harbourline from its TOML file, as values with times relative to now. Pure: no models."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from aboveboard.components.status import SEVERITY, Status
from aboveboard.transfer.past import PastIncident, PastMaintenance, PastUpdate

LANGUAGES = ("en", "de")
SIZE_50 = 10  # incidents of `--size 50`

_CLOCK = re.compile(r"\{(-?\d+)\}")


@cache
def company() -> Mapping[str, Any]:
    """The file as it stands."""
    return tomllib.loads(Path(__file__).with_name("harbourline.toml").read_text(encoding="utf-8"))


def incidents(now: datetime) -> list[PastIncident]:
    """In the order of the file; the open one is the first."""
    return [_incident(told, _beginning(told, now)) for told in company()["incidents"]]


def maintenances(now: datetime) -> list[PastMaintenance]:
    """Past ones and those to come."""
    return [_maintenance(told, _beginning(told, now), now) for told in company()["maintenances"]]


def next_update_at(now: datetime) -> datetime:
    """When the open incident promises its next update: a whole minute."""
    return (now + timedelta(minutes=company()["incidents"][0]["next_update_in"])).replace(second=0, microsecond=0)


def _beginning(told: Mapping[str, Any], now: datetime) -> datetime:
    if "minutes_ago" in told:
        return (now - timedelta(minutes=told["minutes_ago"])).replace(second=0, microsecond=0)
    return datetime.combine(_day(told["day"], now), time.fromisoformat(told["at"]), UTC)


def _day(days: int, now: datetime) -> date:
    return (now.astimezone(UTC) + timedelta(days=days)).date()


def _incident(told: Mapping[str, Any], began: datetime) -> PastIncident:
    held = _held(told["updates"])
    return PastIncident(
        key=f"seed/{told['key']}",
        title=told["title"],
        impact=told["impact"],
        occurred_at=began,
        resolved_at=_resolved(told["updates"], began),
        components=held,
        updates=tuple(_updates(told["updates"], began, held)),
    )


def _held(updates: list[Mapping[str, Any]]) -> dict[str, Status]:
    """Each component that is named, at its worst."""
    held: dict[str, Status] = {}
    for update in updates:
        for name, word in update.get("set", {}).items():
            status = Status(word)
            held[name] = max(held.get(name, status), status, key=SEVERITY.__getitem__)
    return held


def _resolved(updates: list[Mapping[str, Any]], began: datetime) -> datetime | None:
    last = updates[-1]
    return began + timedelta(minutes=last["after"]) if last["status"] == "resolved" else None


def _updates(updates: list[Mapping[str, Any]], began: datetime, held: Mapping[str, Status]) -> Iterator[PastUpdate]:
    for update in updates:
        statuses = {name: Status(word) for name, word in update.get("set", {}).items()}
        if update["status"] == "resolved":
            statuses = dict.fromkeys(held, Status.OPERATIONAL)
        yield PastUpdate(
            at=began + timedelta(minutes=update["after"]),
            status=update["status"],
            body=_body(update, began, "before_" if "edited_after" in update else ""),
            statuses=statuses,
        )


class Edit(NamedTuple):
    """An update of ``at`` that was worded anew."""

    at: datetime
    edited_at: datetime
    body: dict[str, str]


def edits(now: datetime) -> list[Edit]:
    """What was worded anew, by when its update was written."""
    told = [(incident, update) for incident in company()["incidents"] for update in incident["updates"] if "edited_after" in update]
    return [
        Edit(began + timedelta(minutes=update["after"]), began + timedelta(minutes=update["edited_after"]), _body(update, began))
        for incident, update in told
        for began in [_beginning(incident, now)]
    ]


def _body(told: Mapping[str, Any], began: datetime, prefix: str = "") -> dict[str, str]:
    return {language: _clocked(told[f"{prefix}{language}"], began) for language in LANGUAGES}


def _clocked(text: str, began: datetime) -> str:
    """``{30}`` becomes the time of day 30 minutes after ``began``."""
    return _CLOCK.sub(lambda match: f"{began + timedelta(minutes=int(match[1])):%H:%M}", text)


def _maintenance(told: Mapping[str, Any], begins: datetime, now: datetime) -> PastMaintenance:
    ends = begins + timedelta(minutes=told["minutes"])
    over = "done_en" in told
    ended = begins + timedelta(minutes=told.get("took", told["minutes"])) if over else None
    announced = datetime.combine(_day(told["announced"], now), time(10), UTC)
    updates = [PastUpdate(at=announced, status="scheduled", body=_body(told, begins))]
    if ended:
        updates.append(PastUpdate(at=ended, status="completed", body=_body(told, begins, "done_")))
    return PastMaintenance(
        key=f"seed/{told['key']}",
        title=told["title"],
        status="completed" if over else "scheduled",
        begins_at=begins,
        ends_at=ends,
        began_at=begins if over else None,
        ended_at=ended,
        components=dict.fromkeys(told["components"], Status.UNDER_MAINTENANCE),
        updates=tuple(updates),
    )
