"""Publishers in processes of their own, that die or wait at a named step."""

import os
import signal
import traceback
from collections.abc import Callable

from django.db import connections

from aboveboard.publishing import steps


def in_process(work: Callable[[], object], hook: Callable[[str], None]) -> int:
    """Forks a process that does ``work`` with ``hook`` at its steps; its process id."""
    _close()
    child = os.fork()
    if child:
        return child
    try:
        steps.hook = hook
        work()
        _close()
        os._exit(0)
    except BaseException:  # noqa: BLE001  (whatever it is, the child ends here)
        traceback.print_exc()
        os._exit(1)


def outcome_of(child: int) -> int:
    """Waits: the exit status, or minus the signal that ended it."""
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def killed_at(step: str, work: Callable[[], object]) -> bool:
    """Does ``work`` in a process that is killed at ``step``; whether it came so far."""

    def hook(name: str) -> None:
        if name == step:
            os.kill(os.getpid(), signal.SIGKILL)

    ended = outcome_of(in_process(work, hook))
    assert ended in (0, -signal.SIGKILL), ended
    return ended == -signal.SIGKILL


def _close() -> None:
    """A connection must not be shared by two processes."""
    for connection in connections.all():
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
