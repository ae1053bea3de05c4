"""Who may read a page: everyone, or the few that a rule names. Pure."""

import ipaddress
from collections.abc import Iterable
from enum import StrEnum

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LEAST_LENGTH, MOST_LENGTH = 12, 200  # characters of a shared password
MOST_NETWORKS = 100


class Readers(StrEnum):
    """Everyone, or else the page is private: for people with an account, and those who know a password or come from a network."""

    EVERYONE = "everyone"
    SIGNED_IN = "signed_in"
    PASSWORD = "password"  # noqa: S105  (a kind of readers, not a secret)
    ADDRESSES = "addresses"


def network_of(word: str) -> Network:
    """An address, or a network as 192.0.2.0/24. Raises ``ValueError`` for anything else, bits outside of the mask, and for all there is."""
    network = ipaddress.ip_network(word)
    if network.prefixlen == 0:
        raise ValueError(f"{word} is every address")
    return network


def is_among(address: str, networks: Iterable[str]) -> bool:
    """Whether a client's ``address`` lies in one of the ``networks``; an IPv4 address in IPv6 clothes is that IPv4 address."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return False
    known = getattr(known, "ipv4_mapped", None) or known
    return any(known in network_of(network) for network in networks)
