"""The front against nginx serving the same bytes with the same headers, in one run, on one core each.

    .venv/bin/python bench/front.py [--rounds 5] [--seconds 3] [--slots 16]

Three servers on one core: the front (around an application that says hello), nginx with a minimal configuration written for this page
(gzip_static, literal headers), and nginx with the configuration that front/nginx.py writes. wrk asks from the other core over 32
kept connections, 8 where requests fall through, since they may not be more than the slots. The servers take turns within each round,
and only ratios of neighbours are compared: a shared machine's figures double and halve within minutes. `ratio` is the median over
the rounds; `by processor time` is nginx's time per answer by the front's, which other work on the machine disturbs less.
"""

import argparse
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parents[1]
SERVER_CORE, CLIENT_CORE = "0", "1"
GOAL = 0.75
SERVE = (
    "import sys; from pathlib import Path; from aboveboard.front.serve import serve; "
    "serve(editions=Path(sys.argv[1]), bind=sys.argv[2], fallthrough='bench.front:hello', slots=int(sys.argv[3]))"
)
NGINX = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; server_tokens off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""
MINIMAL = """
server {{ listen {listen} default_server; location / {{ return 404; }} }}
server {{
    listen {listen}; server_name localhost; root {page}; gzip_static on;
    types {{}} default_type "text/html; charset=utf-8";
    {headers}
    error_page 404 /404.html;
    location = /head.json {{ default_type "application/json; charset=utf-8"; }}
    location / {{ try_files /current${{uri}}index.html /current$uri /shared${{uri}}index.html /shared$uri =404; }}
}}
"""


class Case(NamedTuple):
    """What is asked, and what every answer must be."""

    name: str
    path: str
    status: int
    headers: tuple[str, ...] = ()
    conditional: bool = False
    connections: int = 32


def hello(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """The application behind the front: like Django it refuses hosts that it does not know."""
    known = environ["HTTP_HOST"] == "localhost"
    start_response("200 OK" if known else "400 Bad Request", [("Content-Type", "text/html"), ("Content-Length", "5")])
    return [b"hello"]


def cases(page: Path) -> list[Case]:
    """All of them; a component's page stands for the files that are not held from the start."""
    component = sorted((page / "shared" / "components").iterdir())[0].name
    return [
        Case("200, the page", "/", 200),
        Case("304, the page", "/", 304, conditional=True),
        Case("404", "/nothing/", 404),
        Case("unknown host", "/", 404, ("Host: unknown.test",), connections=8),
        Case("200, a component's page", f"/components/{component}/", 200),
        Case("200, head.json", "/head.json", 200),
    ]


def seeded(folder: Path) -> Path:
    """The folder of the one page of an installation with 50 components."""
    environment = os.environ | {"ABOVEBOARD_DATA_DIR": str(folder)}
    for words in (["migrate"], ["seed", "--size", "50"]):
        subprocess.run([sys.executable, "-m", "aboveboard.cli.main", *words], env=environment, cwd=ROOT, check=True, capture_output=True)
    return next(file.parent for file in (folder / "editions").glob("*/site.json"))


class Rate(NamedTuple):
    """Answers per second, and microseconds of processor time that the server spent on each."""

    per_second: float
    cost: float


class Server(NamedTuple):
    """Where it listens, and the process group it runs in."""

    port: int
    group: int

    def spent(self) -> float:
        """Seconds of processor time so far."""
        ticks = 0
        for file in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                fields = file.read_text().rpartition(")")[2].split()
                ticks += (int(fields[11]) + int(fields[12])) if int(fields[2]) == self.group else 0
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def pinned(command: list[str], port: int, core: str = SERVER_CORE) -> Iterator[Server]:
    """A server on its core, until the end of the block."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(["taskset", "-c", core, *command], env=environment, start_new_session=True, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                tag_of(port, "/")
                break
            except OSError:
                time.sleep(0.05)
        yield Server(port, process.pid)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=40)


def nginx(folder: Path, site: str) -> list[str]:
    """The command that runs nginx with these servers."""
    folder.mkdir()
    (folder / "site.conf").write_text(site)
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder))
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        sys.exit("nginx is missing: bin/services installs it")
    return [program, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]


def minimal(page: Path, listen: str) -> str:
    """The leanest nginx that sends the page's headers."""
    rules = json.loads((page / "site.json").read_text())["headers"]
    headers = {name: value for match, said in rules if match == "*" for name, value in said.items()} | {"Vary": "Accept-Encoding"}
    lines = "\n    ".join(f'add_header {name} "{value}" always;' for name, value in headers.items())
    return MINIMAL.format(listen=listen, page=page, headers=lines)


def tag_of(port: int, path: str) -> str:
    """The ETag of what wrk is going to get; empty if there is none."""
    request = Request(f"http://127.0.0.1:{port}{path}", headers={"Host": "localhost", "Accept-Encoding": "gzip"})
    with urlopen(request, timeout=5) as reply:
        return reply.headers.get("ETag") or ""


def asked(server: Server, case: Case, seconds: int) -> Rate | None:
    """None if the server knows no conditional requests. Refuses answers of another kind."""
    headers = ["Accept-Encoding: gzip", *(case.headers or ("Host: localhost",))]
    if case.conditional:
        tag = tag_of(server.port, case.path)
        if not tag:
            return None
        headers.append(f"If-None-Match: {tag}")
    flags = [part for header in headers for part in ("-H", header)]
    url = f"http://127.0.0.1:{server.port}{case.path}"
    command = ["taskset", "-c", CLIENT_CORE, "wrk", "-t1", f"-c{case.connections}", f"-d{seconds}s", *flags, url]
    before = server.spent()
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    spent = server.spent() - before
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    total = int(re.search(r"(\d+) requests in", said)[1])  # type: ignore[index]
    if (case.status >= 400) != bool(bad) or (bad and int(bad[1]) != total):
        sys.exit(f"{case.name}: port {server.port} did not answer {case.status}:\n{said}")
    return Rate(float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]), spent / total * 1e6)  # type: ignore[index]


