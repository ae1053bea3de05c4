"""The locations of one page: literal types and headers wherever they can differ, so that nginx has nothing to work out."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aboveboard.front.errors import STATUS, extra_headers, plain_page
from aboveboard.front.fallthrough import BODY_LIMIT, DYNAMIC, OLD_EDITION, is_dynamic
from aboveboard.front.nginx.words import block, file_headers, header_lines, literal, quoted
from aboveboard.front.site import Site

OWN_LOOK = (404, 405, 500, 503)
UPSTREAM = "aboveboard_application"
SLOTS = "aboveboard_slots"
DEAD = {502: 503, 503: 503, 504: 503}
"""What is said where the application should have answered: nobody does, or all slots are taken."""
TREES = ("current", "shared")
_PATH = "aboveboard_path"
_RECORD = ((".jsonl", r"editions(?:-\d+)?\.jsonl"), (".json", r"(?:keys|items/[0-9a-f]+|documents/\d+(?:-later)?)\.json"))


@dataclass(frozen=True, slots=True)
class Application:
    """What answers all that is not published: "http", "127.0.0.1:8000" or "unix:/path", and how many requests it gets at once."""

    scheme: str
    address: str
    slots: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page's folder. `number` keeps its error pages apart from others'; without an application what is not published is a 503."""

    number: int
    folder: Path
    site: Site
    application: Application | None

    @property
    def own(self) -> list[str]:
        """Its folder, and the statuses that get its look."""
        looks = [f"error_page {status} {self.error_address(status)};" for status in OWN_LOOK]
        return [f"root {literal(str(self.folder))};", f"error_page 403 =404 {self.error_address(404)};", *looks]

    @property
    def apart(self) -> list[str]:
        """The same where another page may be around: that at the host's root says it once for the whole server."""
        return [] if self.site.base == "/" else self.own

    def error_address(self, status: int) -> str:
        return f"/.error/{self.number}/{status}"


def locations(page: Page) -> list[str]:
    """All of them, to stand in the server of the page's hosts."""
    base, rules = page.site.base, [match for match, _ in page.site.rules]
    languages = [f"{language}/" for language in page.site.languages[1:]]
    paths = [match for match in rules if "/" in match and not match.endswith("/")]
    shared = [f"{folder}{name}" for folder in ("", *languages) for name in page.site.in_shared]
    prefixes = sorted({match for match in rules if match.endswith("/")} | {"record/", *shared})
    lines = [line for folder in ("", *languages) for line in _exact(page, folder, f"{folder}index.html")]
    lines += [line for path in paths for line in _exact(page, path, path)]
    # a few bytes leave faster in one write with their headers
    head = ["try_files /head.json =404;", "sendfile off;", f"default_type {literal(page.site.type_of('head.json'))};"]
    lines += block(f"location = {base}head.json", [*page.apart, *head, *file_headers(page.site.headers_of("head.json"))])
    if base != "/":
        moved = [f"return 301 {base}$is_args$args;", *header_lines(page.site.headers_of("index.html"))]
        lines += block(f"location = {base.rstrip('/')}", moved)
    for prefix in ("", *prefixes):
        lines += _below(page, prefix, ("shared",) if prefix in shared else TREES)
    lines += block(f"location @aboveboard_behind_{page.number}", behind(page.application, DEAD, page.error_address))
    for status in OWN_LOOK:
        lines += _error_location(page, status)
    return lines


def _exact(page: Page, address: str, path: str) -> list[str]:
    """One address, found by nginx without trying anything else."""
    inside = [*page.apart, *_typed(page, path), *file_headers(page.site.headers_of(path))]
    return block(f"location = {page.site.base}{address}", [*inside, _tries(f"/{path}", "=404")])


def _below(page: Page, prefix: str, trees: Sequence[str]) -> list[str]:
    """Everything below the base, or below a prefix that has rules or ``trees`` of its own."""
    common = file_headers(page.site.headers_of(f"{prefix}x/index.html"))
    head = "location /" if page.site.base + prefix == "/" else f"location ^~ {page.site.base}{prefix}"
    return block(head, [*page.apart, *common, *_nested(page, prefix, trees, common)])


