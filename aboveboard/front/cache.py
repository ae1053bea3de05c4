"""A bounded memory of files outside the hot set: checked against the disk at each use, the largest never kept."""

import hashlib
import os
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from pathlib import Path
from stat import S_ISREG
from threading import BoundedSemaphore, Lock
from typing import BinaryIO

from aboveboard.front.documents import Answer, Copy, copy_of, sent_headers
from aboveboard.front.negotiate import IDENTITY
from aboveboard.front.site import Site
from aboveboard.lib.etags import etag_of

LARGE = 1024 * 1024
"""Bytes above which a file is streamed in pieces and only its ETag is remembered."""
PIECE = 256 * 1024
OVERHEAD = 2048
"""Bytes that a remembered file costs beside its content, roughly."""

SUFFIXES = {"br": ".br", "gzip": ".gz", IDENTITY: ""}


Stamp = tuple[int, int, int]


def stamp_of(found: os.stat_result) -> Stamp:
    """What changes whenever a file is written or replaced. Its modification time would not: publishers make it of the bytes."""
    return found.st_ctime_ns, found.st_size, found.st_ino


class Streamed(list[bytes]):
    """The body of a large file: an empty list until `open` gives its pieces."""

    def __init__(self, file: Path, found: os.stat_result) -> None:
        super().__init__()
        self.file, self.stamp = file, stamp_of(found)

    def open(self) -> BinaryIO | None:
        """The open file; None if it is no longer the one that was measured."""
        source = self.file.open("rb")
        if stamp_of(os.fstat(source.fileno())) == self.stamp:
            return source
        source.close()
        return None


class Streams:
    """At most `count` large files on their way at once."""

    def __init__(self, count: int) -> None:
        self._free = BoundedSemaphore(count)

    def pieces(self, body: Streamed) -> Iterator[bytes] | None:
        """The pieces of `body`; None if too many are on their way, or the file has just changed."""
        if not self._free.acquire(blocking=False):
            return None
        source = body.open()
        if source is None:
            self._free.release()
            return None
        return self._around(source)

    def _around(self, source: BinaryIO) -> Iterator[bytes]:
        try:
            with source:
                while piece := source.read(PIECE):
                    yield piece
        finally:
            self._free.release()


class FileCache:
    """Files by path, the least recently used forgotten first; at most `budget` bytes."""

    def __init__(self, budget: int = 64 * 1024 * 1024) -> None:
        self.budget = budget
        self.held = 0
        self._copies: OrderedDict[tuple[Path, Site], tuple[Stamp, int, Copy]] = OrderedDict()
        self._lock = Lock()

    def copy(self, file: Path, path: str, codings: tuple[str, ...], site: Site) -> Copy | None:
        """The best copy of `file` for a client that takes `codings`, or None if there is no such file."""
        try:
            plain = file.stat()
            for coding in codings:
                copied = file if coding == IDENTITY else file.with_name(file.name + SUFFIXES[coding])
                found = plain if coding == IDENTITY else _stat_or_none(copied)
                if found and S_ISREG(found.st_mode):
                    return self._copy(copied, found, coding, path, site)
        except OSError:
            pass
        return None

    def _copy(self, file: Path, found: os.stat_result, coding: str, path: str, site: Site) -> Copy:
        stamp = stamp_of(found)
        with self._lock:
            known = self._copies.get((file, site))
            if known and known[0] == stamp:
                self._copies.move_to_end((file, site))
                return known[2]
        copy, cost = _read(file, coding, site.headers_of(path), site.type_of(path))
        self._remember((file, site), stamp, cost, copy)
        return copy

    def _remember(self, key: tuple[Path, Site], stamp: Stamp, cost: int, copy: Copy) -> None:
        with self._lock:
            replaced = self._copies.pop(key, None)
            self._copies[key] = (stamp, cost, copy)
            self.held += cost - (replaced[1] if replaced else 0)
            while self.held > self.budget:
                _, (_, freed, _) = self._copies.popitem(last=False)
                self.held -= freed


def _stat_or_none(file: Path) -> os.stat_result | None:
    try:
        return file.stat()
    except FileNotFoundError:
        return None


def _read(file: Path, coding: str, headers: Mapping[str, str], content_type: str) -> tuple[Copy, int]:
    with file.open("rb") as source:
        found = os.fstat(source.fileno())
        size = found.st_size
        if size <= LARGE:
            body = source.read()
            return copy_of(body, coding, headers, content_type), len(body) + OVERHEAD
        etag = etag_of(hashlib.file_digest(source, "sha256").digest(), size)
    whole = copy_of(b"", coding, headers, content_type)
    sent = sent_headers(headers, content_type, coding, size, etag)
    unchanged = Answer("304 Not Modified", [(n, etag if n == "ETag" else v) for n, v in whole.unchanged.headers], [b""])
    return Copy(etag, Answer("200 OK", sent, Streamed(file, found)), Answer("200 OK", sent, [b""]), unchanged), OVERHEAD
