"""How long a client may take. The server limits the head of a request only; this watches what follows it, from the sockets."""

import logging
import os
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import NamedTuple

log = logging.getLogger("aboveboard.front")

WINDOW = 30.0
"""Seconds in which a connection has to move LEAST bytes, either way."""
LEAST = 2048
"""Far less than the slowest line carries in a window; a silent or dripping client moves less still."""

_MOVED = struct.Struct("=104x16x2Q")  # of Linux's struct tcp_info: tcpi_bytes_acked, tcpi_bytes_received
Peer = tuple[str, int]


class Progress(NamedTuple):
    """How many bytes a connection had moved when its window began (monotonic seconds)."""

    moved: int
    since: float


class Patience(Thread):
    """Cuts off connections to `port` that move less than LEAST bytes in `window` seconds; only Linux tells, elsewhere nothing is cut.

    It knows no requests: a view that computes for longer than that in silence loses its client too.
    """

    def __init__(self, port: int, window: float = WINDOW) -> None:
        super().__init__(name="patience", daemon=True)
        self.port = port
        self.window = window
        self.ended = Event()
        self._progress: dict[Peer, Progress] = {}

    def run(self) -> None:
        """Look at all connections a few times in each window."""
        while not self.ended.wait(self.window / 4):
            with suppress(OSError):
                self.look(monotonic())

    def look(self, now: float) -> int:
        """Look at every connection once; how many were cut off."""
        cut, progress = 0, {}
        for peer, connection, moved in _connections(self.port):
            began = self._progress.get(peer)
            if began is None or moved - began.moved >= LEAST:
                progress[peer] = Progress(moved, now)
            elif now - began.since < self.window:
                progress[peer] = began
            else:
                cut += 1
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self._progress = progress
        return cut


def _connections(port: int) -> Iterator[tuple[Peer, socket.socket, int]]:
    """This process's connections accepted at `port`, each as a duplicate, so that a number used again cannot be hit instead."""
    if sys.platform != "linux":
        return
    for entry in Path("/proc/self/fd").iterdir():
        try:
            with _duplicate(int(entry.name)) as connection:
                if connection.family in (socket.AF_INET, socket.AF_INET6) and connection.getsockname()[1] == port:
                    peer = connection.getpeername()[:2]
                    acked, received = _MOVED.unpack(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _MOVED.size))
                    yield peer, connection, acked + received
        except (OSError, struct.error):
            continue  # closed meanwhile, no socket, or listening


def _duplicate(number: int) -> socket.socket:
    copied = os.dup(number)
    try:
        return socket.socket(fileno=copied)
    except OSError:
        os.close(copied)
        raise
