"""A page's folder made by hand, for tests of what serves it."""

import gzip
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import brotli

from aboveboard.lib.etags import stamp

CSP = "default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'"
SITE: dict[str, Any] = {
    "version": 1,
    "page": "pg1",
    "hosts": ["localhost", "127.0.0.1", "[::1]"],
    "base": "/",
    "languages": ["en", "de"],
    "types": {
        ".html": "text/html; charset=utf-8",
        ".json": "application/json",
        "feed.json": "application/feed+json",
        ".jsonl": "application/jsonl; charset=utf-8",
        ".svg": "image/svg+xml",
        ".ico": "image/x-icon",
        ".js": "text/javascript; charset=utf-8",
        ".atom": "application/atom+xml",
        ".txt": "text/plain; charset=utf-8",
    },
    "headers": [
        ["*", {"Cache-Control": "public, max-age=5, stale-while-revalidate=10, stale-if-error=86400", "X-Content-Type-Options": "nosniff"}],
        [".html", {"Content-Security-Policy": CSP, "Referrer-Policy": "no-referrer"}],
        ["feed.json", {"Access-Control-Allow-Origin": "*"}],
        ["api/v2/", {"Access-Control-Allow-Origin": "*"}],
        ["head.json", {"Cache-Control": "public, max-age=2"}],
        ["assets/", {"Cache-Control": "public, max-age=31536000, immutable"}],
    ],
}


def page(title: str) -> str:
    """An HTML page long enough to be worth compressing."""
    return f"<!doctype html><title>{title}</title><h1>{title}</h1>" + "<p>All systems are operational.</p>" * 20


HOT = {
    "index.html": page("Harbourline"),
    "de/index.html": page("Harbourline auf Deutsch"),
    "incidents/k3f9/index.html": page("An open incident"),
    "history/index.html": page("History"),
    "record/index.html": page("The record"),
    "feed.atom": "<feed>" + "<entry/>" * 60 + "</feed>",
    "feed.json": "{}",
    "de/feed.json": json.dumps({"items": ["x" * 10] * 40}),
    "badge.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "robots.txt": "User-agent: *\n",
    "api/v2/summary.json": json.dumps({"page": {"id": "pg1"}, "components": ["x" * 10] * 40}),
}
SHARED = {
    "components/api/index.html": page("API"),
    "incidents/old1/index.html": page("A closed incident"),
    "history/2026-02/index.html": page("February"),
    "assets/abc123.js": "'use strict';" * 30,
    ".well-known/security.txt": "Contact: mailto:security@harbourline.test\n",
} | {f"{status}.html": page(f"Own look {status}") for status in (404, 405, 500, 503)}
RECORD = {
    "record/editions.jsonl": '{"edition":1}\n' * 30,
    "record/items/0123abcd.json": '{"content":{}}',
    "record/documents/1.json": '{"documents":{}}',
    "record/documents/1-later.json": '{"documents":{}}',
    "record/keys.json": '{"keys":[]}',
}
PUBLISHED = (
    *("/", "/de/", "/incidents/k3f9/", "/history/", "/record/", "/badge.svg", "/robots.txt", "/api/v2/summary.json"),
    *("/feed.atom", "/feed.json", "/de/feed.json"),
    *("/components/api/", "/incidents/old1/", "/history/2026-02/", "/assets/abc123.js", "/.well-known/security.txt"),
    *(f"/{path}" for path in RECORD),
    "/head.json",
)


def write(file: Path, text: str | bytes) -> None:
    """A file and, if it is large enough, its compressed copies; each is replaced by rename as a publisher does."""
    data = text.encode() if isinstance(text, str) else text
    file.parent.mkdir(parents=True, exist_ok=True)
    copies = {"": data}
    if len(data) > 200:
        copies |= _compressed(data)
    for suffix, content in copies.items():
        part = file.with_name(f".{file.name}{suffix}.part")
        part.write_bytes(content)
        stamp(part, content)
        part.rename(file.with_name(file.name + suffix))


@lru_cache(2048)
def _compressed(data: bytes) -> dict[str, bytes]:
    return {".gz": gzip.compress(data, mtime=0), ".br": brotli.compress(data, quality=5)}


def a_folder(root: Path, *, hot: Mapping[str, str] = HOT, shared: Mapping[str, str] = SHARED, **site: Any) -> Path:
    """A whole folder at `root`, edition 1, with members of `site` over those of SITE."""
    for tree, files in ((root / "1", hot), (root / "shared", shared), (root, RECORD)):
        for path, text in files.items():
            write(tree / path, text)
    write(root / "head.json", '{"edition":1}')
    (root / "site.json").write_text(json.dumps(SITE | site))
    point(root, "1")
    return root


def point(root: Path, name: str) -> None:
    """Switch the folder's pointer by one rename."""
    part = root / ".current.part"
    part.unlink(missing_ok=True)
    part.symlink_to(name)
    part.rename(root / "current")


def an_edition(root: Path, name: str, hot: Mapping[str, str]) -> None:
    """Write another hot tree and switch to it."""
    for path, text in hot.items():
        write(root / name / path, text)
    point(root, name)
