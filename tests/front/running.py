"""Programs that serve, as processes of their own, and plain HTTP to them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from shutil import which
from time import monotonic, sleep

import pytest

from tests.front.asking import Reply

CHECKOUT = Path(__file__).resolve().parents[2]
STARTING = 120.0
NGINX = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


def bare_environment(**settings: str) -> dict[str, str]:
    """An environment without any of our settings except `settings`, by name without prefix."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ABOVEBOARD_", "DJANGO_"))}
    return kept | {"PYTHONPATH": str(CHECKOUT)} | {f"ABOVEBOARD_{name}": value for name, value in settings.items()}


@contextmanager
def running(command: Sequence[str], port: int, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """`command` serving at `port`; ended by SIGTERM, and by SIGKILL if that takes too long."""
    with subprocess.Popen(command, env=environment, cwd=CHECKOUT, start_new_session=True) as process:
        try:
            _wait_for(port, process)
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def nginx_running(folder: Path, site: str, port: int) -> Iterator[None]:
    """An nginx with these servers, one of them at `port`; its files are in `folder`."""
    program = which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if program is None:
        pytest.skip("no nginx here; bin/services installs it")
    folder.mkdir()
    (folder / "site.conf").write_text(site)
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder))
    with running([program, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")], port, os.environ):
        yield


def aboveboard(*words: str) -> list[str]:
    """The command line of our own program."""
    return [sys.executable, "-m", "aboveboard.cli.main", *words]


def fetch(port: int, address: str, *, method: str = "GET", body: bytes | None = None, timeout: float = 60, **headers: str) -> Reply:
    """One request on a connection of its own."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=timeout)) as connection:
        sent = {"Host": "localhost"} | {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, address, body=body, headers=sent)
        answer = connection.getresponse()
        return Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = monotonic() + STARTING
    while monotonic() < deadline:
        assert process.poll() is None, f"ended with {process.returncode} before it served"
        try:
            if fetch(port, "/healthz", timeout=5).status == 200:
                return
        except (OSError, HTTPException):
            sleep(0.05)
    raise AssertionError(f"nothing answers at port {port}")
