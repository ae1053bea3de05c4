"""The worker outlives its database, and a killed one leaves nothing undone."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import copytree

import psycopg
import pytest

from tests import forked

POSTGRES = ("127.0.0.1", 5432)


class Gate:
    """A TCP door to PostgreSQL that can be shut, with everything that goes through it."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.is_open = True
        self._pairs: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def shut(self) -> None:
        self.is_open = False
        for end in self._pairs:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def open(self) -> None:
        self.is_open = True

    def close(self) -> None:
        self.shut()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                if not self.is_open:
                    client.close()
                    continue
                server = socket.create_connection(POSTGRES)
                self._pairs += [client, server]
                for source, sink in ((client, server), (server, client)):
                    threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    @staticmethod
    def _pump(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="module")
def door() -> Iterator[Gate]:
    made = Gate()
    yield made
    made.close()


@pytest.fixture
def gate(door: Gate) -> Gate:
    """The gate, open."""
    door.open()
    return door


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """The name of a PostgreSQL database of this test's own."""
    name = f"aboveboard_fault_{os.getpid()}"
    try:
        admin = psycopg.connect(f"postgresql://postgres@{POSTGRES[0]}:{POSTGRES[1]}/postgres?connect_timeout=60", autocommit=True)
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL here; bin/services starts it")
    with admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        yield name
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


class Site:
    """An installation in a folder, on a database, worked on by processes that the test starts and ends."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.log = folder, folder / "log"
        bare = {name: value for name, value in os.environ.items() if not name.startswith(("ABOVEBOARD_", "DJANGO_", "COV_"))}
        own = {"DATA_DIR": str(folder / "data"), "DATABASE_URL": url, "TIME_SCALE": "10"}
        self.environment = bare | {f"ABOVEBOARD_{name}": value for name, value in own.items()}

    def run(self, *args: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return forked.run(args, env=self.environment | settings, cwd=self.folder)

    @contextmanager
    def working(self) -> Iterator[subprocess.Popen[bytes]]:
        with self.log.open("wb") as log:
            command = [sys.executable, "-m", "aboveboard.cli.main", "work"]
            process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log, cwd=self.folder)
            try:
                yield process
            finally:
                process.kill()
                process.wait()

    @property
    def said(self) -> str:
        return self.log.read_text()

    @property
    def page(self) -> str:
        return (self.folder / "data" / "editions" / "harbourline" / "current" / "index.html").read_text()

    @property
    def confirmed(self) -> str:
        head = json.loads((self.folder / "data" / "editions" / "harbourline" / "head.json").read_bytes())
        return str(head["confirmed_at"])


def until(holds: Callable[[], object], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came to hold"
        time.sleep(0.05)


def confirms(site: Site) -> None:
    before = site.confirmed
    until(lambda: site.confirmed > before)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, door: Gate, database: str) -> Site:
    url = f"postgres://postgres@127.0.0.1:{door.port}/{database}?sslmode=disable"
    made = Site(tmp_path_factory.mktemp("site"), url)
    for command in (("migrate",), ("seed", "--size", "demo")):
        ended = made.run(*command)
        assert ended.returncode == 0, ended.stderr
    return made


def test_the_worker_outlives_a_dead_database_and_goes_on_when_it_is_back(site: Site, gate: Gate) -> None:
    with site.working() as worker:
        confirms(site)
        gate.shut()
        until(lambda: "work.failed" in site.said)
        assert worker.poll() is None
        gate.open()
        until(lambda: "work.recovered" in site.said)
        confirms(site)
        opened = site.run("incident", "open", "--title", "Back again", "--message", "M", "--component", "Rates=degraded")
        assert opened.returncode == 0, opened.stderr
        until(lambda: "Back again" in site.page)
        assert worker.poll() is None


def test_a_dead_database_does_not_fill_the_log(site: Site, gate: Gate) -> None:
    with site.working():
        confirms(site)
        gate.shut()
        until(lambda: site.said.count("work.failed") >= 3)
        assert "Traceback" not in site.said


def test_the_worker_ends_within_seconds_though_the_database_is_dead(site: Site, gate: Gate) -> None:
    with site.working() as worker:
        confirms(site)
        gate.shut()
        until(lambda: "work.failed" in site.said)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(60) == 0


def test_what_is_said_just_after_the_worker_was_killed_is_published_all_the_same(sown: Path, tmp_path: Path) -> None:
    site = Site(tmp_path, "")
    copytree(sown, tmp_path / "data", symlinks=True)
    with site.working() as worker:
        confirms(site)
        words = ("incident", "open", "--title", "Said to nobody", "--message", "M", "--component", "Rates=degraded")
        worker.kill()
        worker.wait()
        assert site.run(*words).returncode == 0
        assert "Said to nobody" in site.page
    with site.working():
        confirms(site)
    assert "work.failed" not in site.said
    assert site.run("verify", str(tmp_path / "data" / "editions" / "harbourline")).stdout == "valid, key not pinned\n"
