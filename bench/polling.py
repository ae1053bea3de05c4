"""Ten thousand open pages that ask for head.json at the page's own interval: what share of one core they cost.

    .venv/bin/python bench/polling.py [--pages 10000] [--seconds 30]

Each page is a kept connection that asks as a browser does, waits for the answer, and asks again after 3 to 4 seconds
(publishing/renderers/static/live.js). The server has one core, the pages the other; head.json is replaced every ten seconds as the worker
does. The share is processor time of all the server's processes by time on the clock, from /proc. Servers one after the other: the front,
nginx with the configuration that front/nginx writes, nginx with a minimal one. Needs two file descriptors fewer than `ulimit -Hn` per page.
"""

import argparse
import asyncio
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from aboveboard.front.nginx.writing import config  # noqa: E402
from bench.front import CLIENT_CORE, NGINX, SERVE, Server, minimal, nginx, pinned, seeded  # noqa: E402
from tests.ports import free_port  # noqa: E402

LEAST, JITTER = 3.0, 1.0
"""Seconds between an answer and the next question, and what chance adds."""
CONFIRMED = 10.0
HEADING = """\
| server | pages | answers | share of a core | per answer | median | 99 of 100 within | broken |
|---|---|---|---|---|---|---|---|"""
ASKING = (
    b"GET /head.json HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\nPragma: no-cache\r\nCache-Control: no-cache\r\n"
    b"User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36\r\n"
    b"Accept: */*\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\nReferer: http://localhost/\r\n"
    b"Accept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: en-GB,en;q=0.9\r\n\r\n"
)


class OpenPage(asyncio.Protocol):
    """One reader's page. `took` collects the seconds of every answer, `lost` the connections that ended."""

    def __init__(self, took: list[float], lost: list[str]) -> None:
        self.took, self.lost = took, lost
        self.asked = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        asyncio.get_running_loop().call_later(random.uniform(0, LEAST + JITTER), self.ask)

    def ask(self) -> None:
        """Ask for the head, unless the server has gone."""
        if not self.transport.is_closing():
            self.asked = time.monotonic()
            self.transport.write(ASKING)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        if not data.endswith(b"}"):
            return  # the rest is on its way
        self.took.append(time.monotonic() - self.asked)
        if b"confirmed_at" not in data:
            self.lost.append(data[:40].decode("latin-1"))
        asyncio.get_running_loop().call_later(LEAST + random.uniform(0, JITTER), self.ask)

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost.append(repr(exc))


async def watched(page: Path, server: Server, pages: int, seconds: int) -> str:
    """One row: `pages` connect, all ask for a while, then the server's time is taken."""
    loop, took, lost = asyncio.get_running_loop(), [], []  # type: ignore[var-annotated]
    connections = []
    for start in range(0, pages, 100):
        several = (loop.create_connection(lambda: OpenPage(took, lost), "127.0.0.1", server.port) for _ in range(min(100, pages - start)))
        connections += [transport for transport, _ in await asyncio.gather(*several)]
    await asyncio.sleep(2 * (LEAST + JITTER))
    took.clear()
    before, began = server.spent(), time.monotonic()
    while time.monotonic() - began < seconds:
        draft = page / ".head.bench"
        draft.write_bytes((page / "head.json").read_bytes())
        draft.replace(page / "head.json")
        await asyncio.sleep(min(CONFIRMED, max(0.0, began + seconds - time.monotonic())))
    spent, lasted, answers = server.spent() - before, time.monotonic() - began, sorted(took)
    broken = len(lost)
    for transport in connections:
        transport.close()
    await asyncio.sleep(0.5)
    shares = f"{spent / lasted:.1%} | {spent / len(answers) * 1e6:.0f} µs"
    times = f"{statistics.median(answers) * 1000:.1f} ms | {answers[len(answers) * 99 // 100] * 1000:.0f} ms"
    return f"{pages:,} | {len(answers) / lasted:,.0f}/s | {shares} | {times} | {broken}"


def main() -> None:
    """Seed, start each server in turn, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--seconds", type=int, default=30, help="how long each server is watched")
    parser.add_argument("--watch", nargs=3, help=argparse.SUPPRESS)  # the pages themselves, in a process of their own core
    chosen = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if chosen.watch:
        page, port, group = chosen.watch
        print(asyncio.run(watched(Path(page), Server(int(port), int(group)), chosen.pages, chosen.seconds)))
        return
    print(HEADING)
    with tempfile.TemporaryDirectory(prefix="bench-polling-") as scratch:
        page = seeded(Path(scratch) / "data")
        for name in ("front", "generated nginx", "plain nginx"):
            with ExitStack() as stack:
                port = free_port()
                server = stack.enter_context(pinned(command(name, page, Path(scratch) / name.split()[0], f"127.0.0.1:{port}"), port))
                watch = ["--pages", str(chosen.pages), "--seconds", str(chosen.seconds), "--watch", str(page), str(port), str(server.group)]
                asking = ["taskset", "-c", CLIENT_CORE, sys.executable, __file__, *watch]
                print(f"| {name} | {subprocess.run(asking, capture_output=True, text=True, check=True).stdout.strip()} |", flush=True)


def command(name: str, page: Path, folder: Path, listen: str) -> list[str]:
    """What starts this server."""
    if name == "front":
        return [sys.executable, "-c", SERVE, str(page.parent), listen, "16"]
    started = nginx(folder, config(page.parent, listen=listen) if name.startswith("generated") else minimal(page, listen))
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder).replace("4096", "16384"))
    return started


if __name__ == "__main__":
    main()
