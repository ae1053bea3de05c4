"""What a request asks for: its host, its path, the encodings it takes, the ETag it holds. Pure functions."""

import re
from functools import lru_cache

IDENTITY = ""
CODINGS = ("br", "gzip", IDENTITY)
"""In the order the server prefers; IDENTITY is the uncompressed file."""

_NAMES = {"br": "br", "gzip": "gzip", "x-gzip": "gzip", "identity": IDENTITY}
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9_.-]*[a-z0-9])?)\.?(?::\d{1,5})?")
_HIDDEN = re.compile(r"(?:^|/)\.(?!well-known/)|\.(?:gz|br)$")


@lru_cache(maxsize=1024)
def codings(header: str | None) -> tuple[str, ...]:
    """The codings a client takes, best first, from its Accept-Encoding. Identity is always last if nowhere else: no 406."""
    weights = _weights(header or "")
    anything = weights.get("*")
    chosen = []
    for place, coding in enumerate(CODINGS):
        weight = weights.get(coding)
        if weight is None and coding != IDENTITY:
            weight = anything
        if weight:
            chosen.append((-weight, place, coding))
    ordered = [coding for _, _, coding in sorted(chosen)]
    return tuple(ordered if IDENTITY in ordered else [*ordered, IDENTITY])


def _weights(header: str) -> dict[str, int]:
    """Thousandths by coding name; what is not a valid weight counts as refused."""
    weights: dict[str, int] = {}
    for part in header.lower().split(","):
        name, _, rest = part.strip().partition(";")
        name = name.strip()
        if name:
            weights[_NAMES.get(name, name)] = _thousandths(rest.strip())
    return weights


def _thousandths(parameter: str) -> int:
    if not parameter:
        return 1000
    found = re.fullmatch(r"q\s*=\s*([01])(?:\.(\d{0,3}))?", parameter)
    return min(1000, int(found[1]) * 1000 + int((found[2] or "").ljust(3, "0"))) if found else 0


def holds(if_none_match: str, etag: str) -> bool:
    """Whether a client that sent this If-None-Match already holds the bytes of `etag` (weak comparison, lists, `*`)."""
    if if_none_match == etag:
        return True
    candidates = [part.strip() for part in if_none_match.split(",")]
    return "*" in candidates or any(part.removeprefix("W/") == etag for part in candidates)


def host_of(header: str) -> str | None:
    """The lower-case host of a Host header, without port and final dot; None if it is not one plain host."""
    found = _HOST.fullmatch(header.lower()) if len(header) < 262 else None
    return found[1] if found else None


def file_path(path: str) -> str | None:
    """The relative file path that a WSGI PATH_INFO below a base may name, or None if no published file can have it."""
    try:
        text = path.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None
    if len(text) > 512 or "\\" in text or not text.isprintable():
        return None
    if any(part in ("", ".", "..") or len(part.encode()) > 200 for part in text.removesuffix("/").split("/") if text):
        return None
    if _HIDDEN.search(text):
        return None
    return text + "index.html" if not text or text.endswith("/") else text
