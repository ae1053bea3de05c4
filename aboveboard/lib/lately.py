"""What was just made, kept for a moment, so that many who ask for the same at once are answered by one piece of work."""

from collections.abc import Callable, Hashable
from threading import Lock
from time import monotonic


class _Place[Made]:
    def __init__(self) -> None:
        self.lock = Lock()
        self.made: Made | None = None
        self.until = 0.0


class Lately[Made]:
    """Keeps what was made for each of up to ``most`` keys, for ``lasts`` seconds from when it was ready. What fails is not kept."""

    def __init__(self, *, lasts: float, most: int, clock: Callable[[], float] = monotonic) -> None:
        self._lasts, self._most, self._clock = lasts, most, clock
        self._lock = Lock()
        self._places: dict[Hashable, _Place[Made]] = {}

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What is kept for ``key``, or else what ``make`` makes. Whoever asks meanwhile waits for it instead of making it again;
        if it fails, that is raised to whoever made it, and the next one tries."""
        place = self._place(key)
        with place.lock:
            if place.made is None or self._clock() >= place.until:
                place.made = None
                place.made = make()
                place.until = self._clock() + self._lasts
            return place.made

    def _place(self, key: Hashable) -> _Place[Made]:
        """Newest asked for last, so that what nobody asks for goes first."""
        with self._lock:
            place = self._places.pop(key, None) or _Place()
            self._places[key] = place
            while len(self._places) > self._most:
                del self._places[next(iter(self._places))]
            return place
