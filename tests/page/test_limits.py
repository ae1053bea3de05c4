"""A bucket of tokens for each client."""

from aboveboard.page import limits
from aboveboard.page.limits import Limiter, client_of


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_empties_and_fills_again_with_time() -> None:
    clock = Clock()
    limiter = Limiter(burst=2, per_second=0.5, clock=clock)

    assert [limiter.wait("a") for _ in range(3)] == [0, 0, 2]
    clock.now = 2
    assert (limiter.wait("a"), limiter.wait("a")) == (0, 2)
    clock.now = 1000
    assert [limiter.wait("a") for _ in range(3)] == [0, 0, 2]


def test_one_client_does_not_drink_from_the_bucket_of_another() -> None:
    limiter = Limiter(burst=1, per_second=1, clock=Clock())
    assert [limiter.wait(client) for client in ("a", "b", "a")] == [0, 0, 1]


def test_no_more_clients_are_remembered_than_fit() -> None:
    limiter = Limiter(burst=1, per_second=1, clock=Clock())
    for number in range(limits.CLIENTS + 10):
        limiter.wait(str(number))
    assert len(limiter._buckets) == limits.CLIENTS
    assert (limiter.wait("0"), limiter.wait(str(limits.CLIENTS))) == (0, 1)


def test_neighbours_in_one_ipv6_network_are_one_client() -> None:
    assert client_of("2001:db8::1") == client_of("2001:db8::ffff") != client_of("2001:db8:0:1::1")
    assert (client_of("192.0.2.7"), client_of("unix:")) == ("192.0.2.7", "")
