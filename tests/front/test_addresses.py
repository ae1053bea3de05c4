"""From host and path to a file, or to an error page in the page's own look."""

from pathlib import Path

import pytest

from aboveboard.front.app import Front, build
from tests.front.asking import ask
from tests.front.folders import HOT, PUBLISHED, SHARED, a_folder, page

TRAVERSALS = [
    "/../site.json",
    "/..%2fsite.json",
    "/%2e%2e/site.json",
    "/assets/..%2f..%2fsite.json",
    "/%5c..%5csite.json",
    "/..%c0%af..%c0%afetc/passwd",
    "/%00",
    "/index.html%00.txt",
    "/%ff%fe",
    "//etc/passwd",
    "/.hidden",
    "/assets/.git/config",
    "/" + "a" * 5000,
    "/%0d%0aSet-Cookie:x=1",
    "/\u202e".encode().decode("latin-1"),
]


@pytest.mark.parametrize("address", PUBLISHED)
def test_every_published_address_answers_200(front: Front, address: str) -> None:
    reply = ask(front, address)
    assert reply.status == 200
    assert reply.body
    assert int(reply.headers["content-length"]) == len(reply.body)
    assert reply.headers["vary"] == "Accept-Encoding"
    assert reply.headers["x-content-type-options"] == "nosniff"


def test_current_hides_shared(tmp_path: Path) -> None:
    a_folder(tmp_path / "x", hot=HOT | {"incidents/old1/index.html": page("Open again")})
    assert b"Open again" in ask(build(tmp_path), "/incidents/old1/").body