def compare(page: Path, servers: dict[str, Server], rounds: int, seconds: int) -> None:
    """Print the table."""
    every = [*cases(page), Case("fall-through, hello", "/dashboard/", 200, connections=8)]
    got: dict[tuple[str, str], list[Rate | None]] = {}
    for turn in range(rounds):
        for number, case in enumerate(every, start=1):
            print(f"round {turn + 1} of {rounds}, case {number} of {len(every)} …", end="\r", file=sys.stderr, flush=True)
            names = list(servers) if turn % 2 else list(reversed(servers))
            for name in names if case.path != "/dashboard/" else ["front"]:
                got.setdefault((case.name, name), []).append(asked(servers[name], case, seconds))
    print("| case | front | nginx | ratio | lowest | by processor time | generated nginx |\n|---|---|---|---|---|---|---|")
    for case in every:
        front, plain, generated = (got.get((case.name, name), []) for name in ("front", "nginx", "generated"))
        print(f"| {case.name} | {shown(front)} | {shown(plain)} | {quotients(front, plain)} | {middle(generated, plain, 'cost')} |")
    print(f"\nGoal: at least {GOAL} for 200, 304 and 404.")


def shown(rates: list[Rate | None]) -> str:
    known = [rate for rate in rates if rate]
    if not known:
        return "–"
    return f"{statistics.median(rate.per_second for rate in known):,.0f}/s, {statistics.median(rate.cost for rate in known):.0f} µs"


def quotients(upper: list[Rate | None], lower: list[Rate | None]) -> str:
    """Median and lowest of the rounds' ratios of speed, and the median ratio of processor time."""
    ratios = [one.per_second / other.per_second for one, other in zip(upper, lower, strict=False) if one and other]
    return f"{middle(upper, lower, 'per_second')} | {f'{min(ratios):.2f}' if ratios else '–'} | {middle(upper, lower, 'cost')}"


def middle(upper: list[Rate | None], lower: list[Rate | None], by: str) -> str:
    """The median ratio, above 1 where `upper` is faster or spends less."""
    power = -1 if by == "cost" else 1
    ratios = [(getattr(one, by) / getattr(other, by)) ** power for one, other in zip(upper, lower, strict=False) if one and other]
    return f"{statistics.median(ratios):.2f}" if ratios else "–"


def main() -> None:
    """Seed, start the three, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3, help="how long each case runs in each round")
    parser.add_argument("--slots", type=int, default=16)
    chosen = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    from aboveboard.front.nginx.writing import config
    from tests.ports import free_port

    ports = {name: free_port() for name in ("front", "nginx", "generated")}
    listen = {name: f"127.0.0.1:{port}" for name, port in ports.items()}
    with tempfile.TemporaryDirectory(prefix="bench-front-") as scratch, ExitStack() as stack:
        page = seeded(Path(scratch) / "data")
        commands = {
            "front": [sys.executable, "-c", SERVE, str(page.parent), listen["front"], str(chosen.slots)],
            "nginx": nginx(Path(scratch) / "minimal", minimal(page, listen["nginx"])),
            "generated": nginx(Path(scratch) / "generated", config(page.parent, listen=listen["generated"])),
        }
        servers = {name: stack.enter_context(pinned(command, ports[name])) for name, command in commands.items()}
        compare(page, servers, chosen.rounds, chosen.seconds)


if __name__ == "__main__":
    main()
