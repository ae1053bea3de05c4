"""Behind proxies: what came by http is sent to https, and strangers' headers are nothing."""

from pathlib import Path

import pytest

from aboveboard.front.app import Front, build
from aboveboard.lib.proxies import Proxies, networks_of
from tests.front.asking import ask

PROXY = {"REMOTE_ADDR": "10.0.0.1", "wsgi.url_scheme": "http"}


@pytest.fixture
def front(editions: Path) -> Front:
    return build(editions, proxies=Proxies(networks_of(["10.0.0.0/8"]), "https://localhost"))


@pytest.mark.parametrize("target", ["/", "/incidents/x/?a=1", "/%C3%BC", "/nothing"])
def test_http_goes_to_https(front: Front, target: str) -> None:
    reply = ask(front, target, x_forwarded_proto="http", x_forwarded_for="198.51.100.1", also=PROXY)
    assert (reply.status, reply.headers["location"]) == (308, f"https://localhost{target}")


def test_https_is_served(front: Front) -> None:
    assert ask(front, "/", x_forwarded_proto="https", also=PROXY).status == 200


def test_a_stranger_cannot_say_https(front: Front) -> None:
    assert ask(front, "/", x_forwarded_proto="https", also=PROXY | {"REMOTE_ADDR": "203.0.113.5"}).status == 308


def test_a_host_that_no_page_has_is_sent_nowhere(front: Front) -> None:
    assert ask(front, "/", host="evil.example", x_forwarded_proto="http", also=PROXY).status == 404


def test_health_is_told_by_http(front: Front) -> None:
    assert ask(front, "/healthz", also=PROXY).status == 200


def test_another_port_is_kept(editions: Path) -> None:
    front = build(editions, proxies=Proxies(networks_of(["10.0.0.0/8"]), "https://localhost:8443"))
    assert ask(front, "/", also=PROXY).headers["location"] == "https://localhost:8443/"


def test_without_trusted_proxies_nothing_is_sent_anywhere(editions: Path) -> None:
    assert ask(build(editions, proxies=Proxies((), "https://localhost")), "/", x_forwarded_proto="http", also=PROXY).status == 200
