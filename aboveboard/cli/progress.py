"""Progress on standard error: silent for two seconds, then count and time left."""

import sys
import time
from collections.abc import Callable
from typing import TextIO

QUIET = 2.0  # seconds before anything is said
REDRAW = 0.1  # seconds between two drawings on a terminal
REPEAT = 10.0  # seconds between two lines elsewhere (a log)
WIDTH = 24  # cells of the bar


class Progress:
    """Counts towards ``total`` things called ``what``. Use as a context manager; ``done(n)`` after each step."""

    def __init__(self, what: str, total: int, *, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self.what, self.total, self.count = what, total, 0
        self._stream = stream or sys.stderr
        self._clock = clock
        self._began = clock()
        self._said: float | None = None

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        if self._said is not None and self._stream.isatty():
            self._stream.write("\r" + self._line() + "\n")
            self._stream.flush()

    def done(self, steps: int = 1) -> None:
        """Counts ``steps`` more and says so if it is time to."""
        self.count += steps
        now = self._clock()
        if now - self._began < QUIET:
            return
        pause = REDRAW if self._stream.isatty() else REPEAT
        if self._said is None or now - self._said >= pause:
            self._said = now
            self._stream.write("\r" + self._line() if self._stream.isatty() else self._line() + "\n")
            self._stream.flush()

    def _line(self) -> str:
        words = f"{self.count:,} of {self.total:,} {self.what}"
        if 0 < self.count < self.total:
            left = (self._clock() - self._began) / self.count * (self.total - self.count)
            words += f", about {duration(left)} left"
        if not self._stream.isatty():
            return words
        filled = WIDTH * min(self.count, self.total) // max(self.total, 1)
        return f"{'━' * filled}{'─' * (WIDTH - filled)}  {words}".ljust(79)


def duration(seconds: float) -> str:
    """Whole seconds, minutes or hours, as people say them: "8 s", "3 min", "2 h 5 min"."""
    whole = max(1, round(seconds))
    if whole < 90:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
