"""Machines of their own on this one: network namespaces joined by a cable that can be pulled, and a PostgreSQL cluster."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.front.running import CHECKOUT, bare_environment

CLUSTERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def needed() -> None:
    """Skips where there are no namespaces or no PostgreSQL; in CI a skip fails."""
    if os.geteuid() != 0 or not shutil.which("ip"):
        pytest.skip("network namespaces need root and iproute2; bin/services installs it")
    if not CLUSTERS:
        pytest.skip("no PostgreSQL of Debian's here; bin/services installs it")


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


class Machine:
    """``processes`` run in its namespace, at ``address``. ``folder`` is its disk."""

    def __init__(self, name: str, address: str, folder: Path) -> None:
        self.name, self.address, self.folder = f"ab{os.getpid()}{name}", address, folder
        self.processes: list[subprocess.Popen[bytes]] = []
        folder.mkdir()
        _ip("netns", "add", self.name)
        _ip("-n", self.name, "link", "set", "lo", "up")

    def start(self, command: Sequence[str], log: str = "log", **settings: str) -> subprocess.Popen[bytes]:
        """A process of this machine; what it says is in ``log`` of its folder."""
        with (self.folder / log).open("ab") as said:
            process = subprocess.Popen(
                ["ip", "netns", "exec", self.name, *command],
                env=bare_environment(**settings), cwd=CHECKOUT, stdout=said, stderr=said, start_new_session=True,
            )  # fmt: skip
        self.processes.append(process)
        return process

    def aboveboard(self, *words: str, **settings: str) -> subprocess.Popen[bytes]:
        return self.start([sys.executable, "-m", "aboveboard.cli.main", *words], words[0], **settings)

    def run(self, *words: str, **settings: str) -> None:
        """The command, to its end; it has to succeed."""
        process = self.aboveboard(*words, **settings)
        assert process.wait(300) == 0, self.said(words[0])

    def said(self, log: str) -> str:
        return (self.folder / log).read_text()

    def here[T](self, act: Callable[[], T]) -> T:
        """What ``act`` returns in a thread whose network is this machine's."""
        result: list[Any] = []

        def enter() -> None:
            with Path(f"/run/netns/{self.name}").open() as namespace:
                os.setns(namespace.fileno(), os.CLONE_NEWNET)
            result.append(act())

        thread = threading.Thread(target=enter)
        thread.start()
        thread.join()
        assert result, "it failed; the thread's traceback is above"
        return result[0]  # type: ignore[no-any-return]

    def power_off(self) -> None:
        """Every process dies at once."""
        for process in self.processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.processes.clear()

    def scrap(self) -> None:
        self.power_off()
        _ip("netns", "del", self.name)


class Cable:
    """Joins two machines."""

    def __init__(self, one: Machine, other: Machine) -> None:
        self.ends = (one, other)
        self.plug_in()

    def plug_in(self) -> None:
        names = [f"v{os.getpid()}{letter}" for letter in "ab"]
        _ip("link", "add", names[0], "type", "veth", "peer", "name", names[1])
        for name, machine in zip(names, self.ends, strict=True):
            _ip("link", "set", name, "netns", machine.name, "name", "cable")
            _ip("-n", machine.name, "address", "add", f"{machine.address}/30", "dev", "cable")
            _ip("-n", machine.name, "link", "set", "cable", "up")

    def pull(self) -> None:
        _ip("-n", self.ends[0].name, "link", "del", "cable")


class Cluster:
    """A PostgreSQL of its own, on a machine. ``owner`` owns the database ``status``, ``reader`` may only read it."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.folder = Path(tempfile.mkdtemp(prefix="aboveboard-cluster-"))
        shutil.chown(self.folder, "postgres")
        self.data = self.folder / "data"
        self._as_postgres("initdb", "--auth=trust", "--no-sync", "--username=postgres", "-D", str(self.data))
        with (self.data / "pg_hba.conf").open("a") as rules:
            rules.write("host all all 10.0.0.0/8 trust\n")

    def url(self, login: str) -> str:
        return f"postgres://{login}@{self.machine.address}:5432/status"

    def start(self) -> None:
        options = f"-k {self.folder} -h {self.machine.address} -c fsync=off"
        words = ("start", "-w", "-D", str(self.data), "-l", str(self.folder / "log"), "-o", options)
        self._as_postgres("pg_ctl", *words, inside=("ip", "netns", "exec", self.machine.name))

    def stop(self) -> None:
        """As if its machine had lost power."""
        self._as_postgres("pg_ctl", "stop", "-w", "-m", "immediate", "-D", str(self.data))

    def say(self, *statements: str, database: str = "postgres") -> None:
        for statement in statements:
            self._as_postgres("psql", "-h", str(self.folder), "-d", database, "-qc", statement)

    def scrap(self) -> None:
        if (self.data / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _as_postgres(self, program: str, *words: str, inside: Sequence[str] = ()) -> None:
        there = {"cwd": "/", "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        command = [*inside, "runuser", "-u", "postgres", "--", str(CLUSTERS[-1] / program), *words]
        subprocess.run(command, check=True, timeout=300, **there)  # type: ignore[call-overload]


@contextmanager
def two_machines(folder: Path) -> Iterator[tuple[Machine, Machine, Cable]]:
    """Joined; scrapped afterwards."""
    made: list[Machine] = []
    try:
        for name, address in (("one", "10.213.77.1"), ("two", "10.213.77.2")):
            made.append(Machine(name, address, folder / name))
        yield made[0], made[1], Cable(*made)
    finally:
        for machine in made:
            machine.scrap()
