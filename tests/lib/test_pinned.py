"""What was checked is what is spoken to: by address, whatever the name answers next."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
import requests

from aboveboard.lib.outbound import RefusedTargetError, parsed_networks
from aboveboard.lib.pinned import PinnedAdapter

HERE = parsed_networks(["127.0.0.1/32"])


class Listener(HTTPServer):
    """Keeps the ``Host`` of every request that it was asked."""

    hosts: list[str]


@pytest.fixture
def listener() -> Iterator[Listener]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.hosts.append(str(self.headers["Host"]))
            self.send_response(302 if self.path == "/away" else 200)
            self.send_header("Location", "http://169.254.169.254/")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = Listener(("127.0.0.1", 0), Answer)
    server.hosts = []
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


class Names:
    """A name server that gives another answer each time; ``asked``: how often."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = list(answers)
        self.asked = 0

    def __call__(self, host: str, port: int) -> list[str]:
        self.asked += 1
        return self._answers[min(self.asked, len(self._answers)) - 1]


def get(listener: Listener, names: Names, host: str = "id.example") -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        session.mount("http://", PinnedAdapter(HERE, names))
        return session.get(f"http://{host}:{listener.server_port}/", timeout=5)


def test_the_name_is_asked_once_and_the_checked_address_is_spoken_to(listener: Listener) -> None:
    names = Names(["127.0.0.1"], ["169.254.169.254"])
    assert get(listener, names).status_code == 200
    assert (names.asked, listener.hosts) == (1, [f"id.example:{listener.server_port}"])


@pytest.mark.parametrize("answer", [["127.0.0.2"], ["127.0.0.1", "10.0.0.1"], ["::ffff:169.254.169.254"], ["64:ff9b::7f00:1"], []])
def test_one_address_that_may_not_be_spoken_to_refuses_the_name(listener: Listener, answer: list[str]) -> None:
    with pytest.raises(RefusedTargetError):
        get(listener, Names(answer))
    assert listener.hosts == []


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "[::ffff:127.0.0.2]", "a:b@127.0.0.2", "127.2"])
def test_no_spelling_gets_around_it(listener: Listener, host: str) -> None:
    """R59: the check sits where the connection is made."""
    with requests.Session() as session, pytest.raises((RefusedTargetError, requests.RequestException)):
        session.trust_env = False
        session.mount("http://", PinnedAdapter())
        session.get(f"http://{host}:{listener.server_port}/", timeout=5)
    assert listener.hosts == []


@pytest.mark.parametrize("host", ["nothing.invalid", "a" * 70 + ".example"])
def test_a_name_that_nobody_knows_is_an_error_of_the_request(listener: Listener, host: str) -> None:
    with requests.Session() as session, pytest.raises(requests.RequestException):
        session.trust_env = False
        session.mount("http://", PinnedAdapter())
        session.get(f"http://{host}:{listener.server_port}/", timeout=5)
