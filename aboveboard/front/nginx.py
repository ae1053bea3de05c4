"""nginx's configuration for folders: the same rule from address to file, with site.json's types and headers."""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from aboveboard.front.errors import RETRY_AFTER
from aboveboard.front.fallthrough import BODY_LIMIT, DYNAMIC, OLD_EDITION
from aboveboard.front.site import UNKNOWN_TYPE, Site, SiteError, read_site

_COPY = r"(?:\.br|\.gz)?$"
_ROOT = r"^\d+ /(?:current/|shared/)?"
_TAKES = r"~*(?:^|,)\s*(?:{names}|\*)\s*(?:;\s*q\s*=\s*(?:1(?:\.0*)?|0\.\d*[1-9]\d*))?\s*(?:,|$)"
_REFUSES = r"~*(?:^|,)\s*(?:{names})\s*;\s*q\s*=\s*0(?:\.0*)?\s*(?:,|$)"


def config(editions: Path, *, listen: str = "80", upstream: str | None = None) -> str:
    """What belongs inside nginx's `http` block, listening at `listen` (a port, or host:port).

    Pages below a base (/p/<slug>/) and all that is not published are left to `upstream` ("http://127.0.0.1:8000"); without it
    they answer 503. Raises OSError or SiteError if a folder cannot be read.
    """
    folders = sorted(file.parent for file in editions.absolute().glob("[!.]*/site.json"))
    sites = [(folder, read_site(folder / "site.json")) for folder in folders]
    blocks = [_MAPS, _copy_map("br", "br"), _copy_map("gz", "gzip|x-gzip"), _NOBODY.replace("LISTEN", f"{listen} default_server")]
    for number, (folder, site) in enumerate(entry for entry in sites if entry[1].base == "/"):
        blocks += [*_header_maps(number, site), _server(number, folder, site, listen, upstream)]
    return "\n".join(blocks) + "\n"


def _copy_map(suffix: str, names: str) -> str:
    """A variable that is the suffix of the copy if the client takes it, and otherwise of no file."""
    refuses, takes = (_quoted(pattern.format(names=names)) for pattern in (_REFUSES, _TAKES))
    return f'map $http_accept_encoding $aboveboard_{suffix} {{\n    default ".none";\n    {refuses} ".none";\n    {takes} ".{suffix}";\n}}'


_MAPS = f"""\
map $uri $aboveboard_coding {{
    default "";
    "~\\.br$" br;
    "~\\.gz$" gzip;
}}
map $uri $aboveboard_dynamic {{
    default "";
    "~^/(?:{"|".join(sorted(DYNAMIC))}|p|{OLD_EDITION})(?:/|$)" yes;
}}
map $status $aboveboard_allow {{
    default "";
    405 "GET, HEAD";
}}
map $status $aboveboard_retry {{
    default "";
    503 {RETRY_AFTER};
}}"""

_HEALTH = """location = /healthz { default_type application/json; return 200 '{"ok": true}\\n'; }"""
_NOBODY = f"""\
server {{
    listen LISTEN;
    server_tokens off;
    {_HEALTH}
    location / {{ return 404; }}
}}"""


def _header_maps(number: int, site: Site) -> list[str]:
    """One variable per header; nginx takes the first pattern that fits, site.json the last rule."""
    maps = []
    for name in _header_names(site):
        lines = ['    default "";', *(['    "~^[45]" no-store;'] if name == "Cache-Control" else [])]
        lines += [f"    {_quoted('~' + _pattern(match))} {_value(said[name])};" for match, said in reversed(site.rules) if name in said]
        maps.append("\n".join([f'map "$status $uri" {_variable(number, name)} {{', *lines, "}"]))
    return maps


def _header_names(site: Site) -> list[str]:
    return list(dict.fromkeys(name for _, headers in site.rules for name in headers))


def _variable(number: int, name: str) -> str:
    return f"$aboveboard_{number}_{name.lower().replace('-', '_')}"


def _pattern(match: str) -> str:
    if match == "*":
        return "."
    if match.startswith("."):
        return re.escape(match) + _COPY
    return _ROOT + re.escape(match) + ("" if match.endswith("/") else _COPY)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _value(text: str) -> str:
    if "$" in text or "\n" in text:
        raise SiteError(f"nginx cannot be told {text!r}")
    return _quoted(text)


