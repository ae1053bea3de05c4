"""A second machine that shares only the database serves on when the first one and the database are gone."""

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple

import pytest

from aboveboard.publishing.verify import verify_folder
from tests.faults.machines import Cable, Cluster, Machine, needed, two_machines
from tests.faults.test_everything_dead import assert_everything_is_answered
from tests.front.running import fetch

PORT = 8000
GENEROUS = 60.0  # seconds; how old the second machine really is, is printed


class Both(NamedTuple):
    one: Machine
    two: Machine
    cable: Cable
    cluster: Cluster

    def switch_on(self) -> None:
        """The first machine serves and works."""
        self.one.aboveboard("start", DATA_DIR=str(self.one.folder / "data"), DATABASE_URL=self.cluster.url("owner"))
        self.appears(self.one, "")

    def run(self, *words: str) -> None:
        self.one.run(*words, DATA_DIR=str(self.one.folder / "data"), DATABASE_URL=self.cluster.url("owner"))

    def page(self, machine: Machine) -> str:
        def ask() -> str:
            with suppress(OSError, HTTPException):
                return fetch(PORT, "/").body.decode()
            return ""

        return machine.here(ask)

    def appears(self, machine: Machine, words: str) -> float:
        """Waits until the page on ``machine`` holds ``words``; how long that took."""
        return until(lambda: (page := self.page(machine)) and words in page, f"“{words}” is not there", machine)


def until(holds: Callable[[], object], trouble: str, machine: Machine) -> float:
    """Seconds that it took."""
    began = monotonic()
    while not holds():
        assert monotonic() - began < GENEROUS, f"{trouble} after {GENEROUS} s: {machine.said('publish')[-800:]}"
        sleep(0.05)
    return monotonic() - began


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Both]:
    """The first machine with the database and an organisation, and the second one, which follows."""
    needed()
    with two_machines(tmp_path) as (one, two, cable):
        cluster = Cluster(one)
        try:
            made = Both(one, two, cable, cluster)
            cluster.start()
            cluster.say(
                "CREATE ROLE owner LOGIN", "CREATE DATABASE status OWNER owner", "CREATE ROLE reader LOGIN IN ROLE pg_read_all_data"
            )
            made.run("migrate")
            made.run("seed", "--size", "demo")
            made.switch_on()
            there = {"DATA_DIR": str(two.folder / "data"), "DATABASE_URL": cluster.url("reader")}
            two.aboveboard("publish", "--follow", **there)
            until((two.folder / "data" / "editions").exists, "no folder is there", two)
            two.aboveboard("front", "--editions", str(two.folder / "data" / "editions"))
            made.appears(two, "Harbourline")
            yield made
        finally:
            one.power_off()
            cluster.scrap()


def test_it_is_fresh_and_serves_on_when_the_first_and_the_database_are_gone(both: Both, capsys: pytest.CaptureFixture[str]) -> None:
    editions = both.two.folder / "data" / "editions"
    both.run("incident", "open", "--title", "The first one said this", "--message", "M", "--component", "Rates=degraded")
    took = both.appears(both.two, "The first one said this")
    with capsys.disabled():
        sys.stderr.write(f"\nthe second machine: {took:.1f} s behind the first\n")

    both.cable.pull()
    both.one.power_off()
    both.cluster.stop()
    both.two.here(lambda: assert_everything_is_answered(PORT, editions))
    until(lambda: "follow.waiting" in both.two.said("publish"), "it does not say that it waits", both.two)
    both.two.here(lambda: assert_everything_is_answered(PORT, editions))
    assert all(process.poll() is None for process in both.two.processes)

    both.cable.plug_in()
    both.cluster.start()
    both.switch_on()
    both.run("incident", "open", "--title", "Said after the return", "--message", "M", "--component", "Rates=degraded")
    both.appears(both.two, "Said after the return")
    said = both.two.said("publish")
    assert (said.count("follow.waiting"), said.count("follow.recovered")) == (1, 1), said
    assert verify_folder(editions / "harbourline").code == "valid"
    assert not (both.two.folder / "data" / "keys").exists(), "it needs no key, and makes none"
