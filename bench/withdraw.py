"""How long a page that is made private is still answered: quiet, and while two processors are busy and an edition is being written.

    .venv/bin/python bench/withdraw.py [--times 10]

A whole installation (`aboveboard start`, SQLite, 50 components, two languages) is renamed and, as soon as the new edition is shown and its
other documents are being written, made private: on its screen in the dashboard, or past it (as it is with a page that another machine
made private), so that the worker has to find it. `gone` is from the click, or from the commit, until `/` answers 303.
"""

import argparse
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.browser.dashboard import PASSWORD, make_person
from tests.browser.installation import Installation, installed, sow
from tests.faults.operators import Operator, status_of
from tests.faults.test_withdrawn_at_once import Life, documents_are_written, until


def measure(life: Life, make_private: Callable[[], None], *, busy: bool) -> float:
    """Seconds."""
    before = life.edition()
    if busy:
        life.rename(f"Harbourline {before}")
        documents_are_written(life, before)
    began = time.monotonic()
    make_private()
    until(lambda: status_of(f"{life.address}/") == 303)
    took = time.monotonic() - began
    life.readers("everyone")
    until(lambda: status_of(f"{life.address}/") == 200)
    until(lambda: not life.is_written())
    return took


@contextmanager
def two_busy_processors(busy: bool) -> Iterator[None]:
    spinners = [multiprocessing.get_context("spawn").Process(target=_spin, daemon=True) for _ in range(2 if busy else 0)]
    for spinner in spinners:
        spinner.start()
    yield
    for spinner in spinners:
        spinner.terminate()


def _spin() -> None:
    while True:
        sum(range(10_000))


def past_the_screen() -> None:
    from aboveboard.events.actors import SYSTEM
    from aboveboard.pages.admitting import set_readers
    from aboveboard.pages.models import Page

    set_readers(Page.objects.get(), readers="signed_in", by=SYSTEM)


def bench(installation: Installation, times: int) -> None:
    from aboveboard.cli.installation import open_installation

    os.environ["ABOVEBOARD_DATA_DIR"], os.environ["ABOVEBOARD_SITE_URL"] = str(installation.folder), installation.address
    open_installation()
    life = Life(installation, Operator(installation.address, make_person(installation, "Ada", "admin"), PASSWORD))
    ways = {"on its screen": lambda: life.readers("signed_in"), "past it: the worker": past_the_screen}
    print("| made private | machine | median | worst of", times, "|\n|---|---|---|---|")
    for words, way in ways.items():
        for busy in (False, True):
            with two_busy_processors(busy):
                took = [measure(life, way, busy=busy) for _ in range(times)]
            state = "two busy processors, and an edition being written" if busy else "quiet"
            print(f"| {words} | {state} | {statistics.median(took):.2f} s | {max(took):.2f} s |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=10)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as folder:
        sown = sow(Path(folder) / "sown", size="50")
        with installed(Path(folder) / "running", sown) as installation:
            bench(installation, times)


if __name__ == "__main__":
    main()
