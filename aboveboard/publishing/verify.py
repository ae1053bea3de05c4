"""verify: whether a page's record is what it says it is (docs/record.md §8). Needs neither Django nor a database."""

import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import httpx

from aboveboard.publishing.verify_reading import Reading
from aboveboard.publishing.verify_sources import TIMEOUT, FolderSource, Source, WebSource

PAUSE = 2.0  # seconds before everything is read once more
READINGS = 10  # of a page that goes on being published while it is read


class Code(StrEnum):
    """The verdicts; the first that applies is given."""

    UNREACHABLE = "unreachable"
    MALFORMED = "malformed"
    BROKEN_KEY_CHAIN = "broken-key-chain"
    WRONG_KEY = "wrong-key"
    BROKEN_SEQUENCE = "broken-sequence"
    BROKEN_CHAIN = "broken-chain"
    BAD_SIGNATURE = "bad-signature"
    WRONG_PAGE = "wrong-page"
    TIME_REVERSED = "time-reversed"
    BAD_CHANGES = "bad-changes"
    BAD_ROOT = "bad-root"
    ROLLED_BACK = "rolled-back"
    STALE_HEAD = "stale-head"
    BAD_ITEM = "bad-item"
    BAD_LIST = "bad-list"
    BAD_DOCUMENT = "bad-document"
    BAD_COPY = "bad-copy"
    VALID = "valid"


MOVING = {Code.UNREACHABLE, Code.ROLLED_BACK, Code.STALE_HEAD, Code.BAD_LIST, Code.BAD_DOCUMENT, Code.BAD_COPY}


class Verdict(NamedTuple):
    """``detail``: where, in words; ``edition``: the last line's number; ``redacted``: subjects of redacted items;
    ``key``: the fingerprint of the last line's key."""

    code: Code
    detail: str
    pinned: bool
    edition: int
    redacted: tuple[str, ...]
    key: str


def verify_folder(
    path: Path,
    pin: str | None = None,
    since: tuple[int, str] | None = None,
    *,
    page: str | None = None,
    pause: Callable[[float], None] = time.sleep,
) -> Verdict:
    """Verifies one page's folder. ``pin``: a fingerprint noted earlier; ``since``: number and hash of a line noted earlier;
    ``page``: the id that the page must have."""
    return _verify(FolderSource(path), pin, since, page, pause)


def verify_url(
    url: str,
    pin: str | None = None,
    since: tuple[int, str] | None = None,
    *,
    page: str | None = None,
    pause: Callable[[float], None] = time.sleep,
    client: httpx.Client | None = None,
) -> Verdict:
    """The same over HTTP: all but unlisted documents and compressed copies, which cannot be seen from there."""
    if client is not None:
        return _verify(WebSource(url, client), pin, since, page, pause)
    with httpx.Client(timeout=TIMEOUT, follow_redirects=False) as made:
        return _verify(WebSource(url, made), pin, since, page, pause)


def _verify(source: Source, pin: str | None, since: tuple[int, str] | None, page: str | None, pause: Callable[[float], None]) -> Verdict:
    verdict = _once(source, pin, since, page)
    for _ in range(READINGS - 1):
        if verdict.code not in MOVING:
            break
        pause(PAUSE)
        before, verdict = verdict, _once(source, pin, since, page)
        if (verdict.code, verdict.detail) == (before.code, before.detail):
            break
    return verdict


def _once(source: Source, pin: str | None, since: tuple[int, str] | None, page: str | None) -> Verdict:
    reading = Reading(source, pin, since, page)
    reading.read()
    code = next((code for code in Code if code in reading.found), Code.VALID)
    return Verdict(code, reading.found.get(code, ""), pin is not None, reading.edition, tuple(reading.redacted), reading.key)
