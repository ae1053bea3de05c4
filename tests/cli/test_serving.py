"""start and front: serving for real, on a port of their own."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

from aboveboard.cli.supervision import ENDING
from tests.cli.conftest import Installation
from tests.ports import free_port

Until = Callable[..., None]


def fetched(port: int, path: str = "/") -> str:
    try:
        with urlopen(f"http://localhost:{port}{path}", timeout=20) as answer:
            return str(answer.read(), "utf-8")
    except (OSError, HTTPException):  # refused, ended in the middle, or slow
        return ""


@contextmanager
def running(there: Installation, *args: str, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    with (there.data.parent / "log").open("wb") as log:
        command = [sys.executable, "-m", "aboveboard.cli.main", *args]
        process = subprocess.Popen(command, env=there.environment(**settings), cwd=there.data.parent, stderr=log, stdout=log)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(2 * ENDING) is not None


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def said(there: Installation) -> str:
    return (there.data.parent / "log").read_text()


def test_start_serves_the_page_and_publishes_what_is_said(harbourline: Installation, until: Until) -> None:
    port = free_port()
    with running(harbourline, "start", "--bind", f"127.0.0.1:{port}") as process:
        until(lambda: "Harbourline" in fetched(port))
        until(lambda: json.loads(fetched(port, "/readyz") or "{}").get("ok"))
        until((harbourline.data / "worker.alive").exists)
        opened = harbourline("incident", "open", "--title", "Mails are late", "--message", "M", "--component", "E-mail notices=degraded")
        assert opened.status == 0
        until(lambda: "Mails are late" in fetched(port))
    assert process.returncode == 0
    assert not (harbourline.data / "worker.alive").exists()
    assert "the page is at http://localhost:8000/" in said(harbourline)


def test_start_brings_back_a_child_that_was_killed_and_leaves_none_behind(harbourline: Installation, until: Until) -> None:
    port = free_port()
    with running(harbourline, "start", "--bind", f"127.0.0.1:{port}", TIME_SCALE="10") as process:
        until(lambda: "Harbourline" in fetched(port))
        before = children_of(process.pid)
        assert len(before) == 2
        for child in before:
            os.kill(child, signal.SIGKILL)
        until(lambda: len(set(children_of(process.pid)) - set(before)) == 2)
        until(lambda: "Harbourline" in fetched(port))
        after = children_of(process.pid)
    assert not [pid for pid in (*before, *after) if Path(f"/proc/{pid}").exists()]
    assert fetched(port) == ""


def test_start_refuses_a_port_that_is_taken(harbourline: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ended = harbourline("start", "--bind", f"127.0.0.1:{taken.getsockname()[1]}")
    assert (ended.status, ended.out) == (1, "")
    assert "cannot listen on 127.0.0.1:" in ended.err


def test_start_refuses_a_database_that_is_not_up_to_date(nothing: Installation) -> None:
    nothing.data.mkdir()
    ended = nothing("start", "--bind", f"127.0.0.1:{free_port()}")
    assert (ended.status, ended.out) == (1, "")
    assert "aboveboard migrate" in ended.err


def test_front_serves_the_folder_without_settings_or_database(harbourline: Installation, until: Until) -> None:
    port = free_port()
    settings = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing", "SITE_URL": "nonsense"}
    with running(harbourline, "front", "--editions", str(harbourline.data / "editions"), "--bind", f"127.0.0.1:{port}", **settings):
        until(lambda: "Harbourline" in fetched(port))
        assert '"edition":1' in fetched(port, "/head.json").replace(" ", "")


def test_front_refuses_a_folder_that_is_not_there(tmp_path: Path, nothing: Installation) -> None:
    ended = nothing("front", "--editions", str(tmp_path / "nowhere"))
    assert (ended.status, ended.out) == (1, "")
    assert "is not a folder" in ended.err
