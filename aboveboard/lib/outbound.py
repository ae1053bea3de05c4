"""Which hosts the program may speak to: none of its own network, unless an operator admits it."""

import ipaddress
import socket
from collections.abc import Callable, Iterable, Sequence

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Iterable[str]]

# What Python calls global and is not: IPv4 inside IPv6 in its several forms, site-local, documentation, segment routing, relays.
_NOT_GLOBAL = tuple(
    ipaddress.ip_network(block)
    for block in ("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "fec0::/10", "3fff::/20", "5f00::/16", "192.88.99.0/24")
)


class RefusedTargetError(Exception):
    """A host that the program does not speak to; the sentence names the host and not what it resolved to."""


def parsed_networks(words: Iterable[str]) -> tuple[Network, ...]:
    """CIDRs or single addresses. Raises ``ValueError``."""
    return tuple(ipaddress.ip_network(word, strict=False) for word in words)


def resolved(host: str, port: int) -> list[str]:
    """Every address that the system knows for ``host``. Raises ``OSError``."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def check_target(host: str, port: int, *, allow: Sequence[Network] = (), resolve: Resolve = resolved) -> list[str]:
    """The addresses of ``host``, all of which may be spoken to. Raises ``RefusedTargetError``, or ``OSError`` if there are none."""
    addresses = [ipaddress.ip_address(found.partition("%")[0]) for found in resolve(host, port)]
    if not addresses or not all(_may(address, allow) for address in addresses):
        raise RefusedTargetError(f"{host} is on a private network, which ABOVEBOARD_OUTBOUND_ALLOW does not admit")
    return [str(address) for address in addresses]


def _may(address: Address, allow: Sequence[Network]) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if any(address in network for network in allow if network.version == address.version):
        return True
    if address.is_multicast or not address.is_global:
        return False
    return not any(address in network for network in _NOT_GLOBAL if network.version == address.version)