def _nested(page: Page, prefix: str, trees: Sequence[str], common: list[str]) -> Iterator[str]:
    beyond = f"@aboveboard_behind_{page.number}" if is_dynamic(prefix) else "=404"
    if prefix in ("", "record/"):
        yield from block(f"location ~ {_dynamic(page)}", behind(page.application, DEAD, page.error_address))
    if prefix == "record/":
        for suffix, names in _RECORD:
            whole, uri = _matched(page, f"record/{names}")
            inside = [*_headed(page, f"record/x{suffix}", common), f"try_files {uri}$aboveboard_copy {uri} =404;"]
            yield from block(f"location ~ {whole}", inside)
    whole, uri = _matched(page, "(?:.*/)?")
    yield from block(f"location ~ {whole}", [*_headed(page, f"{prefix}x/index.html", common), _tries(f"{uri}index.html", beyond, trees)])
    for ending in sorted(_endings(page.site), key=lambda ending: ending.startswith(".")):
        sample = f"{prefix}x{ending}" if ending.startswith(".") else f"{prefix}{ending}"
        whole, uri = _matched(page, (".*" if ending.startswith(".") else "(?:.*/)?") + re.escape(ending))
        yield from block(f"location ~ {whole}", [*_headed(page, sample, common), _tries(uri, beyond, trees)])
    whole, uri = _matched(page, ".*")
    yield f"location ~ {whole} {{"
    for tree in trees:
        yield f"    if (-f $document_root/{tree}{uri}/index.html) {{ return 301 $uri/$is_args$args; }}"
    yield f"    try_files /.none {beyond};"
    yield "}"


def _endings(site: Site) -> list[str]:
    """Suffixes, and names of files that have a type or headers of their own."""
    rules = [match for match, _ in site.rules if match != "*" and "/" not in match and match != "head.json"]
    return list(dict.fromkeys((*site.types, *rules)))


def _matched(page: Page, path: str) -> tuple[str, str]:
    """A regular expression for `path` below the base, and nginx's name for what follows the base, which begins with a slash."""
    if page.site.base == "/":
        return quoted(f"^/{path}$"), "${uri}"
    return quoted(f"^{re.escape(page.site.base.rstrip('/'))}(?<{_PATH}>/{path})$"), f"${{{_PATH}}}"


def _dynamic(page: Page) -> str:
    others = "|p/" if page.application else ""  # a private page is in no folder
    return quoted(f"^{re.escape(page.site.base)}(?:(?:{'|'.join(sorted(DYNAMIC))}|{OLD_EDITION})(?:/|$){others})")


def _typed(page: Page, path: str) -> list[str]:
    return [f"default_type {literal(page.site.type_of(path))};"]


def _headed(page: Page, path: str, common: list[str]) -> list[str]:
    """Type and headers of a file, these only where they are not those around it."""
    own = file_headers(page.site.headers_of(path))
    return [*_typed(page, path), *(own if own != common else [])]


def _tries(path: str, beyond: str, trees: Sequence[str] = TREES) -> str:
    """The copy that the client takes before the file, the edition's own tree before the shared one."""
    return f"try_files {' '.join(f'/{tree}{path}{copy}' for tree in trees for copy in ('$aboveboard_copy', ''))} {beyond};"


def _error_location(page: Page, status: int) -> list[str]:
    path = f"{status}.html"
    headers = page.site.headers_of(path) | {"Cache-Control": "no-store"} | dict(extra_headers(status))
    inside = ["internal;", "etag off;", *page.apart[:1], *_typed(page, path), *file_headers(headers, errors=True)]
    tries = f"try_files /shared/{path}$aboveboard_copy /shared/{path} @aboveboard_plain_{status};"
    return block(f"location = {page.error_address(status)}", [*inside, tries])


def plain_location(head: str, status: int) -> list[str]:
    """The page of a host that nobody knows, or of a folder without error pages: the front's, byte for byte."""
    answer = plain_page(status)
    headers = {name: value for name, value in answer.headers if name not in ("Content-Type", "Content-Length")}
    kind = dict(answer.headers)["Content-Type"]
    body = answer.body[0].decode().replace("\n", "\\n")
    said = f"return {status} '{body}';"
    if "'" in body or "$" in body or status not in STATUS:
        raise ValueError(f"nginx cannot be told {body!r}")
    return block(head, ["types {}", f"default_type {literal(kind)};", *header_lines(headers, errors=True), said])


def behind(application: Application | None, dead: Mapping[int, int], page_of: Callable[[int], str]) -> list[str]:
    """What passes a request on, to no more than so many at once. `dead`: what is said instead of a status of nginx's own."""
    if application is None:
        return ["return 503;"]
    return [
        *(f"error_page {found} ={said} {page_of(said)};" for found, said in dead.items()),
        'add_header Allow "";  # the application\'s answers carry their own headers',
        f"limit_conn {SLOTS} {application.slots};",
        f"client_max_body_size {BODY_LIMIT};",
        "proxy_http_version 1.1;",
        'proxy_set_header Connection "";',
        "proxy_set_header Host $http_host;",
        'proxy_set_header X-Forwarded-Host "";',
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "proxy_set_header X-Forwarded-Proto $scheme;",
        "proxy_connect_timeout 2s;",
        "proxy_redirect off;",
        f"proxy_pass {application.scheme}://{UPSTREAM};",
    ]
