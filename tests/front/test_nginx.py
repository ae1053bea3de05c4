"""nginx, told by our generator, serves the folders as the front does."""

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Semaphore
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from aboveboard.front.app import Front, build
from aboveboard.front.nginx.writing import config, main
from aboveboard.front.site import SiteError
from tests.front.asking import Reply, ask
from tests.front.folders import HOT, PUBLISHED, SHARED, a_folder, an_edition, page, write
from tests.front.running import CHECKOUT, fetch, nginx_running
from tests.ports import free_port

AGREED = (
    *("content-type", "content-length", "content-encoding", "cache-control", "vary", "location", "allow", "retry-after", "etag"),
    *("content-security-policy", "x-content-type-options", "referrer-policy", "access-control-allow-origin", "last-modified"),
)
TAKEN = [
    *("", "gzip", "gzip, deflate, br, zstd", "GZIP", "x-gzip", "identity", "*", "*;q=0", "br", "zstd", "gzip;q=1.0,br;q=0.9"),
    *("br;q=0, gzip;q=0.5", "br;q=0.5, gzip", "br;q=0.000, *", "gzip;q=0, *;q=0.3", "identity, br;q=0.1", "gzip;q=2, br;q=x"),
]
OTHER = "status.harbourline.test"
PASSED_ON = ("/dashboard/", "/api/v1/components", "/api/v2/nothing.json", "/record/7/", "/de/record/7/", "/p/acme/members/", "/p/private/")
ACME = {"index.html": page("Acme"), "components/db/feed.atom": "<feed>" + "<entry/>" * 60 + "</feed>", "feed.json": "{}"}
ACME_SHARED = {**SHARED, "404.html": page("Not at Acme"), "405.html": page("Acme only reads"), "503.html": page("Acme rests")}


@pytest.fixture
def editions(tmp_path: Path) -> Path:
    """Three pages: at the root of a host, below a base of the same host, and on a host of its own."""
    a_folder(tmp_path / "editions" / "localhost")
    a_folder(tmp_path / "editions" / "acme", hot=ACME, shared=ACME_SHARED, base="/p/acme/", languages=["en"])
    a_folder(tmp_path / "editions" / OTHER, hot=HOT | {"index.html": page("Other")}, shared={}, hosts=[OTHER])
    return tmp_path / "editions"


@pytest.fixture
def front(editions: Path) -> Front:
    return build(editions)


