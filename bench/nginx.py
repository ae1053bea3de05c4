"""The folder behind nginx with our generated configuration, against plain nginx serving the same bytes, in one run.

    .venv/bin/python bench/nginx.py [--rounds 7] [--seconds 3]

Two servers on one core: nginx with the configuration that front/nginx writes, and nginx with a minimal one written for this page
(gzip_static, try_files, the page's headers in literal form, sendfile, nginx's own ETag). wrk asks from the other core over 32 kept
connections; they take turns within each round. What falls through is answered by a third nginx beside wrk that says hello. `ratio` is the
median over the rounds of answers per second, `by processor time` that of what the server's core spent on an answer.
"""

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from aboveboard.front.nginx.writing import config  # noqa: E402
from bench.front import CLIENT_CORE, Case, Rate, Server, asked, cases, minimal, nginx, pinned, quotients, seeded, shown  # noqa: E402
from tests.ports import free_port  # noqa: E402

HELLO = 'server {{ listen {listen}; location / {{ default_type text/html; return 200 "hello"; }} }}'
PASSING = """
upstream hello {{ server {upstream}; keepalive 16; keepalive_timeout 10s; }}
"""
PASSED = """location /dashboard/ {
        proxy_pass http://hello; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $http_host;
    }
"""


def plain(page: Path, listen: str, upstream: str) -> str:
    """The minimal configuration, with one location that passes on."""
    return PASSING.format(upstream=upstream) + minimal(page, listen).replace("location = /head.json", PASSED + "    location = /head.json")


def compare(page: Path, servers: dict[str, Server], rounds: int, seconds: int) -> None:
    """Print the table."""
    every = [*cases(page), Case("fall-through, hello", "/dashboard/", 200, connections=8)]
    got: dict[tuple[str, str], list[Rate | None]] = {}
    for turn in range(rounds):
        for number, case in enumerate(every, start=1):
            print(f"round {turn + 1} of {rounds}, case {number} of {len(every)} …", end="\r", file=sys.stderr, flush=True)
            for name in list(servers) if turn % 2 else list(reversed(servers)):
                got.setdefault((case.name, name), []).append(asked(servers[name], case, seconds))
    print("| case | generated | plain | ratio | lowest | by processor time |\n|---|---|---|---|---|---|")
    for case in every:
        generated, other = (got[case.name, name] for name in ("generated", "plain"))
        print(f"| {case.name} | {shown(generated)} | {shown(other)} | {quotients(generated, other)} |")
    print("\nGoal: at least 1.0.")


def main() -> None:
    """Seed, start the three, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=3, help="how long each case runs in each round")
    chosen = parser.parse_args()
    listen = {name: f"127.0.0.1:{free_port()}" for name in ("generated", "plain", "hello")}
    with tempfile.TemporaryDirectory(prefix="bench-nginx-") as scratch, ExitStack() as stack:
        page = seeded(Path(scratch) / "data")
        sites = {
            "hello": HELLO.format(listen=listen["hello"]),
            "generated": config(page.parent, listen=listen["generated"], upstream=f"http://{listen['hello']}"),
            "plain": plain(page, listen["plain"], listen["hello"]),
        }
        servers = {}
        for name, site in sites.items():
            command, port = nginx(Path(scratch) / name, site), int(listen[name].rpartition(":")[2])
            servers[name] = stack.enter_context(pinned(command, port, CLIENT_CORE) if name == "hello" else pinned(command, port))
        del servers["hello"]
        compare(page, servers, chosen.rounds, chosen.seconds)


if __name__ == "__main__":
    main()
