"""Trying again: less and less often, told once."""

from datetime import UTC, datetime, timedelta

from aboveboard.lib.backoff import Backoff

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def waits(backoff: Backoff, times: int, scale: int = 1) -> list[float]:
    """Seconds that it waits after each failure."""
    found, at = [], NOW
    for _ in range(times):
        backoff.failed("a", at, OSError("full"), scale=scale)
        wait = next(tenths for tenths in range(10_000) if backoff.is_due("a", at + timedelta(seconds=tenths / 10)))
        found.append(wait / 10)
        at += timedelta(seconds=wait / 10)
    return found


def test_the_wait_doubles_up_to_a_minute() -> None:
    assert waits(Backoff(), 9) == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_the_scale_divides_it() -> None:
    assert waits(Backoff(), 3, scale=10) == [0.1, 0.2, 0.4]


def test_a_failure_is_news_once_for_each_reason_and_success_if_it_failed_before() -> None:
    backoff = Backoff()
    told = [backoff.failed("a", NOW, problem) for problem in (OSError("full"), OSError("full"), ValueError("full"), OSError("full"))]
    assert told == [True, False, True, True]
    assert [backoff.succeeded("a"), backoff.succeeded("a")] == [True, False]
    assert backoff.failed("a", NOW, OSError("full"))


def test_something_new_is_tried_at_once_and_other_things_do_not_wait() -> None:
    backoff = Backoff()
    backoff.failed("a", NOW, OSError("full"), since=7)
    assert [backoff.is_due("a", NOW, 7), backoff.is_due("a", NOW, 8), backoff.is_due("b", NOW, 7)] == [False, True, True]