def _server(number: int, folder: Path, site: Site, listen: str, upstream: str | None) -> str:
    headers = "\n".join(f"    add_header {name} {_variable(number, name)} always;" for name in _header_names(site))
    return f"""\
server {{
    listen {listen};
    server_name {" ".join(_quoted(host) for host in site.hosts)};
    root {_value(str(folder))};
    server_tokens off;
    absolute_redirect off;
    max_ranges 0;
    # The ETag is of time and length; publishing makes the time of the bytes (lib/etags.py), so as a time it means nothing.
    if_modified_since off;
    add_header Last-Modified "" always;
    add_header Vary Accept-Encoding always;
    add_header Content-Encoding $aboveboard_coding always;
    add_header Allow $aboveboard_allow always;
    add_header Retry-After $aboveboard_retry always;
{headers}
{"\n".join(_error_location(status, site) for status in (404, 405, 500, 503))}
    error_page 502 504 = /.error/503;
    location ~ (?:^|/)\\.(?!well-known/) {{ return 404; }}
    location ~ \\.(?:gz|br)$ {{ return 404; }}
    {_HEALTH}
    location = /head.json {{ {_typed(site, ".json")} try_files $uri @otherwise; }}
{_record_locations(site)}
    location ~ /$ {{ {_typed(site, ".html")} try_files {_tries("${uri}index.html")} @otherwise; }}
{"\n".join(_type_location(suffix, site) for suffix in site.types)}
    location / {{
        if (-f $document_root/current$uri/index.html) {{ return 301 $uri/$is_args$args; }}
        if (-f $document_root/shared$uri/index.html) {{ return 301 $uri/$is_args$args; }}
        try_files /.none @otherwise;
    }}
    location @otherwise {{
        if ($aboveboard_dynamic = "") {{ return 404; }}
        {_behind(upstream)}
    }}
}}"""


def _error_location(status: int, site: Site) -> str:
    return (
        f"    error_page {status} /.error/{status};\n"
        f"    location = /.error/{status} {{ internal; {_typed(site, '.html')} try_files {_tries(f'/{status}.html')} =404; }}"
    )


def _type_location(suffix: str, site: Site) -> str:
    return f"    location ~ {re.escape(suffix)}$ {{ {_typed(site, suffix)} try_files {_tries('$uri')} @otherwise; }}"


def _record_locations(site: Site) -> str:
    files = ((".jsonl", r"editions(?:-\d+)?\.jsonl"), (".json", r"(?:keys|items/[0-9a-f]+|documents/\d+(?:-later)?)\.json"))
    tries = "try_files $uri$aboveboard_br $uri$aboveboard_gz $uri =404;"
    return "\n".join(f"    location ~ {_quoted(f'^/record/{names}$')} {{ {_typed(site, suffix)} {tries} }}" for suffix, names in files)


def _typed(site: Site, suffix: str) -> str:
    return f"types {{}} default_type {_value(site.types.get(suffix, UNKNOWN_TYPE))};"


def _tries(path: str) -> str:
    """The copies of a file, current/ before shared/, the smallest that the client takes first."""
    return " ".join(f"/{tree}{path}{copy}" for tree in ("current", "shared") for copy in ("$aboveboard_br", "$aboveboard_gz", ""))


def _behind(upstream: str | None) -> str:
    if upstream is None:
        return "return 503;"
    return f"""add_header Allow "";  # the application's answers carry their own headers
        client_max_body_size {BODY_LIMIT};
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-Host "";
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_pass {upstream};"""


def main(arguments: Sequence[str]) -> None:
    """Print the configuration for the folder in `arguments`."""
    parser = argparse.ArgumentParser(prog="python -m aboveboard.front.nginx", description="nginx's configuration for published folders.")
    parser.add_argument("editions", type=Path, help="the folder that holds one folder per page")
    parser.add_argument("--listen", default="80", help="a port, or HOST:PORT")
    parser.add_argument("--upstream", help="the application, for all that is not published: http://127.0.0.1:8000")
    chosen = parser.parse_args(arguments)
    sys.stdout.write(config(chosen.editions, listen=chosen.listen, upstream=chosen.upstream))


if __name__ == "__main__":
    main(sys.argv[1:])
