"""Who a request comes from: forwarded headers count only as far as trusted proxies wrote them."""

import ipaddress
from typing import Any

import pytest

from aboveboard.lib.proxies import Origin, Proxies, networks_of, origin_of

TRUSTED = networks_of(["10.0.0.0/8", "192.0.2.7", "2001:db8:1::/48"])


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "client"),
    [
        ("203.0.113.5", "", "203.0.113.5"),
        ("203.0.113.5", "198.51.100.1", "203.0.113.5"),  # a stranger says so
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),  # the left one is hearsay
        ("10.0.0.1", "1.1.1.1, 198.51.100.1, 10.9.9.9", "198.51.100.1"),
        ("10.0.0.1", "10.1.1.1,10.2.2.2", "10.1.1.1"),  # nobody but proxies
        ("10.0.0.1", "198.51.100.1, rubbish", "10.0.0.1"),
        ("10.0.0.1", "rubbish, 10.2.2.2", "10.2.2.2"),
        ("10.0.0.1", "198.51.100.1, ", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("10.0.0.1", "[2001:db8::5]:4711", "2001:db8::5"),
        ("10.0.0.1", "2001:db8::5", "2001:db8::5"),
        ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("2001:db8:1::9", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", ",".join(["10.0.0.2"] * 5000), "10.0.0.2"),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_client_is_the_right_most_address_that_is_no_trusted_proxys(peer: str, forwarded_for: str, client: str) -> None:
    assert origin_of(peer, "http", TRUSTED, forwarded_for=forwarded_for) == Origin(client, "http")


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "forwarded_proto", "scheme"),
    [
        ("203.0.113.5", "198.51.100.1", "https", "http"),
        ("10.0.0.1", "198.51.100.1", "https", "https"),
        ("10.0.0.1", "", "HTTPS", "https"),
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", "https, http", "https"),  # the inner hop is plain, the reader's was not
        ("10.0.0.1", "1.1.1.1, 198.51.100.1", "https, http", "http"),  # a stranger's word for it stands on the left
        ("10.0.0.1", "198.51.100.1", "gopher", "http"),
        ("10.0.0.1", "198.51.100.1", "", "http"),
    ],
)
def test_the_scheme_is_that_of_the_clients_hop(peer: str, forwarded_for: str, forwarded_proto: str, scheme: str) -> None:
    assert origin_of(peer, "http", TRUSTED, forwarded_for=forwarded_for, forwarded_proto=forwarded_proto).scheme == scheme


@pytest.mark.parametrize("words", [["10.0.0.0/33"], ["10.0.0.1/8"], ["proxy"], ["*"]])
def test_what_is_no_network_is_refused(words: list[str]) -> None:
    with pytest.raises(ValueError, match=r"."):
        networks_of(words)


def request(**given: str) -> dict[str, Any]:
    return {"REMOTE_ADDR": "10.0.0.1", "wsgi.url_scheme": "http", **given}


def test_what_is_behind_sees_the_client_and_no_header_and_once_more_changes_nothing() -> None:
    environ = request(HTTP_X_FORWARDED_FOR="198.51.100.1", HTTP_X_FORWARDED_PROTO="https")
    proxies = Proxies(TRUSTED, "https://status.example.org")
    for _ in range(2):
        proxies.tell(environ)
        assert environ == {"REMOTE_ADDR": "198.51.100.1", "wsgi.url_scheme": "https"}
        assert not proxies.is_insecure(environ)


def test_without_a_trusted_proxy_the_scheme_is_the_addresss() -> None:
    environ = request(HTTP_X_FORWARDED_FOR="198.51.100.1", HTTP_X_FORWARDED_PROTO="http")
    proxies = Proxies((), "https://status.example.org")
    proxies.tell(environ)
    assert environ == {"REMOTE_ADDR": "10.0.0.1", "wsgi.url_scheme": "https"}
    assert not proxies.is_insecure(environ)


def test_an_address_alone_is_a_network_of_one() -> None:
    assert networks_of(["192.0.2.7"]) == (ipaddress.ip_network("192.0.2.7/32"),)
