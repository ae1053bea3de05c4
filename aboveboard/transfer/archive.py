"""The file of a backup: a gzipped tar of few kinds of members, written and read as a stream. Nothing of it is ever unpacked onto a disk."""

import gzip
import re
import tarfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO, NamedTuple

FORMAT = 1  # of what is in the file; a reader refuses numbers that it does not know
ABOUT = "about.json"  # the first member
MANIFEST = "manifest.json"  # the last one
LARGEST = 64 * 1024 * 1024  # bytes of one member

BLOCK = 512  # bytes: what a tar is made of
_GZIP = b"\x1f\x8b"
_NAME = re.compile(r"about\.json|manifest\.json|rows/[a-z_]+\.[a-z_]+/\d{6}\.jsonl|keys/[a-z][a-z_.]{0,39}")
TRAILING = 64 * 1024  # bytes of zeros that may follow the last member


class DamagedError(Exception):
    """The file is not a whole backup; the message says what is wrong with it."""


class Member(NamedTuple):
    name: str
    data: bytes


class Writer:
    """Writes members one after the other; ``close`` completes the file, whose bytes are on the disk only after a flush."""

    def __init__(self, out: BinaryIO, *, at: datetime) -> None:
        self._at = int(at.timestamp())
        self._zipped = gzip.GzipFile(filename="", mode="wb", fileobj=out, compresslevel=6, mtime=self._at)
        self._tar = tarfile.open(fileobj=self._zipped, mode="w|", format=tarfile.USTAR_FORMAT)  # noqa: SIM115  (closed in close)

    def add(self, name: str, data: bytes) -> None:
        """Raises ``ValueError`` for a member that no reader would take."""
        if not _NAME.fullmatch(name) or len(data) > LARGEST:
            raise ValueError(f"{name} with {len(data)} bytes is no member of a backup")
        head = tarfile.TarInfo(name)
        head.size, head.mode, head.mtime = len(data), 0o600, self._at
        self._tar.addfile(head, _Bytes(data))

    def close(self) -> None:
        self._tar.close()
        self._zipped.close()


class _Bytes:
    """Just enough of a file for tarfile."""

    def __init__(self, data: bytes) -> None:
        self._rest = memoryview(data)

    def read(self, size: int = -1) -> bytes:
        part = self._rest if size < 0 else self._rest[:size]
        self._rest = self._rest[len(part) :]
        return bytes(part)


def members(source: BinaryIO) -> Iterator[Member]:
    """Every member from the first on, each at most ``LARGEST`` bytes. Raises ``DamagedError`` at the first thing that a backup cannot hold.

    The heads are read here and not by ``tarfile.open``: that follows extensions which may claim any size.
    """
    source.seek(0)
    begin = source.read(len(_GZIP))
    source.seek(0)
    if begin != _GZIP:
        raise DamagedError("it is not a backup of Aboveboard")
    try:
        with gzip.GzipFile(fileobj=source, mode="rb") as zipped:
            while (member := _next(zipped)) is not None:
                yield member
            _end(zipped)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise DamagedError("it is cut off, or bytes in it were changed") from None


def _next(zipped: gzip.GzipFile) -> Member | None:
    """Null at the block of zeros that ends a tar."""
    block = _exactly(zipped, BLOCK)
    if not any(block):
        return None
    try:
        head = tarfile.TarInfo.frombuf(block, "ascii", "strict")
    except (tarfile.HeaderError, UnicodeDecodeError, ValueError):
        raise DamagedError("it holds something that is no part of a backup") from None
    if head.type != tarfile.REGTYPE or not _NAME.fullmatch(head.name):
        raise DamagedError("it holds a member that no backup has")
    if not 0 <= head.size <= LARGEST:
        raise DamagedError(f"{head.name} claims {head.size} bytes")
    data = _exactly(zipped, head.size)
    _exactly(zipped, -head.size % BLOCK)
    return Member(head.name, data)


def _end(zipped: gzip.GzipFile) -> None:
    """Reads to the end, where gzip compares its checksum."""
    rest = zipped.read(TRAILING + 1)
    if len(rest) > TRAILING or any(rest):
        raise DamagedError("something follows its end")


def _exactly(zipped: gzip.GzipFile, size: int) -> bytes:
    data = zipped.read(size)
    if len(data) < size:
        raise DamagedError("it is cut off")
    return data
