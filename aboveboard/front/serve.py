"""The front under granian: `serve` starts it, `app` is what each worker loads."""

import ctypes
import os
import resource
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import Any
from wsgiref.types import WSGIApplication

from aboveboard.front.app import STREAMS, Front, build

EDITIONS, FALLTHROUGH, SLOTS = "ABOVEBOARD_FRONT_EDITIONS", "ABOVEBOARD_FRONT_FALLTHROUGH", "ABOVEBOARD_FRONT_SLOTS"
"""How `serve` tells its workers what to serve; not settings for people."""
DRAIN_SECONDS = 30
HEADER_SECONDS = 15
"""How long a request's head may take to arrive, and a kept connection may be silent."""
SPARE_FILES = 512
"""Descriptors that are not for connections."""


def app() -> Front:
    """The front as the environment describes it; called once in each worker."""
    _leave_with_parent()
    target = os.environ.get(FALLTHROUGH, "")
    fallthrough = _load(target) if target else None
    return build(Path(os.environ[EDITIONS]), fallthrough, int(os.environ[SLOTS]))


def serve(*, editions: Path, bind: str, fallthrough: str | None = None, slots: int = 16, workers: int = 1) -> None:
    """Serve `editions` at `bind` (host:port, [v6]:port or unix:path) until SIGTERM or SIGINT, then drain for at most 30 s.

    `fallthrough` is the dotted target of a WSGI application, "package.module:name". Call it from the main thread.
    """
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels
    from granian.server import Server

    os.environ |= {EDITIONS: str(editions.absolute()), FALLTHROUGH: fallthrough or "", SLOTS: str(slots)}
    Server(
        "aboveboard.front.serve:app",
        factory=True,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=(slots if fallthrough else 0) + STREAMS + 2,
        backlog=4096,
        backpressure=_connections(),
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=64 * 1024),
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=DRAIN_SECONDS,
        **_address(bind),
    ).serve()


def _address(bind: str) -> dict[str, Any]:
    if bind.startswith("unix:"):
        return {"uds": Path(bind.removeprefix("unix:"))}
    host, colon, port = bind.rpartition(":")
    if not (colon and port.isdecimal() and int(port) < 65536):
        raise ValueError(f"{bind!r} is not HOST:PORT")
    return {"address": host.strip("[]") or "127.0.0.1", "port": int(port)}


def _connections() -> int:
    """How many connections a worker may hold: as many as it may have files, less a few."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65536 if hard == resource.RLIM_INFINITY else min(hard, 65536)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return max(wanted - SPARE_FILES, 128)


def _load(target: str) -> WSGIApplication:
    module, _, name = target.partition(":")
    loaded: WSGIApplication = getattr(import_module(module), name or "application")
    return loaded


def _leave_with_parent() -> None:
    """A worker whose parent was killed must not keep the port: Linux tells it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
