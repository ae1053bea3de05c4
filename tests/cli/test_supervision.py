"""Child processes that are kept running and end together."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from aboveboard.cli.supervision import ENDING, Child, supervise
from aboveboard.front.serve import DRAIN_SECONDS

NOTE = "import os, sys, pathlib; pathlib.Path(sys.argv[1]).open('a').write(f'{os.getpid()}\\n')"
STAY = NOTE + "; import time; time.sleep(60)"
Until = Callable[[Callable[[], object]], None]


def pids(file: Path) -> list[int]:
    return [int(line) for line in file.read_text().splitlines()] if file.exists() else []


def alive(pid: int) -> bool:
    """Dead ones that nobody has waited for yet are no more alive than those that are gone."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z" if Path("/proc/self").exists() else True
    except (ProcessLookupError, FileNotFoundError):  # the latter if it goes between the two questions
        return False


def test_a_child_that_dies_is_started_again_and_the_others_stay(tmp_path: Path, until: Until) -> None:
    dying, staying = tmp_path / "dying", tmp_path / "staying"
    children = [Child("dying", [sys.executable, "-c", NOTE, str(dying)]), Child("staying", [sys.executable, "-c", STAY, str(staying)])]
    stopping = threading.Event()
    thread = threading.Thread(target=supervise, args=(children,), kwargs={"stopping": stopping, "scale": 50})
    thread.start()
    until(lambda: len(pids(dying)) >= 3 and pids(staying))
    stopping.set()
    thread.join(2 * ENDING)
    assert len(pids(staying)) == 1
    assert not alive(pids(staying)[0])


def test_a_killed_supervisor_leaves_no_child(tmp_path: Path, until: Until) -> None:
    noted = tmp_path / "noted"
    program = (
        "import sys, threading; from aboveboard.cli.supervision import Child, supervise;"
        "supervise([Child('child', [sys.executable, '-c', sys.argv[1], sys.argv[2]])], stopping=threading.Event())"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", program, STAY, str(noted)])
    try:
        until(lambda: pids(noted))
    finally:
        supervisor.send_signal(signal.SIGKILL)
        supervisor.wait()
    until(lambda: not alive(pids(noted)[0]))


def test_a_signal_that_comes_while_the_event_is_in_use_ends_a_process_all_the_same() -> None:
    program = (
        "import signal, threading; from aboveboard.cli.supervision import stop_on_signals;"
        "stopping = threading.Event(); stop_on_signals(stopping.set)\n"
        "with stopping._cond: signal.raise_signal(signal.SIGTERM)\n"
        "stopping.wait()"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=60).returncode == 0


def test_the_front_is_not_killed_while_it_answers_what_it_has_begun() -> None:
    assert ENDING > DRAIN_SECONDS
