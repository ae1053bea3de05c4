"""A second machine that shares only the database serves on when the first one and the database are gone."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
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
FRESH = 5.0  # seconds after which the second machine shows what the first one said
BACK = 30.0


class Both(NamedTuple):
    one: Machine
    two: Machine
    cable: Cable
    cluster: Cluster

    def switch_on(self) -> None:
        """The first machine serves and works."""
        self.one.aboveboard("start", DATA_DIR=str(self.one.folder / "data"), DATABASE_URL=self.cluster.url("owner"))
        self.appears(self.one, "", BACK)

    def run(self, *words: str) -> None:
        self.one.run(*words, DATA_DIR=str(self.one.folder / "data"), DATABASE_URL=self.cluster.url("owner"))

    def page(self, machine: Machine) -> str:
        def ask() -> str:
            with suppress(OSError, HTTPException):
                return fetch(PORT, "/").body.decode()
            return ""

        return machine.here(ask)

    def appears(self, machine: Machine, words: str, seconds: float) -> float:
        """Waits until the page on ``machine`` holds ``words``; how long that took."""
        began = monotonic()
        while not (page := self.page(machine)) or words not in page:
            assert monotonic() - began < seconds, f"“{words}” is not there after {seconds} s: {machine.said('publish')[-800:]}"
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
            while not (two.folder / "data" / "editions").exists():
                sleep(0.02)
            two.aboveboard("front", "--editions", str(two.folder / "data" / "editions"))
            made.appears(two, "Harbourline", BACK)
            yield made
        finally:
            one.power_off()
            cluster.scrap()


def test_it_is_fresh_within_seconds_and_serves_on_when_the_first_and_the_database_are_gone(both: Both) -> None:
    editions = both.two.folder / "data" / "editions"
    both.run("incident", "open", "--title", "The first one said this", "--message", "M", "--component", "Rates=degraded")
    both.appears(both.two, "The first one said this", FRESH)
    published_at = datetime.fromisoformat(json.loads((editions / "harbourline" / "head.json").read_bytes())["published_at"])
    assert (datetime.now(UTC) - published_at).total_seconds() < FRESH, "since it was published, not since the command has ended"

    both.cable.pull()
    both.one.power_off()
    both.cluster.stop()
    both.two.here(lambda: assert_everything_is_answered(PORT, editions))
    while "follow.waiting" not in both.two.said("publish"):
        sleep(0.1)
    both.two.here(lambda: assert_everything_is_answered(PORT, editions))
    assert all(process.poll() is None for process in both.two.processes)

    both.cable.plug_in()
    both.cluster.start()
    both.switch_on()
    both.run("incident", "open", "--title", "Said after the return", "--message", "M", "--component", "Rates=degraded")
    both.appears(both.two, "Said after the return", BACK)
    said = both.two.said("publish")
    assert (said.count("follow.waiting"), said.count("follow.recovered")) == (1, 1), said
    assert verify_folder(editions / "harbourline").code == "valid"
    assert not (both.two.folder / "data" / "keys").exists(), "it needs no key, and makes none"