def test_types_and_headers_are_those_of_site_json(front: Front) -> None:
    home, badge, script, head, summary = (
        ask(front, address).headers for address in ("/", "/badge.svg", "/assets/abc123.js", "/head.json", "/api/v2/summary.json")
    )
    assert home["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in home["content-security-policy"]
    assert home["cache-control"] == "public, max-age=5, stale-while-revalidate=10, stale-if-error=86400"
    assert badge["content-type"] == "image/svg+xml"
    assert "immutable" in script["cache-control"]
    assert head["cache-control"] == "public, max-age=2"
    assert summary["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in home
    assert not {"server", "set-cookie"} & home.keys()


@pytest.mark.parametrize("address", TRAVERSALS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_odd_paths_answer_404_and_never_fail(front: Front, address: str, method: str) -> None:
    assert ask(front, address, method=method).status == 404


@pytest.mark.parametrize(
    "address",
    ["/site.json", "/current/index.html", "/1/index.html", "/shared/404.html", "/index.html.gz", "/index.html.br", "/record/secret.json"],
)
def test_what_is_in_the_folder_but_not_published_is_not_served(editions: Path, front: Front, address: str) -> None:
    (editions / "localhost" / "record" / "secret.json").write_text("{}")
    assert ask(front, address).status == 404


def test_a_missing_slash_is_added_for_published_folders_only(front: Front) -> None:
    for path in ("/de", "/incidents/k3f9", "/incidents/old1", "/history/2026-02", "/record"):
        reply = ask(front, f"{path}?from=mail")
        assert (reply.status, reply.headers["location"]) == (301, f"{path}/?from=mail")
        assert reply.headers["content-length"] == "0"
    for path in ("/incidents", "/nothing", "/assets", "/feed.atom/", "//evil.test"):
        assert ask(front, path).status == 404


def test_nothing_here_is_said_in_the_pages_own_look_and_never_stored(front: Front) -> None:
    reply = ask(front, "/nothing/")
    assert (reply.status, reply.headers["cache-control"]) == (404, "no-store")
    assert b"Own look 404" in reply.body
    assert "etag" not in reply.headers
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    head = ask(front, "/nothing/", method="HEAD")
    assert (head.status, head.body, head.headers) == (404, b"", reply.headers)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"])
@pytest.mark.parametrize("address", ["/", "/components/api/", "/head.json", "/api/v2/summary.json"])
def test_published_addresses_can_only_be_read(front: Front, method: str, address: str) -> None:
    reply = ask(front, address, method=method)
    assert (reply.status, reply.headers["allow"]) == (405, "GET, HEAD")
    assert b"Own look 405" in reply.body


@pytest.mark.parametrize("address", ["/", "/nothing", "/dashboard/", "/healthz"])
def test_trace_is_refused_everywhere(front: Front, address: str) -> None:
    assert ask(front, address, method="TRACE").status == 405


@pytest.mark.parametrize(
    "address", ["/dashboard/", "/members/x", "/subscribe/", "/api/incidents", "/api/v1/ping", "/record/12/", "/hooks/t"]
)
def test_what_needs_the_application_is_unavailable_without_it(front: Front, address: str) -> None:
    reply = ask(front, address)
    assert (reply.status, reply.headers["cache-control"]) == (503, "no-store")
    assert int(reply.headers["retry-after"]) > 0
    assert b"Own look 503" in reply.body


@pytest.mark.parametrize("host", ["evil.test", "xn--nxasmq6b.test:8000", "localhost.evil.test"])
@pytest.mark.parametrize("address", ["/", "/incidents/k3f9/", "/nothing"])
def test_an_unknown_host_gets_404_and_no_pages_content(front: Front, host: str, address: str) -> None:
    reply = ask(front, address, host=host)
    assert (reply.status, reply.headers["cache-control"]) == (404, "no-store")
    assert b"Harbourline" not in reply.body
    assert b"Own look" not in reply.body
    assert host.encode() not in reply.body


@pytest.mark.parametrize("host", ["", "a,b", "localhost, evil.test", "user@localhost", "local host"])
def test_a_host_header_that_names_no_one_host_is_refused(front: Front, host: str) -> None:
    assert ask(front, "/", host=host).status == 400


def test_a_forwarded_host_changes_nothing(front: Front) -> None:
    assert ask(front, "/", x_forwarded_host="evil.test").body == ask(front, "/").body
    assert ask(front, "/", host="evil.test", x_forwarded_host="localhost").status == 404


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:8000", "localhost."])
def test_every_name_of_a_page_and_any_port_lead_to_it(front: Front, host: str) -> None:
    assert ask(front, "/", host=host).status == 200


def test_the_process_says_that_it_is_alive_to_any_host(front: Front) -> None:
    for host in ("localhost", "10.0.0.7", ""):
        reply = ask(front, "/healthz", host=host)
        assert (reply.status, reply.headers["cache-control"]) == (200, "no-store")


def test_two_framings_at_once_are_refused(front: Front) -> None:
    reply = ask(front, "/", transfer_encoding="chunked", content_length="3")
    assert (reply.status, reply.headers["connection"]) == (400, "close")


def test_an_unread_body_ends_the_connection(front: Front) -> None:
    assert ask(front, "/", method="POST", body=b"x").headers["connection"] == "close"
    assert "connection" not in ask(front, "/", method="POST").headers


def test_pages_live_under_their_base_and_on_their_host(tmp_path: Path) -> None:
    a_folder(tmp_path / "a-default")
    a_folder(tmp_path / "acme", base="/p/acme/", hot={"index.html": page("Acme")}, shared=SHARED | {"404.html": page("Acme's look")})
    a_folder(tmp_path / "own", hosts=["status.own.test"], hot={"index.html": page("Own")})
    front = build(tmp_path)
    assert b"Harbourline" in ask(front, "/").body
    assert b"Acme" in ask(front, "/p/acme/").body
    assert b"API" in ask(front, "/p/acme/components/api/").body
    assert ask(front, "/p/acme").headers["location"] == "/p/acme/"
    assert ask(front, "/p/acme/components/api").headers["location"] == "/p/acme/components/api/"
    assert b"Acme's look" in ask(front, "/p/acme/nothing/").body
    assert ask(front, "/p/acme/dashboard/").status == 503
    assert ask(front, "/p/acme/../../a-default/site.json").status == 404
    assert b"Own" in ask(front, "/", host="status.own.test").body
    assert ask(front, "/p/acme/", host="status.own.test").status == 404


def test_header_values_cannot_be_smuggled_in_by_the_address(front: Front) -> None:
    reply = ask(front, "/de?x=%0d%0aSet-Cookie:%20a")
    assert reply.headers["location"] == "/de/?x=%0d%0aSet-Cookie:%20a"
