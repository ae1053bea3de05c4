"""import incidents: a history that was kept elsewhere."""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aboveboard.cli.installation import open_to_publish
from aboveboard.cli.outcome import Exit, answer, say
from aboveboard.cli.parsers import Commands, add_family, add_parser

MOST_NAMED = 20  # bad lines that are named one by one

ABOUT = """\
FILE holds one JSON object a line (docs/using/import.md). Components that are missing are made. An incident that was imported
before, by its `id`, is left as it is, so the same file can be imported again. A bad line is named by its number and left out.
Nobody is notified. The page is published once, at the end.

examples:
  aboveboard import incidents history.jsonl
  aboveboard import incidents history.jsonl --shift-to-now     move the whole history so that it ends today
  aboveboard import incidents -  < history.jsonl"""


def add(commands: Commands) -> None:
    family = add_family(commands, "import", "bring along a history that was kept elsewhere")
    incidents = add_parser(family, "incidents", "import incidents and maintenances from JSON lines", ABOUT)
    incidents.add_argument("file", metavar="FILE", help="- reads standard input")
    incidents.add_argument("--shift-to-now", action="store_true", help="move the whole history so that its end is now")
    incidents.set_defaults(run=run_import)


def run_import(args: argparse.Namespace) -> Exit:
    open_to_publish()
    from aboveboard.cli.progress import Progress
    from aboveboard.cli.publication import MUCH, publish_changes
    from aboveboard.transfer.incident_import import import_incidents, survey

    began = time.monotonic()
    with _seekable(args.file) as path:
        found = survey(path)
        for bad in found.bad[:MOST_NAMED]:
            say(f"line {bad.number} left out: {bad.reason}.")
        if len(found.bad) > MOST_NAMED:
            say(f"… and {len(found.bad) - MOST_NAMED:,} more.")
        with Progress("lines", found.lines) as progress:
            done = import_incidents(path, found, shift_to_now=args.shift_to_now, on_progress=progress.done)
    edition = publish_changes(patience=MUCH)
    fields = {
        "incidents": done.incidents,
        "maintenances": done.maintenances,
        "already_there": done.known,
        "components_made": done.components_made,
        "left_out": [{"line": bad.number, "reason": bad.reason} for bad in found.bad],
        "edition": edition,
        "seconds": round(time.monotonic() - began, 2),
    }
    answer(args, str(done.incidents + done.maintenances), **fields)
    say(
        f"{done.incidents:,} incidents and {done.maintenances:,} maintenances imported, {done.known:,} were already there, "
        f"{len(found.bad):,} lines left out; {done.components_made:,} components made. {fields['seconds']:.1f} s."
    )
    return Exit.FAILED if found.bad and not found.lines - len(found.bad) else Exit.DONE


@contextmanager
def _seekable(name: str) -> Iterator[Path]:
    """FILE as a path that can be read twice; standard input goes to a temporary file first."""
    if name != "-":
        yield Path(name)
        return
    with tempfile.NamedTemporaryFile(prefix="aboveboard-import-", suffix=".jsonl") as copy:
        shutil.copyfileobj(sys.stdin.buffer, copy)
        copy.flush()
        yield Path(copy.name)
