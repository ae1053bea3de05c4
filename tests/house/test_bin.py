"""The scripts in bin/: that they can be read at all, and that a wheel with a wrong checksum is not unpacked."""

import hashlib
import io
import json
import os
import platform
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.house.sources import ROOT

MACHINE = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
WHEEL = f"uv-9.1.0-py3-none-manylinux_2_17_{MACHINE}.manylinux2014_{MACHINE}.whl"


class Index(ThreadingHTTPServer):
    """A package index with one wheel of uv, whose promised checksum a test may falsify."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as wheel:
            wheel.writestr("uv-9.1.0.data/scripts/uv", "#!/bin/sh\necho uv 9.1.0\n")
        self.wheel = packed.getvalue()
        self.digest = hashlib.sha256(self.wheel).hexdigest()
        self.speaks_json = True

    def listing(self) -> tuple[str, bytes]:
        older = WHEEL.replace("9.1.0", "9.0.9")
        files = {WHEEL: self.digest, older: "0" * 64, WHEEL.replace("manylinux_2_17", "musllinux_1_1"): "0" * 64}
        if self.speaks_json:
            listed = [{"filename": name, "url": f"../files/{name}", "hashes": {"sha256": digest}} for name, digest in files.items()]
            return "application/vnd.pypi.simple.v1+json", json.dumps({"files": listed}).encode()
        links = [f'<a href="../files/{name}#sha256={digest}">{name}</a>' for name, digest in files.items()]
        return "text/html", "\n".join(links).encode()


class Answers(BaseHTTPRequestHandler):
    server: Index

    def do_GET(self) -> None:
        kind, body = ("application/zip", self.server.wheel) if self.path.endswith(".whl") else self.server.listing()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def index() -> Iterator[Index]:
    with Index() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def fetch(index: Index, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_")) and "proxy" not in name.lower()
    }
    address = f"http://127.0.0.1:{index.server_address[1]}/simple"
    command = [sys.executable, str(ROOT / "bin" / "fetch_uv.py"), str(folder)]
    return subprocess.run(command, env=environment | {"PIP_INDEX_URL": address}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("speaks_json", [True, False])
def test_the_newest_wheel_of_pips_own_index_is_unpacked(index: Index, tmp_path: Path, speaks_json: bool) -> None:
    index.speaks_json = speaks_json
    end = fetch(index, tmp_path)
    assert end.returncode == 0, end.stderr
    assert subprocess.run([tmp_path / "uv"], capture_output=True, text=True, check=True).stdout == "uv 9.1.0\n"


def test_a_wheel_that_is_not_what_the_index_promised_is_refused(index: Index, tmp_path: Path) -> None:
    index.digest = "1" * 64
    end = fetch(index, tmp_path)
    assert end.returncode != 0
    assert "checksum" in end.stderr
    assert list(tmp_path.iterdir()) == []


def test_every_script_is_executable_and_stops_at_the_first_error() -> None:
    files = [path for path in [*(ROOT / "bin").iterdir(), ROOT / ".ci" / "run"] if path.is_file()]
    scripts = [path for path in files if path.read_text().startswith("#!/usr/bin/env bash\n")]
    assert len(scripts) > 5
    for script in scripts:
        assert os.access(script, os.X_OK), script
        assert "\nset -euo pipefail\n" in script.read_text() or "\nset -uo pipefail\n" in script.read_text(), script
        subprocess.run(["bash", "-n", str(script)], check=True)
