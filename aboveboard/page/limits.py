"""How often one client may ask for what has to be rendered: a bucket of tokens for each, kept by this process."""

import ipaddress
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from time import monotonic

CLIENTS = 4096  # buckets kept; the one unused longest goes first


class Limiter:
    """``burst`` requests at once, then ``per_second``. ``clock`` tells seconds."""

    def __init__(self, burst: int, per_second: float, clock: Callable[[], float] = monotonic) -> None:
        self.burst, self.per_second, self._clock = burst, per_second, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # client -> tokens left, and when
        self._lock = Lock()

    def wait(self, client: str) -> float:
        """Takes a token and returns 0, or returns the seconds until there is one again."""
        with self._lock:
            now = self._clock()
            left, at = self._buckets.pop(client, (float(self.burst), now))
            left = min(self.burst, left + (now - at) * self.per_second)
            allowed = left >= 1
            self._buckets[client] = (left - 1 if allowed else left, now)
            while len(self._buckets) > CLIENTS:
                self._buckets.popitem(last=False)
            return 0.0 if allowed else (1 - left) / self.per_second

    def clear(self) -> None:
        """Forgets everyone."""
        with self._lock:
            self._buckets.clear()


def client_of(address: str) -> str:
    """Who counts as one client: an IPv4 address, or the /64 network that an IPv6 address is in."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(known) if known.version == 4 else str(ipaddress.ip_network((known, 64), strict=False))
