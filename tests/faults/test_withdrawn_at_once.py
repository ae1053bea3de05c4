"""A whole installation that publishes: a page made private is gone with the answer, and nothing brings it back."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.dashboard import PASSWORD
from tests.browser.installation import Installation, installed
from tests.faults.operators import Operator, status_of

GENEROUS = 60.0  # seconds; what it really takes is printed, and measured by bench/withdraw.py
GONE = (303, 404)
ADDRESSES = (
    "/",
    "/de/",
    "/head.json",
    "/feed.atom",
    "/api/v2/summary.json",
    "/history/",
    "/record/",
    "/record/editions.jsonl",
    "/badge.svg",
)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, staffed: Path) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("private"), staffed) as running:
        yield running


@pytest.fixture(scope="module")
def ada(installation: Installation) -> Operator:
    return Operator(installation.address, "ada@harbourline.example", PASSWORD)


def until(holds: Callable[[], object]) -> float:
    """Seconds that it took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < GENEROUS, "it never came to hold"
        time.sleep(0.005)
    return time.monotonic() - began


def files_in(editions: Path) -> list[Path]:
    """All but locks, and the list of what was redacted, which stays for other pages."""
    found = [path for path in editions.rglob("*") if path.is_file() or path.is_symlink()]
    return [path for path in found if ".locks" not in path.parts and path.name != ".redactions.json"]


class Life:
    """The one page of an installation, its folder, and what may be done to it."""

    def __init__(self, installation: Installation, ada: Operator) -> None:
        self.address, self.ada = installation.address, ada
        self.editions = installation.folder / "editions"
        self.folder = self.editions / "harbourline"
        self.run = installation.run
        key = json.loads((self.folder / "site.json").read_bytes())["page"] if self.folder.exists() else ""
        self.screen = f"/dashboard/pages/{key}"

    def edition(self) -> int:
        try:
            return int(json.loads((self.folder / "head.json").read_bytes())["edition"])
        except (FileNotFoundError, NotADirectoryError):
            return 0

    def is_written(self) -> bool:
        return (self.folder / ".unfinished").exists()

    def rename(self, name: str) -> None:
        """Every document says the name."""
        self.ada.send(f"{self.screen}/edit/", name=name)

    def readers(self, readers: str) -> None:
        self.ada.send(f"{self.screen}/readers/", readers=readers, confirmed="on")


@pytest.fixture
def life(installation: Installation, ada: Operator) -> Iterator[Life]:
    made = Life(installation, ada)
    yield made
    made.readers("everyone")
    until(lambda: status_of(f"{installation.address}/") == 200)


def documents_are_written(life: Life, before: int) -> None:
    """The edition is shown, and the documents that it changed are being written."""
    until(lambda: life.edition() > before and life.is_written())


def it_is_in_the_making(life: Life, before: int) -> None:
    """The record, or the hot documents."""
    until(life.is_written)


def it_was_just_said(life: Life, before: int) -> None:
    """Nobody has looked yet."""


@pytest.mark.parametrize("moment", [it_was_just_said, it_is_in_the_making, documents_are_written])
def test_a_page_made_private_is_gone_with_the_answer_whatever_is_being_published(
    life: Life, moment: Callable[[Life, int], None], capsys: pytest.CaptureFixture[str]
) -> None:
    before = life.edition()
    life.rename(f"Harbourline, {moment.__name__.replace('_', ' ')}")
    moment(life, before)

    began = time.monotonic()
    life.readers("signed_in")
    assert not life.folder.exists(), "the answer came before it was gone"
    took = time.monotonic() - began + until(lambda: status_of(f"{life.address}/") in GONE)
    with capsys.disabled():
        sys.stderr.write(f"\n{moment.__name__}: gone {took:.2f} s after somebody pressed\n")

    until(lambda: not files_in(life.editions))
    life.run("publish")  # whatever was begun is over when this is
    assert files_in(life.editions) == []
    assert {status_of(life.address + address) for address in ADDRESSES} <= set(GONE)
