"""`import incidents FILE`: surveys the file once, then writes it in small transactions. Memory does not grow with the file."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from aboveboard.events.actors import Actor, ActorKind
from aboveboard.pages.actions import create_page
from aboveboard.pages.models import Page
from aboveboard.transfer.history import BATCH, Written, components_known_as, history_imported, write_past
from aboveboard.transfer.incident_lines import BadLine, read_lines
from aboveboard.transfer.past import Past, began, ended, shifted

IMPORT = Actor(ActorKind.IMPORT, "import incidents", "import")


class Survey(NamedTuple):
    """What a file holds. ``first_seen``: component name -> the first moment that an incident names it; ``end``: the last
    moment of all, null if no line is good."""

    lines: int
    bad: list[BadLine]
    first_seen: dict[str, datetime]
    end: datetime | None


class Done(NamedTuple):
    """What an import did."""

    incidents: int
    maintenances: int
    known: int
    components_made: int


def survey(path: Path, *, language: str = "en") -> Survey:
    """Reads the whole file without touching the database. Raises ``OSError``."""
    lines = 0
    bad: list[BadLine] = []
    first_seen: dict[str, datetime] = {}
    end: datetime | None = None
    for past in _each(path, language):
        lines += 1
        if isinstance(past, BadLine):
            bad.append(past)
            continue
        end = max(end or ended(past), ended(past))
        for name in past.components:
            first_seen[name] = min(first_seen.get(name, began(past)), began(past))
    return Survey(lines, bad, first_seen, end)


def import_incidents(
    path: Path,
    found: Survey,
    *,
    shift_to_now: bool = False,
    on_progress: Callable[[int], object] = lambda _: None,
    now: datetime | None = None,
    by: Actor = IMPORT,
) -> Done:
    """Writes what ``survey`` found. ``on_progress`` is called with the number of lines just read.

    ``shift_to_now`` moves everything by the same whole number of minutes, so that the last moment is now or just before.
    An installation without a page gets one.
    """
    at = now or datetime.now(UTC)
    by_minutes = (at - found.end) // timedelta(minutes=1) if shift_to_now and found.end else 0
    shift = timedelta(minutes=by_minutes)
    if not Page.objects.exists():
        create_page(name="Status", at=at, by=by)
    names = {name: first + shift for name, first in found.first_seen.items()}
    components, made = components_known_as(names, by=by)
    written, batch = Written(), []
    for past in _each(path, Page.objects.first_language()):
        on_progress(1)
        if not isinstance(past, BadLine):
            batch.append(shifted(past, shift) if shift else past)
        if len(batch) == BATCH:
            written, batch = written.plus(write_past(batch, components, at=at)), []
    written = written.plus(write_past(batch, components, at=at))
    history_imported(written, by=by, at=at, source=path.name)
    return Done(written.incidents, written.maintenances, written.known, made)


def _each(path: Path, language: str) -> Iterator[Past | BadLine]:
    with path.open("rb") as file:
        yield from read_lines(file, language=language)
