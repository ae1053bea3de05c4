"""`aboveboard start`: child processes that are restarted when they die and end together."""

import _thread
import ctypes
import signal
import subprocess  # nosec B404  (it starts this very program)
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from aboveboard.cli.outcome import say

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before a dead child is started again
STEADY = 60.0  # seconds after which a child counts as well
ENDING = 35.0  # seconds that children have to end by themselves: more than the front takes to answer what it has begun
LOOK = 0.05
PR_SET_PDEATHSIG = 1


class Child(NamedTuple):
    """``name`` for people; ``command`` is what is run."""

    name: str
    command: Sequence[str]


class _Running:
    def __init__(self, child: Child, scale: int) -> None:
        self.child, self.scale, self.pause, self.due = child, scale, 0.0, 0.0
        self.process: subprocess.Popen[bytes] | None = None
        self.began = 0.0

    def look(self) -> None:
        """Starts the child if it is due; notes when it has died."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self.process, self.began = _spawn(self.child.command), now
        elif (status := self.process.poll()) is not None:
            steady = now - self.began >= STEADY / self.scale
            self.pause = FIRST_PAUSE if steady or not self.pause else min(self.pause * 2, LONGEST_PAUSE)
            self.process, self.due = None, now + self.pause / self.scale
            say(f"aboveboard: {self.child.name} ended ({_ending(status)}); starting it again in {self.pause / self.scale:.1f} s.")


def supervise(children: Sequence[Child], *, stopping: threading.Event, scale: int = 1) -> None:
    """Keeps ``children`` running until ``stopping`` is set, then ends them: by SIGTERM, and after a while by SIGKILL."""
    running = [_Running(child, scale) for child in children]
    try:
        while not stopping.is_set():
            for one in running:
                one.look()
            stopping.wait(LOOK)
    finally:
        _end([one.process for one in running if one.process is not None])


def stop_on_signals(stop: Callable[[], object]) -> None:
    """SIGTERM and SIGINT call ``stop``, in a thread of its own, instead of ending this process at once.

    A handler comes between any two steps of the main thread, of an earlier handler too: one that needed a lock which the main thread
    holds, as that of the event that both wait for and set, would never get it. Starting a thread needs none.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: _thread.start_new_thread(stop, ()))


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + ENDING
    for process in processes:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _spawn(command: Sequence[str]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches the children through us alone, so that they end in order.
    return subprocess.Popen(command, start_new_session=True, preexec_fn=_die_with_parent)  # noqa: S603  # nosec B603


def _die_with_parent() -> None:
    if sys.platform == "linux":  # elsewhere a killed supervisor leaves its children to be ended by hand
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _ending(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"status {status}"