@pytest.fixture
def nginx(editions: Path, tmp_path: Path) -> Iterator[int]:
    """The port of an nginx that serves `editions`."""
    port = free_port()
    with nginx_running(tmp_path / "nginx", config(editions, listen=f"127.0.0.1:{port}"), port):
        yield port


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Says nothing."""


def told(reply: Reply) -> dict[str, str]:
    return {name: value for name, value in reply.headers.items() if name in AGREED}


def assert_agreed(
    front: Front, nginx: int, address: str, status: int, *, method: str = "GET", host: str = "localhost", **headers: str
) -> Reply:
    """Both answer `status`, with the same headers and bytes."""
    ours = ask(front, address, method=method, host=host, **headers)
    theirs = fetch(nginx, address, method=method, Host=host, **headers)
    assert (theirs.status, told(theirs), theirs.body) == (status, told(ours), ours.body), f"{method} {host}{address} {headers}"
    assert ours.status == status
    return ours


@pytest.mark.parametrize("taken", TAKEN)
def test_front_and_nginx_agree_on_every_document_and_on_what_a_client_holds(front: Front, nginx: int, taken: str) -> None:
    for address in (*PUBLISHED, "/index.html", "/404.html", "/p/acme/", "/p/acme/components/db/feed.atom", "/p/acme/record/keys.json"):
        for method in ("GET", "HEAD"):
            whole = assert_agreed(front, nginx, address, 200, method=method, accept_encoding=taken)
            held = whole.headers["etag"]
            tags = [(held, 304), (f'"x", W/{held}', 304), ("*", 304), (held[:-1] + '0"', 200)]
            for tag, status in tags if method == "GET" else tags[:1]:
                assert_agreed(front, nginx, address, status, method=method, accept_encoding=taken, if_none_match=tag)


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/nothing", 404),
        ("HEAD", "/nothing/", 404),
        ("GET", "/api/v2/nothing.json", 503),
        ("GET", "/incidents/none/", 404),
        ("GET", "/index.html.gz", 404),
        ("GET", "/index.html.br", 404),
        ("GET", "/site.json", 404),
        ("GET", "/de/head.json", 404),
        ("GET", "/current/index.html", 404),
        ("GET", "/shared/404.html", 404),
        ("GET", "/record/secret.json", 404),
        ("GET", "/.hidden", 404),
        ("GET", "/.error/0/404", 404),
        ("POST", "/", 405),
        ("PUT", "/de/", 405),
        ("DELETE", "/components/api/", 405),
        ("POST", "/api/v2/summary.json", 405),
        ("POST", "/head.json", 405),
        ("POST", "/nothing", 404),
        ("TRACE", "/", 405),
        ("GET", "/dashboard/", 503),
        ("GET", "/dashboards/", 404),
        ("POST", "/subscribe/", 503),
        ("HEAD", "/api/v1/components", 503),
        ("GET", "/record/12/", 503),
        ("GET", "/de/record/12/", 503),
        ("GET", "/p/acme/nothing/", 404),
        ("GET", "/p/acme/nothing.json", 404),
        ("POST", "/p/acme/", 405),
        ("POST", "/p/acme/components/db/feed.atom", 405),
        ("GET", "/p/acme/subscribe/", 503),
        ("GET", "/p/acme/record/7/", 503),
        ("GET", "/p/other/", 404),
    ],
)
@pytest.mark.parametrize("taken", ["", "br"])
def test_front_and_nginx_agree_on_what_is_not_there(front: Front, nginx: int, method: str, address: str, status: int, taken: str) -> None:
    reply = assert_agreed(front, nginx, address, status, method=method, accept_encoding=taken, if_none_match="*")
    if method == "GET" and not taken:
        assert (b"Acme" if address.startswith("/p/acme/") else b"Own look") in reply.body
    assert (reply.headers["cache-control"], "etag" in reply.headers) == ("no-store", False)


@pytest.mark.parametrize("address", ["/de", "/incidents/old1?x=1", "/p/acme", "/p/acme?x=1", "/p/acme/components/api", "/history/2026-02"])
def test_front_and_nginx_send_a_missing_slash_to_the_same_place(front: Front, nginx: int, address: str) -> None:
    ours, theirs = ask(front, address), fetch(nginx, address)
    assert (ours.status, theirs.status) == (301, 301)
    for name in ("location", "cache-control", "content-security-policy"):
        assert theirs.headers.get(name) == ours.headers.get(name)


def test_each_host_has_its_page_and_a_stranger_gets_a_page_that_names_none(front: Front, nginx: int) -> None:
    assert b"Other" in assert_agreed(front, nginx, "/", 200, host=OTHER).body
    assert b"Other" not in assert_agreed(front, nginx, "/", 200, host="127.0.0.1").body
    assert_agreed(front, nginx, "/nothing/", 404, host=OTHER)  # a folder without error pages of its own
    assert_agreed(front, nginx, "/", 405, method="POST", host=OTHER)
    for address in ("/", "/head.json", "/p/acme/", "/dashboard/"):
        assert b"nothing at this address" in assert_agreed(front, nginx, address, 404, host="evil.test").body
    assert_agreed(front, nginx, "/healthz", 200, host="evil.test")


def test_nginx_serves_a_new_edition_at_once_and_its_etag_changes_only_with_the_bytes(editions: Path, front: Front, nginx: int) -> None:
    for number in range(2, 12):  # many within one second, of one length
        before = {address: fetch(nginx, address).headers["etag"] for address in ("/", "/history/", "/head.json")}
        an_edition(editions / "localhost", str(number), HOT | {"index.html": page(f"Edition {number:2}")})
        write(editions / "localhost" / "head.json", f'{{"edition":{number:2}}}')
        front.refresh()
        after = {address: assert_agreed(front, nginx, address, 200).headers["etag"] for address in before}
        assert [address for address in before if before[address] != after[address]] == ["/", "/head.json"]


def test_what_was_taken_away_is_gone_at_once(editions: Path, nginx: int) -> None:
    assert fetch(nginx, "/incidents/old1/").status == 200
    (editions / "localhost" / "shared" / "incidents" / "old1" / "index.html").unlink()
    assert fetch(nginx, "/incidents/old1/").status == 404


def test_the_list_of_agreed_headers_is_the_documented_one() -> None:
    text = (CHECKOUT / "docs" / "operating" / "front.md").read_text().lower()
    assert [name for name in AGREED if f"`{name}`" not in text] == []


def silent(listener: socket.socket, taken: Semaphore) -> None:
    """An application that takes every connection and never answers."""
    held = []
    with suppress(OSError):
        while True:
            held.append(listener.accept())
            taken.release()


def test_with_all_slots_taken_nginx_says_so_at_once_and_serves_every_page(editions: Path, front: Front, tmp_path: Path) -> None:
    port, slots, taken = free_port(), 3, Semaphore(0)
    with socket.create_server(("127.0.0.1", 0)) as listener, ThreadPoolExecutor() as pool, ExitStack() as waiting:
        waiting.callback(listener.shutdown, socket.SHUT_RDWR)
        pool.submit(silent, listener, taken)
        written = config(editions, listen=f"127.0.0.1:{port}", upstream=f"http://127.0.0.1:{listener.getsockname()[1]}", slots=slots)
        with nginx_running(tmp_path / "nginx", written, port):
            for _ in range(slots):
                client = waiting.enter_context(socket.create_connection(("127.0.0.1", port)))
                client.sendall(b"GET /dashboard/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
                assert taken.acquire(timeout=60)
            for address in ("/dashboard/", "/p/acme/subscribe/", "/api/v1/components"):
                assert_agreed(front, port, address, 503)
            assert_agreed(front, port, "/", 200)
            assert_agreed(front, port, "/p/acme/", 200)


def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Says how it was asked, with headers of its own."""
    said = json.dumps({name: environ.get(name) for name in ("HTTP_HOST", "PATH_INFO", "HTTP_X_FORWARDED_FOR", "REQUEST_METHOD")}).encode()
    headers = {"Content-Type": "application/json", "Content-Length": str(len(said)), "Cache-Control": "private"}
    start_response("404 Not Found", list(headers.items()))
    return [said]


