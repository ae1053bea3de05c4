"""Doing what is due, row by row: one that fails neither stops nor undoes the others."""

import logging
from collections.abc import Callable, Iterable

from django.db import InterfaceError, OperationalError

log = logging.getLogger(__name__)

# The database is gone or overruns its time: no row is to blame, and no other would fare better. Whoever looks for due rows
# lets it pass to the loop, which closes the connection and comes again.
DATABASE_GONE = (OperationalError, InterfaceError)


def each_due(keys: Iterable[int], act: Callable[[int], bool]) -> int:
    """Calls ``act`` for each key and returns how often it did something (true).

    ``act`` is a transaction of its own. What it raises is logged: its row is still due, so that it is tried again when the
    schedule looks next. Only ``DATABASE_GONE`` passes.
    """
    done = 0
    for key in keys:
        try:
            done += act(key)
        except DATABASE_GONE:
            raise
        except Exception:
            log.exception("%s failed for row %s; it stays due", getattr(act, "__qualname__", act), key)
    return done
