"""A whole installation in processes of its own: a copy of the demonstration, started, spoken to by the command line."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree

from aboveboard.cli.supervision import ENDING
from tests import forked
from tests.ports import free_port

COMMAND = Path(sys.executable).with_name("aboveboard")
READY_WITHIN = 120  # seconds


class Installation:
    """``address`` is where its page is, without a slash; what ``sow`` made is copied into ``folder``."""

    def __init__(self, folder: Path, sown: Path) -> None:
        self.folder = copytree(sown, folder, symlinks=True, dirs_exist_ok=True)
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        mine = {"DATA_DIR": str(folder), "SITE_URL": self.address, "BIND": f"127.0.0.1:{self.port}"}
        others = {name: value for name, value in os.environ.items() if not name.startswith(("ABOVEBOARD_", "DJANGO_"))}
        self._environment = others | {f"ABOVEBOARD_{name}": value for name, value in mine.items()}

    def run(self, *words: str, said: str = "") -> str:
        """What a command answers to what is ``said`` on its standard input. Raises ``CalledProcessError`` if it fails."""
        done = forked.run(words, env=self._environment, cwd=self.folder, said=said)
        done.check_returncode()
        return done.stdout.strip()

    @contextmanager
    def started(self) -> Iterator[None]:
        """``aboveboard start`` while the block runs."""
        with (self.folder / "start.log").open("w") as log:
            process = subprocess.Popen([COMMAND, "start"], env=self._environment, cwd=self.folder, stdout=log, stderr=log)
            try:
                self._wait(process)
                yield
            finally:
                process.terminate()
                process.wait(timeout=2 * ENDING)

    def wait_for_edition(self, number: int) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline:
            with urllib.request.urlopen(f"{self.address}/head.json", timeout=5) as answer:
                if json.load(answer)["edition"] >= number:
                    return
            time.sleep(0.1)
        raise AssertionError(f"edition {number} never came")

    def _wait(self, process: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline and process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.address}/", timeout=5).close()
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise AssertionError(f"it did not start: {(self.folder / 'start.log').read_text()}")


def sow(folder: Path, size: str = "demo") -> Path:
    """Makes ``folder``, a data folder with a demonstration that is published, to be copied."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("ABOVEBOARD_", "DJANGO_", "COV_"))}
    for words in (("migrate",), ("seed", "--size", size)):
        command = [sys.executable, "-m", "aboveboard.cli.main", *words]
        environment = bare | {"ABOVEBOARD_DATA_DIR": str(folder)}
        ended = subprocess.run(command, env=environment, cwd=folder.parent, capture_output=True, text=True, check=False, timeout=300)
        assert ended.returncode == 0, ended.stderr
    return folder


@contextmanager
def installed(folder: Path, sown: Path) -> Iterator[Installation]:
    """An installation with the demonstration that serves and works while the block runs."""
    installation = Installation(folder, sown)
    with installation.started():
        installation.wait_for_edition(2)  # the worker says where the page is now
        yield installation