def test_what_is_not_published_is_the_applications_and_when_it_is_dead_nginx_says_so(editions: Path, front: Front, tmp_path: Path) -> None:
    port = free_port()
    with make_server("127.0.0.1", 0, application, handler_class=Quiet) as server, ThreadPoolExecutor() as pool:
        written = config(editions, listen=f"127.0.0.1:{port}", upstream=f"http://127.0.0.1:{server.server_port}", passed=["private.test"])
        with nginx_running(tmp_path / "nginx", written, port), ExitStack() as stopping:
            stopping.callback(server.shutdown)
            pool.submit(server.serve_forever, 0.05)
            for host, address in (*(("localhost", path) for path in PASSED_ON), ("private.test", "/"), ("private.test", "/head.json")):
                reply = fetch(port, address, method="POST", Host=host, X_Forwarded_For="6.6.6.6")
                said = json.loads(reply.body)
                assert said == {"HTTP_HOST": host, "PATH_INFO": address, "HTTP_X_FORWARDED_FOR": "127.0.0.1", "REQUEST_METHOD": "POST"}
                assert (reply.status, reply.headers["cache-control"], "content-security-policy" in reply.headers) == (404, "private", False)
            assert_agreed(front, port, "/", 200)
            assert_agreed(front, port, "/nothing/", 404)
            assert_agreed(front, port, "/", 404, host="evil.test")
            server.shutdown()
            server.server_close()
            for address in PASSED_ON[:-1]:
                assert_agreed(front, port, address, 503)
            assert fetch(port, "/", Host="private.test").status == 404
            assert_agreed(front, port, "/de/", 200)


def test_what_nginx_cannot_be_told_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a_folder(tmp_path / "acme", base="/p/acme/")
    main([str(tmp_path), "--upstream", "http://127.0.0.1:8000", "--slots", "3", "--pass", "private.test"])
    written = capsys.readouterr().out
    assert "limit_conn aboveboard_slots 3;" in written and 'server_name "private.test";' in written
    for upstream in ("127.0.0.1:8000", "ftp://x", "http://a; return 200", ""):
        with pytest.raises(SiteError):
            config(tmp_path, upstream=upstream)
    a_folder(tmp_path / "odd", headers=[["*", {"X-Price": "$5"}]])
    with pytest.raises(SiteError):
        config(tmp_path)


def test_nothing_of_a_page_whose_folder_was_taken_away_is_answered_though_nginx_was_told_of_it(editions: Path, nginx: int) -> None:
    everything = [*PUBLISHED, "/p/acme/", "/p/acme/components/db/feed.atom", "/p/acme/feed.json"]
    assert {fetch(nginx, address).status for address in everything} == {200}

    for name in ("localhost", "acme"):
        (editions / name).rename(editions.parent / f"gone-{name}")

    answers = [fetch(nginx, address) for address in everything]
    assert {answer.status for answer in answers} <= {404, 503} and not any(b"Acme" in answer.body for answer in answers)
