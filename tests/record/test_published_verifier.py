"""record/verify.py as readers get it: one file that runs alone and needs little."""

import http.server
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from aboveboard.publishing.renderers.verifier import VERIFIER
from tests.record import verdicts
from tests.record.tamperings import Record
from tests.record.test_vectors import VECTORS, lay_out


def test_it_finds_the_vectors_valid(tmp_path: Path, verifier: ModuleType) -> None:
    lay_out(tmp_path)
    noted = f"3:{VECTORS['line_hashes'][2]}"
    assert verdicts.published(verifier, tmp_path, pin=VECTORS["keys"][0]["fingerprint"], since=noted, page="harbourline") == "valid"


@pytest.mark.parametrize("row", VECTORS["canonical"], ids=range(len(VECTORS["canonical"])))
def test_it_writes_canonical_forms(row: dict[str, Any], verifier: ModuleType) -> None:
    assert verifier.parse(row["text"].encode()) == row["value"] and verifier.canonical(row["value"]) == row["text"].encode()


@pytest.mark.parametrize("row", VECTORS["refused"], ids=lambda row: row["because"])
def test_it_refuses_other_spellings(row: dict[str, Any], verifier: ModuleType) -> None:
    with pytest.raises(ValueError):
        verifier.parse(row["text"].encode())


def test_it_runs_alone_and_says_what_it_read(published: Path, record: Record) -> None:
    command = [sys.executable, "-I", str(published), str(record.folder)]

    fine = subprocess.run(command, capture_output=True, text=True, cwd=published.parent, check=False)
    pinned = subprocess.run([*command, "--key", record.entries[0]["fingerprint"]], capture_output=True, text=True, check=False)
    record.write("head.json", {"edition": 99})
    ahead = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (fine.returncode, fine.stdout.split(":")[0]) == (0, "valid, key not pinned"), fine.stderr
    assert (pinned.returncode, pinned.stdout.split(":")[0]) == (0, "valid")
    assert (ahead.returncode, ahead.stdout.split()[0]) == (1, "rolled-back")


def test_it_needs_the_standard_library_and_cryptography_alone() -> None:
    imported = {line.split()[1].partition(".")[0] for line in VERIFIER.decode().splitlines() if line.startswith(("import ", "from "))}
    assert imported - set(sys.stdlib_module_names) == {"cryptography"}
    assert b"aboveboard." not in VERIFIER


class Served(http.server.SimpleHTTPRequestHandler):
    """A page's folder at an address: current/ before shared/, and the record."""

    def translate_path(self, path: str) -> str:
        root, name = Path(self.directory), path.strip("/")
        name = f"{name}/index.html".lstrip("/") if path.endswith("/") else name
        places = (root / "current" / name, root / "shared" / name, root / name)
        return str(next((place for place in places if place.is_file()), root / "nothing"))

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def address(record: Record) -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Served, directory=str(record.folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_it_reads_a_page_at_its_address(address: str, record: Record, verifier: ModuleType) -> None:
    assert verdicts.published(verifier, address) == "valid"

    record.document("index.html", b"Something else")
    assert verdicts.published(verifier, address) == "bad-document"

    (record.folder / "record/keys.json").unlink()
    assert verdicts.published(verifier, address) == "unreachable"


def test_an_address_where_nobody_answers_is_unreachable(verifier: ModuleType) -> None:
    assert verdicts.published(verifier, "http://127.0.0.1:1/") == "unreachable"
    assert json.dumps(verifier.ORDER)
