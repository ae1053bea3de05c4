"""Replay: a history applied step by step with a clock of its own, each step published; then every edition rendered again.

    .venv/bin/python bench/replay.py FILE [--steps 50]

FILE is a history that `aboveboard import incidents` reads (docs/using/import.md). Said is, of how many editions the page rendered for
edition n equals byte for byte what was served at n, and what a rendering takes.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path


def replay(source: Path, steps: int) -> int:
    """Returns how many editions are not what was served."""
    from aboveboard.components.actions import create_component
    from aboveboard.events.actors import SYSTEM
    from aboveboard.events.dispatch import dispatch_due
    from aboveboard.pages.actions import create_page
    from aboveboard.publishing.actions import publish
    from aboveboard.publishing.addresses import folder_of
    from aboveboard.publishing.verify import verify_folder
    from aboveboard.transfer.history import BATCH, components_known_as, write_past
    from aboveboard.transfer.incident_import import survey
    from aboveboard.transfer.incident_lines import BadLine, read_lines
    from aboveboard.transfer.past import began, ended

    with source.open("rb") as file:
        pasts = sorted((past for past in read_lines(file, language="en") if not isinstance(past, BadLine)), key=ended)
    page = create_page(name="Replay", languages=["en", "de"], at=began(pasts[0]) - timedelta(days=1), by=SYSTEM)
    components, _ = components_known_as(survey(source).first_seen, by=SYSTEM)
    served: dict[int, dict[str, bytes]] = {}
    for step in range(steps):
        part = pasts[len(pasts) * step // steps : len(pasts) * (step + 1) // steps]
        now = ended(part[-1])
        for start in range(0, len(part), BATCH):
            write_past(part[start : start + BATCH], components, at=now)
        create_component(name=f"Step {step + 1}", at=now, by=SYSTEM)
        while dispatch_due(now=now):
            pass
        edition = publish(page, now=now)
        if edition is not None:
            served[edition.number] = hot_tree(folder_of(page) / "current")
    wrong = compared(page, served)
    print(f"{len(pasts)} incidents and maintenances, {len(components)} components; the record is {verify_folder(folder_of(page)).code}")
    return wrong


def compared(page, served: dict[int, dict[str, bytes]]) -> int:  # type: ignore[no-untyped-def]
    """Renders every edition again and says how it compares."""
    from aboveboard.publishing.past import read_past

    wrong, read, rendered = [], [], []
    for number, documents in served.items():
        began = time.perf_counter()
        past = read_past(page, number)
        assert past is not None
        read.append(time.perf_counter() - began)
        if past.shelf.hot(past.shelf.now) != documents:
            wrong.append(number)
        rendered.append(time.perf_counter() - began)
    count = sum(len(documents) for documents in served.values())
    print(f"{len(served) - len(wrong)} of {len(served)} editions are as they were served, {count:,} documents; not so: {wrong or 'none'}")
    print(
        f"an edition is read in {statistics.median(read) * 1000:.0f} ms; with all hot documents {statistics.median(rendered) * 1000:.0f} ms"
    )
    return len(wrong)


def hot_tree(tree: Path) -> dict[str, bytes]:
    files = (path for path in tree.rglob("*") if path.is_file() and path.suffix not in (".gz", ".br"))
    return {path.relative_to(tree).as_posix(): path.read_bytes() for path in files}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("file", type=Path)
    arguments.add_argument("--steps", type=int, default=50)
    args = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="aboveboard-replay-") as folder:
        os.environ.update(ABOVEBOARD_DATA_DIR=folder, ABOVEBOARD_LOG_LEVEL="error")
        from aboveboard.cli.installation import open_installation
        from aboveboard.cli.main import main as command

        command(["migrate"])
        open_installation()
        sys.exit(1 if replay(args.file, args.steps) else 0)


if __name__ == "__main__":
    main()
