"""Trying again what failed, less and less often, and saying so once."""

from datetime import datetime, timedelta
from typing import NamedTuple


class _Failure(NamedTuple):
    times: int
    again_at: datetime
    reason: str
    since: object


class Backoff:
    """Of several things, by key, how often each failed. Only a courtesy to log and database: forgetting it loses nothing.

    The wait after a failure is 1, 2, 4 … ``longest`` seconds, divided by ``scale``.
    """

    def __init__(self, *, longest: float = 60) -> None:
        self._longest = longest
        self._failures: dict[str, _Failure] = {}

    def is_due(self, key: str, at: datetime, since: object = None) -> bool:
        """Whether to try now: it did not fail, its wait is over, or ``since`` is another than when it failed."""
        failure = self._failures.get(key)
        return failure is None or at >= failure.again_at or since != failure.since

    def failed(self, key: str, at: datetime, problem: Exception, *, since: object = None, scale: int = 1) -> bool:
        """Notes it. Whether that is news: the first failure, or one for another reason."""
        before, reason = self._failures.get(key), f"{type(problem).__name__}: {problem}"
        times = before.times + 1 if before else 1
        wait = min(2.0 ** min(times - 1, 30), self._longest) / scale
        self._failures[key] = _Failure(times, at + timedelta(seconds=wait), reason, since)
        return before is None or before.reason != reason

    def succeeded(self, key: str) -> bool:
        """Forgets its failures. Whether there were any."""
        return self._failures.pop(key, None) is not None
