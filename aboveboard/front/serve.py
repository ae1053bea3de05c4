"""The front under granian, in processes of its own."""

import ctypes
import resource
import signal
import sys
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any
from wsgiref.types import WSGIApplication

from aboveboard.front.app import STREAMS, Front, build
from aboveboard.front.patience import WINDOW, Patience
from aboveboard.lib.proxies import Proxies

DRAIN_SECONDS = 30
HEADER_SECONDS = 15
"""How long a request's head may take to arrive, and a kept connection may be silent."""
SPARE_THREADS = 2
"""Threads beyond those that may be waiting for Django or for clients of large files: published files never wait."""
SPARE_FILES = 512
"""Descriptors that are not for connections."""


def serve(
    *,
    editions: Path,
    bind: str,
    fallthrough: str | None = None,
    slots: int = 16,
    workers: int = 1,
    time_scale: int = 1,
    proxies: Proxies | None = None,
) -> None:
    """Serve `editions` at `bind` (host:port, [v6]:port or unix:path) until SIGTERM or SIGINT, then drain for at most 30 s.

    `fallthrough` is the dotted target of a WSGI application, "package.module:name". Call it from the main thread.
    `time_scale` divides the time that slow clients are given; `proxies` as in `build`. Raises ValueError if `bind` is
    none of these.
    """
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels
    from granian.server import Server

    address = _address(bind)
    Server(
        "aboveboard.front",
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=workers,
        blocking_threads=(slots if fallthrough else 0) + STREAMS + SPARE_THREADS,
        backlog=4096,
        backpressure=_connections(),
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=64 * 1024),
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=DRAIN_SECONDS,
        **address,
    ).serve(
        target_loader=partial(load, editions.absolute(), fallthrough, slots, address.get("port"), WINDOW / time_scale, proxies),
        wrap_loader=False,
    )


def load(
    editions: Path,
    fallthrough: str | None,
    slots: int,
    port: int | None,
    window: float,
    proxies: Proxies | None = None,
) -> Front:
    """What each worker serves; beside it, slow clients at `port` are watched."""
    _leave_with_parent()
    if port:
        Patience(port, window).start()
    return build(editions, _application(fallthrough) if fallthrough else None, slots, proxies)


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


def _application(target: str) -> WSGIApplication:
    module, _, name = target.partition(":")
    loaded: WSGIApplication = getattr(import_module(module), name or "application")
    return loaded


def _leave_with_parent() -> None:
    """A worker whose parent was killed must not keep the port: Linux tells it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
