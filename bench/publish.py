"""Publishing, from claim to pointer: 50 and 1,000 components with five years of incidents, at 10 and at 10,000 editions.

    .venv/bin/python bench/publish.py [--times 20] [--quick]

Each case runs in a process of its own with a SQLite of its own. `to pointer` is from the beginning of publish() to the rename that
shows the edition, `CPU` what of it the processor worked: on a busy machine the fairer figure, of which the ratios are. `to end`
includes what yields (removals, head, bookkeeping). `growth` is how much more memory the process holds after all publications
than after the first ten of them. --quick leaves out the 10,000 editions.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

GOALS = {50: 150.0, 1000: 1500.0}  # ms to the pointer
FEW, MANY = 10, 10_000
WARM = 10  # publications before anything is measured


def measure(components: int, editions: int, times: int) -> dict[str, float | str]:
    """One case, in this process: milliseconds and megabytes."""
    from aboveboard.cli.installation import open_installation
    from aboveboard.cli.main import main

    main(["migrate"])
    open_installation()
    from aboveboard.publishing.addresses import folder_of
    from aboveboard.publishing.verify import verify_folder

    page, first = sown(components)
    grown(page, editions)
    to_pointer, worked, to_end, early = timed(page, times)
    return {
        "components": components,
        "editions": editions,
        "first": first,
        "pointer": statistics.median(to_pointer),
        "worst": max(to_pointer),
        "worked": statistics.median(worked),
        "end": statistics.median(to_end),
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "growth": (resident() - early) / 1e6,
        "verdict": str(verify_folder(folder_of(page)).code),
    }


def timed(page, times: int) -> tuple[list[float], list[float], list[float], int]:  # type: ignore[no-untyped-def]
    """Milliseconds to the pointer (by the clock, and of the processor) and to the end; and the memory before in bytes."""
    from aboveboard.cli.installation import COMMAND
    from aboveboard.components.models import Component
    from aboveboard.incidents.actions import open_incident, post_update
    from aboveboard.publishing import steps
    from aboveboard.publishing.actions import publish

    moments: dict[str, tuple[float, float]] = {}
    steps.hook = lambda name: moments.setdefault(name, (time.perf_counter(), time.process_time()))
    component = Component.objects.order_by("id").first()
    incident = open_incident(title="Bench", body="Begins.", statuses={component: "partial_outage"}, by=COMMAND)
    to_pointer, worked, to_end, early = [], [], [], 0
    for turn in range(WARM + times):
        status = ("degraded_performance", "partial_outage")[turn % 2]
        post_update(incident, status="identified", body=f"Turn {turn}.", statuses={component: status}, by=COMMAND)
        dispatch()
        moments.clear()
        began, spent = time.perf_counter(), time.process_time()
        publish(page)
        if turn >= WARM:
            to_pointer.append((moments["switched"][0] - began) * 1000)
            worked.append((moments["switched"][1] - spent) * 1000)
            to_end.append((time.perf_counter() - began) * 1000)
        elif turn == WARM - 1:
            early = resident()
    return to_pointer, worked, to_end, early


def dispatch() -> None:
    from aboveboard.events.dispatch import dispatch_due

    while dispatch_due():
        pass


def sown(components: int):  # type: ignore[no-untyped-def]
    """The page, with five years of incidents and published once, and how many seconds that publication took."""
    from itertools import batched

    from aboveboard.cli.seeding import crowd
    from aboveboard.cli.seeding.sowing import sow
    from aboveboard.components.models import Component, StatusSpan
    from aboveboard.publishing.actions import publish
    from aboveboard.transfer.history import BATCH, write_past

    now = datetime.now(UTC)
    if components == 1000:
        page = sow("1000", now=now, years=5)
    else:
        page = sow("50", now=now)
        known = {component.name: component for component in Component.objects.all()}
        StatusSpan.objects.filter(cause_kind="baseline").update(began_at=now - timedelta(days=5 * 365 + 1))
        for batch in batched(crowd.past(now, years=5, names=list(known)), BATCH):
            write_past(batch, known, at=now)
    dispatch()
    began = time.perf_counter()
    publish(page)
    return page, time.perf_counter() - began


def grown(page, editions: int) -> None:  # type: ignore[no-untyped-def]
    """Gives the record ``editions`` editions: true rows and lines, which change nothing. Far cheaper than publishing them."""
    from aboveboard.publishing.actions import release
    from aboveboard.publishing.addresses import folder_of
    from aboveboard.publishing.editions import SEGMENT, Facts, line_of, list_of, root_of
    from aboveboard.publishing.keys import signing_key
    from aboveboard.publishing.models import EditionRow

    last, key, rows = EditionRow.objects.get(page=page), signing_key(), []
    root, folder = root_of(bytes(last.buckets)), folder_of(page)
    facts = Facts(page.key, last.at, last.at, release(), ["page.changed"], ["command"])
    for number in range(2, editions + 1):
        documents = list_of(number, {})
        line = line_of(number, facts, [], root=root, documents=documents.hash, previous=last.line_hash, key=key)
        last = EditionRow(
            page=page, number=number, line=line.data, line_hash=line.hash, previous_hash=last.line_hash, documents=documents.data,
            buckets=last.buckets, at=last.at,
        )  # fmt: skip
        rows.append(last)
        (folder / "record" / "documents" / f"{number}.json").write_bytes(documents.data)
        if len(rows) == 200:
            EditionRow.objects.bulk_create(rows)
            rows = []
    EditionRow.objects.bulk_create(rows)
    lines = [bytes(line) for line in EditionRow.objects.filter(page=page).order_by("number").values_list("line", flat=True)]
    for start in range(0, len(lines), SEGMENT):
        name = "editions.jsonl" if start + SEGMENT >= len(lines) else f"editions-{start + 1}.jsonl"
        (folder / "record" / name).write_bytes(b"".join(line + b"\n" for line in lines[start : start + SEGMENT]))
    (folder / "current").resolve().rename(folder / str(editions))
    (folder / "current").unlink()
    (folder / "current").symlink_to(str(editions))
    head = json.loads((folder / "head.json").read_text())
    (folder / "head.json").write_text(json.dumps(head | {"edition": editions}))


def resident() -> int:
    """Bytes that this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def in_a_process_of_its_own(components: int, editions: int, times: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="aboveboard-bench-") as folder:
        environment = os.environ | {"ABOVEBOARD_DATA_DIR": folder, "ABOVEBOARD_LOG_LEVEL": "error"}
        command = [sys.executable, __file__, "--one", str(components), str(editions), "--times", str(times)]
        ended = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    result: dict[str, float] = json.loads(ended.stdout)
    return result


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--times", type=int, default=20)
    arguments.add_argument("--quick", action="store_true")
    arguments.add_argument("--one", nargs=2, type=int, metavar=("COMPONENTS", "EDITIONS"), help=argparse.SUPPRESS)
    args = arguments.parse_args()
    if args.one:
        print(json.dumps(measure(*args.one, args.times)))
        return
    print("components editions first, s to pointer, ms   worst    CPU  to end peak, MB  growth  goal  record")
    found: dict[tuple[int, int], float] = {}
    for components, goal in GOALS.items():
        for editions in (FEW,) if args.quick else (FEW, MANY):
            case = in_a_process_of_its_own(components, editions, args.times)
            found[components, editions] = case["worked"]
            met = "met" if case["pointer"] <= goal else f"> {goal:.0f}"
            print(
                f"{components:>10,} {editions:>8,} {case['first']:>8.1f} {case['pointer']:>14.1f} {case['worst']:>7.1f} "
                f"{case['worked']:>6.1f} {case['end']:>7.1f} {case['peak']:>8.0f} {case['growth']:>7.1f}  {met}  {case['verdict']}",
                flush=True,
            )
    print(f"1,000 components against 50: {found[1000, FEW] / found[50, FEW]:.1f} times")
    if not args.quick:
        for components in GOALS:
            ratio = found[components, MANY] / found[components, FEW]
            print(f"{components:,} components, {MANY:,} editions against {FEW}: {ratio:.2f} times")


if __name__ == "__main__":
    main()
