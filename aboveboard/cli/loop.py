"""The loops of `aboveboard work`: one thread per lane, each looking for due rows, none waiting for another."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Protocol

import structlog
from django.db import DatabaseError, connections

log = structlog.get_logger(__name__)

LOOK = 0.1  # seconds between two looks at what is due
LONGEST_PAUSE = 30.0  # seconds; the cap of a failing job's back-off


class Job(Protocol):
    """A line of project/schedule.py: ``run(now)`` does what is due and returns how much that was; it is idempotent."""

    @property
    def name(self) -> str: ...
    @property
    def lane(self) -> str: ...
    @property
    def every(self) -> float: ...
    @property
    def run(self) -> Callable[[datetime], int]: ...


class Lane(threading.Thread):
    """Runs its jobs one after the other, each when its time has come, until ``stopping`` is set.

    A job that fails is logged and tried again after a pause that doubles up to a cap; the others go on. ``scale`` divides
    every pause.
    """

    def __init__(self, name: str, jobs: Iterable[Job], *, stopping: threading.Event, scale: int = 1) -> None:
        super().__init__(name=f"lane-{name}", daemon=True)
        self._jobs = list(jobs)
        self._stopping = stopping
        self._scale = scale
        self._next = dict.fromkeys((job.name for job in self._jobs), 0.0)
        self._failures: dict[str, int] = defaultdict(int)

    def run(self) -> None:
        while not self._stopping.is_set():
            for job in self._jobs:
                if time.monotonic() >= self._next[job.name] and not self._stopping.is_set():
                    self._next[job.name] = time.monotonic() + self._once(job)
            soonest = min(self._next.values(), default=0.0) - time.monotonic()
            self._stopping.wait(min(max(soonest, 0.0), LOOK / self._scale))
        connections.close_all()

    def _once(self, job: Job) -> float:
        """Runs ``job`` and returns the pause until its next turn, in seconds."""
        try:
            job.run(datetime.now(UTC))
        except Exception as failure:  # noqa: BLE001  (a dead database, a full disk, a mistake: none may end the worker)
            return self._failed(job, failure)
        if self._failures.pop(job.name, 0):
            log.info("work.recovered", job=job.name)
        return max(job.every, LOOK) / self._scale

    def _failed(self, job: Job, failure: Exception) -> float:
        self._failures[job.name] += 1
        doublings: int = 2 ** min(self._failures[job.name], 20)
        pause = min(max(job.every, LOOK) * doublings, LONGEST_PAUSE) / self._scale
        log.error(
            "work.failed",
            job=job.name,
            times=self._failures[job.name],
            again_in_seconds=round(pause, 2),
            reason=f"{type(failure).__name__}: {failure}".splitlines()[0],
            exc_info=failure if self._failures[job.name] == 1 and not isinstance(failure, DatabaseError) else None,
        )
        connections.close_all()  # this thread's: whatever broke them, the next turn begins with fresh ones
        return pause


def work(jobs: Iterable[Job], *, stopping: threading.Event, scale: int = 1, patience: float = 5.0) -> None:
    """Runs ``jobs`` until ``stopping`` is set, then waits up to ``patience`` seconds for those that are running."""
    by_lane: dict[str, list[Job]] = defaultdict(list)
    for job in jobs:
        by_lane[job.lane].append(job)
    lanes = [Lane(name, members, stopping=stopping, scale=scale) for name, members in by_lane.items()]
    for lane in lanes:
        lane.start()
    stopping.wait()
    deadline = time.monotonic() + patience
    for lane in lanes:
        lane.join(max(0.0, deadline - time.monotonic()))
