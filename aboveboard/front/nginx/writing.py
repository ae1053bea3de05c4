"""From folders to servers: which hosts there are, which pages each has, and what strangers are told."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from aboveboard.front.errors import healthy
from aboveboard.front.nginx.pages import SLOTS, UPSTREAM, Application, Page, behind, locations, plain_location
from aboveboard.front.nginx.words import block, header_lines, literal, maps, quoted
from aboveboard.front.site import UNKNOWN_TYPE, SiteError, read_site

PLAIN = (404, 405, 500, 503)
IDLE = 10
"""Seconds that a connection to the application is kept; less than the application keeps it."""


def config(editions: Path, *, listen: str = "80", upstream: str | None = None, slots: int = 16, passed: Sequence[str] = ()) -> str:
    """What belongs inside nginx's `http` block, listening at `listen` (a port, or host:port).

    All that is not published is left to `upstream` ("http://127.0.0.1:8000" or "http://unix:/path"), at most `slots` requests at
    once; without it that is answered 503. Hosts that no folder names get 404, but those in `passed` are the application's.
    Raises OSError or SiteError if a folder cannot be read, or something cannot be said to nginx.
    """
    application = None if upstream is None else _application(upstream, slots)
    folders = sorted(file.parent for file in editions.absolute().glob("[!.]*/site.json"))
    pages = [Page(number, folder, read_site(folder / "site.json"), application) for number, folder in enumerate(folders)]
    lines = maps()
    if application:
        lines += block(f"upstream {UPSTREAM}", [f"server {application.address};", f"keepalive {slots};", f"keepalive_timeout {IDLE}s;"])
        lines.append(f"limit_conn_zone all zone={SLOTS}:64k;")
    lines += _server(f"{listen} default_server", ["_"], [], None)
    for hosts, there in _by_hosts(pages):
        lines += _server(listen, hosts, there, application)
    others = sorted({*passed} - {host for page in pages for host in page.site.hosts})
    lines += _server(listen, others, [], application) if others else []
    return "\n".join(lines) + "\n"


def _application(upstream: str, slots: int) -> Application:
    scheme, separator, address = upstream.rstrip("/").partition("://")
    if not (separator and scheme in ("http", "https") and address) or any(letter in address for letter in " ;{}$\"'"):
        raise SiteError(f"{upstream!r} is not http://HOST:PORT or http://unix:/PATH")
    return Application(scheme, address, slots)


def _by_hosts(pages: Iterable[Page]) -> list[tuple[list[str], list[Page]]]:
    """Hosts that have the same pages. Of two pages that claim one address the first by folder name has it, as in front/app.py."""
    places: dict[str, dict[str, Page]] = {}
    for page in pages:
        for host in page.site.hosts:
            places.setdefault(host, {}).setdefault(page.site.base, page)
    alike: dict[tuple[int, ...], list[str]] = {}
    known = {page.number: page for page in pages}
    for host, there in places.items():
        alike.setdefault(tuple(sorted(page.number for page in there.values())), []).append(host)
    return [(hosts, [known[number] for number in numbers]) for numbers, hosts in alike.items()]


def _server(listen: str, hosts: list[str], pages: list[Page], application: Application | None) -> list[str]:
    root = next((page for page in pages if page.site.base == "/"), None)
    inside = [
        f"listen {listen};",
        f"server_name {' '.join(quoted(host) for host in hosts)};",
        "server_tokens off;",
        "absolute_redirect off;",
        "max_ranges 0;",
        # The ETag is of time and length; publishing makes the time of the bytes (lib/etags.py), so as a time it means nothing.
        "if_modified_since off;",
        "types {}",
        f"default_type {literal(UNKNOWN_TYPE)};",
        *_SPEED,
        *(root.own if root else [f"error_page {status} @aboveboard_plain_{status};" for status in PLAIN]),
        *_health(),
    ]
    for page in pages:
        inside += locations(page)
    if root is None:
        inside += _nobodys(application)
    for status in PLAIN:
        inside += plain_location(f"location @aboveboard_plain_{status}", status)
    return block("server", inside)


_SPEED = (
    # Files are looked at each time, so a new edition shows at once; what stays open need not be opened.
    "open_file_cache max=4096 inactive=60s;",
    "open_file_cache_valid 0;",
)


def _health() -> list[str]:
    answer = healthy()
    headers = {name: value for name, value in answer.headers if name not in ("Content-Type", "Content-Length")}
    said = answer.body[0].decode().replace("\n", "\\n")
    return block("location = /healthz", ["default_type application/json;", *header_lines(headers), f"return 200 '{said}';"])


def _nobodys(application: Application | None) -> list[str]:
    """What is said at a host's root if no folder is there: the application may know more (a private page)."""
    if application is None:
        return plain_location("location /", 404)
    return block("location /", behind(application, {502: 404, 504: 404, 503: 503}, "@aboveboard_plain_{}".format))


def main(arguments: Sequence[str]) -> None:
    """Print the configuration for the folder in `arguments`."""
    parser = argparse.ArgumentParser(prog="python -m aboveboard.front.nginx", description="nginx's configuration for published folders.")
    parser.add_argument("editions", type=Path, help="the folder that holds one folder per page")
    parser.add_argument("--listen", default="80", help="a port, or HOST:PORT")
    parser.add_argument("--upstream", help="the application, for all that is not published: http://127.0.0.1:8000")
    parser.add_argument("--slots", type=int, default=16, help="how many requests it gets at once (default: 16)")
    known_inside = "a host that only the application knows: a private page's"
    parser.add_argument("--pass", dest="passed", action="append", default=[], metavar="HOST", help=known_inside)
    chosen = parser.parse_args(arguments)
    sys.stdout.write(config(chosen.editions, listen=chosen.listen, upstream=chosen.upstream, slots=chosen.slots, passed=chosen.passed))
