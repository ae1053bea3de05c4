"""What was just made is made once for all who ask, and soon forgotten."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Barrier, Event

import pytest

from aboveboard.lib.lately import Lately


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def counter() -> Callable[[], int]:
    numbers = count(1)
    return lambda: next(numbers)


def test_it_is_kept_for_its_seconds_and_then_made_again(clock: Clock) -> None:
    kept, make = Lately[int](lasts=2, most=9, clock=clock), counter()
    found = []
    for clock.now in (0.0, 1.9, 2.0, 3.9, 4.0):
        found.append(kept.get("a", make))
    assert found == [1, 1, 2, 2, 3]


def test_its_seconds_begin_when_it_is_ready(clock: Clock) -> None:
    def slow() -> str:
        clock.now += 10
        return f"at {clock.now:.0f}"

    kept = Lately[str](lasts=2, most=9, clock=clock)
    assert [kept.get("a", slow), kept.get("a", slow)] == ["at 10", "at 10"]


def test_keys_are_apart_and_what_nobody_asked_for_longest_goes_first(clock: Clock) -> None:
    kept, make = Lately[int](lasts=99, most=2, clock=clock), counter()
    assert [kept.get(key, make) for key in "abacab"] == [1, 2, 1, 3, 1, 4]


def test_what_fails_is_not_kept(clock: Clock) -> None:
    kept = Lately[int](lasts=99, most=2, clock=clock)
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 // 0)
    assert kept.get("a", lambda: 7) == 7


def test_who_asks_while_it_is_made_waits_for_it_and_makes_nothing() -> None:
    kept, make, together, go = Lately[int](lasts=99, most=2), counter(), Barrier(5), Event()

    def slow() -> int:
        go.wait(10)
        return make()

    def ask() -> int:
        together.wait(10)
        return kept.get("a", slow)

    with ThreadPoolExecutor(5) as many:
        asked = [many.submit(ask) for _ in range(4)]
        together.wait(10)
        go.set()
        assert [one.result(10) for one in asked] == [1, 1, 1, 1]
