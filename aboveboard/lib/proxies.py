"""Who a request comes from, and by http or https, when proxies stand between: what they say counts only if they are trusted."""

import ipaddress
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
MOST = 50  # addresses of one header that are looked at
SCHEMES = ("http", "https")
HTTPS = 443
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO")


class Origin(NamedTuple):
    """``address`` of the client; ``scheme`` that it used: "http" or "https"."""

    address: str
    scheme: str


def networks_of(words: Iterable[str]) -> tuple[Network, ...]:
    """Addresses and CIDRs. Raises ``ValueError`` naming the first word that is neither, or that has bits outside of its mask."""
    return tuple(ipaddress.ip_network(word) for word in words)


def origin_of(peer: str, scheme: str, trusted: Sequence[Network], *, forwarded_for: str = "", forwarded_proto: str = "") -> Origin:
    """``peer`` is who holds the connection, by ``scheme``; ``forwarded_for`` and ``…_proto`` are headers, "" if there is none.

    The client is the right-most address that is not of a trusted proxy: everything to the left of it is hearsay. What cannot be
    read ends the search.
    """
    client = _address(peer)
    if client is None or not _is_in(client, trusted):
        return Origin(peer, scheme)
    hops = 0
    for word in reversed(forwarded_for.split(",")[-MOST:]):
        named = _address(word.strip())
        if named is None:
            break
        client, hops = named, hops + 1
        if not _is_in(named, trusted):
            break
    return Origin(str(client), _scheme(forwarded_proto, hops) or scheme)


def _scheme(header: str, hops: int) -> str:
    """Of the hop that the client is behind, if each proxy added one; else what the nearest proxy says."""
    said = [word.strip().lower() for word in header.split(",")]
    chosen = said[-hops] if 0 < hops <= len(said) else said[-1]
    return chosen if chosen in SCHEMES else ""


def _address(text: str) -> _Address | None:
    """With or without a port, IPv6 in brackets or not; an IPv4 address in IPv6 clothes is that IPv4 address."""
    bare = text.partition("]")[0].removeprefix("[") if text.startswith("[") else text
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ipaddress.ip_address(bare)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_in(address: _Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


class Proxies:
    """What a deployment says about them. ``address`` is its own: every request is taken to have used its scheme if no proxy is
    trusted to tell. ``secure_port``: where it is reached by https; 0 if it is not."""

    def __init__(self, trusted: Sequence[Network], address: str) -> None:
        site = urlsplit(address)
        self.trusted, self.scheme = trusted, site.scheme or "http"
        self.secure_port = (site.port or HTTPS) if self.scheme == "https" else 0

    def tell(self, environ: WSGIEnvironment) -> None:
        """Makes REMOTE_ADDR and wsgi.url_scheme those of the client. The headers go, so that nothing behind believes them; once more is
        nothing."""
        if not self.trusted:
            environ["wsgi.url_scheme"] = self.scheme
        else:
            said = {"forwarded_for": environ.get(FORWARDED[0], ""), "forwarded_proto": environ.get(FORWARDED[1], "")}
            peer, scheme = environ.get("REMOTE_ADDR", ""), environ.get("wsgi.url_scheme", "http")
            environ["REMOTE_ADDR"], environ["wsgi.url_scheme"] = origin_of(peer, scheme, self.trusted, **said)
        for name in FORWARDED:
            environ.pop(name, None)

    def is_insecure(self, environ: WSGIEnvironment) -> bool:
        """Whether a request, told already, came by http though the address is https."""
        return bool(self.trusted and self.secure_port) and environ["wsgi.url_scheme"] == "http"

    def around(self, app: WSGIApplication) -> WSGIApplication:
        """``app``, told of every request where it comes from."""

        def told(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            self.tell(environ)
            return app(environ, start_response)

        return told
