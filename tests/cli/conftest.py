"""The command as people run it: a process of its own, in an installation of its own."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.conf import settings

from aboveboard.cli.main import main
from tests import forked
from tests.world import a_component, a_group, a_page


class Ended(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Installation(NamedTuple):
    """A data folder; calling it runs the command on it."""

    data: Path

    def __call__(self, *args: str, stdin: str = "", **settings: str) -> Ended:
        end = forked.run(args, env=self.environment(**settings), cwd=self.data.parent, said=stdin)
        return Ended(end.returncode, end.stdout, end.stderr)

    def environment(self, **settings: str) -> dict[str, str]:
        bare = {name: value for name, value in os.environ.items() if not name.startswith(("ABOVEBOARD_", "DJANGO_", "COV_"))}
        return bare | {"ABOVEBOARD_DATA_DIR": str(self.data)} | {f"ABOVEBOARD_{name}": value for name, value in settings.items()}

    @property
    def folder(self) -> Path:
        """The demonstration page's folder."""
        return self.data / "editions" / "harbourline"


@pytest.fixture
def command(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """The command in this process, on this test's database and folder."""
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    monkeypatch.setattr(settings, "EDITIONS_DIR", tmp_path / "editions")
    monkeypatch.setattr(settings, "KEYS_DIR", tmp_path / "keys")

    def run(*args: str) -> Ended:
        capsys.readouterr()
        status = main(args)
        return Ended(status, *capsys.readouterr())

    return run


@pytest.fixture
def harbour(command: Callable[..., Ended], tmp_path: Path) -> Path:
    """A small page with three components, published; its folder."""
    a_page("Harbour")
    group = a_group("Booking API")
    for name in ("Rates", "Bookings"):
        a_component(name, group=group)
    a_component("Event stream")
    assert command("publish").status == 0
    return tmp_path / "editions" / "harbour"


@pytest.fixture
def harbourline(sown: Path, tmp_path: Path) -> Installation:
    """The demonstration, this test's own."""
    shutil.copytree(sown, tmp_path / "data", symlinks=True)
    return Installation(tmp_path / "data")


@pytest.fixture
def nothing(tmp_path: Path) -> Installation:
    """No installation yet."""
    return Installation(tmp_path / "data")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a backup will be."""
    return tmp_path / "one.backup"


@pytest.fixture
def other(tmp_path: Path) -> Installation:
    """An installation on another machine, where nothing is yet."""
    return Installation(tmp_path / "other")


@pytest.fixture
def passphrase(tmp_path: Path) -> str:
    """The name of a file that holds one."""
    (tmp_path / "pass").write_text("correct horse battery staple\n")
    return str(tmp_path / "pass")


@pytest.fixture
def until() -> Callable[[Callable[[], object]], None]:
    """Waits, at most two minutes, until something holds."""
    import time

    def wait(holds: Callable[[], object], seconds: float = 120) -> None:
        deadline = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < deadline, "it never came to hold"
            time.sleep(0.05)

    return wait
