"""The log as a file: written in chunks as it is read, newest first, so that its size does not matter."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC
from typing import Any

from aboveboard.events.models import Event
from aboveboard.events.queries import EventQuerySet
from aboveboard.lib.spreadsheets import harmless

MOST = 100_000  # events in one file
CHUNK = 1000
COLUMNS = ("id", "at", "verb", "subject", "actor_kind", "actor_name", "actor_id", "address", "data")


def as_csv(events: EventQuerySet) -> Iterator[bytes]:
    """Every cell is quoted, and none can become a formula."""
    yield _lines([COLUMNS])
    for chunk in _chunks(events):
        yield _lines([[harmless(_text(value)) for value in row_of(event).values()] for event in chunk])


def as_json_lines(events: EventQuerySet) -> Iterator[bytes]:
    """An object per line."""
    for chunk in _chunks(events):
        yield "".join(json.dumps(row_of(event), ensure_ascii=False) + "\n" for event in chunk).encode()


FORMATS: dict[str, tuple[str, Callable[[EventQuerySet], Iterator[bytes]]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "jsonl": ("application/x-ndjson; charset=utf-8", as_json_lines),
}


def row_of(event: Event) -> dict[str, Any]:
    """Times are UTC."""
    at = event.at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    subject = f"{event.subject_kind}/{event.subject_id}"
    told = (event.pk, at, event.verb, subject, event.actor_kind, event.actor_name, event.actor_id, event.actor_address, event.data)
    return dict(zip(COLUMNS, told, strict=True))


def _chunks(events: EventQuerySet) -> Iterator[list[Event]]:
    before, left = None, MOST
    while left > 0:
        chunk = list(events.newest_first(before=before)[: min(CHUNK, left)])
        if chunk:
            yield chunk
        if len(chunk) < CHUNK:
            return
        before, left = chunk[-1].pk, left - len(chunk)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def _lines(rows: Any) -> bytes:
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return written.getvalue().encode()
