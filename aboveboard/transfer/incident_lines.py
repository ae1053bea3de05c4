"""The JSON lines of `import incidents` (docs/using/import.md): a line of text to a value, or the reason why not. Pure."""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import BinaryIO, NamedTuple

import msgspec
from django.core.exceptions import ValidationError

from aboveboard.components.status import Status
from aboveboard.incidents.lifecycle import IncidentStatus
from aboveboard.lib.checks import Faults
from aboveboard.maintenances.lifecycle import MaintenanceStatus
from aboveboard.transfer.past import Past, PastIncident, PastMaintenance, PastUpdate

LONGEST_LINE = 1_000_000  # bytes
LONGEST_KEY = 100  # the column import_key
LONGEST_TITLE = 500
LONGEST_NAME = 100  # the column Component.name
LONGEST_BODY = 20_000  # of one message, in characters
UNTOLD = timedelta(hours=1)  # how long a maintenance lasts whose end nobody told

WORST = {
    "none": Status.OPERATIONAL,  # named on the incident, but no span
    "minor": Status.DEGRADED_PERFORMANCE,
    "major": Status.PARTIAL_OUTAGE,
    "critical": Status.MAJOR_OUTAGE,
}
INCIDENT_STAGES = {
    "investigating": IncidentStatus.INVESTIGATING,
    "identified": IncidentStatus.IDENTIFIED,
    "monitoring": IncidentStatus.MONITORING,
    "resolved": IncidentStatus.RESOLVED,
    "postmortem": IncidentStatus.RESOLVED,
}
MAINTENANCE_STAGES = {
    "scheduled": MaintenanceStatus.SCHEDULED,
    "in progress": MaintenanceStatus.IN_PROGRESS,
    "verifying": MaintenanceStatus.IN_PROGRESS,
    "completed": MaintenanceStatus.COMPLETED,
}


class BadLine(NamedTuple):
    """Line ``number`` (from 1) was left out. ``reason`` names the field and what is wrong with it."""

    number: int
    reason: str


class _Update(msgspec.Struct):
    at: datetime
    status: str = "Update"
    message: str = ""


class _Line(msgspec.Struct):
    id: str | int
    title: str
    impact: str
    started_at: datetime
    resolved_at: datetime | None = None
    scheduled_for: datetime | None = None
    scheduled_until: datetime | None = None
    components: list[str] | None = None
    updates: list[_Update] | None = None


_DECODER = msgspec.json.Decoder(_Line)


def read_lines(file: BinaryIO, *, language: str) -> Iterator[Past | BadLine]:
    """The value, or the reason why not, for every line that is not blank. Memory stays bounded by ``LONGEST_LINE``."""
    number = 0
    while raw := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(raw) > LONGEST_LINE:
            while raw and not raw.endswith(b"\n"):
                raw = file.readline(LONGEST_LINE)
            yield BadLine(number, f"the line is longer than {LONGEST_LINE:,} bytes")
        elif raw.strip():
            yield _value(number, raw, language)


def _value(number: int, raw: bytes, language: str) -> Past | BadLine:
    try:
        return past_from(raw.removeprefix(b"\xef\xbb\xbf"), language=language)
    except (ValueError, msgspec.MsgspecError) as problem:
        return BadLine(number, _reason(problem))


def past_from(raw: bytes, *, language: str) -> Past:
    """The incident or maintenance in one line. Raises ``ValueError`` or ``msgspec.MsgspecError`` with field and reason."""
    line = _DECODER.decode(raw)
    _check(line)
    return _maintenance(line, language) if line.impact == "maintenance" else _incident(line, language)


def _check(line: _Line) -> None:
    for field, text, limit in (
        ("id", str(line.id), LONGEST_KEY),
        ("title", line.title, LONGEST_TITLE),
        *(("components", name, LONGEST_NAME) for name in line.components or ()),
    ):
        if not 0 < len(text.strip()) <= limit:
            raise ValueError(f"{field}: has to have 1 to {limit} characters")
    if line.impact not in (*WORST, "maintenance"):
        raise ValueError(f"impact: “{line.impact}” is none of {', '.join(WORST)}, maintenance")
    for index, update in enumerate(line.updates or ()):
        if len(update.message) > LONGEST_BODY:
            raise ValueError(f"updates[{index}].message: has more than {LONGEST_BODY:,} characters")
    _check_characters(line)
    _check_moments(line)


def _check_characters(line: _Line) -> None:
    """What nobody may write by hand is not imported either: a database refuses some of it, and with it the whole file."""
    faults = Faults()
    faults.line("id", str(line.id), limit=LONGEST_KEY)
    faults.line("title", line.title, limit=LONGEST_TITLE)
    for name in line.components or ():
        faults.line("components", name, limit=LONGEST_NAME)
    for index, update in enumerate(line.updates or ()):
        faults.body(f"updates[{index}].message", update.message, limit=LONGEST_BODY, required=False)
    try:
        faults.refuse()
    except ValidationError as refusal:
        field, [reason, *_] = next(iter(refusal.message_dict.items()))
        raise ValueError(f"{field}: {reason[0].lower()}{reason[1:].rstrip('.')}") from None


def _check_moments(line: _Line) -> None:
    moments = {name: getattr(line, name) for name in ("started_at", "resolved_at", "scheduled_for", "scheduled_until")}
    moments |= {f"updates[{index}].at": update.at for index, update in enumerate(line.updates or ())}
    for field, moment in moments.items():
        if moment is not None and not 1970 < moment.year < 2200:
            raise ValueError(f"{field}: the year {moment.year} cannot be meant")
    if line.resolved_at is not None and _utc(line.resolved_at) < _utc(line.started_at):
        raise ValueError("resolved_at: is before started_at")


