"""Ports for what tests start."""

import socket
from random import SystemRandom

# Below what systems give to connections and to whoever asks for any port (32768 and up, or 49152 and up), so that nobody is given the port
# between here and the start of the program that it is for; above what is usually installed.
RANGE = range(15_000, 32_000)
_CHOICE = SystemRandom()


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on. Raises RuntimeError if there is none."""
    for _ in range(1000):
        port = _CHOICE.choice(RANGE)
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port
    raise RuntimeError(f"no port from {RANGE.start} to {RANGE.stop} is free")
