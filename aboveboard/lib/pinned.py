"""Requests that connect to the very address that was checked: a name that answers otherwise a moment later gains nothing."""

import functools
import socket
from collections.abc import Sequence
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from urllib3.util.connection import create_connection

from aboveboard.lib.outbound import Network, Resolve, check_target, resolved


class PinnedAdapter(HTTPAdapter):
    """For ``requests.Session.mount``: resolves, checks every address, and connects to the first that answers.

    The host stays what the address names, for ``Host`` and for the certificate. Sending raises ``RefusedTargetError``, or as requests.
    """

    def __init__(self, allow: Sequence[Network] = (), resolve: Resolve = resolved) -> None:
        self._check = functools.partial(check_target, allow=allow, resolve=resolve)
        super().__init__(max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **given: Any) -> None:
        self.poolmanager = PoolManager(num_pools=connections, maxsize=maxsize, block=block, **given)
        pools = ((HTTPConnectionPool, HTTPConnection), (HTTPSConnectionPool, HTTPSConnection))
        self.poolmanager.pool_classes_by_scheme = {pool.scheme: _pinned(pool, connection, self._check) for pool, connection in pools}

    def get_connection_with_tls_context(self, request: Any, verify: Any, proxies: Any = None, cert: Any = None) -> Any:
        """Never by a proxy, which would resolve by itself."""
        return super().get_connection_with_tls_context(request, verify, proxies=None, cert=cert)


def _pinned(pool: Any, connection: Any, check: Any) -> Any:
    class Connection(connection):  # type: ignore[misc]
        def _new_conn(self) -> socket.socket:
            try:
                addresses = check(self._dns_host, self.port)
            except (OSError, UnicodeError) as problem:
                raise NewConnectionError(self, f"no address is known: {problem}") from None
            for address in addresses:
                try:
                    return create_connection((address, self.port), self.timeout, self.source_address, self.socket_options)
                except TimeoutError:
                    raise ConnectTimeoutError(self, f"{self.host} does not answer") from None
                except OSError:
                    continue
            raise NewConnectionError(self, f"{self.host} does not answer")

    return type("Pinned", (pool,), {"ConnectionCls": Connection})
