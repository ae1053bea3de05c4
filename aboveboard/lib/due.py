"""Doing what is due, row by row: one that fails neither stops nor undoes the others."""

import logging
from collections.abc import Callable, Iterable

log = logging.getLogger(__name__)


def each_due(keys: Iterable[int], act: Callable[[int], bool]) -> int:
    """Calls ``act`` for each key and returns how often it did something (true).

    ``act`` is a transaction of its own. What it raises is logged: its row is still due, so that it is tried again when the
    schedule looks next.
    """
    done = 0
    for key in keys:
        try:
            done += act(key)
        except Exception:
            log.exception("%s failed for row %s; it stays due", getattr(act, "__qualname__", act), key)
    return done
