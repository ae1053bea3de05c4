"""Progress: quiet at first, then a count and the time left."""

import io

import pytest

from aboveboard.cli.progress import Progress, duration


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_nothing_is_said_in_the_first_two_seconds() -> None:
    clock, said = Clock(), Terminal()
    with Progress("lines", 10, stream=said, clock=clock) as progress:
        clock.now += 1.9
        progress.done(9)
    assert said.getvalue() == ""


def test_a_terminal_sees_count_and_time_left_on_one_line() -> None:
    clock, said = Clock(), Terminal()
    with Progress("lines", 1000, stream=said, clock=clock) as progress:
        clock.now += 5
        progress.done(500)
    assert "500 of 1,000 lines, about 5 s left" in said.getvalue()
    assert said.getvalue().startswith("\r")
    assert said.getvalue().count("\n") == 1


def test_a_log_gets_a_line_every_ten_seconds() -> None:
    clock, said = Clock(), io.StringIO()
    with Progress("lines", 100, stream=said, clock=clock) as progress:
        for _ in range(25):
            clock.now += 1
            progress.done()
    assert said.getvalue().splitlines() == [
        "2 of 100 lines, about 2 min left",
        "12 of 100 lines, about 88 s left",
        "22 of 100 lines, about 78 s left",
    ]


@pytest.mark.parametrize(("seconds", "words"), [(0.2, "1 s"), (89, "89 s"), (90, "2 min"), (3599, "1 h 0 min"), (7500, "2 h 5 min")])
def test_durations_are_said_as_people_say_them(seconds: float, words: str) -> None:
    assert duration(seconds) == words