def _incident(line: _Line, language: str) -> PastIncident:
    updates = _staged(line, INCIDENT_STAGES, IncidentStatus.INVESTIGATING, language)
    started, resolved = _utc(line.started_at), _utc(line.resolved_at) if line.resolved_at else None
    if resolved is None and updates and updates[-1].status == IncidentStatus.RESOLVED:
        resolved = next(update.at for update in updates if update.status == IncidentStatus.RESOLVED)
    if not updates or (updates[0].status == IncidentStatus.RESOLVED and resolved is None):
        updates.insert(0, PastUpdate(at=started, status=IncidentStatus.INVESTIGATING, body={}))
    if resolved is not None and all(update.status != IncidentStatus.RESOLVED for update in updates):
        updates.append(PastUpdate(at=resolved, status=IncidentStatus.RESOLVED, body={}))
        updates.sort(key=lambda update: update.at)
    worst = dict.fromkeys(_names(line), WORST[line.impact])
    return PastIncident(
        key=str(line.id).strip(),
        title={language: line.title.strip()},
        impact=line.impact,
        occurred_at=started,
        resolved_at=max(resolved, started) if resolved else None,
        components=worst,
        updates=_with_statuses(updates, worst),
    )


def _with_statuses(updates: list[PastUpdate], worst: dict[str, Status]) -> tuple[PastUpdate, ...]:
    """The first word says how the components are, the one that resolves says that they are well again."""
    held = {name: status for name, status in worst.items() if status != Status.OPERATIONAL}
    if not held:
        return tuple(updates)
    well = dict.fromkeys(held, Status.OPERATIONAL)
    resolving = next((index for index, update in enumerate(updates) if update.status == IncidentStatus.RESOLVED), None)
    told = {0: held} | ({resolving: well} if resolving is not None else {})
    return tuple(msgspec.structs.replace(update, statuses=told.get(index, {})) for index, update in enumerate(updates))


def _maintenance(line: _Line, language: str) -> PastMaintenance:
    updates = _staged(line, MAINTENANCE_STAGES, MaintenanceStatus.SCHEDULED, language)
    first = {stage: _first(updates, stage) for stage in MaintenanceStatus}
    completed = first[MaintenanceStatus.COMPLETED] or (_utc(line.resolved_at) if line.resolved_at else None)
    begins = _utc(line.scheduled_for or first[MaintenanceStatus.IN_PROGRESS] or line.started_at)
    began = first[MaintenanceStatus.IN_PROGRESS] or (begins if completed else None)
    if completed is not None and began is not None and completed < began:
        raise ValueError("resolved_at: is before the maintenance began")
    ends = _utc(line.scheduled_until or completed or max(begins, updates[-1].at if updates else begins) + UNTOLD)
    status = MaintenanceStatus.COMPLETED if completed else MaintenanceStatus.IN_PROGRESS if began else MaintenanceStatus.SCHEDULED
    if not updates:
        updates = [PastUpdate(at=_utc(line.started_at), status=MaintenanceStatus.SCHEDULED, body={})]
    return PastMaintenance(
        key=str(line.id).strip(),
        title={language: line.title.strip()},
        status=status,
        begins_at=begins,
        ends_at=max(ends, begins + timedelta(minutes=1)),
        began_at=began,
        ended_at=completed,
        components=dict.fromkeys(_names(line), Status.UNDER_MAINTENANCE),
        updates=tuple(updates),
    )


def _staged(line: _Line, stages: Mapping[str, str], first: str, language: str) -> list[PastUpdate]:
    """The updates in order of time, each with its stage. ``Update`` keeps the stage; any other unknown word is refused."""
    stage = first
    staged = []
    for said in sorted(line.updates or (), key=lambda update: _utc(update.at)):
        word = said.status.strip().lower().replace("_", " ")
        if word != "update":
            if word not in stages:
                raise ValueError(f"updates: the status “{said.status}” is not known here")
            stage = stages[word]
        body = {language: said.message.strip()} if said.message.strip() else {}
        staged.append(PastUpdate(at=_utc(said.at), status=stage, body=body))
    return staged


def _first(updates: list[PastUpdate], stage: str) -> datetime | None:
    return next((update.at for update in updates if update.status == stage), None)


def _names(line: _Line) -> list[str]:
    """Each component once, as it is first spelt: it is known by its name in any case, in the form (NFC) that names are kept in."""
    known: dict[str, str] = {}
    for spelt in line.components or ():
        name = unicodedata.normalize("NFC", spelt).strip()
        known.setdefault(name.casefold(), name)
    return list(known.values())


def _utc(moment: datetime) -> datetime:
    """In UTC and without fractions. A time without zone is taken as UTC."""
    zoned = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return zoned.replace(microsecond=0)


def _reason(problem: Exception) -> str:
    words = str(problem)
    if "`$." in words:  # msgspec: "Expected `str`, got `int` - at `$.title`"
        what, _, where = words.rpartition(" - at ")
        return f"{where.strip('`').removeprefix('$.')}: {what[0].lower()}{what[1:].replace('`', '')}"
    if isinstance(problem, msgspec.ValidationError):  # "Object missing required field `title`"
        return "the " + words[0].lower() + words[1:].replace("`", "")
    if isinstance(problem, msgspec.DecodeError):
        return f"is not a JSON object: {words.removeprefix('JSON is malformed: ')}"
    return words
