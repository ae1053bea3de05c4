"""A private page asked for by many: answered from what was made a moment ago, against made anew for everyone.

    .venv/bin/python bench/members.py [--times 30]

50 and 1,000 components with five years of incidents and one open, on a SQLite of its own; `/members/` of a page that readers from an
address may read, all middleware included, in one process. Milliseconds of the processor, medians; both ways in turn.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))


def measure(components: int, times: int) -> tuple[float, float]:
    """Milliseconds of the processor per answer: made anew, and kept."""
    from aboveboard.cli.installation import COMMAND, open_installation
    from aboveboard.cli.main import main

    main(["migrate"])
    open_installation()
    from django.test import Client
    from publish import sown

    from aboveboard.components.models import Component
    from aboveboard.incidents.actions import open_incident
    from aboveboard.page import private
    from aboveboard.pages.admitting import set_readers

    page, _ = sown(components)
    open_incident(title="Bench", body="Begins.", statuses={Component.objects.first(): "partial_outage"}, by=COMMAND)
    set_readers(page, readers="addresses", networks=["127.0.0.0/8"], by=COMMAND)
    client, anew, kept = Client(), [], []
    for _ in range(times + 3):
        private._DOCUMENTS._places.clear()
        anew.append(worked(client))
        kept.append(worked(client))
    return statistics.median(anew[3:]), statistics.median(kept[3:])


def worked(client) -> float:  # type: ignore[no-untyped-def]
    began = time.process_time()
    answer = client.get("/members/", headers={"host": "localhost"})
    assert answer.status_code == 200 and b"Bench" in answer.content
    return (time.process_time() - began) * 1000


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--times", type=int, default=30)
    arguments.add_argument("--one", type=int, metavar="COMPONENTS", help=argparse.SUPPRESS)
    args = arguments.parse_args()
    if args.one:
        print(*measure(args.one, args.times))
        return
    print("components  made anew, ms  kept, ms  ratio")
    for components in (50, 1000):
        with tempfile.TemporaryDirectory(prefix="aboveboard-bench-") as folder:
            environment = os.environ | {"ABOVEBOARD_DATA_DIR": folder, "ABOVEBOARD_LOG_LEVEL": "error"}
            command = [sys.executable, __file__, "--one", str(components), "--times", str(args.times)]
            ended = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
        anew, kept = (float(number) for number in ended.stdout.split()[-2:])
        print(f"{components:>10,} {anew:>14.1f} {kept:>9.1f} {kept / anew:>6.3f}", flush=True)


if __name__ == "__main__":
    main()
