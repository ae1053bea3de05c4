"""The program's own network is out of reach, in every spelling, unless an operator admits it."""

import pytest

from aboveboard.lib.outbound import RefusedTargetError, check_target, parsed_networks

PRIVATE = [
    "127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.88.99.1", "224.0.0.1",
    "::1", "::", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "fe80::1%lo", "fec0::1", "fd00:ec2::254",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_into_the_own_network_is_refused(address: str) -> None:
    with pytest.raises(RefusedTargetError, match=r"login\.example") as refusal:
        check_target("login.example", 443, resolve=lambda host, port: [address])
    assert address not in str(refusal.value)


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(RefusedTargetError):
        check_target("login.example", 443, resolve=lambda host, port: ["203.0.113.9", "8.8.8.8", "10.0.0.1"])


def test_public_hosts_and_what_an_operator_admits_are_spoken_to() -> None:
    assert check_target("login.example", 443, resolve=lambda host, port: ["8.8.8.8"]) == ["8.8.8.8"]
    allow = parsed_networks(["127.0.0.0/8", "fd00::/8"])
    assert check_target("login.example", 443, allow=allow, resolve=lambda host, port: ["127.0.0.1", "fd00::7"]) == ["127.0.0.1", "fd00::7"]
    with pytest.raises(RefusedTargetError):
        check_target("login.example", 443, allow=allow, resolve=lambda host, port: ["10.0.0.1"])


@pytest.mark.parametrize("spelling", ["localhost", "localhost.", "127.1", "2130706433", "0x7f.1", "0177.0.0.1"])
def test_spellings_of_loopback_that_the_system_understands_are_refused(spelling: str) -> None:
    with pytest.raises((RefusedTargetError, OSError)):
        check_target(spelling, 443)
