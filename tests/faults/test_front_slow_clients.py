"""Whatever slow clients and hanging views do, published files are answered."""

import socket
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.faults.hanging import FOLDER
from tests.front.folders import a_folder
from tests.front.running import bare_environment, fetch, running
from tests.ports import free_port

SLOTS = 16
SERVE = (
    "import sys; from pathlib import Path; from aboveboard.front.serve import serve; "
    "serve(editions=Path(sys.argv[1]), bind='127.0.0.1:' + sys.argv[2], fallthrough='tests.faults.hanging:application', "
    "slots=int(sys.argv[3]), time_scale=int(sys.argv[4]))"
)
HANG = b"GET /dashboard/hang HTTP/1.1\r\nHost: localhost\r\n\r\n"
DRIP = b"POST /dashboard/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n"
PUBLISHED = ("/", "/head.json", "/components/api/", "/record/editions.jsonl")


class Crowd:
    """Clients that have begun a request and wait."""

    def __init__(self, port: int, stack: ExitStack) -> None:
        self.port, self.stack = port, stack
        self.clients: list[socket.socket] = []

    def join(self, count: int, request: bytes) -> list[socket.socket]:
        """`count` more clients that send `request` and keep the connection."""
        joined = []
        for _ in range(count):
            client = self.stack.enter_context(socket.create_connection(("127.0.0.1", self.port)))
            client.settimeout(60)
            client.sendall(request)
            joined.append(client)
        self.clients += joined
        return joined


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    hanging = tmp_path / "hanging"
    hanging.mkdir()
    a_folder(tmp_path / "editions" / "localhost")
    return tmp_path


def serving(folder: Path, stack: ExitStack, *, time_scale: int) -> int:
    """The port of a front with SLOTS slots around the hanging application."""
    port = free_port()
    command = [sys.executable, "-c", SERVE, str(folder / "editions"), str(port), str(SLOTS), str(time_scale)]
    stack.enter_context(running(command, port, bare_environment() | {FOLDER: str(folder / "hanging")}))
    stack.callback((folder / "hanging" / "go").touch)
    return port


def until(reached: object, what: str) -> None:
    """Wait until `reached()` is true."""
    deadline = monotonic() + 60
    while not reached():  # type: ignore[operator]
        assert monotonic() < deadline, what
        sleep(0.02)


def refusal_of(client: socket.socket) -> str:
    """The status of the answer that a client already has, and whether it says when to come back."""
    head = client.recv(4096).decode("latin-1").lower()
    return f"{head[9:12]}{' retry' if 'retry-after: ' in head else ''}{' close' if 'connection: close' in head else ''}"


def test_hanging_views_and_dripping_bodies_never_hold_up_published_files(folder: Path, stack: ExitStack) -> None:
    port = serving(folder, stack, time_scale=1)
    crowd = Crowd(port, stack)
    held = crowd.join(SLOTS, HANG)
    until(lambda: len(list((folder / "hanging").iterdir())) == SLOTS, "the slots are never all held")
    late, dripping = crowd.join(40 - SLOTS, HANG), crowd.join(600, DRIP + b"x")

    assert [fetch(port, address).status for address in PUBLISHED] == [200] * len(PUBLISHED)
    assert Counter(map(refusal_of, late)) == {"503 retry": len(late)}
    assert Counter(map(refusal_of, dripping)) == {"503 retry close": len(dripping)}
    assert [fetch(port, address).status for address in PUBLISHED] == [200] * len(PUBLISHED)
    assert len(list((folder / "hanging").iterdir())) == SLOTS, "somebody else got in"

    (folder / "hanging" / "go").touch()
    assert Counter(map(refusal_of, held)) == {"200": SLOTS}
    assert fetch(port, "/dashboard/", method="POST", body=b"x" * 300).body == b"300 bytes"


def test_clients_that_drip_a_body_lose_their_slot(folder: Path, stack: ExitStack) -> None:
    port = serving(folder, stack, time_scale=15)
    crowd = Crowd(port, stack)
    crowd.join(600, DRIP + b"x")
    assert [fetch(port, address).status for address in PUBLISHED] == [200] * len(PUBLISHED)
    answers = Counter(refusal_of(client) for client in crowd.clients)
    assert 0 < answers["503 retry close"] <= 600 - SLOTS, "on a busy machine the last ones come when the first have lost their slots"
    assert sum(answers.values()) == 600, "each was answered or cut off"
    until(lambda: fetch(port, "/dashboard/", method="POST", body=b"x" * 300).status == 200, "the slots are never free again")
    assert fetch(port, "/").status == 200


def test_clients_that_drip_a_head_hold_up_nobody(folder: Path, stack: ExitStack) -> None:
    port = serving(folder, stack, time_scale=15)
    crowd = Crowd(port, stack)
    crowd.join(600, b"GET / HTTP/1.1\r\nHost: loc")
    assert [fetch(port, address).status for address in PUBLISHED] == [200] * len(PUBLISHED)
    assert fetch(port, "/dashboard/").status == 200
    assert {client.recv(1) for client in crowd.clients} == {b""}, "each is cut off in the end"


def test_a_request_under_way_is_answered_before_the_front_ends(folder: Path, stack: ExitStack) -> None:
    port = free_port()
    command = [sys.executable, "-c", SERVE, str(folder / "editions"), str(port), str(SLOTS), "1"]
    with running(command, port, bare_environment() | {FOLDER: str(folder / "hanging")}) as process:
        [client] = Crowd(port, stack).join(1, HANG)
        until(lambda: len(list((folder / "hanging").iterdir())) == 1, "the request never arrives")
        process.terminate()
        until(lambda: closed(port), "it goes on listening")
        (folder / "hanging" / "go").touch()
        assert refusal_of(client).startswith("200")
        assert process.wait(timeout=60) == 0


def closed(port: int) -> bool:
    """Whether nobody takes connections at `port` any more."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            return False
    except OSError:
        return True
