"""What is not published goes to the application, a limited number at a time."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from aboveboard.front import fallthrough
from aboveboard.front.app import Front, build
from tests.front.asking import Reply, ask


class Application:
    """Answers with what it was asked, or as told."""

    def __init__(self, status: str = "200 OK", body: bytes | None = None, kind: str = "text/plain") -> None:
        self.status, self.body, self.kind = status, body, kind
        self.asked: list[tuple[str, str, bytes]] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        self.asked.append((environ["REQUEST_METHOD"], environ["PATH_INFO"], body))
        start_response(self.status, [("Content-Type", self.kind)])
        return [b"asked" if self.body is None else self.body]


class Waiting:
    """Holds every request until `go`."""

    def __init__(self) -> None:
        self.go, self.inside = Event(), Event()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.inside.set()
        self.go.wait(60)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"done"]


class Dripping:
    """A request body that announces more than it has, and counts reads."""

    def __init__(self, data: bytes) -> None:
        self.data, self.reads = data, 0

    def read(self, size: int) -> bytes:
        self.reads += 1
        part, self.data = self.data[:size], self.data[size:]
        return part


def front_of(editions: Path, app: Any, slots: int = 16) -> Front:
    return build(editions, app, slots)


@pytest.mark.parametrize(
    "address", ["/dashboard/", "/subscribe/", "/api/v1/components", "/rest/v1/docs/", "/record/7/", "/p/private/", "/readyz"]
)
def test_what_is_not_published_falls_through(editions: Path, address: str) -> None:
    app = Application()
    reply = ask(front_of(editions, app), address, method="POST", body=b"x=1")
    assert (reply.status, reply.body) == (200, b"asked")
    assert reply.headers["cache-control"] == "no-store"
    assert app.asked == [("POST", address, b"x=1")]


@pytest.mark.parametrize("address", ["/", "/nothing", "/wp-login.php", "/healthz", "/dashboard/%00", "/dashboard/../x"])
def test_published_and_nonsensical_addresses_never_reach_the_application(editions: Path, address: str) -> None:
    app = Application()
    ask(front_of(editions, app), address)
    assert app.asked == []


def test_a_host_that_no_folder_names_is_the_applications_to_judge(editions: Path) -> None:
    app = Application("400 Bad Request", b"<h1>Bad Request (400)</h1>", "text/html")
    reply = ask(front_of(editions, app), "/dashboard/", host="evil.test")
    assert app.asked
    assert reply.status == 404
    assert b"Own look" not in reply.body


def test_full_slots_are_told_to_come_back_before_their_body_is_read(editions: Path) -> None:
    app = Waiting()
    front = front_of(editions, app, slots=1)
    replies: list[Reply] = []
    holder = Thread(target=lambda: replies.append(ask(front, "/dashboard/")))
    holder.start()
    assert app.inside.wait(60)
    source = Dripping(b"x" * 100)
    refused = ask_with(front, source, "100")
    published = ask(front, "/")
    app.go.set()
    holder.join()
    assert (refused.status, source.reads) == (503, 0)
    assert int(refused.headers["retry-after"]) > 0
    assert refused.headers["connection"] == "close"
    assert published.status == 200
    assert replies[0].body == b"done"
    assert ask(front, "/dashboard/").status == 200, "the slot is free again"


def ask_with(front: Front, source: Dripping, length: str) -> Reply:
    said: list[Any] = []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/dashboard/",
        "HTTP_HOST": "localhost",
        "CONTENT_LENGTH": length,
        "wsgi.input": source,
    }
    body = b"".join(front(environ, lambda status, headers, *_: said.append((status, headers))))  # type: ignore[arg-type]
    return Reply(int(said[0][0][:3]), {name.lower(): value for name, value in said[0][1]}, body)


@pytest.mark.parametrize("length", [str(fallthrough.BODY_LIMIT + 1), "9" * 11, "9" * 30, "-1", "1e3"])
def test_an_oversize_body_is_refused_unread(editions: Path, length: str) -> None:
    app, source = Application(), Dripping(b"x" * 100)
    reply = ask_with(front_of(editions, app), source, length)
    assert (reply.status, source.reads, app.asked) == (413, 0, [])


def test_a_body_cut_short_never_reaches_the_application(editions: Path) -> None:
    app = Application()
    front = front_of(editions, app, slots=1)
    for _ in range(3):  # and its slot is given back
        assert ask_with(front, Dripping(b"half"), "8").status == 400
    assert app.asked == []


def test_a_body_that_outlasts_its_time_is_refused(editions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fallthrough, "BODY_SECONDS", -1e9)
    app = Application()
    assert ask_with(front_of(editions, app), Dripping(b"x" * 100_000), "100000").status == 408
    assert app.asked == []


def test_a_chunked_body_is_taken_up_to_the_limit(editions: Path) -> None:
    app = Application()
    front = front_of(editions, app)
    assert ask(front, "/hooks/t", method="POST", transfer_encoding="chunked").status == 200
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/hooks/t", "HTTP_HOST": "localhost", "HTTP_TRANSFER_ENCODING": "chunked"}
    said: list[str] = []
    list(front(environ | {"wsgi.input": Dripping(b"abc")}, lambda status, *_: said.append(status)))  # type: ignore[arg-type]
    endless = Dripping(b"x" * (fallthrough.BODY_LIMIT + 10))
    list(front(environ | {"wsgi.input": endless}, lambda status, *_: said.append(status)))  # type: ignore[arg-type]
    assert [status[:3] for status in said] == ["200", "413"]
    assert app.asked[-1] == ("POST", "/hooks/t", b"abc")


def test_an_application_that_fails_is_answered_in_the_pages_own_look(editions: Path) -> None:
    def failing(environ: object, start_response: object) -> Iterable[bytes]:
        raise RuntimeError("database is gone: secret-host")

    front = front_of(editions, failing, slots=1)
    for _ in range(3):
        reply = ask(front, "/dashboard/")
        assert (reply.status, reply.headers["cache-control"]) == (500, "no-store")
        assert b"Own look 500" in reply.body
        assert b"secret-host" not in reply.body


@pytest.mark.parametrize(
    ("status", "body", "kind", "own"),
    [
        ("500 Internal Server Error", b"<h1>Server Error (500)</h1>", "text/html; charset=utf-8", True),
        ("500 Internal Server Error", b"<p>" * 900, "text/html", True),
        ("404 Not Found", b"<h1>Not Found</h1>", "text/html", True),
        ("404 Not Found", b"<p>" * 900, "text/html", False),
        ("404 Not Found", b'{"detail": "no such incident"}', "application/json", False),
        ("503 Service Unavailable", b'{"ok": false}', "application/json", False),
        ("403 Forbidden", b"<h1>no</h1>", "text/html", False),
    ],
)
def test_bare_error_pages_get_the_pages_own_look_and_others_stay(editions: Path, status: str, body: bytes, kind: str, own: bool) -> None:
    reply = ask(front_of(editions, Application(status, body, kind)), "/dashboard/")
    assert reply.status == int(status[:3])
    assert (reply.body != body) is own
    assert int(reply.headers["content-length"]) == len(reply.body)


class Streaming:
    """What Django calls a streaming response."""

    streaming = True

    def __init__(self) -> None:
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        yield b"one "
        yield b"two"

    def close(self) -> None:
        self.closed = True


def test_a_streamed_answer_holds_its_slot_until_it_ends(editions: Path) -> None:
    answers: list[Streaming] = []

    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain"), ("Cache-Control", "private")])
        answers.append(Streaming())
        return answers[-1]

    front = front_of(editions, app, slots=1)
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/dashboard/", "HTTP_HOST": "localhost"}
    stream = iter(front(environ, lambda *_: lambda _: None))
    assert next(stream) == b"one "
    assert ask(front, "/dashboard/").status == 503
    stream.close()  # type: ignore[attr-defined]
    assert answers[0].closed
    reply = ask(front, "/dashboard/")
    assert (reply.status, reply.body, reply.headers["cache-control"]) == (200, b"one two", "private")


def test_the_body_of_a_head_request_is_dropped_but_measured(editions: Path) -> None:
    reply = ask(front_of(editions, Application()), "/dashboard/", method="HEAD")
    assert (reply.body, reply.headers["content-length"]) == (b"", "5")


def test_an_application_may_use_the_write_callable(editions: Path) -> None:
    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        write = start_response("200 OK", [("Content-Type", "text/plain")])
        write(b"old ")
        return [b"school"]

    assert ask(front_of(editions, app), "/dashboard/").body == b"old school"
