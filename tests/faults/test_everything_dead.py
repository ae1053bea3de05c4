"""Everything but the front is dead: every published address is answered all the same."""

import json
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from aboveboard.front.nginx.writing import config
from tests.front.running import aboveboard, bare_environment, fetch, nginx_running, running
from tests.ports import free_port


@pytest.fixture
def data(sown: Path, tmp_path: Path) -> Path:
    """An installation's data, a small organisation, which a test may break."""
    return copytree(sown, tmp_path / "data", symlinks=True)


def published(editions: Path) -> Iterator[tuple[str, Path]]:
    """Every published address of the one page in `editions`, with the file that it must answer."""
    [page] = [folder for folder in editions.iterdir() if not folder.name.startswith(".")]
    yield "/head.json", page / "head.json"
    found: dict[str, Path] = {}
    for tree in (page / "shared", page / "current", page / "record"):
        for file in tree.rglob("*"):
            if file.is_file() and file.suffix not in (".gz", ".br"):
                path = ("record/" if tree.name == "record" else "") + file.relative_to(tree).as_posix()
                found[path.removesuffix("index.html") if file.name == "index.html" else path] = file
    yield from ((f"/{path}", file) for path, file in found.items())


def assert_everything_is_answered(port: int, editions: Path) -> None:
    """Each published address answers 200 with the bytes of its file."""
    addresses = list(published(editions))
    assert {"/", "/head.json", "/record/", "/record/editions.jsonl", "/api/v2/summary.json", "/feed.atom"} <= {a for a, _ in addresses}
    replies = [(address, fetch(port, address), file) for address, file in addresses]
    assert [(address, reply.status) for address, reply, _ in replies if reply.status != 200] == []
    assert [address for address, reply, file in replies if reply.body != file.read_bytes()] == []


def test_the_front_alone_serves_every_published_address_from_a_copy_of_the_folder(data: Path, tmp_path: Path) -> None:
    editions = copytree(data / "editions", tmp_path / "elsewhere", symlinks=True)
    port = free_port()
    with running(aboveboard("front", "--editions", str(editions), "--bind", f"127.0.0.1:{port}"), port, bare_environment()):
        assert_everything_is_answered(port, editions)
        for address in ("/dashboard/", "/members/", "/subscribe/", "/rest/v1/docs/"):
            reply = fetch(port, address)
            assert (reply.status, "retry-after" in reply.headers) == (503, True)


def database_problems(port: int) -> list[str]:
    """What /readyz says about the database; whatever else it says."""
    reply = fetch(port, "/readyz")
    if "json" not in reply.headers["content-type"]:
        return [f"{reply.status} without words"]
    return [problem for problem in json.loads(reply.body)["problems"] if problem.startswith(("database", "migrations"))]


def test_a_dead_database_server_takes_no_published_address_away(data: Path) -> None:
    port = free_port()
    dead = f"postgres://nobody@127.0.0.1:{free_port()}/nothing"
    environment = bare_environment(DATA_DIR=str(data), DATABASE_URL=dead)
    with running(aboveboard("web", "--bind", f"127.0.0.1:{port}"), port, environment):
        assert_everything_is_answered(port, data / "editions")
        assert database_problems(port)


def test_a_lost_sqlite_file_takes_no_published_address_away_and_its_return_heals(data: Path) -> None:
    port = free_port()
    environment = bare_environment(DATA_DIR=str(data))
    file = data / "aboveboard.sqlite3"
    with running(aboveboard("web", "--bind", f"127.0.0.1:{port}"), port, environment):
        assert database_problems(port) == []
    file.rename(data / "aside")
    file.mkdir()  # so that none can be made in its place
    with running(aboveboard("web", "--bind", f"127.0.0.1:{port}"), port, environment):
        assert database_problems(port)
        assert_everything_is_answered(port, data / "editions")
        file.rmdir()
        (data / "aside").rename(file)
        assert database_problems(port) == [], "it heals without a restart"
        assert_everything_is_answered(port, data / "editions")


def test_nginx_goes_on_serving_the_folder_with_the_front_and_everything_else_dead(data: Path, tmp_path: Path) -> None:
    port, behind, editions = free_port(), free_port(), data / "editions"
    web = aboveboard("web", "--bind", f"127.0.0.1:{behind}")
    written = config(editions, listen=f"127.0.0.1:{port}", upstream=f"http://127.0.0.1:{behind}")
    with nginx_running(tmp_path / "nginx", written, port):
        with running(web, behind, bare_environment(DATA_DIR=str(data))):
            assert database_problems(port) == [], "what is not published is passed on"
        (data / "aboveboard.sqlite3").rename(data / "aside")
        assert_everything_is_answered(port, editions)
        for address in ("/dashboard/", "/members/", "/subscribe/", "/readyz", "/record/1/"):
            reply = fetch(port, address)
            assert (reply.status, reply.headers["retry-after"], reply.headers["cache-control"]) == (503, "5", "no-store")
            assert reply.body == next(editions.glob("*/shared/503.html")).read_bytes(), "in the page's own look"
        assert fetch(port, "/", Host="evil.test").status == 404
        (data / "aside").rename(data / "aboveboard.sqlite3")
        with running(web, behind, bare_environment(DATA_DIR=str(data))):
            assert database_problems(port) == [], "and is again when the application is back"
