"""The loop of `aboveboard publish --follow`: it outlives its database, and says so once."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from django.db import connections

log = structlog.get_logger(__name__)

LOOK = 0.5  # seconds between two looks at the database
LONGEST_PAUSE = 4.0  # seconds; so that what happened meanwhile is there soon after the database is back


def follow(look: Callable[[datetime], bool], *, stopping: threading.Event, scale: int = 1) -> None:
    """Calls ``look`` until ``stopping`` is set: at once again while it says that more waits; less and less often while it fails."""
    pause = 0.0
    failures = 0
    while not stopping.wait(pause / scale):
        try:
            waits = look(datetime.now(UTC))
        except Exception as failure:  # noqa: BLE001  (whatever it is, the folder goes on being served, and the next look may succeed)
            failures += 1
            pause = min(LOOK * 2**failures, LONGEST_PAUSE)
            if failures == 1:
                log.error("follow.waiting", reason=f"{type(failure).__name__}: {failure}".splitlines()[0])
            connections.close_all()
        else:
            if failures:
                log.info("follow.recovered", failed_looks=failures)
            failures, pause = 0, 0.0 if waits else LOOK
    connections.close_all()
