"""site.json: what a server has to know about a page's folder (docs/operating/front.md)."""

import json
from collections.abc import Collection
from typing import Any

from aboveboard.publishing.documents import folders_in_shared
from aboveboard.publishing.items import PageFace

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    "feed.json": "application/feed+json; charset=utf-8",
    ".jsonl": "application/jsonl; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".ico": "image/x-icon",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".py": "text/plain; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
}
BRIEF = "public, max-age=5, stale-while-revalidate=10, stale-if-error=86400"
HEAD = "public, max-age=2"
FOR_EVER = "public, max-age=31536000, immutable"
_CORS = {"Access-Control-Allow-Origin": "*"}


def site_json(face: PageFace, *, hosts: list[str], base: str, style_hashes: Collection[str]) -> bytes:
    """``style_hashes``: of every inline style that a document in the folder may hold, as ``sha256-…``."""
    site: dict[str, Any] = {
        "version": 1,
        "page": face.id,
        "hosts": hosts,
        "base": base,
        "languages": face.languages,
        "in_shared": folders_in_shared(),
        "types": TYPES,
        "styles": sorted(style_hashes),
        "headers": [
            ["*", {**security_headers(style_hashes, https=face.url.startswith("https:")), "Cache-Control": BRIEF}],
            *([match, _CORS] for match in ("api/v2/", ".atom", ".rss", ".ics", ".svg", "feed.json", "head.json", "record/")),
            ["head.json", {"Cache-Control": HEAD}],
            ["assets/", {"Cache-Control": FOR_EVER}],
        ],
    }
    return json.dumps(site, indent=1).encode() + b"\n"


def styles_in(site: bytes) -> set[str]:
    """The style hashes of a site.json; none if it cannot be read."""
    try:
        return set(json.loads(site)["styles"])
    except (ValueError, KeyError, TypeError):
        return set()


def security_headers(style_hashes: Collection[str], *, https: bool) -> dict[str, str]:
    """What a page may load and who may frame it; ``style_hashes`` as above."""
    styles = "".join(f" '{value}'" for value in sorted(style_hashes))
    policy = {
        "default-src": "'none'",
        "style-src": f"'self'{styles}",
        "script-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    headers = {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    if https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers
