"""nginx, told by our generator, serves a folder as the front does."""

import os
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest

from aboveboard.front.app import Front
from aboveboard.front.nginx import config, main
from aboveboard.front.site import SiteError
from tests.front.asking import Reply, ask
from tests.front.folders import HOT, PUBLISHED, a_folder, an_edition, page
from tests.front.running import CHECKOUT, fetch, free_port, running

AGREED = (
    *("content-type", "content-length", "content-encoding", "cache-control", "vary", "location", "allow", "retry-after", "etag"),
    *("content-security-policy", "x-content-type-options", "referrer-policy", "access-control-allow-origin"),
)
MAIN = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""
TAKEN = ["", "gzip", "gzip, deflate, br, zstd", "br;q=0, gzip;q=0.5", "*", "identity", "*;q=0"]


@pytest.fixture
def nginx(editions: Path, tmp_path: Path) -> Iterator[int]:
    """The port of an nginx that serves `editions`."""
    program = which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if program is None:
        pytest.skip("no nginx here; bin/services installs it")
    folder, port = tmp_path / "nginx", free_port()
    folder.mkdir()
    (folder / "site.conf").write_text(config(editions, listen=f"127.0.0.1:{port}"))
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder))
    with running([program, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")], port, os.environ):
        yield port


def told(reply: Reply) -> dict[str, str]:
    return {name: value for name, value in reply.headers.items() if name in AGREED}


@pytest.mark.parametrize("taken", TAKEN)
def test_front_and_nginx_agree_on_every_document(front: Front, nginx: int, taken: str) -> None:
    for address in (*PUBLISHED, "/index.html", "/404.html"):
        for method in ("GET", "HEAD"):
            ours = ask(front, address, method=method, accept_encoding=taken)
            theirs = fetch(nginx, address, method=method, Accept_Encoding=taken)
            assert (theirs.status, told(theirs), theirs.body) == (200, told(ours), ours.body), f"{method} {address}"


@pytest.mark.parametrize(
    "asked",
    [
        ("GET", "/nothing"),
        ("HEAD", "/nothing/"),
        ("GET", "/api/nothing.json"),
        ("GET", "/incidents/none/"),
        ("GET", "/index.html.gz"),
        ("GET", "/site.json"),
        ("GET", "/current/index.html"),
        ("GET", "/shared/404.html"),
        ("GET", "/record/secret.json"),
        ("GET", "/.hidden"),
        ("GET", "/de"),
        ("GET", "/incidents/old1?x=1"),
        ("POST", "/"),
        ("DELETE", "/components/api/"),
        ("POST", "/api/v2/summary.json"),
        ("POST", "/nothing"),
        ("GET", "/dashboard/"),
        ("POST", "/subscribe/"),
        ("GET", "/record/12/"),
        ("GET", "/de/record/12/"),
    ],
)
def test_front_and_nginx_agree_on_what_is_not_there(front: Front, nginx: int, asked: tuple[str, str]) -> None:
    method, address = asked
    ours, theirs = ask(front, address, method=method), fetch(nginx, address, method=method)
    bodies = (ours.body, theirs.body) if ours.status != 301 else (b"", b"")
    expected = {name: value for name, value in told(ours).items() if ours.status != 301 or name in ("location", "cache-control")}
    assert (theirs.status, bodies[1]) == (ours.status, bodies[0])
    assert expected.items() <= told(theirs).items()


def test_nginx_serves_a_new_edition_at_once_and_no_page_to_strangers(editions: Path, nginx: int) -> None:
    an_edition(editions / "localhost", "2", HOT | {"index.html": page("Edition two")})
    assert b"Edition two" in fetch(nginx, "/").body
    assert fetch(nginx, "/", Host="evil.test").status == 404
    assert "last-modified" not in fetch(nginx, "/").headers


def test_the_list_of_agreed_headers_is_the_documented_one() -> None:
    text = (CHECKOUT / "docs" / "operating" / "front.md").read_text().lower()
    assert [name for name in AGREED if f"`{name}`" not in text] == []


def test_what_nginx_cannot_be_told_is_refused_and_pages_below_a_base_are_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_folder(tmp_path / "acme", base="/p/acme/")
    main([str(tmp_path), "--upstream", "http://127.0.0.1:8000"])
    assert str(tmp_path / "acme") not in capsys.readouterr().out
    a_folder(tmp_path / "odd", headers=[["*", {"X-Price": "$5"}]])
    with pytest.raises(SiteError):
        config(tmp_path)


def test_with_an_application_behind_it_nginx_passes_on_what_is_not_published(editions: Path) -> None:
    assert "proxy_pass http://127.0.0.1:8000;" in config(editions, upstream="http://127.0.0.1:8000")
    assert "proxy_pass" not in config(editions)
