"""The loops of `work`, with jobs made for the purpose."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from aboveboard.cli.loop import work


class Job(NamedTuple):
    name: str
    lane: str
    every: float
    run: Callable[[datetime], int]


class Working:
    """``work`` in a thread of its own, a hundred times faster than in operation."""

    def __init__(self, *jobs: Job) -> None:
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=work, args=(jobs,), kwargs={"stopping": self.stopping, "scale": 100, "patience": 2.0})

    def __enter__(self) -> "Working":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self.thread.join(60)
        assert not self.thread.is_alive()


class Counted:
    """A job's ``run`` that counts, and fails its first ``failures`` times."""

    def __init__(self, wanted: int, failures: int = 0) -> None:
        self.count, self.failures, self.wanted, self.enough = 0, failures, wanted, threading.Event()

    def __call__(self, now: datetime) -> int:
        assert now.tzinfo is not None
        self.count += 1
        if self.count >= self.wanted:
            self.enough.set()
        if self.count <= self.failures:
            raise ConnectionError("the database is gone")
        return 0


def test_a_job_is_run_again_and_again() -> None:
    run = Counted(5)
    with Working(Job("look", "publish", 0, run)):
        assert run.enough.wait(60)


def test_a_job_that_fails_is_tried_again_and_recovers() -> None:
    run = Counted(5, failures=3)
    with Working(Job("look", "publish", 0, run)):
        assert run.enough.wait(60)


def test_a_failing_job_keeps_no_other_of_its_lane_from_running() -> None:
    broken, well = Counted(1, failures=10**9), Counted(10)
    with Working(Job("broken", "schedule", 0, broken), Job("well", "schedule", 0, well)):
        assert well.enough.wait(60)
    assert broken.count < well.count


def test_no_lane_waits_for_another() -> None:
    released, run = threading.Event(), Counted(5)

    def slow(now: datetime) -> int:
        return int(released.wait(60))

    with Working(Job("slow", "send", 0, slow), Job("quick", "publish", 0, run)):
        assert run.enough.wait(60)
        released.set()


def test_a_job_that_runs_is_waited_for_when_work_ends() -> None:
    begun, ended = threading.Event(), threading.Event()
    stopping = threading.Event()

    def slow(now: datetime) -> int:
        begun.set()
        stopping.wait(60)
        ended.set()
        return 1

    thread = threading.Thread(target=work, args=([Job("slow", "send", 0, slow)],), kwargs={"stopping": stopping})
    thread.start()
    assert begun.wait(60)
    stopping.set()
    thread.join(60)
    assert ended.is_set()


def test_a_job_is_not_run_more_often_than_it_says() -> None:
    often, seldom = Counted(50), Counted(1)
    with Working(Job("often", "schedule", 0, often), Job("seldom", "schedule", 3600, seldom)):
        assert often.enough.wait(60)
    assert seldom.count == 1
